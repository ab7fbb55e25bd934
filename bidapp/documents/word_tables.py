"""Tables: real header rows, merged cells, and columns as wide as what stands in them."""

from collections.abc import Callable
from itertools import takewhile

from bidapp.documents.word_paragraphs import Place
from bidapp.documents.word_revisions import Revisions
from bidapp.documents.word_styles import Styles
from bidapp.documents.word_table_grid import Slot, grid_of
from bidapp.documents.word_tags import Element, add
from bidapp.text.content import Node

CELL_MARGINS = 216  # twips, left and right together
FEWEST_LETTERS, MOST_LETTERS = 12, 36
FIRST_ROW, FIRST_COLUMN, NO_VERTICAL_BANDS = 0x0020, 0x0080, 0x0400
Grid = list[list[Slot]]


class Tables:
    """Writes tables; how the blocks in a cell are written is told by the caller."""

    def __init__(
        self,
        styles: Styles,
        write_blocks: Callable[[list[Node], Place], None],
        revisions: Revisions | None = None,
    ) -> None:
        self._styles = styles
        self._revisions = revisions or Revisions()
        self._write_blocks = write_blocks

    def add(self, node: Node, place: Place) -> None:
        """A table, and the little paragraph without which Word would join it to the next one."""
        grid = grid_of(node)
        if not grid:
            return
        table = add(place.parent, "tbl")
        widths = _column_widths(grid, place.width - place.indent)
        self._introduce(table, grid, widths, place.indent)
        headers = _header_rows(grid)
        for number, slots in enumerate(grid):
            row = self._add_row(table, number < headers, place.change)
            for slot in slots:
                width = sum(widths[slot.column : slot.column + slot.span])
                self._add_cell(row, slot, width, place.change)
        self._close(place)

    def _close(self, place: Place) -> None:
        paragraph = add(place.parent, "p")
        add(add(paragraph, "pPr"), "pStyle", val=self._styles["After Table"])
        self._revisions.mark_paragraph(paragraph, place.change)

    def _introduce(self, table: Element, grid: Grid, widths: list[int], indent: int) -> None:
        properties = add(table, "tblPr")
        add(properties, "tblStyle", val=self._styles["Bid Table"])
        add(properties, "tblW", w=str(sum(widths)), type="dxa")
        if indent:
            add(properties, "tblInd", w=str(indent), type="dxa")
        add(properties, "tblLayout", type="fixed")
        add(properties, "tblLook", **_look(grid))
        columns = add(table, "tblGrid")
        for width in widths:
            add(columns, "gridCol", w=str(width))

    def _add_row(self, table: Element, is_header: bool, change: str) -> Element:
        row = add(table, "tr")
        properties = add(row, "trPr")
        add(properties, "cantSplit")
        if is_header:
            add(properties, "tblHeader")
        self._revisions.mark_row(properties, change)
        return row

    def _add_cell(self, row: Element, slot: Slot, width: int, change: str) -> None:
        cell = add(row, "tc")
        properties = add(cell, "tcPr")
        add(properties, "tcW", w=str(width), type="dxa")
        if slot.span > 1:
            add(properties, "gridSpan", val=str(slot.span))
        if slot.is_continued:
            add(properties, "vMerge", val="continue")
        elif slot.rows > 1:
            add(properties, "vMerge", val="restart")
        style = self._styles["Table Heading" if _is_header(slot) else "Table Text"]
        place = Place(cell, width - CELL_MARGINS, style=style, change=change)
        blocks = [] if slot.cell is None or slot.is_continued else slot.cell.get("content", [])
        self._write_blocks(blocks or [{"type": "paragraph"}], place)


def _is_header(slot: Slot) -> bool:
    return slot.cell is not None and slot.cell["type"] == "tableHeader"


def _header_rows(grid: Grid) -> int:
    """How many rows are repeated on every page: the first ones made of headings, but never all."""
    headings = len(list(takewhile(lambda slots: all(map(_is_header, slots)), grid)))
    return min(headings, max(1, len(grid) - 1))


def _look(grid: Grid) -> dict[str, str]:
    first_row = _header_rows(grid) > 0
    first_column = all(_is_header(slots[0]) for slots in grid[first_row:])
    bits = NO_VERTICAL_BANDS + FIRST_ROW * first_row + FIRST_COLUMN * first_column
    return {
        "val": f"{bits:04X}",
        "firstRow": str(int(first_row)),
        "lastRow": "0",
        "firstColumn": str(int(first_column)),
        "lastColumn": "0",
        "noHBand": "0",
        "noVBand": "1",
    }


def _column_widths(grid: Grid, width: int) -> list[int]:
    """The width shared by what the longest cell of each column holds, within reason."""
    letters = [FEWEST_LETTERS] * max(slot.column + slot.span for slot in grid[0])
    for slot in (slot for slots in grid for slot in slots if slot.cell and slot.span == 1):
        letters[slot.column] = max(letters[slot.column], _letters_in(slot.cell))
    return [width * count // sum(letters) for count in letters]


def _letters_in(cell: Node | None) -> int:
    waiting, letters = [cell or {}], 0
    while waiting and letters < MOST_LETTERS:
        node = waiting.pop()
        letters += len(node.get("text", ""))
        waiting += node.get("content", [])
    return min(letters, MOST_LETTERS)
