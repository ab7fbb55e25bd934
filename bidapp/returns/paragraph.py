"""One paragraph of a file that came back, read but not yet at its place in the text."""

from dataclasses import dataclass, field
from typing import Any

from bidapp.documents.word_names import LEAVES, BlockName, Name, SectionName
from bidapp.returns.numbering import Mark
from bidapp.text.content import Node
from bidapp.text.inline import SPACES

INSERTED, DELETED = "inserted", "deleted"
CHANGES = {"ins": INSERTED, "moveTo": INSERTED, "del": DELETED, "moveFrom": DELETED}
LONGEST_WORDS = 2_000  # of what a change or a comment tells


@dataclass
class Change:
    """A stretch that somebody inserted or deleted while Word looked on."""

    kind: str
    author: str
    at: str
    words: str = ""

    def add(self, words: str) -> None:
        self.words = (self.words + words)[:LONGEST_WORDS]


@dataclass
class Paragraph:
    """What it says; the hidden names that begin in it; how it looks, as far as that means anything.

    `part` is what its style makes of it, `level` that of a heading, `indent` is in twips. Comments
    are the ids of those that begin here. `block` is the node that it became; one that is gone was
    deleted whole, and only tells of that.
    """

    part: str = ""
    level: int = 1
    mark: Mark | None = None
    indent: int = 0
    joins_next: bool = False
    is_gone: bool = False
    nodes: list[Node] = field(default_factory=list)
    names: list[Name] = field(default_factory=list)
    comments: list[str] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    boxed: list["Paragraph"] = field(default_factory=list)
    block: Node | None = None

    @property
    def text(self) -> str:
        """The words alone, on one line."""
        return " ".join("".join(_letters(node) for node in self.nodes).split())

    @property
    def is_empty(self) -> bool:
        return not any(node["type"] != "text" or node["text"].strip(SPACES) for node in self.nodes)

    def ids(self, kinds: str) -> list[str]:
        """The ids of the blocks of such kinds that begin here, in order."""
        return [each.block_id for each in self.blocks() if each.kind in kinds]

    def blocks(self) -> list[BlockName]:
        return [name for name in self.names if isinstance(name, BlockName)]

    @property
    def section(self) -> SectionName | None:
        """The section that begins here."""
        return next((name for name in self.names if isinstance(name, SectionName)), None)

    @property
    def place(self) -> int | None:
        """In the how manieth section of the handout these words stood."""
        return next((each.place for each in self.blocks() if each.kind in LEAVES), None)

    def take(self, later: "Paragraph") -> None:
        """The next paragraph's words and names, after the end of this one was deleted."""
        for name in ("nodes", "names", "comments", "changes", "notes", "boxed"):
            mine: list[Any] = getattr(self, name)
            mine.extend(getattr(later, name))
        self.joins_next = later.joins_next


def _letters(node: Node) -> str:
    return " " if node["type"] == "hardBreak" else str(node.get("text", ""))
