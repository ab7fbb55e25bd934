"""Three texts of one block made one: two people's changes of the same words, word by word."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from bidapp.text.sequences import Hunk, hunks
from bidapp.text.tokens import Token, content_of, is_word, tokens_of
from bidapp.text.vocabulary import Node

SPACE: Token = (" ", ())


@dataclass(frozen=True)
class MergedWords:
    """The joined words; where both changed the same ones, theirs stand and `is_clash` says so."""

    content: list[Node]
    is_clash: bool


def merged_words(base: list[Node], theirs: list[Node], mine: list[Node]) -> MergedWords:
    texts = tokens_of(base), tokens_of(theirs), tokens_of(mine)
    joining = _Joining(*texts)
    tokens = joining.joined()
    known = {pair for text in texts for pair in _words_side_by_side(text)}
    return MergedWords(content_of(_parted(tokens, known)), joining.is_clash)


class _Joining:
    """One walk along the base text, taking each side's changes as it comes to them."""

    def __init__(self, base: list[Token], theirs: list[Token], mine: list[Token]) -> None:
        self._base, self._theirs, self._mine = base, theirs, mine
        self._their_hunks = hunks(base, theirs)
        self._my_hunks = hunks(base, mine)
        self.is_clash = False

    def joined(self) -> list[Token]:
        made: list[Token] = []
        at = 0
        for group in _groups(self._their_hunks, self._my_hunks):
            made += self._base[at : group.begins]
            made += self._of(group)
            at = group.ends
        return made + self._base[at:]

    def _of(self, group: "_Group") -> list[Token]:
        theirs = _as_in(self._base, self._theirs, group, group.theirs)
        mine = _as_in(self._base, self._mine, group, group.mine)
        if not group.mine or theirs == mine:
            return theirs
        if not group.theirs:
            return mine
        if group.begins == group.ends:  # both only put something in, at the same point
            return [*theirs, *mine]
        self.is_clash = True
        return theirs


@dataclass(frozen=True)
class _Group:
    """A stretch of the base that one side changed, or both in ways that touch each other."""

    begins: int
    ends: int
    theirs: tuple[Hunk, ...]
    mine: tuple[Hunk, ...]


def _groups(theirs: list[Hunk], mine: list[Hunk]) -> Iterator[_Group]:
    in_order = sorted([(hunk, True) for hunk in theirs] + [(hunk, False) for hunk in mine])
    while in_order:
        together = [in_order.pop(0)]
        begins, ends = together[0][0].old_from, together[0][0].old_to
        while in_order and _touches(begins, ends, in_order[0][0]):
            together.append(in_order.pop(0))
            ends = max(ends, together[-1][0].old_to)
        yield _Group(
            begins,
            ends,
            tuple(hunk for hunk, is_theirs in together if is_theirs),
            tuple(hunk for hunk, is_theirs in together if not is_theirs),
        )


def _touches(begins: int, ends: int, hunk: Hunk) -> bool:
    """Whether a later hunk changes what the stretch changes; beside it is no clash."""
    if begins == ends:
        return hunk.old_from == begins and hunk.old_to == begins
    return hunk.old_from < ends


def _as_in(
    base: list[Token], text: list[Token], group: _Group, changed: tuple[Hunk, ...]
) -> list[Token]:
    """One side's text of the whole stretch, its unchanged parts too."""
    made: list[Token] = []
    at = group.begins
    for hunk in changed:
        made += base[at : hunk.old_from] + text[hunk.new_from : hunk.new_to]
        at = hunk.old_to
    return made + base[at : group.ends]


def _words_side_by_side(tokens: list[Token]) -> Iterator[tuple[Token, Token]]:
    return (pair for pair in pairwise(tokens) if is_word(pair[0]) and is_word(pair[1]))


def _parted(tokens: list[Token], known: set[tuple[Token, Token]]) -> Iterator[Token]:
    """Two words that joining alone brought side by side stay two words."""
    last: Token | None = None
    for token in tokens:
        if last and is_word(last) and is_word(token) and (last, token) not in known:
            yield SPACE
        yield token
        last = token
