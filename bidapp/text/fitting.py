"""Makes what was read from elsewhere fit the block tree: every word is kept, though not every form.

Importers build a loose tree: any block anywhere, at any depth that they allow themselves. Here it
becomes one that `content.checked` accepts, and the notes say what had to change.
"""

from collections.abc import Iterable
from itertools import groupby

from bidapp.text.content import LISTS, MAX_COLUMNS, MAX_LIST_DEPTH, Node
from bidapp.text.notes import Notes
from bidapp.text.tables import TableTooWide, rectangular

_IN_QUOTES = LISTS | {"paragraph"}
_TOO_DEEP = f"Lists with more than {MAX_LIST_DEPTH} levels were made flatter."


def fitted(blocks: Iterable[Node], notes: Notes) -> list[Node]:
    """The blocks as a document can hold them."""
    return _Fitting(notes).blocks(blocks, "doc", 0)


class _Fitting:
    def __init__(self, notes: Notes) -> None:
        self.notes = notes

    def blocks(self, blocks: Iterable[Node], place: str, depth: int) -> list[Node]:
        whole = _with_lists(blocks)
        return [fit for block in whole for fit in self._block(block, place, depth)]

    def _block(self, block: Node, place: str, depth: int) -> list[Node]:
        """The block as it can stand in a place, inside so many lists."""
        kind = block["type"]
        if kind in LISTS:
            return self._list(block, place, depth)
        if kind == "blockquote":
            return self._quote(block, place, depth)
        if kind == "table":
            return self._table(block, place, depth)
        if kind == "heading" and place != "doc":
            self.notes.add("A heading inside a list or a table became an ordinary paragraph.")
            return [{"type": "paragraph", "content": block.get("content", [])}]
        return [self._with_plain_legend(block)] if kind == "figure" else [block]

    def _list(self, block: Node, place: str, depth: int) -> list[Node]:
        if depth >= MAX_LIST_DEPTH:
            self.notes.add(_TOO_DEEP)
            inside = [each for item in block["content"] for each in item["content"]]
            return self.blocks(inside, place, depth)
        items = [each for item in block["content"] for each in self._items(item, depth + 1)]
        return [block | {"content": items}] if items else []

    def _items(self, item: Node, depth: int) -> list[Node]:
        """One item, or several when it holds lists of a level that there is not."""
        if depth < MAX_LIST_DEPTH:
            return [_same(item) | _item(self.blocks(item["content"], "listItem", depth))]
        items: list[Node] = []
        for is_list, run in groupby(_with_lists(item["content"]), key=lambda b: b["type"] in LISTS):
            if is_list:
                self.notes.add(_TOO_DEEP)
                inner = [each for block in run for each in block["content"]]
                items += [each for inside in inner for each in self._items(inside, depth)]
            else:
                items.append(_item(self.blocks(run, "listItem", depth)))
        return items or [_item([])]

    def _quote(self, block: Node, place: str, depth: int) -> list[Node]:
        if place == "tableCell":
            self.notes.add("A quotation inside a table became ordinary paragraphs.")
            return self.blocks(block["content"], place, depth)
        found: list[Node] = []
        inside = _without_quotes(_with_lists(block["content"]))
        fit = [each for child in inside for each in self._block(child, place, depth)]
        for quotable, run in groupby(fit, key=lambda each: each["type"] in _IN_QUOTES):
            together = list(run)
            quote = _same(block) | {"type": "blockquote", "content": together}
            found += [quote] if quotable else together
        return found

    def _table(self, block: Node, place: str, depth: int) -> list[Node]:
        if place != "doc":
            self.notes.add("A table inside a list or another table became paragraphs.")
            return self._table_as_paragraphs(block, place, depth)
        rows = [self._row(row) for row in block["content"]]
        try:
            rows = rectangular(rows, filling=_empty_paragraph)
        except TableTooWide:
            self.notes.add(f"A table with more than {MAX_COLUMNS} columns became paragraphs.")
            return self._table_as_paragraphs(block, place, depth)
        return [{"type": "table", "content": rows}] if rows else []

    def _row(self, row: Node) -> Node:
        cells = [cell | {"content": self._in_cell(cell)} for cell in row["content"]]
        return {"type": "tableRow", "content": cells}

    def _in_cell(self, cell: Node) -> list[Node]:
        return self.blocks(cell["content"], "tableCell", 0) or [_empty_paragraph()]

    def _table_as_paragraphs(self, block: Node, place: str, depth: int) -> list[Node]:
        cells = [cell for row in block["content"] for cell in row["content"]]
        inside = [each for cell in cells for each in cell["content"]]
        return self.blocks(inside, place, depth)

    def _with_plain_legend(self, figure: Node) -> Node:
        legend = figure.get("content", [])
        if any(each["type"] == "footnote" for each in legend):
            self.notes.add("A footnote under a picture was put into its legend, in brackets.")
        return figure | {"content": [plain for each in legend for plain in _bracketed(each)]}


def _with_lists(blocks: Iterable[Node]) -> list[Node]:
    """The same blocks with items that stand in no list put into one."""
    found: list[Node] = []
    for stray, run in groupby(blocks, key=lambda block: block["type"] == "listItem"):
        together = list(run)
        found += [{"type": "bulletList", "content": together}] if stray else together
    return found


def _without_quotes(blocks: list[Node]) -> list[Node]:
    """What a quotation holds, with the words of quotations in it as its own."""
    found: list[Node] = []
    for block in blocks:
        if block["type"] == "blockquote":
            found += _without_quotes(_with_lists(block["content"]))
        else:
            found.append(block)
    return found


def _same(block: Node) -> Node:
    """What makes it the block that it was, whatever becomes of its content."""
    return {"attrs": block["attrs"]} if "attrs" in block else {}


def _item(blocks: list[Node]) -> Node:
    starts_well = bool(blocks) and blocks[0]["type"] == "paragraph"
    return {"type": "listItem", "content": blocks if starts_well else [_empty_paragraph(), *blocks]}


def _empty_paragraph() -> Node:
    return {"type": "paragraph"}


def _bracketed(inline: Node) -> list[Node]:
    if inline["type"] != "footnote":
        return [inline]
    return [{"type": "text", "text": " ("}, *inline["content"], {"type": "text", "text": ")"}]
