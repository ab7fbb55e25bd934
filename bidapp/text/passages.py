"""Where a passage of an older text stands in a newer one.

A passage is some of the words of one block, counted in code points. Whatever was written around it
or in it, what is left of it is found again: in its own block, or where its words were moved to.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from bidapp.text.places import Places, children, is_leaf
from bidapp.text.sequences import Hunk, hunks
from bidapp.text.vocabulary import Node

FOOTNOTE = "\ufffc"  # how a footnote counts among the words around it
_PIECE = re.compile(r"\w+|\s+|[^\w\s]")


@dataclass(frozen=True)
class Passage:
    """Words that stood in a block of an older text, from `start` on."""

    block_id: str
    start: int
    quote: str

    @property
    def end(self) -> int:
        return self.start + len(self.quote)


@dataclass(frozen=True)
class Place:
    """Where they stand now."""

    block_id: str
    start: int
    end: int


def words_of(block: Node) -> str:
    """A block's own words as one line of code points, in which everything has its place."""
    return "".join(map(_said, children(block)))


def _said(node: Node) -> str:
    if node["type"] == "text":
        return str(node["text"])
    return FOOTNOTE if node["type"] == "footnote" else "\n"


class Text:
    """The words of a document, block by block."""

    def __init__(self, document: Node) -> None:
        self._places = Places(document)

    @cached_property
    def blocks(self) -> dict[str, str]:
        """What each block of words says, in reading order."""
        return {name: self.words(name) or "" for name in self._places.leaves()}

    def words(self, block_id: str) -> str | None:
        """What this block says; None where there is none such, or it holds blocks."""
        node = self._places.node(block_id)
        return words_of(node) if node and is_leaf(node) else None

    @cached_property
    def order(self) -> dict[str, int]:
        return {name: number for number, name in enumerate(self.blocks)}


def find(passage: Passage, old: Text, new: Text) -> Place | None:
    """Where it stands now, or what is left of it; None when all of it is gone."""
    before, now = old.words(passage.block_id), new.words(passage.block_id)
    if before is not None and now is not None and (place := _kept(passage, before, now)):
        return place
    return _moved(passage, old, new)


def _kept(passage: Passage, before: str, now: str) -> Place | None:
    if before == now:
        return Place(passage.block_id, passage.start, passage.end)
    changes = _Changes(before, now)
    start, end = changes.begin(passage.start), changes.end(passage.end)
    if start >= end or not changes.keep_some(passage):
        return None
    return Place(passage.block_id, start, end)


class _Changes:
    """What became of one block's words, as stretches of code points that differ."""

    def __init__(self, before: str, now: str) -> None:
        self._before = before
        old, new = _PIECE.findall(before), _PIECE.findall(now)
        old_at, new_at = _offsets(old), _offsets(new)
        self._hunks = [
            _narrowed(Hunk(old_at[a], old_at[b], new_at[c], new_at[d]), before, now)
            for a, b, c, d in hunks(old, new)
        ]

    def begin(self, place: int) -> int:
        """Where a passage that began here begins: after what was put in just before it."""
        shift = 0
        for old_from, old_to, new_from, new_to in self._hunks:
            if old_from > place or (old_from == place < old_to):
                break
            if place < old_to:
                return new_from  # its beginning was replaced
            shift = new_to - old_to
        return place + shift

    def end(self, place: int) -> int:
        """Where a passage that ended here ends: before what was put in just after it."""
        shift = 0
        for old_from, old_to, _, new_to in self._hunks:
            if old_from >= place:
                break
            if place < old_to:
                return new_to  # its end was replaced
            shift = new_to - old_to
        return place + shift

    def keep_some(self, passage: Passage) -> bool:
        """Whether a word or a sign of it is still what it was."""
        left = list(passage.quote)
        for hunk in self._hunks:
            gone = range(
                max(hunk.old_from, passage.start) - passage.start,
                max(min(hunk.old_to, passage.end) - passage.start, 0),
            )
            for place in gone:
                left[place] = " "
        return bool("".join(left).strip())


def _offsets(pieces: list[str]) -> list[int]:
    found = [0]
    for piece in pieces:
        found.append(found[-1] + len(piece))
    return found


def _narrowed(hunk: Hunk, before: str, now: str) -> Hunk:
    """Without what both sides begin and end with, where that is most of the words: then a word was
    mended, else it was replaced.
    """
    old, new = before[hunk.old_from : hunk.old_to], now[hunk.new_from : hunk.new_to]
    begin = _shared(old, new)
    end = _shared(old[begin:][::-1], new[begin:][::-1])
    if 2 * (begin + end) < len(old):
        return hunk
    return Hunk(hunk.old_from + begin, hunk.old_to - end, hunk.new_from + begin, hunk.new_to - end)


def _shared(one: str, other: str) -> int:
    pairs = enumerate(zip(one, other, strict=False))
    return next((at for at, (a, b) in pairs if a != b), min(len(one), len(other)))


def _moved(passage: Passage, old: Text, new: Text) -> Place | None:
    """Its very words where they have newly come, as when a block was divided, joined or copied."""
    source = old.words(passage.block_id) or ""
    before, after = source[: passage.start], source[passage.end :]

    def likeness(place: Place) -> int:
        words = new.blocks[place.block_id]
        leads = _shared(words[: place.start][::-1], before[::-1])
        return leads + _shared(words[place.end :], after)

    return max(_arrived(passage.quote, old, new), key=likeness, default=None)


def _arrived(quote: str, old: Text, new: Text) -> Iterator[Place]:
    for name, words in new.blocks.items():
        if quote and quote in words and words.count(quote) > old.blocks.get(name, "").count(quote):
            for found in re.finditer(f"(?={re.escape(quote)})", words):
                yield Place(name, found.start(), found.start() + len(quote))
