"""What is particular to HTML from Word: lists that are marked paragraphs, and its footnotes."""

import re
from dataclasses import dataclass

from bidapp.text.content import MAX_LIST_DEPTH, MAX_LIST_START, Node

_LEVEL = re.compile(r"\blevel(\d{1,3})\b")
_LIST = re.compile(r"\bl\d+\b.*?(\blfo\d+\b|$)")
_NUMBER = re.compile(r"\(?(?:\d{1,6}\.)*(?:(\d{1,6})[.):]?|([a-z]|[ivxlcdm]{1,6})[.)])", re.I)
_BULLET = re.compile(r"[^\w\s]+|o|[\ue000-\uf8ff]")
_ROMAN = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100, "d": 500, "m": 1000}

_REFERENCE = re.compile(r"#_(ftn|edn)(\d+)|#sd(footnote|endnote)(\d+)sym")
_BACK = re.compile(r"#_(?:ftn|edn)ref\d+|#sd(?:footnote|endnote)\d+anc")
_NOTE_ID = re.compile(r"(ftn|edn)(\d+)|sd(footnote|endnote)(\d+)")


@dataclass
class ListPlace:
    """Where a paragraph of Word's stands in its lists: which list, what level, what marker."""

    key: str
    level: int
    ordered: bool = False
    start: int = 1


def list_place(style: dict[str, str]) -> ListPlace | None:
    """The place that a paragraph's style gives it, if it gives it one."""
    said = style.get("mso-list", "")
    level = _LEVEL.search(said)
    if not level:
        return None
    found = _LIST.search(said)
    return ListPlace(found[0] if found else "", max(1, min(int(level[1]), MAX_LIST_DEPTH)))


def read_marker(place: ListPlace, marker: str) -> str:
    """Notes in the place what its marker says; what is neither number nor bullet is handed back."""
    marker = marker.replace("\xa0", " ").strip()
    number = _NUMBER.fullmatch(marker)
    if not marker or _BULLET.fullmatch(marker):
        return ""
    if number is None:
        return marker + " "
    place.ordered = True
    place.start = _value((number[1] or number[2]).lower())
    return ""


def _value(numeral: str) -> int:
    if numeral.isdigit():
        return max(1, min(int(numeral), MAX_LIST_START))
    if set(numeral) <= _ROMAN.keys() and (len(numeral) > 1 or numeral in "ivx"):
        return _roman(numeral)
    return ord(numeral[0]) - ord("a") + 1 + 26 * (len(numeral) - 1)


def _roman(numeral: str) -> int:
    values = [_ROMAN[letter] for letter in numeral]
    pairs = zip(values, [*values[1:], 0], strict=True)
    return max(1, min(sum(-each if each < after else each for each, after in pairs), 999))


def lists_of(items: list[tuple[ListPlace, Node]]) -> list[Node]:
    """Nested lists of paragraphs that follow each other, each at its level."""
    lists: list[Node] = []
    path: list[tuple[ListPlace, Node]] = []
    for place, paragraph in items:
        while path and not _stays(path[-1][0], place):
            path.pop()
        if not path or path[-1][0].level < place.level:
            holder = path[-1][1]["content"][-1]["content"] if path else lists
            path.append((place, _new_list(place)))
            holder.append(path[-1][1])
        path[-1][1]["content"].append({"type": "listItem", "content": [paragraph]})
    return lists


def _stays(current: ListPlace, place: ListPlace) -> bool:
    """Whether the list at the end of the path still holds the place, itself or in its last item."""
    if current.level != place.level:
        return current.level < place.level
    same_list = current.key == place.key or not place.ordered
    return current.ordered == place.ordered and same_list


def _new_list(place: ListPlace) -> Node:
    if place.ordered:
        return {"type": "orderedList", "attrs": {"start": place.start}, "content": []}
    return {"type": "bulletList", "content": []}


def reference_of(address: str) -> str | None:
    """Which footnote a link in the text stands for, if it stands for one."""
    found = _REFERENCE.fullmatch(address)
    return "".join(part for part in found.groups() if part) if found else None


def leads_back(address: str) -> bool:
    """Whether a link leads from a footnote to its place in the text."""
    return _BACK.fullmatch(address) is not None


def note_named(identifier: str) -> str | None:
    """Which footnote an element with this id holds the words of, if it does."""
    found = _NOTE_ID.fullmatch(identifier)
    return "".join(part for part in found.groups() if part) if found else None
