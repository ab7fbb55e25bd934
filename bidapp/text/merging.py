"""Two people's versions of one text joined, by block and then by word.

Every word that either wrote is in the joined text, or was taken out by the other who had seen it,
or stands in a clash that a person has to settle. Blocks are known by their ids, wherever they went.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

from bidapp.text.content import document_of
from bidapp.text.fitting import fitted
from bidapp.text.merging_words import merged_words
from bidapp.text.notes import Notes
from bidapp.text.ordering import joined_order
from bidapp.text.places import Places, children, is_leaf
from bidapp.text.vocabulary import Node


@dataclass(frozen=True)
class Clash:
    """One block as it was, and as it would be with theirs and with mine where both changed the same
    words; what only one of them changed is in both. None where one took the block out.

    What stands in the joined text is theirs, or mine where they took it out.
    """

    block_id: str
    base: Node | None
    theirs: Node | None
    mine: Node | None


@dataclass(frozen=True)
class Merged:
    document: Node
    clashes: tuple[Clash, ...]


def merged(base: Node, theirs: Node, mine: Node) -> Merged:
    """What `base` became by both `theirs` and `mine`: three checked documents."""
    if theirs in (base, mine):
        return Merged(mine, ())
    if mine == base:
        return Merged(theirs, ())
    joining = _Joining(Places(base), Places(theirs), Places(mine))
    blocks = [*joining.blocks_of("doc"), *joining.left_over()]
    return Merged(document_of(fitted(blocks, Notes())), tuple(joining.clashes))


@dataclass
class _Joining:
    """One walk down three trees at once."""

    base: Places
    theirs: Places
    mine: Places
    clashes: list[Clash] = field(default_factory=list)
    _placed: set[str] = field(default_factory=set)

    def blocks_of(self, holder: str) -> list[Node]:
        """What stands in the holder (a block's id, or `doc`) when both are joined."""
        order = joined_order(
            self.base.inside(holder),
            [each for each in self.theirs.inside(holder) if self._belongs(each, holder)],
            [each for each in self.mine.inside(holder) if self._belongs(each, holder)],
        )
        return [block for each in order for block in self._block(each)]

    def left_over(self) -> Iterator[Node]:
        """Blocks that two moves against each other left without a place: they come last."""
        for places in (self.theirs, self.mine):
            for name in places.leaves():
                if name not in self._placed:
                    yield from self._block(name)

    def _belongs(self, name: str, holder: str) -> bool:
        """Whether it stands here: where it was moved to, where one of the two has moved it."""
        theirs, mine = self.theirs.holder(name), self.mine.holder(name)
        if theirs is None or mine is None or theirs == mine:
            return True
        place = mine if theirs == self.base.holder(name) else theirs
        return place == holder

    def _block(self, name: str) -> Iterator[Node]:
        if name in self._placed:
            return
        self._placed.add(name)
        base, theirs, mine = self.base.node(name), self.theirs.node(name), self.mine.node(name)
        shell = _chosen(base, theirs, mine)
        if is_leaf(shell):
            leaf = self._leaf(name, base, theirs, mine)
            if leaf is not None:
                yield leaf
        elif inside := self.blocks_of(name):
            yield shell | {"content": inside}

    def _leaf(
        self, name: str, base: Node | None, theirs: Node | None, mine: Node | None
    ) -> Node | None:
        if theirs == base:
            return mine
        if mine in (base, theirs):
            return theirs
        if base is None or theirs is None or mine is None:
            self.clashes.append(Clash(name, base, theirs, mine))
            return theirs or mine
        words = merged_words(children(base), children(theirs), children(mine))
        shell = _chosen(base, theirs, mine)
        joined = _filled(shell, words.content)
        if words.is_clash or _both_changed(base, theirs, mine):
            other = _filled(_bare(mine), words.mine)
            self.clashes.append(Clash(name, base, joined, other))
        return joined


def _chosen(base: Node | None, theirs: Node | None, mine: Node | None) -> Node:
    """Kind and attributes: mine where only I changed them, or nobody else has the block."""
    if theirs is None or (mine is not None and base is not None and _bare(theirs) == _bare(base)):
        theirs = mine
    assert theirs is not None
    return _bare(theirs)


def _filled(shell: Node, content: list[Node]) -> Node:
    return shell | {"content": content} if content else shell


def _bare(node: Node) -> Node:
    return {name: value for name, value in node.items() if name != "content"}


def _both_changed(base: Node, theirs: Node, mine: Node) -> bool:
    """A picture or its description, a heading's level: changed by both, and not to the same."""
    before, they, me = base.get("attrs"), theirs.get("attrs"), mine.get("attrs")
    return they != before and me != before and they != me


def as_document(block: Node | None) -> Node:
    """A document of this block alone, or of none."""
    if block is None:
        return {"type": "doc"}
    return document_of(fitted([block], Notes()))
