"""The foot of every page: "Page 3 of 12", kept right by Word itself."""

from docx.document import Document as WordDocument
from docx.opc.constants import RELATIONSHIP_TYPE

from bidapp.documents.word_inline import add_run, add_text
from bidapp.documents.word_styles import Styles
from bidapp.documents.word_tags import Element, add

MARGINS = {RELATIONSHIP_TYPE.HEADER, RELATIONSHIP_TYPE.FOOTER}
FIELDS = ".//w:instrText/text() | .//w:fldSimple/@w:instr"


def add_page_numbers(document: WordDocument, styles: Styles) -> None:
    """Number the pages, unless the template does."""
    if _is_numbered(document):
        return
    footer = document.sections[-1].footer
    written = any(paragraph.text for paragraph in footer.paragraphs)
    paragraph: Element = (footer.add_paragraph() if written else footer.paragraphs[0])._p
    paragraph.clear()
    add(add(paragraph, "pPr"), "pStyle", val=styles["footer"])
    _add_words(paragraph, "Page ")
    _add_field(paragraph, "PAGE")
    _add_words(paragraph, " of ")
    _add_field(paragraph, "NUMPAGES")


def _is_numbered(document: WordDocument) -> bool:
    parts = (rel.target_part for rel in document.part.rels.values() if rel.reltype in MARGINS)
    fields = (field for part in parts for field in part.element.xpath(FIELDS))
    return any(field.split()[:1] == ["PAGE"] for field in fields)


def _add_words(paragraph: Element, words: str) -> None:
    add_text(add_run(paragraph), words)


def _add_field(paragraph: Element, name: str) -> None:
    field = add(paragraph, "fldSimple", instr=f" {name} ")
    add_text(add_run(field), "1")
