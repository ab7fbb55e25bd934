"""Tables in Word: header rows, merged cells, and rows that do not fit together."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bidapp.documents.word_table_grid import grid_of
from tests.documents.word_builders import (
    Node,
    bullets,
    cell,
    found,
    header,
    opened,
    paragraph,
    part,
    table,
    written,
)

rows_of_any_shape = st.lists(
    st.lists(st.tuples(st.integers(1, 5), st.integers(1, 5)), max_size=5), max_size=6
)


def test_rows_and_cells_say_what_they_should():
    (word_table,) = opened(written(table(["a", "b"], ["c", "d"]))).tables
    assert [[cell.text for cell in row.cells] for row in word_table.rows] == [
        ["a", "b"],
        ["c", "d"],
    ]


def test_only_leading_rows_of_headings_are_repeated_on_every_page():
    rows = table([header("a"), header("b")], ["c", "d"], [header("e"), header("f")])
    body = part(written(rows))
    assert [bool(found(row, "w:trPr/w:tblHeader")) for row in found(body, "//w:tr")] == [
        True,
        False,
        False,
    ]
    assert found(body, "//w:tblLook/@w:firstRow") == ["1"]


def test_a_table_of_nothing_but_headings_repeats_only_its_first_row():
    body = part(written(table([header("a")], [header("b")])))
    assert len(found(body, "//w:tblHeader")) == 1


def test_a_first_column_of_headings_is_announced():
    body = part(written(table([header("a"), header("b")], [header("c"), "d"])))
    assert found(body, "//w:tblLook/@w:firstColumn") == ["1"]
    assert found(body, "//w:tblLook/@w:val") == ["04A0"]


def test_a_table_without_headings_announces_none():
    body = part(written(table(["a"])))
    assert found(body, "//w:tblLook/@w:val") == ["0400"]


def test_a_cell_across_columns_spans_them():
    body = part(written(table([cell("wide", across=2), "x"], ["a", "b", "c"])))
    assert found(body, "//w:tr[1]/w:tc/w:tcPr/w:gridSpan/@w:val") == ["2"]
    assert len(found(body, "//w:gridCol")) == 3


def test_a_cell_down_rows_is_continued_below():
    body = part(written(table([cell("tall", down=2), "b"], ["c"])))
    assert found(body, "//w:vMerge/@w:val") == ["restart", "continue"]
    assert [len(found(row, "w:tc")) for row in found(body, "//w:tr")] == [2, 2]


def test_a_cell_across_and_down_keeps_its_width_below():
    word_table = opened(written(table([cell("big", across=2, down=2), "x"], ["y"]))).tables[0]
    assert [[cell.text for cell in row.cells] for row in word_table.rows] == [
        ["big", "big", "x"],
        ["big", "big", "y"],
    ]


def test_a_short_row_is_filled_with_empty_cells():
    word_table = opened(written(table(["a", "b", "c"], ["d"]))).tables[0]
    assert [cell.text for cell in word_table.rows[1].cells] == ["d", "", ""]


@pytest.mark.parametrize("empty", [table(), table([]), {"type": "table"}])
def test_a_table_of_nothing_is_left_out(empty):
    assert found(part(written("words", empty)), "//w:tbl") == []


def test_tables_that_follow_each_other_stay_apart():
    body = part(written(table(["a"]), table(["b"])))
    assert found(body, "//w:tbl/following-sibling::*[1][self::w:tbl]") == []


def test_a_table_is_as_wide_as_the_text():
    body = part(written(table(["a", "b " * 100, "c"])))
    widths = [int(width) for width in found(body, "//w:gridCol/@w:w")]
    assert sum(widths) == pytest.approx(9638, abs=4)
    assert widths[1] > widths[0] == widths[2]


def test_a_cell_holds_several_blocks():
    blocks = [paragraph("one"), bullets("two")]
    word_table = opened(written(table([cell(*blocks)]))).tables[0]
    assert word_table.cell(0, 0).text == "one\ntwo"


def test_a_span_that_leaves_the_table_is_cut():
    body = part(written(table([cell("a", down=9), cell("b", across=999)], ["c"])))
    assert len(found(body, "//w:tr")) == 2
    assert len(found(body, "//w:gridCol")) == 63


@given(rows_of_any_shape)
def test_every_row_covers_every_column_once(shape):
    grid = grid_of(_table_of(shape))
    covered = [[s.column + n for s in slots for n in range(s.span)] for slots in grid]
    assert all(row == list(range(len(covered[0]))) for row in covered)


@given(rows_of_any_shape)
def test_no_cell_is_lost_and_none_begins_twice(shape):
    node = _table_of(shape)
    begun = [s.cell for slots in grid_of(node) for s in slots if s.cell and not s.is_continued]
    assert begun == [cell for row in node["content"] for cell in row["content"]]


@given(rows_of_any_shape)
def test_what_continues_stands_under_the_same_squares(shape):
    grid = grid_of(_table_of(shape))
    for above, below in pairwise(grid):
        squares = {(slot.column, slot.span) for slot in above if slot.rows > 1}
        assert squares == {(slot.column, slot.span) for slot in below if slot.is_continued}


def _table_of(shape: list[list[tuple[int, int]]]) -> Node:
    return table(
        *([cell(f"{r}.{c}", across=a, down=d) for c, (a, d) in enumerate(row)]
          for r, row in enumerate(shape))
    )  # fmt: skip
