"""Which list a paragraph belongs to, resolved through the numbering of its file."""

from dataclasses import dataclass

from bidapp.returns.styles import Styles
from bidapp.returns.xml import Element, W, number, value
from bidapp.text.content import MAX_LIST_START

DEEPEST = 11  # levels; Word has nine, and what is deeper is made flatter later
MOST_LINKS = 5  # from one numbering to the style that holds it


@dataclass(frozen=True)
class Mark:
    """The mark before an item: of which list and level, whether it counts, from where on.

    `is_begun` when the list says that it begins to count anew.
    """

    list_id: str
    level: int
    is_ordered: bool
    start: int
    is_begun: bool


class Numbering:
    """The lists of a file; one without any has no marks."""

    def __init__(self, root: Element | None, styles: Styles) -> None:
        self._styles = styles
        lists = [] if root is None else root.findall(f"{W}num")
        kinds = [] if root is None else root.findall(f"{W}abstractNum")
        self._lists = {each.get(f"{W}numId", ""): each for each in lists}
        self._kinds = {each.get(f"{W}abstractNumId", ""): each for each in kinds}
        self._known: dict[tuple[str, int], Mark | None] = {}

    def mark(self, properties: Element | None, style_id: str) -> Mark | None:
        """The mark of a paragraph with these properties and this style."""
        given = None if properties is None else properties.find(f"{W}numPr")
        list_id, level = self._styles.numbering(style_id)
        if given is not None:
            list_id, level = value(given, "numId", list_id), value(given, "ilvl", level)
        return self._mark(list_id, min(max(number(level), 0), DEEPEST))

    def _mark(self, list_id: str, level: int) -> Mark | None:
        key = list_id, level
        if key not in self._known:
            self._known[key] = self._resolved(list_id, level)
        return self._known[key]

    def _resolved(self, list_id: str, level: int) -> Mark | None:
        its = self._lists.get(list_id)
        if its is None:
            return None
        override = _at_level(its, "lvlOverride", level)
        own = None if override is None else override.find(f"{W}lvl")
        way = own if own is not None else _at_level(self._kind(its), "lvl", level)
        told = value(way, "numFmt", "bullet" if way is None else "decimal")
        if told == "none":
            return None
        start = value(override, "startOverride") or value(way, "start", "1")
        return Mark(
            list_id,
            level,
            is_ordered=told != "bullet",
            start=min(max(number(start, 1), 1), MAX_LIST_START),
            is_begun=bool(value(override, "startOverride")),
        )

    def _kind(self, its: Element) -> Element | None:
        for _ in range(MOST_LINKS):
            kind = self._kinds.get(value(its, "abstractNumId"))
            linked = value(kind, "numStyleLink")
            further = self._lists.get(self._styles.numbering(linked)[0]) if linked else None
            if further is None:
                return kind
            its = further
        return None


def _at_level(parent: Element | None, tag: str, level: int) -> Element | None:
    found = () if parent is None else parent.iterfind(W + tag)
    return next((each for each in found if each.get(f"{W}ilvl") == str(level)), None)
