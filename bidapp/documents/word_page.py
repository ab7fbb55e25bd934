"""The page of a document: room to add to its body, and how much fits between its margins."""

from collections.abc import Iterator
from contextlib import contextmanager

from docx.document import Document as WordDocument
from docx.shared import Cm, Length

from bidapp.documents.word_tags import Element, w

A4_WIDTH, A4_HEIGHT = Cm(21), Cm(29.7)


@contextmanager
def room_at_the_end(document: WordDocument) -> Iterator[None]:
    """The page layout, which must come last, set aside: adding then needs no looking for it."""
    body: Element = document.element.body
    layout = body.find(w("sectPr"))
    if layout is None:
        yield
        return
    body.remove(layout)
    yield
    body.append(layout)


def text_area(document: WordDocument) -> tuple[int, int]:
    """The width and height between the margins, in twips."""
    page = document.sections[-1]
    width = (page.page_width or A4_WIDTH) - (page.left_margin or 0) - (page.right_margin or 0)
    height = (page.page_height or A4_HEIGHT) - (page.top_margin or 0) - (page.bottom_margin or 0)
    return Length(width).twips, Length(height).twips
