"""Two versions of a text as one tree that shows what went and what came, word by word.

The tree has two marks that no stored text has, `inserted` and `deleted`, on the words that one side
alone has. Only `html.to_html` and the Word file of a comparison know them.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

from bidapp.text.fitting import fitted
from bidapp.text.inline import joined
from bidapp.text.notes import Notes
from bidapp.text.ordering import order_of_both
from bidapp.text.places import Places, children, is_leaf
from bidapp.text.sequences import hunks
from bidapp.text.tokens import Token, node_of, tokens_of, words_in
from bidapp.text.vocabulary import Node

INSERTED: Node = {"type": "inserted"}
DELETED: Node = {"type": "deleted"}

Pieces = list[tuple[str, list[Node]]]  # each ("same" | "deleted" | "inserted", its inline nodes)


@dataclass
class Compared:
    """`document` is the tree with both sides' words; `block` attributes `change` say which side a
    whole block is of. `changed` names the blocks of words that differ, in reading order.
    """

    document: Node
    words_in: int = 0
    words_out: int = 0
    changed: list[str] = field(default_factory=list)


def compared(old: Node, new: Node) -> Compared:
    """What two checked documents have in common and what not; blocks are known by their ids."""
    if old == new:
        return Compared(new)
    comparing = _Comparing(Places(old), Places(new))
    comparing.found.document["content"] = fitted(comparing.blocks_of("doc"), Notes())
    return comparing.found


def words_compared(old: list[Node], new: list[Node]) -> Pieces:
    """Two texts of one block as pieces in order: what is the same, what went, what came."""
    runs = _runs(tokens_of(old), tokens_of(new))
    return [(kind, joined(map(node_of, run))) for kind, run in runs if run]


def _runs(old: list[Token], new: list[Token]) -> Iterable[tuple[str, list[Token]]]:
    at = 0
    for hunk in hunks(old, new):
        yield "same", old[at : hunk.old_from]
        yield "deleted", old[hunk.old_from : hunk.old_to]
        yield "inserted", new[hunk.new_from : hunk.new_to]
        at = hunk.old_to
    yield "same", old[at:]


class _Comparing:
    def __init__(self, old: Places, new: Places) -> None:
        self._old, self._new = old, new
        self.found = Compared({"type": "doc"})

    def blocks_of(self, holder: str) -> list[Node]:
        there = self._new.inside(holder)
        known = set(there)
        before = [
            each
            for each in self._old.inside(holder)
            if each in known or self._new.node(each) is None  # else it was moved elsewhere
        ]
        order = order_of_both(before, there)
        return [block for name in order for block in self._block(name)]

    def _block(self, name: str) -> Iterable[Node]:
        old, new = self._old.node(name), self._new.node(name)
        shell = new or old
        assert shell is not None
        if is_leaf(shell):
            yield self._leaf(name, old, new)
        elif inside := self.blocks_of(name):
            yield _with_change(shell, old, new) | {"content": inside}

    def _leaf(self, name: str, old: Node | None, new: Node | None) -> Node:
        shell = new or old
        assert shell is not None
        if old == new:
            return shell
        self.found.changed.append(name)
        content: list[Node] = []
        for kind, run in _runs(_tokens(old), _tokens(new)):
            content += self._marked(kind, run)
        return _with_change(shell, old, new) | {"content": joined(content)}

    def _marked(self, kind: str, run: list[Token]) -> Iterable[Node]:
        nodes = joined(map(node_of, run))
        if kind == "same":
            return nodes
        if kind == "inserted":
            self.found.words_in += words_in(run)
            return [_under(INSERTED, node) for node in nodes]
        self.found.words_out += words_in(run)
        return [_under(DELETED, node) for node in nodes]


def _tokens(leaf: Node | None) -> list[Token]:
    return tokens_of(children(leaf)) if leaf else []


def _under(mark: Node, node: Node) -> Node:
    return node | {"marks": [mark, *node.get("marks", [])]}


def _with_change(shell: Node, old: Node | None, new: Node | None) -> Node:
    """The block without its words; one that only one side has says so."""
    bare = {name: value for name, value in shell.items() if name != "content"}
    if old is not None and new is not None:
        return bare
    change = "inserted" if old is None else "deleted"
    return bare | {"attrs": {**bare.get("attrs", {}), "change": change}}
