"""The body of one document, and everything that writing into it takes."""

from collections.abc import Mapping
from dataclasses import replace

from docx.document import Document as WordDocument

from bidapp.documents.word_anchors import Anchors
from bidapp.documents.word_blocks import Blocks
from bidapp.documents.word_footnotes import Footnotes
from bidapp.documents.word_inline import Inline
from bidapp.documents.word_links import Links
from bidapp.documents.word_lists import Lists
from bidapp.documents.word_page import text_area
from bidapp.documents.word_paragraphs import Paragraphs, Place
from bidapp.documents.word_pictures import Pictures
from bidapp.documents.word_revisions import Revisions
from bidapp.documents.word_styles import Styles
from bidapp.documents.word_tags import Element
from bidapp.text.content import Node

NOTHING_WRITTEN = "Nothing written yet."


class Body:
    """Lines and blocks go to its end. Its anchors are for documents that come back, its revisions
    for those that show changes.
    """

    def __init__(
        self,
        document: WordDocument,
        pictures: Mapping[str, bytes],
        revisions: Revisions | None = None,
    ) -> None:
        width, height = text_area(document)
        self.styles = Styles(document)
        self.anchors = Anchors()
        self.place = Place(document.element.body, width)
        changes = revisions or Revisions()
        notes = Footnotes(document, self.styles)
        inline = Inline(Links(document.part), self.styles, notes.add, changes)
        self._paragraphs = Paragraphs(inline, self.anchors)
        shown = Pictures(document, pictures, tallest=height)
        self._blocks = Blocks(self.styles, self._paragraphs, Lists(document), shown)

    def add_line(self, text: str, style: str) -> Element:
        """A paragraph of plain words in a style."""
        return self._paragraphs.add_line(self.place, text, style=self.styles[style])

    def add_words(self, words: list[Node], style: str) -> Element:
        return self._paragraphs.add(self.place, words, style=self.styles[style])

    def write(self, content: Node) -> None:
        """The blocks of a document."""
        self._blocks.write(content.get("content", []), self.place)

    def close(self) -> None:
        """A last paragraph without words: what stands before it can then be deleted whole."""
        self.add_line("", "After Table")

    def go_into(self, parent: Element) -> None:
        """What follows goes here, until it is told otherwise."""
        self.place = replace(self.place, parent=parent)


def says_something(document: Node) -> bool:
    """Whether there is a word or a picture in it: nested emptiness is still nothing."""
    waiting = [document]
    while waiting:
        node = waiting.pop()
        if node["type"] == "figure" or node.get("text", "").strip():
            return True
        waiting += node.get("content", [])
    return False
