"""Paragraphs: their style, their place on the page and the direction they run in."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bidapp.documents.word_anchors import Anchors
from bidapp.documents.word_direction import runs_right_to_left
from bidapp.documents.word_inline import Inline
from bidapp.documents.word_tags import Element, add
from bidapp.text.content import Node


@dataclass(frozen=True)
class Place:
    """Where blocks go: inside what, how wide and far in (twips), in how many lists, how styled;
    and whether what goes there is "inserted" or "deleted".
    """

    parent: Element
    width: int
    indent: int = 0
    level: int = 0
    style: str = ""
    change: str = ""


@dataclass(frozen=True)
class Marker:
    """What makes a paragraph an item of a list; the indent is None when the list sets its own."""

    list_id: str
    level: int
    indent: int | None
    hanging: int


class Paragraphs:
    """Writes paragraphs of the document's body."""

    def __init__(self, inline: Inline, anchors: Anchors | None = None) -> None:
        self._inline = inline
        self.revisions = inline.revisions
        self.anchors = anchors or Anchors()

    def add(
        self,
        place: Place,
        content: Sequence[Node],
        *,
        style: str = "",
        marker: Marker | None = None,
    ) -> Element:
        """One paragraph, at its place, with the runs that its content asks for."""
        paragraph = add(place.parent, "p")
        right_to_left = runs_right_to_left(_texts(content))
        _lay_out(paragraph, place, style or place.style, marker, right_to_left)
        self.revisions.mark_paragraph(paragraph, place.change)
        with self.anchors.around(paragraph):
            self._inline.write(paragraph, content, right_to_left)
        return paragraph

    def add_line(self, place: Place, text: str, *, style: str) -> Element:
        """A paragraph of plain words, changed like the place that it is at."""
        marks = [{"type": place.change}] if place.change else []
        return self.add(place, [{"type": "text", "text": text, "marks": marks}], style=style)


def _lay_out(
    paragraph: Element, place: Place, style: str, marker: Marker | None, right_to_left: bool
) -> None:
    """Say only what differs from the style; the order of these lines is Word's."""
    if not (style or marker or right_to_left or place.indent):
        return
    properties = add(paragraph, "pPr")
    if style:
        add(properties, "pStyle", val=style)
    if marker:
        _number(properties, marker)
    if right_to_left:
        add(properties, "bidi")
    _indent(properties, place, marker)


def _number(properties: Element, marker: Marker) -> None:
    number = add(properties, "numPr")
    add(number, "ilvl", val=str(marker.level))
    add(number, "numId", val=marker.list_id)


def _indent(properties: Element, place: Place, marker: Marker | None) -> None:
    if marker is None and place.indent:
        add(properties, "ind", left=str(place.indent))
    elif marker is not None and marker.indent is not None:
        add(properties, "ind", left=str(marker.indent), hanging=str(marker.hanging))


def _texts(content: Sequence[Node]) -> Iterator[str]:
    return (node["text"] for node in content if node["type"] == "text")
