"""Gives blocks back the ids they went out with when their bookmarks were lost on the way.

Who selects a whole paragraph and types another has deleted its bookmark. It is still known: by what
it says, or by being the only one of its kind between two neighbours that are known.
"""

from collections import defaultdict, deque
from collections.abc import Hashable, Iterable, Sequence

from bidapp.documents.word_manifest import BlockNote, block_notes
from bidapp.text.content import Node, walk

Keyed = Iterable[tuple[Hashable, str]]


def restore_ids(content: Node, went_out: Sequence[BlockNote]) -> dict[str, str]:
    """Put old ids in the place of new ones, in the tree itself; which for which."""
    here = block_notes(content)
    restored = dict(_pairs(_lost_by_words(went_out, here), _lost_by_words(here, went_out)))
    returned = {new: old for old, new in restored.items()}
    here = tuple(BlockNote(n.kind, returned.get(n.block_id, n.block_id), n.said) for n in here)
    more = dict(_pairs(_lost_by_place(went_out, here), _lost_by_place(here, went_out)))
    returned |= {new: old for old, new in more.items()}
    for node in walk(content):
        attributes = node.get("attrs", {})
        if attributes.get("id") in returned:
            attributes["id"] = returned[attributes["id"]]
    return returned


def _lost_by_words(some: Sequence[BlockNote], others: Sequence[BlockNote]) -> Keyed:
    known = {note.block_id for note in others}
    return (((n.kind, n.said), n.block_id) for n in some if n.block_id not in known)


def _lost_by_place(some: Sequence[BlockNote], others: Sequence[BlockNote]) -> Keyed:
    """Those that the others lack, by their kind and the last block before that the others have."""
    known = {note.block_id for note in others}
    before = ""
    for note in some:
        if note.block_id in known:
            before = note.block_id
        else:
            yield (before, note.kind), note.block_id


def _pairs(some: Keyed, others: Keyed) -> Iterable[tuple[str, str]]:
    """Those with the same key, first with first."""
    waiting: defaultdict[Hashable, deque[str]] = defaultdict(deque)
    for key, block_id in others:
        waiting[key].append(block_id)
    for key, block_id in some:
        if waiting[key]:
            yield block_id, waiting[key].popleft()
