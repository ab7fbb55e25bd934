"""What two sequences have in common, in order: quick also where much is long and alike."""

from bisect import bisect_left
from collections import Counter
from collections.abc import Hashable, Iterator, Sequence
from difflib import SequenceMatcher
from typing import NamedTuple

MOST_COMPARED = 250_000  # pairs in one stretch without an anchor; a longer one counts as replaced

DEEPEST = 100  # stretches within stretches; texts that people write have a handful


class Hunk(NamedTuple):
    """Where `old[old_from:old_to]` became `new[new_from:new_to]`; either may be empty."""

    old_from: int
    old_to: int
    new_from: int
    new_to: int


def hunks(old: Sequence[Hashable], new: Sequence[Hashable]) -> list[Hunk]:
    """The stretches that differ, in order; all between them is the same in both."""
    found: list[Hunk] = []
    old_at = new_at = 0
    for same in (*_runs(old, new, DEEPEST), (len(old), len(new), 0)):
        if same[0] > old_at or same[1] > new_at:
            found.append(Hunk(old_at, same[0], new_at, same[1]))
        old_at, new_at = same[0] + same[2], same[1] + same[2]
    return found


Run = tuple[int, int, int]  # where it begins in old and in new, and how long it is


def _runs(old: Sequence[Hashable], new: Sequence[Hashable], deeper: int) -> Iterator[Run]:
    """Equal runs: what both begin and end with, and between them what stands once in each."""
    begin = _shared(old, new)
    end = _shared(old[: begin - len(old) - 1 : -1], new[: begin - len(new) - 1 : -1])
    yield 0, 0, begin
    old_end, new_end = len(old) - end, len(new) - end
    if begin < old_end and begin < new_end:
        inside = _between(old[begin:old_end], new[begin:new_end], deeper - 1)
        yield from ((begin + at, begin + there, length) for at, there, length in inside)
    yield old_end, new_end, end


def _shared(old: Sequence[Hashable], new: Sequence[Hashable]) -> int:
    pairs = zip(old, new, strict=False)
    return next((place for place, (a, b) in enumerate(pairs) if a != b), min(len(old), len(new)))


def _between(old: Sequence[Hashable], new: Sequence[Hashable], deeper: int) -> Iterator[Run]:
    anchors = _anchors(old, new) if deeper else []
    if not anchors:
        yield from _compared(old, new)
        return
    old_at = new_at = 0
    for place, there in (*anchors, (len(old), len(new))):
        for at, to, length in _runs(old[old_at:place], new[new_at:there], deeper):
            yield old_at + at, new_at + to, length
        if place < len(old):
            yield place, there, 1
        old_at, new_at = place + 1, there + 1


def _anchors(old: Sequence[Hashable], new: Sequence[Hashable]) -> list[tuple[int, int]]:
    """Of what stands once in each, the longest series that is in the same order (patience)."""
    once, there_once = Counter(old), Counter(new)
    places = {each: place for place, each in enumerate(new) if there_once[each] == 1}
    pairs = [
        (place, places[each])
        for place, each in enumerate(old)
        if each in places and once[each] == 1
    ]
    return _longest_rising(pairs)


def _longest_rising(pairs: list[tuple[int, int]]) -> list[tuple[int, int]]:
    tops: list[int] = []
    ends: list[int] = []  # which pair ends the best series of each length
    before: list[int] = []
    for number, (_, there) in enumerate(pairs):
        length = bisect_left(tops, there)
        before.append(ends[length - 1] if length else -1)
        tops[length : length + 1] = [there]
        ends[length : length + 1] = [number]
    series, at = [], ends[-1] if ends else -1
    while at >= 0:
        series.append(pairs[at])
        at = before[at]
    return series[::-1]


def _compared(old: Sequence[Hashable], new: Sequence[Hashable]) -> Iterator[Run]:
    if len(old) * len(new) > MOST_COMPARED:
        return
    blank = SequenceMatcher(lambda each: each == _SPACE, old, new, autojunk=False)
    yield from ((each.a, each.b, each.size) for each in blank.get_matching_blocks())


_SPACE = (" ", ())  # the token between two plain words: never worth an anchor of its own
