"""The squares under a table: which cell covers which, however ragged its rows are."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from bidapp.text.content import Node

MAX_COLUMNS = 63  # more, and Word will not open the file


@dataclass(frozen=True)
class Slot:
    """A stretch of squares in one row: the start of a cell, more of the one above, or nothing."""

    column: int
    span: int
    cell: Node | None = None
    rows: int = 1
    is_continued: bool = False


def grid_of(table: Node) -> list[list[Slot]]:
    """The rows of a table, all equally wide; a row or column span that leaves the table is cut."""
    rows: list[list[Slot]] = []
    hanging: list[Slot] = []
    written = table.get("content", [])
    for number, row in enumerate(written):
        slots = sorted(_row(row, hanging, len(written) - number), key=lambda slot: slot.column)
        rows.append(slots)
        hanging = [replace(s, rows=s.rows - 1, is_continued=True) for s in slots if s.rows > 1]
    width = max((_end(slots) for slots in rows), default=0)
    return [list(_filled(slots, width)) for slots in rows] if width else []


def _row(row: Node, hanging: list[Slot], rows_left: int) -> Iterator[Slot]:
    """What hangs down from above, and each new cell at the next free squares."""
    yield from hanging
    taken = {column for slot in hanging for column in range(slot.column, slot.column + slot.span)}
    column = 0
    for cell in row.get("content", []):
        while column in taken:
            column += 1
        span = _free_squares(column, _span(cell, "colspan"), taken)
        yield Slot(column, span, cell, min(_span(cell, "rowspan"), rows_left))
        column += span


def _free_squares(column: int, wanted: int, taken: set[int]) -> int:
    last = max(column + 1, min(column + wanted, MAX_COLUMNS))
    return next((end for end in range(column + 1, last) if end in taken), last) - column


def _span(cell: Node, name: str) -> int:
    span = cell.get("attrs", {}).get(name, 1)
    return max(1, int(span or 1))


def _filled(slots: list[Slot], width: int) -> Iterator[Slot]:
    """The row with an empty cell for every square that none covers."""
    column = 0
    for slot in [*slots, Slot(width, 0)]:
        yield from (Slot(empty, 1) for empty in range(column, slot.column))
        if slot.span:
            yield slot
        column = slot.column + slot.span


def _end(slots: list[Slot]) -> int:
    return max((slot.column + slot.span for slot in slots), default=0)
