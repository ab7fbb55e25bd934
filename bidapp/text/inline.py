"""The words of one block made canonical: clean characters, single spaces, marks in one order."""

import re
from collections.abc import Iterable
from itertools import groupby
from typing import Any

Inline = dict[str, Any]

MARK_ORDER = ("bold", "italic", "underline", "strike", "superscript", "subscript", "link")
SPACES = " \t\n\r\f"

_HALF_CHARACTERS = re.compile("[\ud800-\udfff]")
_FORBIDDEN = re.compile("[\x00-\x08\x0e-\x1f\ufffe\uffff]")
_BLANK = re.compile("[ \t\n\r\f\x85\u2028\u2029]+")
_SOFT_BREAK = "\v"


def clean(text: str) -> str:
    """Text that XML, JSON and UTF-8 can all hold, each run of plain white space one space."""
    if _HALF_CHARACTERS.search(text):
        text = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "ignore")
    return _BLANK.sub(" ", _FORBIDDEN.sub("", text))


def clean_line(text: str) -> str:
    """As `clean`, for text that is one line with nothing around it."""
    return clean(text.replace(_SOFT_BREAK, " ")).strip(" ")


def text_node(text: str, marks: list[Inline] | None = None) -> Inline:
    node: Inline = {"type": "text", "text": text}
    return node | {"marks": marks} if marks else node


def ordered(marks: Iterable[Inline]) -> list[Inline]:
    """Each kind of mark once, in the fixed order; superscript wins over subscript."""
    found = {mark["type"]: mark for mark in marks}
    if "superscript" in found:
        found.pop("subscript", None)
    return [found[name] for name in MARK_ORDER if name in found]


def tidied(nodes: Iterable[Inline]) -> list[Inline]:
    """The canonical form of the words of one block, whose nodes are each valid."""
    kept: list[Inline] = []
    for node in nodes:
        if node["type"] == "text":
            _add_text(kept, node)
        else:
            _add_other(kept, node)
    _drop_last_space(kept)
    return joined(kept)


def _add_text(kept: list[Inline], node: Inline) -> None:
    for number, line in enumerate(node["text"].split(_SOFT_BREAK)):
        if number:
            _add_other(kept, {"type": "hardBreak"})
        text = clean(line)
        if text.startswith(" ") and _needs_no_space(kept):
            text = text[1:]
        if text:
            kept.append(text_node(text, node.get("marks")))


def _add_other(kept: list[Inline], node: Inline) -> None:
    if node["type"] == "hardBreak":
        _drop_last_space(kept)
    kept.append(node)


def _needs_no_space(kept: list[Inline]) -> bool:
    if not kept or kept[-1]["type"] == "hardBreak":
        return True
    return bool(kept[-1].get("text", "").endswith(" "))


def _drop_last_space(kept: list[Inline]) -> None:
    if kept and kept[-1].get("text", "").endswith(" "):
        last = kept.pop()
        if last["text"] != " ":
            kept.append(last | {"text": last["text"][:-1]})


def joined(nodes: Iterable[Inline]) -> list[Inline]:
    """Texts side by side with the same marks as one."""
    merged: list[Inline] = []
    for (kind, marks), run in groupby(nodes, key=lambda node: (node["type"], node.get("marks"))):
        if kind == "text":
            merged.append(text_node("".join(node["text"] for node in run), marks))
        else:
            merged.extend(run)
    return merged
