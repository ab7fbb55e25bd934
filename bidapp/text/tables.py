"""Makes every table a true rectangle, whatever its spans claim, without losing a written cell."""

from bisect import bisect_left
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from bidapp.text.vocabulary import MAX_COLUMNS, MAX_NODES, TextRefused

Row = dict[str, Any]
Cell = dict[str, Any]


class TableTooWide(Exception):
    """The table has more columns than a page can hold."""


@dataclass
class _Placed:
    cell: Cell
    row: int
    column: int
    columns: int
    rows: int


def rectangular(rows: list[Row], *, filling: Callable[[], dict[str, Any]]) -> list[Row]:
    """The same cells with spans that neither overlap nor reach outside, and gaps filled."""
    placed = _placed(_rows_with_cells(rows))
    _forget_unused_columns(placed)
    return _filled(placed, filling) if placed else []


def _cell(block: dict[str, Any]) -> Cell:
    return {"type": "tableCell", "attrs": {"colspan": 1, "rowspan": 1}, "content": [block]}


def _rows_with_cells(rows: list[Row]) -> list[list[tuple[Cell, int]]]:
    """Each row that has cells, as cells with the number of such rows they span."""
    counted = [0]
    for row in rows:
        counted.append(counted[-1] + bool(row.get("content")))
    kept = []
    for number, row in enumerate(rows):
        cells = row.get("content", [])
        ends = [min(number + cell["attrs"]["rowspan"], len(rows)) for cell in cells]
        if cells:
            kept.append(
                [
                    (cell, counted[end] - counted[number])
                    for cell, end in zip(cells, ends, strict=True)
                ]
            )
    return kept


def _placed(rows: list[list[tuple[Cell, int]]]) -> list[_Placed]:
    placed = []
    starts: set[int] = set()
    taken: dict[int, int] = {}  # column -> first row in which it is free again
    for number, row in enumerate(rows):
        column = 0
        for cell, spanned in row:
            while taken.get(column, 0) > number:
                column += 1
            starts.add(column)
            if len(starts) > MAX_COLUMNS:
                raise TableTooWide
            columns = _free_columns(taken, number, column, cell["attrs"]["colspan"])
            placed.append(_Placed(cell, number, column, columns, spanned))
            if spanned > 1:
                taken |= dict.fromkeys(range(column, column + columns), number + spanned)
            column += columns
    return placed


def _free_columns(taken: dict[int, int], row: int, start: int, wanted: int) -> int:
    end, last = start + 1, start + min(wanted, MAX_COLUMNS)
    while end < last and taken.get(end, 0) <= row:
        end += 1
    return end - start


def _forget_unused_columns(placed: list[_Placed]) -> None:
    """A column in which no cell starts is only the claim of a span: it goes."""
    starts = sorted({each.column for each in placed})
    for each in placed:
        end = bisect_left(starts, each.column + each.columns)
        each.column = bisect_left(starts, each.column)
        each.columns = end - each.column


def _filled(placed: list[_Placed], filling: Callable[[], dict[str, Any]]) -> list[Row]:
    width = max(each.column + each.columns for each in placed)
    height = placed[-1].row + 1
    if width * height > MAX_NODES:
        raise TextRefused("A table has too many cells to be kept as one: please divide it.")
    grid: list[dict[int, Cell]] = [{} for _ in range(height)]
    covered: list[set[int]] = [set() for _ in range(height)]
    for each in placed:
        grid[each.row][each.column] = _spanning(each)
        for row in range(each.row, each.row + each.rows):
            covered[row].update(range(each.column, each.column + each.columns))
    for row, cells in enumerate(grid):
        for column in set(range(width)) - covered[row]:
            cells[column] = _cell(filling())
    return [{"type": "tableRow", "content": [cells[c] for c in sorted(cells)]} for cells in grid]


def _spanning(each: _Placed) -> Cell:
    return each.cell | {"attrs": {"colspan": each.columns, "rowspan": each.rows}}
