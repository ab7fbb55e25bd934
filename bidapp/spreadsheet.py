"""Tables for a spreadsheet, as CSV in which nothing that people wrote can run."""

import csv
import re
from collections.abc import Iterable
from decimal import Decimal
from io import StringIO
from typing import TextIO

Cell = str | int | Decimal

BYTE_ORDER_MARK = "\ufeff"  # without it Excel reads £ as two letters
BEGINS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


def write_rows(rows: Iterable[Iterable[Cell]], to: TextIO) -> None:
    """Each row a line ended by CR LF, as RFC 4180 has it, without formulas."""
    csv.writer(to).writerows([unspoiled(cell) for cell in row] for row in rows)


def csv_file(rows: Iterable[Iterable[Cell]]) -> str:
    """A whole file, to be sent as UTF-8."""
    written = StringIO()
    write_rows(rows, written)
    return BYTE_ORDER_MARK + written.getvalue()


def unspoiled(cell: Cell) -> str:
    """A spreadsheet would run what begins like a formula; a number below nothing stays one."""
    text = str(cell)
    if re.fullmatch(r"-\d+(\.\d+)?", text, re.ASCII):
        return text
    return f"'{text}" if text.startswith(BEGINS_A_FORMULA) else text
