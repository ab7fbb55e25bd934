"""What a spreadsheet is given: every cell whole, and none that runs."""

import csv
from decimal import Decimal
from io import StringIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bidapp.spreadsheet import BEGINS_A_FORMULA, csv_file, unspoiled


@pytest.mark.parametrize(
    ("cell", "kept"),
    [
        ("=cmd|' /C calc'!A0", "'=cmd|' /C calc'!A0"),
        ("+1+1", "'+1+1"),
        ("-1+1", "'-1+1"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\t=1", "'\t=1"),
        ("\r=1", "'\r=1"),
        ("\n=1", "'\n=1"),
        ("-", "'-"),
        ("-12.50", "-12.50"),
        (Decimal("-12.50"), "-12.50"),
        (-8, "-8"),
        (5400, "5400"),
        ("8/8", "8/8"),
        ("", ""),
        ("a = b", "a = b"),
    ],
)
def test_what_begins_like_a_formula_is_text_and_numbers_stay(cell, kept):
    assert unspoiled(cell) == kept


def test_excel_is_told_that_it_is_utf_8_and_lines_end_as_the_standard_says():
    assert csv_file([["what", "£"], ['a "b", c', "d\ne"]]) == (
        '\ufeffwhat,£\r\n"a ""b"", c","d\ne"\r\n'
    )


@given(st.lists(st.lists(st.text(), min_size=2, max_size=4), max_size=4))
def test_every_cell_comes_back_whole_and_none_runs(rows):
    read = list(csv.reader(StringIO(csv_file(rows).removeprefix("\ufeff"), newline="")))
    assert [[cell.removeprefix("'") for cell in row] for row in read] == [
        [cell.removeprefix("'") for cell in row] for row in rows
    ]
    cells = [
        cell for row in read for cell in row if not cell.lstrip("-").replace(".", "").isdigit()
    ]
    assert not any(cell.startswith(BEGINS_A_FORMULA) for cell in cells)
