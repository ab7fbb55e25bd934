"""What stands inside a paragraph: runs of letters, links, line breaks and footnote marks."""

import re
from collections.abc import Callable, Iterable
from functools import cache
from itertools import groupby

from docx.oxml.ns import qn
from lxml import etree

from bidapp.documents.word_characters import pieces, writable
from bidapp.documents.word_direction import stretches
from bidapp.documents.word_links import Links
from bidapp.documents.word_revisions import Revisions, change_of_words
from bidapp.documents.word_styles import Styles
from bidapp.documents.word_tags import Element, add, w
from bidapp.text.content import Node

MOST_TURNS = 20_000  # a long text that turns at every letter would take gigabytes
SPACE, PRESERVE = qn("xml:space"), "preserve"
BREAKS = re.compile("([\n\t])")
BREAK_TAGS = {"\n": "br", "\t": "tab"}
LOOKS: dict[str, tuple[tuple[str, str], ...]] = {  # in the order that Word wants them in
    "bold": (("b", ""), ("bCs", "")),
    "italic": (("i", ""), ("iCs", "")),
    "strike": (("strike", ""),),
    "underline": (("u", "single"),),
    "superscript": (("vertAlign", "superscript"),),
    "subscript": (("vertAlign", "subscript"),),
    "right to left": (("rtl", ""),),
}


class Inline:
    """Writes into paragraphs of one part; only the body has a way to add notes."""

    def __init__(
        self,
        links: Links,
        styles: Styles,
        add_note: Callable[[Element, Node], None] | None = None,
        revisions: Revisions | None = None,
    ) -> None:
        self.revisions = revisions or Revisions()
        self._links = links
        self._styles = styles
        self._add_note = add_note
        self._turns_left = MOST_TURNS

    def write(self, paragraph: Element, content: Iterable[Node], right_to_left: bool) -> None:
        for href, nodes in groupby(content, key=_href):
            parent = self._links.open(paragraph, href)
            style = "" if parent is paragraph else self._styles["Hyperlink"]
            for change, run in groupby(nodes, key=change_of_words):
                holder = self.revisions.open(parent, change)
                for node in run:
                    self._write_node(holder, node, style, right_to_left)
                self.revisions.close(holder, change)

    def _write_node(self, parent: Element, node: Node, style: str, right_to_left: bool) -> None:
        if node["type"] == "text":
            looks = frozenset(mark["type"] for mark in node.get("marks", ()))
            for text, is_turned in self._stretches(writable(node["text"]), right_to_left):
                turned = looks | {"right to left"} if is_turned else looks
                add_text(add_run(parent, turned, style), text)
        elif node["type"] == "hardBreak":
            add(add(parent, "r"), "br")
        elif self._add_note:
            self._add_note(parent, node)

    def _stretches(self, text: str, right_to_left: bool) -> list[tuple[str, bool]]:
        found = list(stretches(text, right_to_left, most=self._turns_left))
        self._turns_left -= len(found) - 1
        return found


def add_run(parent: Element, looks: frozenset[str] = frozenset(), style: str = "") -> Element:
    """A run of letters that look the same."""
    run = add(parent, "r")
    if properties := _properties(looks, style):
        holder = add(run, "rPr")
        for tag, attributes in properties:
            etree.SubElement(holder, tag, attributes)
    return run


def add_text(run: Element, text: str) -> None:
    """The letters of a run, spaces kept; newlines and tabs as Word has them."""
    for part in BREAKS.split(text):
        if part in BREAK_TAGS:
            add(run, BREAK_TAGS[part])
        else:
            _add_letters(run, part)


def _add_letters(run: Element, text: str) -> None:
    for piece in pieces(text):
        letters = add(run, "t")
        letters.set(SPACE, PRESERVE)
        letters.text = piece


@cache
def _properties(looks: frozenset[str], style: str) -> tuple[tuple[str, dict[str, str]], ...]:
    elements = [("rStyle", style)] if style else []
    elements += [element for look, made_of in LOOKS.items() if look in looks for element in made_of]
    return tuple((w(tag), {w("val"): value} if value else {}) for tag, value in elements)


def _href(node: Node) -> str | None:
    for mark in node.get("marks", ()):
        if mark["type"] == "link":
            return str(mark["attrs"]["href"])
    return None
