"""Gives the blocks of a text that was saved again the ids that they had before."""

from collections import defaultdict, deque
from collections.abc import Iterable, Iterator
from difflib import SequenceMatcher

from bidapp.text.content import Node, canonical_json, checked
from bidapp.text.vocabulary import BLOCKS_IN, INLINE

MOST_COMPARED = 4_000_000  # pairs of blocks; a longer text pairs equal blocks in their order

Pair = tuple[Node, Node]


def with_ids_from(old: Node, new: Node) -> Node:
    """The new document, its blocks with the ids of the old blocks that they are.

    A block is the old one of the same id and kind, or else the one that says the same, or else the
    one of its kind that stood where it stands; so ids stay when text comes back without any.
    """
    return checked({"type": "doc", "content": _matched(_blocks(old), _blocks(new))})


def _matched(old: list[Node], new: list[Node]) -> list[Node]:
    """The new blocks, each with the id of its old block when it has one, and its blocks alike."""
    found: dict[int, Node] = {}
    for before, after in _known(old, new):
        found[id(after)] = before
    taken = {id(before) for before in found.values()}
    old = [block for block in old if id(block) not in taken]
    rest = [block for block in new if id(block) not in found]
    found |= {id(after): before for before, after in _paired(old, rest)}
    return [_as(found[id(block)], block) if id(block) in found else block for block in new]


def _known(old: list[Node], new: list[Node]) -> Iterator[Pair]:
    known = {_identity(block): block for block in old if _identity(block)[1]}
    for block in new:
        before = known.pop(_identity(block), None)
        if before is not None:
            yield before, block


def _identity(block: Node) -> tuple[str, str | None]:
    return block["type"], block.get("attrs", {}).get("id")


def _paired(old: list[Node], new: list[Node]) -> Iterator[Pair]:
    """Blocks that stayed, then those that moved, then in what was replaced those of one kind."""
    old_says, new_says = [canonical_json(b) for b in old], [canonical_json(b) for b in new]
    if len(old) * len(new) > MOST_COMPARED:
        yield from _in_order(zip(old_says, old, strict=True), zip(new_says, new, strict=True))
        return
    equal, replaced = _compared(old, new, SequenceMatcher(None, old_says, new_says, autojunk=False))
    yield from equal
    kept = {id(block) for pair in equal for block in pair}
    moved = list(_in_order(_by_words(old, old_says, kept), _by_words(new, new_says, kept)))
    yield from moved
    kept |= {id(block) for pair in moved for block in pair}
    for before, after in replaced:
        yield from _in_order(_by_kind(before, kept), _by_kind(after, kept))


def _compared(
    old: list[Node], new: list[Node], matcher: SequenceMatcher[str]
) -> tuple[list[Pair], list[tuple[list[Node], list[Node]]]]:
    """The blocks that stayed, and the runs that were replaced by others."""
    equal: list[Pair] = []
    replaced = []
    for what, old_from, old_to, new_from, new_to in matcher.get_opcodes():
        before, after = old[old_from:old_to], new[new_from:new_to]
        if what == "equal":
            equal += zip(before, after, strict=True)
        elif what == "replace":
            replaced.append((before, after))
    return equal, replaced


def _by_words(blocks: list[Node], says: list[str], kept: set[int]) -> Iterator[tuple[str, Node]]:
    both = zip(says, blocks, strict=True)
    return ((words, block) for words, block in both if id(block) not in kept)


def _by_kind(blocks: list[Node], kept: set[int]) -> Iterator[tuple[str, Node]]:
    return ((block["type"], block) for block in blocks if id(block) not in kept)


def _in_order(old: Iterable[tuple[str, Node]], new: Iterable[tuple[str, Node]]) -> Iterator[Pair]:
    """Pairs what has the same key, first with first."""
    waiting: defaultdict[str, deque[Node]] = defaultdict(deque)
    for key, block in old:
        waiting[key].append(block)
    for key, block in new:
        if waiting[key]:
            yield waiting[key].popleft(), block


def _as(before: Node, after: Node) -> Node:
    """The new block under the old one's id, and what is in it likewise."""
    block = dict(after)
    if "id" in before.get("attrs", {}):
        block["attrs"] = after["attrs"] | {"id": before["attrs"]["id"]}
    if not BLOCKS_IN[after["type"]] & INLINE:
        block["content"] = _matched(_blocks(before), _blocks(after))
    return block


def _blocks(node: Node) -> list[Node]:
    content: list[Node] = node.get("content", [])
    return content
