"""Writes a document as HTML that any page or e-mail can show, and that reads back the same."""

from html import escape
from itertools import takewhile

from bidapp.text.content import LISTS, Node

_MARKS_OUTSIDE_IN = (
    "author", "deleted", "inserted",  # none of them in a text that is kept
    "link", "bold", "italic", "underline", "strike", "superscript", "subscript",
)  # fmt: skip
_MARK_TAGS = {
    "author": "span",
    "deleted": "del",
    "inserted": "ins",
    "link": "a",
    "bold": "strong",
    "italic": "em",
    "underline": "u",
    "strike": "s",
    "superscript": "sup",
    "subscript": "sub",
}


def to_html(document: Node, *, headings_from: int = 1, parted_by: str = "") -> str:
    """A checked document as HTML whose first heading level is h1, or a lower one.

    `parted_by` is white space between blocks and between cells, for readers who strip the tags.
    """
    return _Writer(headings_from, parted_by).blocks(document.get("content", []))


class _Writer:
    def __init__(self, headings_from: int, parted_by: str) -> None:
        self.headings_from = headings_from
        self._parted_by = parted_by

    def blocks(self, blocks: list[Node]) -> str:
        return self._parted_by.join(self._block(block) for block in blocks)

    def _block(self, block: Node) -> str:
        kind = block["type"]
        if kind == "paragraph":
            return f"<p>{words(block)}</p>"
        if kind == "heading":
            tag = f"h{min(block['attrs']['level'] - 1 + self.headings_from, 6)}"
            return f"<{tag}>{words(block)}</{tag}>"
        if kind in LISTS:
            return self._list(block)
        if kind == "blockquote":
            return f"<blockquote>{self.blocks(block['content'])}</blockquote>"
        return self._table(block) if kind == "table" else _figure(block)

    def _list(self, block: Node) -> str:
        items = self._parted_by.join(f"<li>{self._held(item)}</li>" for item in block["content"])
        if block["type"] == "bulletList":
            return f"<ul>{items}</ul>"
        start = block["attrs"]["start"]
        return f'<ol start="{start}">{items}</ol>' if start != 1 else f"<ol>{items}</ol>"

    def _held(self, holder: Node) -> str:
        """What an item or a cell holds: a single paragraph needs no tag of its own."""
        blocks = holder["content"]
        if len(blocks) == 1 and blocks[0]["type"] == "paragraph":
            return words(blocks[0])
        return self.blocks(blocks)

    def _table(self, table: Node) -> str:
        rows = table["content"]
        head = _header_rows(rows)
        top = "".join(self._row(row, "col") for row in rows[:head])
        rest = "".join(
            self._row(row, "row" if place else "col")
            for place, row in enumerate(rows[head:], start=head)
        )
        return "<table>{}{}</table>".format(
            f"<thead>{top}</thead>" if top else "", f"<tbody>{rest}</tbody>" if rest else ""
        )

    def _row(self, row: Node, scope: str) -> str:
        cells = (self._cell(cell, scope) for cell in row["content"])
        return f"<tr>{self._parted_by.join(cells)}</tr>{self._parted_by}"

    def _cell(self, cell: Node, scope: str) -> str:
        tag, attributes = "td", ""
        if cell["type"] == "tableHeader":
            tag, attributes = "th", f' scope="{scope}"'
        for name in ("colspan", "rowspan"):
            if cell["attrs"][name] > 1:
                attributes += f' {name}="{cell["attrs"][name]}"'
        return f"<{tag}{attributes}>{self._held(cell)}</{tag}>"


def _header_rows(rows: list[Node]) -> int:
    """How many rows at the top are headers only, as far as no cell reaches out of them."""
    headers = list(takewhile(_is_header, rows))
    reach = kept = 0
    for number, row in enumerate(headers, start=1):
        reach = max(reach, *(number - 1 + cell["attrs"]["rowspan"] for cell in row["content"]))
        if reach == number:
            kept = number
    return kept


def _is_header(row: Node) -> bool:
    return all(cell["type"] == "tableHeader" for cell in row["content"])


def _figure(figure: Node) -> str:
    alt = escape(figure["attrs"]["alt"])
    legend = f"<figcaption>{words(figure)}</figcaption>" if "content" in figure else ""
    change = f' class="is-{change}"' if (change := figure["attrs"].get("change")) else ""
    return (
        f'<figure{change}><img src="/files/{figure["attrs"]["src"]}" alt="{alt}">{legend}</figure>'
    )


def words(block: Node) -> str:
    """The inside of a block of words. A last break is doubled, for browsers show no last one."""
    inline = block.get("content", [])
    last = "<br>" if inline and inline[-1]["type"] == "hardBreak" else ""
    return _marked(inline) + last


def _marked(inline: list[Node]) -> str:
    """Words in their marks; what neighbours share stays open, so one link stays one link."""
    parts: list[str] = []
    opened: list[Node] = []
    for node in [*inline, {"type": "end"}]:
        wanted = _outside_in(node.get("marks", []))
        pairs = zip(opened, wanted, strict=False)
        shared = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], pairs))
        parts += [f"</{_MARK_TAGS[mark['type']]}>" for mark in reversed(opened[shared:])]
        parts += [_start(mark) for mark in wanted[shared:]]
        parts.append(_bare(node))
        opened = wanted
    return "".join(parts)


def _outside_in(marks: list[Node]) -> list[Node]:
    return sorted(marks, key=lambda mark: _MARKS_OUTSIDE_IN.index(mark["type"]))


def _start(mark: Node) -> str:
    if mark["type"] == "link":
        return f'<a href="{escape(mark["attrs"]["href"])}">'
    if mark["type"] == "author":
        return f'<span class="by-author by-{mark["attrs"]["number"]}">'
    return f"<{_MARK_TAGS[mark['type']]}>"


def _bare(node: Node) -> str:
    if node["type"] == "text":
        return escape(node["text"], quote=False)
    if node["type"] == "footnote":
        return f'<span class="footnote" role="note">{_marked(node["content"])}</span>'
    return "<br>" if node["type"] == "hardBreak" else ""
