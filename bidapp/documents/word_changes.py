"""Two versions of a text as one, in which every word of both stands once and says where it is from.

Made for Word: accepting all changes there gives the new text, rejecting all gives the old one.
Blocks that only one side has carry `change` among their attributes, "inserted" or "deleted"; words
carry a mark of that name.
"""

import re
from collections.abc import Callable, Iterator
from difflib import SequenceMatcher

from bidapp.text.content import LISTS, Node

Pieces = list[tuple[str, list[Node]]]  # each ("same" | "deleted" | "inserted", its inline nodes)
WordsCompared = Callable[[list[Node], list[Node]], Pieces]

SAME, DELETED, INSERTED = "same", "deleted", "inserted"
WORDS = frozenset({"paragraph", "heading"})
WORD = re.compile(r"\s+|\S+\s*")
HOLDERS = LISTS | {"listItem", "blockquote"}


def changes_shown(old: Node, new: Node, words_compared: WordsCompared) -> Node:
    """The document with both texts in it; blocks are known by their ids."""
    changes = _Changes(words_compared)
    return {"type": "doc", "content": list(changes.blocks(_content(old), _content(new)))}


class _Changes:
    def __init__(self, words_compared: WordsCompared) -> None:
        self._words_compared = words_compared

    def blocks(self, old: list[Node], new: list[Node]) -> Iterator[Node]:
        """The blocks of one holder, those that went before those that came in their place."""
        was, is_now = [_key(each) for each in old], [_key(each) for each in new]
        matcher = SequenceMatcher(None, was, is_now, autojunk=False)
        for what, old_from, old_to, new_from, new_to in matcher.get_opcodes():
            if what == "equal":
                for before, after in zip(old[old_from:old_to], new[new_from:new_to], strict=True):
                    yield from self._block(before, after)
            else:
                yield from (_whole(each, DELETED) for each in old[old_from:old_to])
                yield from (_whole(each, INSERTED) for each in new[new_from:new_to])

    def _block(self, old: Node, new: Node) -> Iterator[Node]:
        if old == new:
            yield new
        elif new["type"] in WORDS:
            yield new | {"content": self._words(_content(old), _content(new))}
        elif new["type"] == "listItem" and not self._begin_alike(old, new):
            yield from (_whole(old, DELETED), _whole(new, INSERTED))
        elif new["type"] in HOLDERS:
            yield new | {"content": list(self.blocks(_content(old), _content(new)))}
        elif new["type"] == "table" and _shape(old) == _shape(new):
            yield new | {"content": self._rows(_content(old), _content(new))}
        else:
            yield from (_whole(old, DELETED), _whole(new, INSERTED))

    def _begin_alike(self, old: Node, new: Node) -> bool:
        """The first paragraph of an item carries its mark, so it has to be the first of both."""
        return _key(old["content"][0]) == _key(new["content"][0])

    def _words(self, old: list[Node], new: list[Node]) -> list[Node]:
        return [
            node if kind == SAME else _marked(node, kind)
            for kind, nodes in self._words_compared(old, new)
            for node in nodes
        ]

    def _rows(self, old: list[Node], new: list[Node]) -> list[Node]:
        rows = zip(old, new, strict=True)
        return [row | {"content": self._cells(_content(was), _content(row))} for was, row in rows]

    def _cells(self, old: list[Node], new: list[Node]) -> list[Node]:
        cells = zip(old, new, strict=True)
        return [
            cell | {"content": list(self.blocks(_content(was), _content(cell)))}
            for was, cell in cells
        ]


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


def words_compared(old: list[Node], new: list[Node]) -> Pieces:
    """Two texts of one block as pieces in order; a word goes with the spaces after it."""
    was, is_now = list(_tokens(old)), list(_tokens(new))
    keys = [str(each) for each in was], [str(each) for each in is_now]
    pieces: Pieces = []
    for what, old_from, old_to, new_from, new_to in SequenceMatcher(
        None, *keys, autojunk=False
    ).get_opcodes():
        if what == "equal":
            pieces.append((SAME, is_now[new_from:new_to]))
        else:
            pieces += [(DELETED, was[old_from:old_to]), (INSERTED, is_now[new_from:new_to])]
    return [(kind, nodes) for kind, nodes in pieces if nodes]


def _tokens(nodes: list[Node]) -> Iterator[Node]:
    for node in nodes:
        if node["type"] == "text":
            yield from (node | {"text": word} for word in WORD.findall(node["text"]))
        else:
            yield node
