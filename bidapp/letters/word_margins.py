"""What stands around the text of a letter: its marking above and below, and its language."""

from collections.abc import Iterator

from docx.document import Document as WordDocument
from docx.oxml import OxmlElement
from docx.section import Section, _BaseHeaderFooter

from bidapp.documents.word_inline import add_run, add_text
from bidapp.documents.word_tags import Element, add, w

LANGUAGE = "en-GB"


def mark(document: WordDocument, marking: str, style: str) -> None:
    """The marking at the top and at the bottom of every page, whatever else stands there."""
    even = document.settings.odd_and_even_pages_header_footer
    for number, section in enumerate(document.sections):
        for above, below in _margins(section, even):
            if number == 0 or not above.is_linked_to_previous:
                _own_margin(above).insert(0, _paragraph(marking, style))
            if number == 0 or not below.is_linked_to_previous:
                _own_margin(below).append(_paragraph(marking, style))


def say_british(document: WordDocument) -> None:
    """A letterhead made on an American machine would have its letter spelt so."""
    sheet: Element = document.styles.element
    letters = sheet.find(f"{w('docDefaults')}/{w('rPrDefault')}/{w('rPr')}")
    if letters is not None and letters.find(w("lang")) is None:
        add(letters, "lang", val=LANGUAGE)
    settings: Element = document.settings.element
    for language in (*sheet.iter(w("lang")), *settings.iter(w("themeFontLang"))):
        language.set(w("val"), LANGUAGE)


def _margins(section: Section, even: bool) -> Iterator[tuple[_BaseHeaderFooter, _BaseHeaderFooter]]:
    yield section.header, section.footer
    if section.different_first_page_header_footer:
        yield section.first_page_header, section.first_page_footer
    if even:
        yield section.even_page_header, section.even_page_footer


def _own_margin(margin: _BaseHeaderFooter) -> Element:
    """The section gets a margin of its own, if it had none."""
    is_new = margin.is_linked_to_previous
    margin.is_linked_to_previous = False
    element: Element = margin._element
    if is_new:
        element.clear()
    return element


def _paragraph(words: str, style: str) -> Element:
    paragraph: Element = OxmlElement("w:p")
    add(add(paragraph, "pPr"), "pStyle", val=style)
    add_text(add_run(paragraph), words)
    return paragraph
