"""Three texts of one block made one: two people's changes of the same words, word by word."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from bidapp.text.sequences import MOST_COMPARED, Hunk, hunks
from bidapp.text.tokens import Token, content_of, is_word, tokens_of
from bidapp.text.vocabulary import Node

SPACE: Token = (" ", ())


@dataclass(frozen=True)
class MergedWords:
    """The joined words. Where both changed the same ones, `content` has theirs and `mine` has mine;
    without such a clash the two are the same.
    """

    content: list[Node]
    mine: list[Node]
    is_clash: bool


def merged_words(base: list[Node], theirs: list[Node], mine: list[Node]) -> MergedWords:
    texts = tokens_of(base), tokens_of(theirs), tokens_of(mine)
    with_theirs, with_mine, is_clash = _joined(*texts)
    known = {pair for text in texts for pair in _words_side_by_side(text)}
    content = content_of(_parted(with_theirs, known))
    other = content_of(_parted(with_mine, known)) if is_clash else content
    return MergedWords(content, other, is_clash)


Pair = tuple[list[Token], list[Token]]  # a stretch as it is with theirs, and with mine


def _joined(
    base: list[Token], theirs: list[Token], mine: list[Token]
) -> tuple[list[Token], list[Token], bool]:
    """One walk along the base text, taking each side's changes as it comes to them."""
    with_theirs: list[Token] = []
    with_mine: list[Token] = []
    at, is_clash = 0, False
    for group in _groups(hunks(base, theirs), hunks(base, mine)):
        sides = _as_in(base, theirs, group, group.theirs), _as_in(base, mine, group, group.mine)
        first, second = _both(group, *sides)
        with_theirs += base[at : group.begins] + first
        with_mine += base[at : group.begins] + second
        is_clash |= first is not second
        at = group.ends
    return with_theirs + base[at:], with_mine + base[at:], is_clash


def _both(group: "_Group", theirs: list[Token], mine: list[Token]) -> Pair:
    """The two are one and the same list where nobody has to choose."""
    if not group.mine or theirs == mine:
        return theirs, theirs
    if not group.theirs:
        return mine, mine
    if group.begins == group.ends:  # both only put something in, at the same point
        one = _one_after_the_other(theirs, mine)
        return one, one
    return theirs, mine


def _one_after_the_other(theirs: list[Token], mine: list[Token]) -> list[Token]:
    """What one has put in that holds all of the other's is both: it came here before."""
    if _holds(theirs, mine):
        return theirs
    return mine if _holds(mine, theirs) else [*theirs, *mine]


def _holds(long: list[Token], short: list[Token]) -> bool:
    if len(long) * len(short) > MOST_COMPARED:
        return False
    places = range(len(long) - len(short) + 1)
    return any(long[place : place + len(short)] == short for place in places)


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
