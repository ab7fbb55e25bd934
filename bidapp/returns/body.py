"""The body of a file that came back, as its paragraphs and tables in their order."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from bidapp.documents.word_names import Name, understood
from bidapp.returns.paragraph import CHANGES, Change, Paragraph
from bidapp.returns.source import Source
from bidapp.returns.words import Words
from bidapp.returns.xml import Element, W, blocks_in, number, plainly, switch, value
from bidapp.text.content import MAX_COLUMNS

CONTINUED = "continue"
NESTED = "A table inside a table became paragraphs."
DEEPEST = 20


@dataclass
class Cell:
    """A cell: how many columns it spans, whether it only continues the one above, what it holds."""

    paragraphs: list[Paragraph]
    columns: int = 1
    is_header: bool = False
    is_continued: bool = False
    is_begun: bool = False


@dataclass
class Table:
    """Rows of cells, each row with the column at which it begins."""

    rows: list[tuple[int, list[Cell]]] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)

    def paragraphs(self) -> Iterator[Paragraph]:
        for _, cells in self.rows:
            for cell in cells:
                yield from cell.paragraphs


Block = Paragraph | Table


class Body:
    """Reads blocks in their order, and joins paragraphs whose end was deleted."""

    def __init__(self, source: Source) -> None:
        self.words = Words(source)
        self._dropped = source.dropped

    def blocks(self, container: Element) -> list[Block]:
        read: list[Block] = []
        waiting: Paragraph | None = None
        for block in self._read(container, 0):
            if waiting is not None and isinstance(block, Paragraph):
                block = _joined(waiting, block)
            elif waiting is not None:
                read.append(_ended(waiting))
            waiting = block if isinstance(block, Paragraph) and block.joins_next else None
            if waiting is None:
                read.append(block)
        if waiting is not None:
            read.append(_ended(waiting))
        return read

    def _read(self, container: Element, depth: int) -> Iterator[Block]:
        for element in blocks_in(container):
            if element.tag == f"{W}p":
                yield self.words.read(element)
            elif element.tag == f"{W}tbl":
                yield self._table(element, depth)
            elif element.tag == f"{W}bookmarkStart":
                self._remember(element.get(f"{W}name", ""))
            elif element.tag == f"{W}sdt":
                yield from self._control(element, depth)

    def _control(self, element: Element, depth: int) -> Iterator[Block]:
        self._remember(value(element.find(f"{W}sdtPr"), "tag"))
        for content in element.iterfind(f"{W}sdtContent"):
            yield from self._read(content, depth)

    def _remember(self, said: str) -> None:
        name: Name | None = understood(said)
        if name is not None:
            self.words.waiting.append(name)

    def _table(self, element: Element, depth: int) -> Table:
        table = Table()
        for row in plainly(element, "tr"):
            properties = row.find(f"{W}trPr")
            change = _row_change(properties)
            cells = [self._cell(cell, depth) for cell in plainly(row, "tc")]
            said = "\t".join(each.text for cell in cells for each in cell.paragraphs)
            if change is not None:
                change.add(said)
                table.changes.append(change)
            if change is None or change.kind != self._dropped:
                table.rows.append((_indented(properties), cells))
            if properties is not None and switch(properties, "tblHeader"):
                _make_header(cells)
        return table

    def _cell(self, element: Element, depth: int) -> Cell:
        properties = element.find(f"{W}tcPr")
        merged = None if properties is None else properties.find(f"{W}vMerge")
        way = "" if merged is None else merged.get(f"{W}val", CONTINUED)
        return Cell(
            paragraphs=self._paragraphs(element, depth + 1),
            columns=min(max(number(value(properties, "gridSpan"), 1), 1), MAX_COLUMNS),
            is_continued=way == CONTINUED,
            is_begun=way == "restart",
        )

    def _paragraphs(self, container: Element, depth: int) -> list[Paragraph]:
        """What a cell holds; a table inside it as its paragraphs."""
        found: list[Paragraph] = []
        inside = self.blocks(container) if depth < DEEPEST else []
        for block in inside:
            if isinstance(block, Paragraph):
                found.append(block)
            else:
                flat = [each for each in block.paragraphs() if not each.is_empty]
                for each in flat[:1]:
                    each.notes.append(NESTED)
                found += flat
        return found


def _joined(first: Paragraph, second: Paragraph) -> Paragraph:
    """Of a paragraph of which nothing is left only its changes stay, told under its own name."""
    if first.is_empty:
        second.boxed = [_gone(first), *first.boxed, *second.boxed]
        if first.section:
            second.names.insert(0, first.section)
        return second
    first.take(second)
    return first


def _ended(paragraph: Paragraph) -> Paragraph:
    """One whose end was deleted, and which has nothing after it to become part of."""
    return _gone(paragraph) if paragraph.is_empty else paragraph


def _gone(paragraph: Paragraph) -> Paragraph:
    return replace(paragraph, boxed=[], nodes=[], is_gone=True)


def _row_change(properties: Element | None) -> Change | None:
    for each in () if properties is None else properties:
        tag = each.tag.removeprefix(W) if isinstance(each.tag, str) else ""
        if tag in CHANGES:
            return Change(CHANGES[tag], each.get(f"{W}author", ""), each.get(f"{W}date", ""))
    return None


def _indented(properties: Element | None) -> int:
    return min(max(number(value(properties, "gridBefore")), 0), MAX_COLUMNS)


def _make_header(cells: list[Cell]) -> None:
    for cell in cells:
        cell.is_header = True
