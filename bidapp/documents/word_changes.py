"""Two versions of a text as one, in which every word of both stands once and says where it is from.

Made for Word: accepting all changes there gives the new text, rejecting all gives the old one.
Blocks that only one side has carry `change` among their attributes, "inserted" or "deleted"; words
carry a mark of that name.
"""

from collections.abc import Iterator
from difflib import SequenceMatcher

from bidapp.text.comparing import words_compared
from bidapp.text.content import LISTS, Node

SAME, DELETED, INSERTED = "same", "deleted", "inserted"
WORDS = frozenset({"paragraph", "heading"})
HOLDERS = LISTS | {"listItem", "blockquote"}


def changes_shown(old: Node, new: Node) -> Node:
    """The document with both texts in it; blocks are known by their ids."""
    return {"type": "doc", "content": list(_blocks(_content(old), _content(new)))}


def _blocks(old: list[Node], new: list[Node]) -> Iterator[Node]:
    """The blocks of one holder, those that went before those that came in their place."""
    was, is_now = [_key(each) for each in old], [_key(each) for each in new]
    matcher = SequenceMatcher(None, was, is_now, autojunk=False)
    for what, old_from, old_to, new_from, new_to in matcher.get_opcodes():
        if what == "equal":
            for before, after in zip(old[old_from:old_to], new[new_from:new_to], strict=True):
                yield from _block(before, after)
        else:
            yield from (_whole(each, DELETED) for each in old[old_from:old_to])
            yield from (_whole(each, INSERTED) for each in new[new_from:new_to])


def _block(old: Node, new: Node) -> Iterator[Node]:
    if old == new:
        yield new
    elif new["type"] in WORDS:
        yield new | {"content": _words(_content(old), _content(new))}
    elif new["type"] == "listItem" and not _begin_alike(old, new):
        yield from (_whole(old, DELETED), _whole(new, INSERTED))
    elif new["type"] in HOLDERS:
        yield new | {"content": list(_blocks(_content(old), _content(new)))}
    elif new["type"] == "table" and _shape(old) == _shape(new):
        yield new | {"content": _rows(_content(old), _content(new))}
    else:
        yield from (_whole(old, DELETED), _whole(new, INSERTED))


def _begin_alike(old: Node, new: Node) -> bool:
    """The first paragraph of an item carries its mark, so it has to be the first of both."""
    return _key(old["content"][0]) == _key(new["content"][0])


def _words(old: list[Node], new: list[Node]) -> list[Node]:
    return [
        node if kind == SAME else _marked(node, kind)
        for kind, nodes in words_compared(old, new)
        for node in nodes
    ]


def _rows(old: list[Node], new: list[Node]) -> list[Node]:
    rows = zip(old, new, strict=True)
    return [row | {"content": _cells(_content(was), _content(row))} for was, row in rows]


def _cells(old: list[Node], new: list[Node]) -> list[Node]:
    cells = zip(old, new, strict=True)
    return [cell | {"content": list(_blocks(_content(was), _content(cell)))} for was, cell in cells]


def _key(block: Node) -> tuple[object, ...]:
    """What has to be the same for the words alone to be compared."""
    attributes = block.get("attrs", {})
    return block["type"], *(attributes.get(name) for name in ("id", "level", "start", "src", "alt"))


def _shape(block: Node) -> object:
    """A table without its words: its cells, and the blocks in them down to each paragraph."""
    inside = () if block["type"] in WORDS else map(_shape, _content(block))
    spans = tuple(block.get("attrs", {}).get(name) for name in ("colspan", "rowspan"))
    return _key(block), spans, tuple(inside) if block["type"] != "figure" else str(block)


def _whole(block: Node, change: str) -> Node:
    """A block that one side alone has, with everything in it."""
    changed = block | {"attrs": block.get("attrs", {}) | {"change": change}}
    if "content" not in block:
        return changed
    if block["type"] in WORDS or block["type"] == "figure":
        return changed | {"content": [_marked(each, change) for each in block["content"]]}
    return changed | {"content": [_whole(each, change) for each in block["content"]]}


def _marked(node: Node, change: str) -> Node:
    return node | {"marks": [*node.get("marks", []), {"type": change}]}


def _content(node: Node) -> list[Node]:
    content: list[Node] = node.get("content", [])
    return content
