"""The parts of a file that came back, found by what they are to each other."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from posixpath import join, normpath

from bidapp.files.docx_gate import FIRST_RELATIONSHIPS, main_part
from bidapp.files.docx_xml import Scanner
from bidapp.returns.xml import Element, parsed

CUSTOM_PROPERTIES = "custom-properties"
MOST_ELEMENTS = 10_000


@dataclass(frozen=True)
class Relation:
    """Where a part leads: as what, and to which part of the package or address outside."""

    kind: str
    target: str
    is_outside: bool


class Part:
    """One XML part with the relations it has."""

    def __init__(self, parts: Mapping[str, bytes], name: str) -> None:
        self._parts = parts
        self.name = name
        self.root: Element = parsed(parts[name])

    @cached_property
    def relations(self) -> dict[str, Relation]:
        folder, _, file = self.name.rpartition("/")
        return _relations(self._parts, join(folder, "_rels", f"{file}.rels"), folder)

    def related(self, kind: str) -> "Part | None":
        """The part that is this to it, such as its "styles"."""
        for relation in self.relations.values():
            if relation.kind == kind and relation.target in self._parts:
                return Part(self._parts, relation.target)
        return None

    def bytes_of(self, relation_id: str) -> bytes:
        """What a relation leads to inside the package, or nothing."""
        relation = self.relations.get(relation_id)
        return b"" if relation is None else self._parts.get(relation.target, b"")


def main_of(parts: Mapping[str, bytes]) -> Part:
    return Part(parts, main_part(Scanner(MOST_ELEMENTS).scan(parts[FIRST_RELATIONSHIPS])))


def custom_properties(parts: Mapping[str, bytes]) -> Iterator[tuple[str, str]]:
    """The names and values that somebody gave the file."""
    for relation in _relations(parts, FIRST_RELATIONSHIPS, "").values():
        if relation.kind == CUSTOM_PROPERTIES and relation.target in parts:
            for each in parsed(parts[relation.target]):
                yield each.get("name", ""), "".join(map(str, each.itertext()))


def _relations(parts: Mapping[str, bytes], name: str, folder: str) -> dict[str, Relation]:
    if name not in parts:
        return {}
    return {
        each.get("Id", ""): _relation(each, folder)
        for each in parsed(parts[name])
        if isinstance(each.tag, str)
    }


def _relation(told: Element, folder: str) -> Relation:
    target = told.get("Target", "")
    kind = told.get("Type", "").rpartition("/")[2]
    if told.get("TargetMode", "").strip().casefold() == "external":
        return Relation(kind, target, is_outside=True)
    inside = normpath(join("/", folder, target)).lstrip("/")
    return Relation(kind, inside, is_outside=False)
