"""Where in a file that came back each section begins: from one beginning to the next is its text.

So words that somebody types after a section's end, outside its control, still belong to it.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from bidapp.documents.word_manifest import Manifest, SectionNote
from bidapp.documents.word_names import KeyName, NoteName, SectionName
from bidapp.returns.body import Block, Table
from bidapp.returns.paragraph import Paragraph


@dataclass
class Piece:
    """The text of one section: which it is, if that is known, and its heading, if it has one.

    `note` is what went out as this section, when the file still says so.
    """

    section_id: int | None
    version: int | None
    place: int | None
    note: SectionNote | None = None
    heading: Paragraph | None = None
    blocks: list[Block] = field(default_factory=list)
    is_copy: bool = False

    @property
    def title(self) -> str:
        """What its heading says now, or said when it went out."""
        if self.heading is not None:
            return self.heading.text
        return self.note.title if self.note else ""


@dataclass
class Split:
    """The file in pieces: what stands before the first section, and the sections."""

    front: list[Block]
    pieces: list[Piece]


class Splitter:
    """Finds beginnings by hidden names, then by names of blocks, then by what headings say."""

    def __init__(self, blocks: list[Block], manifest: Manifest | None) -> None:
        self._blocks = blocks
        self._notes = manifest.sections if manifest else ()
        paragraphs = list(paragraphs_in(blocks))
        self._begun = {each.section.place for each in paragraphs if each.section}
        self._met = self._begun | {each.place for each in paragraphs if each.place is not None}
        self._is_known = manifest is not None or bool(self._met)

    def split(self) -> Split:
        split = Split([], [])
        for block in self._blocks:
            piece = self._beginning(block, split.pieces[-1].place if split.pieces else None)
            if piece is not None:
                split.pieces.append(piece)
            if piece is None or piece.heading is None:
                (split.pieces[-1].blocks if split.pieces else split.front).append(block)
        _mark_copies(split.pieces)
        return split

    def _beginning(self, block: Block, place: int | None) -> Piece | None:
        """The piece that begins with this block, if one does."""
        if isinstance(block, Paragraph):
            if block.section:
                return self._named(block.section, block)
            if block.part == "heading" and block.level == 1 and not block.blocks():
                return self._headed(block)
        return self._without_heading(block, place)

    def _named(self, name: SectionName, block: Paragraph) -> Piece:
        piece = self._piece(name.place, name)
        piece.heading = block if not block.blocks() else None
        return piece

    def _headed(self, block: Paragraph) -> Piece | None:
        """By the words of the heading alone: for a file that has lost its hidden names."""
        if not self._is_known:
            return Piece(None, None, None, heading=block)
        for place, note in enumerate(self._notes):
            if place not in self._met and _is_same(note.title, block.text):
                self._met.add(place)
                return Piece(note.section_id, note.version, place, note, block)
        return None

    def _without_heading(self, block: Block, place: int | None) -> Piece | None:
        """A section whose heading was deleted begins with the first block that was in it."""
        first = next((p.place for p in paragraphs_in([block]) if p.place is not None), None)
        if first is None or first == place or first in self._begun or first >= len(self._notes):
            return None
        self._begun.add(first)
        return self._piece(first, None)

    def _piece(self, place: int, name: SectionName | None) -> Piece:
        note = self._notes[place] if place < len(self._notes) else None
        if name is None:
            assert note is not None
            return Piece(note.section_id, note.version, place, note)
        if note is not None and (note.section_id, note.version) == (name.section_id, name.version):
            return Piece(name.section_id, name.version, place, note)
        if self._notes:
            return Piece(None, None, None)
        return Piece(name.section_id, name.version, place)


def paragraphs_in(blocks: Iterable[Block]) -> Iterator[Paragraph]:
    """Every paragraph, also those in cells and those that only tell of what is gone."""
    for block in blocks:
        for paragraph in block.paragraphs() if isinstance(block, Table) else (block,):
            yield paragraph
            yield from paragraphs_in(paragraph.boxed)


def key_in(blocks: Iterable[Block]) -> str | None:
    """The key of the handout, as a bookmark says it."""
    names = (name for paragraph in paragraphs_in(blocks) for name in paragraph.names)
    return next((name.key for name in names if isinstance(name, KeyName)), None)


def is_note(paragraph: Paragraph) -> bool:
    return any(isinstance(name, NoteName) for name in paragraph.names)


def _mark_copies(pieces: list[Piece]) -> None:
    """Of several that are the same section, the one that has most of its names is it."""
    alike: defaultdict[int, list[Piece]] = defaultdict(list)
    for piece in pieces:
        if piece.place is not None:
            alike[piece.place].append(piece)
    for several in alike.values():
        original = max(several, key=_named_blocks)
        for piece in several:
            piece.is_copy = piece is not original


def _named_blocks(piece: Piece) -> int:
    return sum(len(paragraph.blocks()) for paragraph in paragraphs_in(piece.blocks))


def _is_same(title: str, other: str) -> bool:
    return title.casefold().split() == other.casefold().split()
