"""Two ways of doing the same, turn by turn in one process, so that a busy machine slows both."""

from collections.abc import Callable
from statistics import median
from time import perf_counter


def nothing() -> None:
    """What most ways need before them."""


def medians(
    rounds: int, *ways: Callable[[], object], before: Callable[[], object] = nothing
) -> list[float]:
    """The median seconds of each way. What each does first, once, is not counted, nor is `before`,
    which is done before each.
    """
    for way in ways:
        before()
        way()
    taken = [[_seconds(way, before) for way in ways] for _ in range(rounds)]
    return [median(times) for times in zip(*taken, strict=True)]


def compared(what: str, ours: float, theirs: float, rival: str) -> str:
    return (
        f"{what}: {ours * 1000:.1f} ms, {rival} {theirs * 1000:.1f} ms, "
        f"{ours / theirs:.2f} times as long"
    )


def _seconds(way: Callable[[], object], before: Callable[[], object]) -> float:
    before()
    began = perf_counter()
    way()
    return perf_counter() - began
