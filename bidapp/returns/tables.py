"""Tables that came back: their cells as a tree, with the spans that Word writes as merged cells."""

from collections.abc import Collection

from bidapp.returns.body import Cell, Table
from bidapp.returns.tree import Tree
from bidapp.text.content import Node


def table_node(table: Table, taken: set[str], headers: Collection[str]) -> Node:
    """The table as a block. `headers` are figures that stood alone in a cell of headings."""
    first = next(table.paragraphs(), None)
    names = [] if first is None else first.ids("t")
    node: Node = {"type": "table", "attrs": {"id": Tree(taken).identity(names)}}
    rows: list[Node] = []
    above: dict[int, Node] = {}
    for column, cells in table.rows:
        row: Node = {"type": "tableRow", "content": []}
        hanging: dict[int, Node] = {}
        for cell in cells:
            origin = above.get(column) if cell.is_continued else None
            if origin is None:
                origin = _cell(cell, taken, headers)
                row["content"].append(origin)
            else:
                origin["attrs"]["rowspan"] += 1
            if cell.is_begun or cell.is_continued:
                hanging[column] = origin
            column += cell.columns
        above = hanging
        rows.append(row)
    return node | {"content": rows}


def _cell(cell: Cell, taken: set[str], headers: Collection[str]) -> Node:
    tree = Tree(taken)
    for paragraph in cell.paragraphs:
        tree.add(paragraph)
    return {
        "type": "tableHeader" if _is_header(cell, headers) else "tableCell",
        "attrs": {"colspan": cell.columns, "rowspan": 1},
        "content": tree.blocks,
    }


def _is_header(cell: Cell, headers: Collection[str]) -> bool:
    """A row that Word repeats on every page is one of headings, and so is a cell that looks it."""
    return cell.is_header or any(
        each.part == "table heading" or any(name in headers for name in each.ids("f"))
        for each in cell.paragraphs
    )
