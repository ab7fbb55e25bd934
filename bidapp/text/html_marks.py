"""Which marks words have, from the tags and the styles around them."""

import re
from collections.abc import Iterable

from bidapp.text.content import Node, link_mark

Attributes = dict[str, str]
Marks = dict[str, Node]

_TAG_MARKS = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "cite": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strike",
    "strike": "strike",
    "del": "strike",
    "sup": "superscript",
    "sub": "subscript",
}
_HEAVY = re.compile(r"bold(er)?|[6-9]00")
_LIGHT = re.compile(r"normal|lighter|[1-5]00")


def style_of(attributes: Attributes) -> dict[str, str]:
    """The style attribute as properties, names and values in lower case."""
    pairs = (part.partition(":") for part in attributes.get("style", "").lower().split(";"))
    return {name.strip(): value.strip() for name, _, value in pairs}


def marks_inside(marks: Marks, tag: str, attributes: Attributes) -> Marks:
    """The marks of the words in this tag, when those around it have these."""
    inside = dict(marks)
    if tag in _TAG_MARKS:
        _set(inside, _TAG_MARKS[tag])
    if tag == "a" and (link := link_mark(attributes.get("href"))):
        inside["link"] = link
    if "style" in attributes:
        _set_from_style(inside, style_of(attributes))
    return inside


def _set(marks: Marks, name: str) -> None:
    marks[name] = {"type": name}
    if name in ("superscript", "subscript"):
        marks.pop("subscript" if name == "superscript" else "superscript", None)


def _set_from_style(marks: Marks, style: dict[str, str]) -> None:
    for name in _named(style, linked="link" in marks):
        _set(marks, name)
    for name in _unnamed(style):
        marks.pop(name, None)


def _named(style: dict[str, str], *, linked: bool) -> Iterable[str]:
    decoration = style.get("text-decoration", "") + style.get("text-decoration-line", "")
    if _HEAVY.fullmatch(style.get("font-weight", "")):
        yield "bold"
    if style.get("font-style") in ("italic", "oblique"):
        yield "italic"
    if "underline" in decoration and not linked:
        yield "underline"
    if "line-through" in decoration:
        yield "strike"
    yield from _RAISED.get(style.get("vertical-align", ""), ())


_RAISED = {"super": ("superscript",), "sub": ("subscript",)}


def _unnamed(style: dict[str, str]) -> Iterable[str]:
    if _LIGHT.fullmatch(style.get("font-weight", "")):
        yield "bold"
    if style.get("font-style") == "normal":
        yield "italic"
