"""An outline written as a Word file; knows Word, and nothing of bids."""

from collections.abc import Mapping
from pathlib import Path

from docx import Document
from docx.document import Document as WordDocument
from docx.oxml.text.paragraph import CT_P
from docx.text.parfmt import ParagraphFormat

from bidapp.documents.outline import Chapter, Outline
from bidapp.documents.word_blocks import Blocks
from bidapp.documents.word_characters import one_line, writable
from bidapp.documents.word_footer import add_page_numbers
from bidapp.documents.word_footnotes import Footnotes
from bidapp.documents.word_inline import Inline
from bidapp.documents.word_links import Links
from bidapp.documents.word_lists import Lists
from bidapp.documents.word_page import room_at_the_end, text_area
from bidapp.documents.word_paragraphs import Paragraphs, Place
from bidapp.documents.word_pictures import Pictures
from bidapp.documents.word_save import bytes_of, describe
from bidapp.documents.word_styles import OUR_TEMPLATE, Styles
from bidapp.documents.word_tags import Element
from bidapp.text.content import Node

NOTHING_WRITTEN = "Nothing written yet."


def write_word(outline: Outline, template: Path | None = None) -> bytes:
    """The document as the bytes of a .docx file, in the styles of a template."""
    document = Document(str(template or OUR_TEMPLATE))
    writer = _Writer(document, outline.pictures)
    with room_at_the_end(document):
        writer.add_title_page(outline)
        for number, chapter in enumerate(outline.chapters):
            writer.add_chapter(chapter, on_new_page=number == 0)
    add_page_numbers(document, writer.styles)
    describe(document, outline.title, outline.author, outline.made_at)
    return bytes_of(document)


class _Writer:
    """Everything that writing into the body of one document takes."""

    def __init__(self, document: WordDocument, pictures: Mapping[str, bytes]) -> None:
        width, height = text_area(document)
        self.styles = Styles(document)
        self._place = Place(document.element.body, width)
        notes = Footnotes(document, self.styles)
        self._paragraphs = Paragraphs(Inline(Links(document.part), self.styles, notes.add))
        shown = Pictures(document, pictures, tallest=height)
        self._blocks = Blocks(self.styles, self._paragraphs, Lists(document), shown)

    def add_title_page(self, outline: Outline) -> None:
        self._add_line(one_line(outline.title), "Title")
        if outline.subtitle:
            self._add_line(one_line(outline.subtitle), "Subtitle")
        for name, fact in outline.facts:
            self._add_fact(one_line(name), writable(fact).replace("\t", " "))

    def add_chapter(self, chapter: Chapter, *, on_new_page: bool) -> None:
        heading = self._add_line(one_line(chapter.heading), "heading 1")
        if on_new_page:
            assert isinstance(heading, CT_P)
            ParagraphFormat(heading).page_break_before = True
        if chapter.note:
            self._add_line(one_line(chapter.note), "Chapter Note")
        if chapter.content and _says_something(chapter.content):
            self._blocks.write(chapter.content["content"], self._place)
        else:
            self._add_line(NOTHING_WRITTEN, "Nothing Written")

    def _add_line(self, text: str, style: str) -> Element:
        return self._paragraphs.add_line(self._place, text, style=self.styles[style])

    def _add_fact(self, name: str, fact: str) -> None:
        words: list[Node] = [
            {"type": "text", "text": f"{name}\t", "marks": [{"type": "bold"}]},
            {"type": "text", "text": fact},
        ]
        self._paragraphs.add(self._place, words, style=self.styles["Title Fact"])


def _says_something(document: Node) -> bool:
    """Whether there is a word or a picture in it: nested emptiness is still nothing."""
    waiting = [document]
    while waiting:
        node = waiting.pop()
        if node["type"] == "figure" or node.get("text", "").strip():
            return True
        waiting += node.get("content", [])
    return False
