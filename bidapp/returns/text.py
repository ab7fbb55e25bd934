"""The text of one section that came back: a checked block tree under the ids it went out with."""

from collections.abc import Iterator
from dataclasses import dataclass

from bidapp.documents.word_layout import PICTURE_MISSING, PLACEHOLDER
from bidapp.documents.word_names import LEAVES
from bidapp.returns.body import Table
from bidapp.returns.identity import restore_ids
from bidapp.returns.links import Pictures
from bidapp.returns.paragraph import Paragraph
from bidapp.returns.sections import Piece, is_note, paragraphs_in
from bidapp.returns.tables import table_node
from bidapp.returns.tree import Tree
from bidapp.text.content import Node, document_of, walk
from bidapp.text.fitting import fitted
from bidapp.text.notes import Notes


@dataclass(frozen=True)
class Text:
    """The tree; what could not be kept; and the block of each paragraph by its identity here."""

    content: Node
    notes: tuple[str, ...]
    blocks: dict[int, str]


def text_of(piece: Piece, pictures: Pictures, headers: tuple[str, ...]) -> Text:
    """The text of a piece, or TextRefused for one that is too much to be kept."""
    notes = Notes()
    paragraphs = list(paragraphs_in(piece.blocks))
    if piece.is_copy:
        for paragraph in paragraphs:
            paragraph.names = []
    for paragraph in paragraphs:
        _fill_in(paragraph, pictures)
    blocks = _blocks(piece, headers)
    for paragraph in paragraphs:
        for sentence in paragraph.notes:
            notes.add(sentence)
    content = document_of(fitted(blocks, notes))
    went_out = piece.note.blocks if piece.note and not piece.is_copy else ()
    returned = restore_ids(content, went_out)
    there = {node["attrs"]["id"] for node in walk(content) if "id" in node.get("attrs", {})}
    there |= {note.block_id for note in went_out}
    ids = ((id(paragraph), _block_id(paragraph)) for paragraph in paragraphs)
    told = ((paragraph, returned.get(block_id, block_id)) for paragraph, block_id in ids)
    return Text(content, notes.all(), {each: name for each, name in told if name in there})


def _block_id(paragraph: Paragraph) -> str:
    if paragraph.block is not None:
        return str(paragraph.block["attrs"]["id"])
    return next(iter(paragraph.ids(LEAVES)), "")


def _blocks(piece: Piece, headers: tuple[str, ...]) -> list[Node]:
    taken: set[str] = set()
    tree = Tree(taken)
    for block in _written(piece):
        if isinstance(block, Table):
            tree.add_table(table_node(block, taken, headers))
        else:
            tree.add(block)
    return tree.blocks


def _written(piece: Piece) -> Iterator[Paragraph | Table]:
    """Without what the handout says about writing the section."""
    for number, block in enumerate(piece.blocks):
        if isinstance(block, Table) or not _is_about_writing(block, is_first=number == 0):
            yield block


def _is_about_writing(paragraph: Paragraph, *, is_first: bool) -> bool:
    looks_so = paragraph.part == "note" and not paragraph.blocks()
    return is_note(paragraph) or (is_first and looks_so)


def _fill_in(paragraph: Paragraph, pictures: Pictures) -> None:
    """What the writer of the handout put where there was nothing: taken away, or what it is."""
    if paragraph.part == "nothing written":
        for figure in paragraph.ids("f"):
            if figure in pictures.figures and paragraph.text.startswith(PICTURE_MISSING):
                source, alt = pictures.figures[figure]
                paragraph.nodes = [{"type": "figure", "attrs": {"src": source, "alt": alt}}]
    if paragraph.text.startswith(PLACEHOLDER):
        _take_away(paragraph.nodes, len(PLACEHOLDER))


def _take_away(nodes: list[Node], letters: int) -> None:
    for node in nodes:
        if node["type"] == "text" and letters > 0:
            said = node["text"]
            node["text"] = said[letters:]
            letters -= len(said)
    nodes[:] = [node for node in nodes if node.get("text", "-")]
