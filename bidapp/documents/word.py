"""An outline written as a Word file; knows Word, and nothing of bids."""

from pathlib import Path

from docx import Document
from docx.oxml.text.paragraph import CT_P
from docx.text.parfmt import ParagraphFormat

from bidapp.documents.outline import Chapter, Outline
from bidapp.documents.word_body import NOTHING_WRITTEN, Body, says_something
from bidapp.documents.word_characters import one_line, writable
from bidapp.documents.word_footer import add_page_numbers
from bidapp.documents.word_page import room_at_the_end
from bidapp.documents.word_save import bytes_of, describe
from bidapp.documents.word_styles import OUR_TEMPLATE
from bidapp.text.content import Node


def write_word(outline: Outline, template: Path | None = None) -> bytes:
    """The document as the bytes of a .docx file, in the styles of a template."""
    document = Document(str(template or OUR_TEMPLATE))
    body = Body(document, outline.pictures)
    with room_at_the_end(document):
        _add_title_page(body, outline)
        for number, chapter in enumerate(outline.chapters):
            _add_chapter(body, chapter, on_new_page=number == 0)
    add_page_numbers(document, body.styles)
    describe(document, outline.title, outline.author, outline.made_at)
    return bytes_of(document)


def _add_title_page(body: Body, outline: Outline) -> None:
    body.add_line(one_line(outline.title), "Title")
    if outline.subtitle:
        body.add_line(one_line(outline.subtitle), "Subtitle")
    for name, fact in outline.facts:
        _add_fact(body, one_line(name), writable(fact).replace("\t", " "))


def _add_fact(body: Body, name: str, fact: str) -> None:
    words: list[Node] = [
        {"type": "text", "text": f"{name}\t", "marks": [{"type": "bold"}]},
        {"type": "text", "text": fact},
    ]
    body.add_words(words, "Title Fact")


def _add_chapter(body: Body, chapter: Chapter, *, on_new_page: bool) -> None:
    heading = body.add_line(one_line(chapter.heading), "heading 1")
    if on_new_page:
        assert isinstance(heading, CT_P)
        ParagraphFormat(heading).page_break_before = True
    if chapter.note:
        body.add_line(one_line(chapter.note), "Chapter Note")
    if chapter.content and says_something(chapter.content):
        body.write(chapter.content)
    else:
        body.add_line(NOTHING_WRITTEN, "Nothing Written")
