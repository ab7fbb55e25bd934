"""Writes a document as light Markdown, as far as Markdown has words for it."""

import re
from itertools import takewhile

from bidapp.text.content import Node

_SIGNS = {"bold": "**", "italic": "*", "strike": "~~"}
_OUTSIDE_IN = ("link", *_SIGNS)

_SPECIAL = re.compile(
    r"[\\`*<]|(?<![^\W_])_|_(?![^\W_])|~(?=~)|(?<=~)~|&(?=#?\w+;)|!(?=\[)|(?<=])\("
)
_OPENING = re.compile(r"^(#{1,6}(?=\s|$)|>|[-+](?=\s|$)|-(?=-)|=)")
_NUMBERED = re.compile(r"^(\d{1,9})([.)])(?=\s|$)")


class NotMarkdown(Exception):
    """The document has something that light Markdown cannot say."""


def markdown_of(document: Node) -> str:
    """The document as Markdown; NotMarkdown when some of it has no form there."""
    return _blocks(document.get("content", []), between="\n\n")


def _blocks(blocks: list[Node], *, between: str) -> str:
    return between.join(_block(block) for block in blocks)


def _block(block: Node) -> str:
    kind = block["type"]
    if kind == "paragraph":
        return _words(block)
    if kind == "heading":
        return f"{'#' * block['attrs']['level']} {_words(block)}"
    if kind == "blockquote":
        return _indented(_blocks(block["content"], between="\n\n"), "> ", "> ")
    if kind == "figure":
        return _picture(block)
    return _table(block) if kind == "table" else _list(block)


def _list(block: Node) -> str:
    items = block["content"]
    start = block.get("attrs", {}).get("start", 1)
    is_ordered = block["type"] == "orderedList"
    signs = [f"{start + place}. " if is_ordered else "- " for place in range(len(items))]
    return "\n".join(map(_item, items, signs))


def _item(item: Node, sign: str) -> str:
    close = all(_may_follow_at_once(block) for block in item["content"][1:])
    inside = _blocks(item["content"], between="\n" if close else "\n\n")
    return _indented(inside, sign, " " * len(sign))


def _may_follow_at_once(block: Node) -> bool:
    """Whether Markdown sees the block begin on the line after a paragraph."""
    return block["type"] == "bulletList" or bool(block.get("attrs", {}).get("start") == 1)


def _indented(text: str, first: str, rest: str) -> str:
    lines = text.split("\n")
    return "\n".join([first + lines[0], *((rest + line).rstrip() for line in lines[1:])])


def _picture(figure: Node) -> str:
    if "content" in figure:
        raise NotMarkdown
    return f"![{_escaped(figure['attrs']['alt'])}](/files/{figure['attrs']['src']})"


def _table(table: Node) -> str:
    rows = [[_cell(cell) for cell in row["content"]] for row in table["content"]]
    kinds = [{cell["type"] for cell in row["content"]} for row in table["content"]]
    if kinds[0] != {"tableHeader"} or any("tableHeader" in each for each in kinds[1:]):
        raise NotMarkdown
    lines = [f"| {' | '.join(row)} |" for row in rows]
    return "\n".join([lines[0], "|" + " --- |" * len(rows[0]), *lines[1:]])


def _cell(cell: Node) -> str:
    blocks = cell["content"]
    inline = blocks[0].get("content", [])
    is_simple = len(blocks) == 1 and blocks[0]["type"] == "paragraph"
    spans = cell["attrs"]["colspan"] * cell["attrs"]["rowspan"]
    if not is_simple or spans > 1 or any(each["type"] != "text" for each in inline):
        raise NotMarkdown
    return _words(blocks[0]).replace("|", r"\|") if inline else ""


def _words(block: Node) -> str:
    inline = block.get("content", [])
    if not inline:
        raise NotMarkdown
    return "\n".join(_harmless(line) for line in _marked(inline).split("\n"))


def _harmless(line: str) -> str:
    """A line of words that does not open a heading, a quotation or a list."""
    return _NUMBERED.sub(r"\1\\\2", _OPENING.sub(r"\\\1", line))


def _marked(inline: list[Node]) -> str:
    parts: list[str] = []
    opened: list[Node] = []
    for node in [*inline, {"type": "end"}]:
        wanted = sorted(node.get("marks", []), key=_place)
        pairs = zip(opened, wanted, strict=False)
        shared = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], pairs))
        parts += [_end(mark) for mark in reversed(opened[shared:])]
        parts += [
            "[" if mark["type"] == "link" else _SIGNS[mark["type"]] for mark in wanted[shared:]
        ]
        parts.append(_bare(node))
        opened = wanted
    return "".join(parts)


def _place(mark: Node) -> int:
    if mark["type"] not in _OUTSIDE_IN:
        raise NotMarkdown
    return _OUTSIDE_IN.index(mark["type"])


def _end(mark: Node) -> str:
    return f"](<{mark['attrs']['href']}>)" if mark["type"] == "link" else _SIGNS[mark["type"]]


def _bare(node: Node) -> str:
    if node["type"] == "footnote":
        raise NotMarkdown
    return "\\\n" if node["type"] == "hardBreak" else _escaped(node.get("text", ""))


def _escaped(text: str) -> str:
    return _SPECIAL.sub(r"\\\g<0>", text)
