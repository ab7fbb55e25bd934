"""Footnotes, endnotes and comments of a file that came back."""

from dataclasses import dataclass, replace

from bidapp.returns.package import Part
from bidapp.returns.paragraph import LONGEST_WORDS
from bidapp.returns.source import Source
from bidapp.returns.words import Words
from bidapp.returns.xml import Element, W
from bidapp.text.content import Node
from bidapp.text.inline import SPACES

SPACE: Node = {"type": "text", "text": " "}


class Notes:
    """The notes in one part, each read when its mark is met."""

    def __init__(self, part: Part, tag: str, source: Source) -> None:
        self._source = replace(source, part=part, footnotes=None, endnotes=None)
        self._notes = {each.get(f"{W}id", ""): each for each in part.root.iterfind(W + tag)}

    def words(self, note_id: str) -> list[Node]:
        """What a note says, on one line; nothing when there is no such note."""
        note = self._notes.get(note_id)
        return [] if note is None else _line(note, Words(self._source))


@dataclass(frozen=True)
class Comment:
    """What somebody wrote in the margin, and when, as the file says it."""

    author: str
    at: str
    words: str


def comments_in(part: Part | None, source: Source) -> dict[str, Comment]:
    """The comments by their ids."""
    if part is None:
        return {}
    reader = Words(replace(source, part=part, footnotes=None, endnotes=None))
    return {
        each.get(f"{W}id", ""): Comment(
            each.get(f"{W}author", ""), each.get(f"{W}date", ""), _words(each, reader)
        )
        for each in part.root.iterfind(f"{W}comment")
    }


def _words(comment: Element, reader: Words) -> str:
    lines = (reader.read(each).text for each in comment.iter(f"{W}p"))
    return "\n".join(filter(None, lines))[:LONGEST_WORDS]


def _line(note: Element, reader: Words) -> list[Node]:
    words: list[Node] = []
    for paragraph in note.iter(f"{W}p"):
        read = [_flat(node) for node in reader.read(paragraph).nodes if node["type"] != "figure"]
        words += [SPACE, *read] if words else read
    return words if any(node["text"].strip(SPACES) for node in words) else []


def _flat(node: Node) -> Node:
    return node if node["type"] == "text" else SPACE
