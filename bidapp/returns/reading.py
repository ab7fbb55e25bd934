"""A handout that came back as a Word file, read section by section."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Literal

from bidapp.documents.word_manifest import Manifest, unpacked
from bidapp.returns.body import Body, Table
from bidapp.returns.links import Addresses, Pictures
from bidapp.returns.notes import Comment as Written
from bidapp.returns.notes import Notes as FileNotes
from bidapp.returns.notes import comments_in
from bidapp.returns.numbering import Numbering
from bidapp.returns.package import Part, custom_properties, main_of
from bidapp.returns.paragraph import DELETED, INSERTED, Change, Paragraph
from bidapp.returns.problems import front_problem, problems_of
from bidapp.returns.sections import Piece, Splitter, key_in, paragraphs_in
from bidapp.returns.source import Source
from bidapp.returns.styles import Styles
from bidapp.returns.text import Text, text_of
from bidapp.returns.xml import W
from bidapp.text.content import Node
from bidapp.text.inline import clean

LONGEST_NAME = 200
Reading = Literal["accepted", "rejected"]
DROPPED = {"accepted": DELETED, "rejected": INSERTED}


@dataclass(frozen=True)
class Comment:
    """What somebody wrote in the margin beside the words of `quote`. The block is None where the
    comment stands at none, such as a section's heading.
    """

    author: str
    at: datetime | None
    words: str
    block_id: str | None
    quote: str


@dataclass(frozen=True)
class Tracked:
    """A change that Word noted: `kind` is "inserted" or "deleted"."""

    author: str
    at: datetime | None
    kind: str
    words: str
    block_id: str | None


@dataclass(frozen=True)
class ReturnedSection:
    """One section as it came back.

    The content is a checked block tree in which what went out has its old ids. The id and version
    are None for text that is no section of the handout; `is_copy` when it stands there twice and
    this is the second. `notes` say what could not be kept.
    """

    section_id: int | None
    version: int | None
    title: str
    content: Node
    comments: tuple[Comment, ...]
    tracked: tuple[Tracked, ...]
    notes: tuple[str, ...]
    is_copy: bool


@dataclass(frozen=True)
class Returned:
    """The whole file. The key is None when it is no handout, or nothing says any more of which;
    `problems` are what its reader has to know about the file as a whole, in sentences.
    """

    key: str | None
    sections: tuple[ReturnedSection, ...]
    problems: tuple[str, ...]


def read_returned(parts: Mapping[str, bytes], reading: Reading = "accepted") -> Returned:
    """What the parts of a Word file say that has passed the gate.

    Tracked changes are read as accepted, or all as rejected. Raises TextRefused for a text that is
    too much to be kept, and DocumentRefused for a file that is damaged inside.
    """
    manifest = unpacked(custom_properties(parts))
    main = main_of(parts)
    source = _source(main, manifest, DROPPED[reading])
    body = Body(source)
    element = main.root.find(f"{W}body")
    blocks = [] if element is None else body.blocks(element)
    split = Splitter(blocks, manifest).split()
    margin = _Margin(comments_in(main.related("comments"), source), body.words.comments.quotes)
    headers = manifest.headers if manifest else ()
    sections = [_section(piece, source.pictures, headers, margin) for piece in split.pieces]
    key = manifest.key if manifest else key_in(blocks)
    return Returned(
        key=key,
        sections=tuple(sections),
        problems=(
            *problems_of(key, manifest, split.pieces),
            *front_problem(split.front, manifest),
        ),
    )


def _source(main: Part, manifest: Manifest | None, dropped: str) -> Source:
    sheet, lists = main.related("styles"), main.related("numbering")
    styles = Styles(None if sheet is None else sheet.root)
    source = Source(
        part=main,
        styles=styles,
        numbering=Numbering(None if lists is None else lists.root, styles),
        pictures=Pictures(manifest),
        addresses=Addresses(manifest.links if manifest else ()),
        dropped=dropped,
    )
    footnotes, endnotes = main.related("footnotes"), main.related("endnotes")
    return replace(
        source,
        footnotes=None if footnotes is None else FileNotes(footnotes, "footnote", source).words,
        endnotes=None if endnotes is None else FileNotes(endnotes, "endnote", source).words,
    )


@dataclass(frozen=True)
class _Margin:
    """The comments of the file by id, and the words that each stands beside."""

    written: dict[str, Written]
    quotes: dict[str, str]

    def comment(self, number: str, block_id: str | None) -> Iterator[Comment]:
        if found := self.written.get(number):
            quote = " ".join(clean(self.quotes.get(number, "")).split())
            yield Comment(_name(found.author), _moment(found.at), found.words, block_id, quote)


def _section(
    piece: Piece, pictures: Pictures, headers: tuple[str, ...], margin: _Margin
) -> ReturnedSection:
    text = text_of(piece, pictures, headers)
    heading = [piece.heading] if piece.heading else []
    paragraphs = [*heading, *paragraphs_in(piece.blocks)]
    return ReturnedSection(
        section_id=piece.section_id,
        version=piece.version,
        title=piece.title,
        content=text.content,
        comments=tuple(
            comment
            for each in paragraphs
            for number in each.comments
            for comment in margin.comment(number, text.blocks.get(id(each)))
        ),
        tracked=tuple(_tracked(piece, paragraphs, text)),
        notes=text.notes,
        is_copy=piece.is_copy,
    )


def _tracked(piece: Piece, paragraphs: list[Paragraph], text: Text) -> Iterator[Tracked]:
    for paragraph in paragraphs:
        yield from _told(paragraph.changes, text.blocks.get(id(paragraph)))
    for block in piece.blocks:
        if isinstance(block, Table):
            yield from _told(block.changes, None)


def _told(changes: list[Change], block_id: str | None) -> Iterator[Tracked]:
    for each in changes:
        words = " ".join(clean(each.words).split())
        yield Tracked(_name(each.author), _moment(each.at), each.kind, words, block_id)


def _name(author: str) -> str:
    return " ".join(clean(author).split())[:LONGEST_NAME]


def _moment(written: str) -> datetime | None:
    """Word writes the hour of its user's clock and calls it universal time; nobody knows better."""
    try:
        told = datetime.fromisoformat(written)
    except ValueError:
        return None
    return told if told.tzinfo else told.replace(tzinfo=UTC)
