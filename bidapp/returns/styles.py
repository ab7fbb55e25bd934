"""What the styles of a file that came back say: the part a paragraph plays, and looks of letters.

Styles are known by their names; programs change their ids, and people base their own on them.
"""

import re
from collections.abc import Iterator
from functools import cache

from bidapp.returns.xml import Element, W, switch, value

HEADING = re.compile(r"heading ([1-9])")
PARTS = {
    "title": "heading",
    "subtitle": "heading",
    "quote": "quote",
    "intense quote": "quote",
    "quotations": "quote",
    "caption": "caption",
    "table heading": "table heading",
    "table text": "table text",
    "after table": "after table",
    "nothing written": "nothing written",
    "chapter note": "note",
    "figure": "figure",
    "list paragraph": "list",
}
LISTED = re.compile(r"list (?:bullet|number) ([2-5])")
TOGGLES = {"b": "bold", "i": "italic", "strike": "strike", "dstrike": "strike"}
RAISED = ("superscript", "subscript")
MOST_ANCESTORS = 20
Looks = dict[str, bool]


class Styles:
    """The style sheet of a file; one without any has no style of any meaning."""

    def __init__(self, sheet: Element | None) -> None:
        found = [] if sheet is None else sheet.findall(f"{W}style")
        self._styles = {style.get(f"{W}styleId", ""): style for style in found}
        self.part = cache(self._part)
        self.level = cache(self._level)
        self.looks = cache(self._looks)

    def _part(self, style_id: str) -> str:
        """What a paragraph in this style is: one of the words in PARTS, "heading" or nothing."""
        for name in self._names(style_id):
            if HEADING.fullmatch(name):
                return "heading"
            if name in PARTS:
                return PARTS[name]
        return ""

    def _level(self, style_id: str) -> int:
        """Of a heading, as Word counts: 1 is that of a chapter, of which a title is none."""
        for name in self._names(style_id):
            if found := HEADING.fullmatch(name):
                return int(found[1])
        return 2

    def _looks(self, style_id: str) -> tuple[tuple[str, bool], ...]:
        """Which marks a style gives its letters, and which it takes from them."""
        looks: Looks = {}
        for style in reversed(list(self._line(style_id))):
            looks |= looks_in(style.find(f"{W}rPr"))
        return tuple(looks.items())

    def numbering(self, style_id: str) -> tuple[str, str]:
        """The list and the level to which a style puts its paragraphs, if any."""
        for style in self._line(style_id):
            given = style.find(f"{W}pPr/{W}numPr")
            if given is not None:
                level = next((LISTED.fullmatch(name) for name in self._names(style_id)), None)
                return value(given, "numId"), value(given, "ilvl", _one_less(level))
        return "", "0"

    def _names(self, style_id: str) -> Iterator[str]:
        return (value(style, "name").casefold() for style in self._line(style_id))

    def _line(self, style_id: str) -> Iterator[Element]:
        """The style and those it is based on, the nearest first."""
        for _ in range(MOST_ANCESTORS):
            style = self._styles.get(style_id)
            if style is None:
                return
            yield style
            style_id = value(style, "basedOn")


def looks_in(properties: Element | None) -> Looks:
    """The marks that the properties of a run turn on and off."""
    looks: Looks = {}
    if properties is None:
        return looks
    for tag, mark in TOGGLES.items():
        state = switch(properties, tag)
        if state is not None:
            looks[mark] = looks.get(mark, False) or state
    underlined = switch(properties, "u")
    if underlined is not None:
        looks["underline"] = underlined
    if raised := value(properties, "vertAlign"):
        looks |= {mark: mark == raised for mark in RAISED}
    return looks


def _one_less(found: re.Match[str] | None) -> str:
    return str(int(found[1]) - 1) if found else "0"
