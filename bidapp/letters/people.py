"""Whether somebody's name and rank stand in a text, however they are written there."""

from collections.abc import Collection
from enum import Enum

from bidapp.letters.folding import folded, spelt_out

TITLES = frozenset(
    {
        "mr", "mrs", "ms", "miss", "mx", "dr", "prof", "professor", "sir", "dame", "lord",
        "lady", "rev", "cllr", "councillor", "temporary", "temp", "t", "acting", "chief",
        "deputy", "assistant", "constable", "superintendent", "inspector", "sergeant",
        "detective", "acc", "dcc", "cc", "ch", "supt", "insp", "det", "sgt", "dci", "di", "dcs",
        "dc", "ds", "pc", "ps",
    }
)  # fmt: skip
HONOURS = frozenset(
    {
        "qpm", "kpm", "obe", "mbe", "cbe", "kbe", "dbe", "phd", "dphil", "ba", "ma", "msc",
        "mba", "bsc", "llb", "frsa", "fcmi", "dl", "jp",
    }
)  # fmt: skip
AROUND = 4  # words between a given name and its surname, such as initials


class Likeness(Enum):
    """How a name was found: in full or with initials, by its surname alone, or not at all."""

    FULL = "in full"
    SURNAME = "surname only"
    NOWHERE = "nowhere"


def likeness(name: str, text: str, *, organisation: Collection[str] = ()) -> Likeness:
    """The best that stands in the text, where naming the organisation names nobody.

    Who is known by a post alone, such as “Superintendent, Leicestershire”, has to stand there so.
    """
    rest = _without(folded(text), organisation)
    theirs = {word for each in organisation for word in folded(each).split()}
    parts = _name_alone(name)
    own = [each for each in parts if each not in theirs]
    if not own:
        is_said = bool(parts) and f" {folded(name)} " in f" {rest} "
        return Likeness.FULL if is_said else Likeness.NOWHERE
    return _likeness(own if len(own) > 1 else parts, rest.split())


def _likeness(parts: list[str], words: list[str]) -> Likeness:
    places = [place for place, word in enumerate(words) if word == parts[-1]]
    if not places:
        return Likeness.NOWHERE
    if len(parts) == 1 or any(_given_near(parts[0], words, place) for place in places):
        return Likeness.FULL
    return Likeness.SURNAME


def says_rank(position: str, text: str) -> bool:
    """Whether every word of a rank or job title stands there; ACC is as good as the words."""
    wanted = set(spelt_out(position))
    return bool(wanted) and wanted <= set(spelt_out(text))


def says_rank_in_one(position: str, text: str) -> bool:
    """The same, word after word."""
    wanted = spelt_out(position)
    return bool(wanted) and f" {' '.join(wanted)} " in f" {' '.join(spelt_out(text))} "


def _without(text: str, names: Collection[str]) -> str:
    """A folded text that names none of these, the longest taken out first."""
    rest = f" {text} "
    for name in sorted(filter(None, map(folded, names)), key=len, reverse=True):
        rest = rest.replace(f" {name} ", " ")
    return rest.strip()


def _name_alone(name: str) -> list[str]:
    """Without what stands before and after it: a painter may still be called Constable."""
    parts = folded(name).split()
    while len(parts) > 1 and parts[0] in TITLES:
        parts = parts[1:]
    while len(parts) > 1 and parts[-1] in HONOURS:
        parts = parts[:-1]
    return parts


def _given_near(given: str, words: list[str], place: int) -> bool:
    """The given name, or initials that begin with its letter, before the surname or after it."""
    before = words[max(0, place - AROUND) : place]
    after = words[place + 1 : place + 3]
    initials = [each for each in before if len(each) <= 2 and each not in TITLES - {"t"}]
    return given in before + after or any(each[0] == given[0] for each in initials)
