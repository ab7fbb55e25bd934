"""Whom words name: “@Full Name”, whatever the case, the longest name that fits."""

import re
from collections.abc import Iterable

from bidapp.accounts.models import Person


def named_in(words: str, people: Iterable[Person]) -> list[Person]:
    """Everybody whose name stands after an @, and all of those who share it."""
    by_name: dict[str, list[Person]] = {}
    for person in people:
        by_name.setdefault(_folded(person.name), []).append(person)
    if "@" not in words or not by_name:
        return []
    found = dict.fromkeys(_folded(hit) for hit in _pattern(by_name).findall(words))
    return [person for name in found for person in by_name.get(name, ())]


def _pattern(names: Iterable[str]) -> re.Pattern[str]:
    longest_first = sorted(filter(None, names), key=len, reverse=True)
    spelt = (r"\s+".join(map(re.escape, name.split(" "))) for name in longest_first)
    return re.compile(rf"(?<![\w@])@({'|'.join(spelt)})(?!\w)", re.IGNORECASE)


def _folded(name: str) -> str:
    return " ".join(name.lower().split())
