"""Months and days as calendar pages show them: which days there are, and what is on each."""

import re
from calendar import Calendar
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time
from functools import lru_cache
from zoneinfo import ZoneInfo

from holidays import country_holidays

from bidapp.calendars.entries import Entry
from bidapp.wording import UK
from bidapp.working_days import is_working_day

FIRST_YEAR, LAST_YEAR = 2000, 2100


@dataclass(frozen=True)
class Closed:
    """Some days on which an organisation that leads bids is closed."""

    organisation_name: str
    name: str
    starts_on: date
    ends_on: date


@dataclass(frozen=True)
class Day:
    """One day: what is due on it, and why nobody works on it."""

    on: date
    entries: list[Entry] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    @property
    def is_working(self) -> bool:
        return is_working_day(self.on)


@dataclass(frozen=True)
class Month:
    """A month that can be shown."""

    year: int
    number: int

    @property
    def first(self) -> date:
        return date(self.year, self.number, 1)

    @property
    def following(self) -> date:
        """The first day after it."""
        return date(self.year + self.number // 12, self.number % 12 + 1, 1)

    @property
    def previous(self) -> "Month | None":
        return _shown(self.year - (self.number == 1), self.number - 1 or 12)

    @property
    def next(self) -> "Month | None":
        return _shown(self.following.year, self.following.month)

    def __str__(self) -> str:
        """As it stands in an address."""
        return f"{self.year}-{self.number:02}"

    def weeks(self, entries: Iterable[Entry], closed: Iterable[Closed]) -> list[list[Day | None]]:
        """Its weeks from Monday; None for the days of other months."""
        by_day, away = _by_day(entries), list(closed)
        return [
            [
                Day(on, by_day[on], _notes(on, away)) if on.month == self.number else None
                for on in week
            ]
            for week in Calendar().monthdatescalendar(self.year, self.number)
        ]


def month_of(day: date) -> Month:
    return Month(day.year, day.month)


def month_named(text: str) -> Month | None:
    """2027-01; None for what is no month, or none that is shown."""
    match = re.fullmatch(r"(\d{4})-(\d{2})", text, re.ASCII)
    return _shown(int(match[1]), int(match[2])) if match else None


def day_named(text: str) -> date | None:
    """2027-01-14; None for what is no day, or none that is shown."""
    if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", text, re.ASCII):
        return None
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if FIRST_YEAR <= day.year <= LAST_YEAR else None


def days_with_something(entries: Iterable[Entry], closed: Iterable[Closed]) -> list[Day]:
    away = list(closed)
    return [Day(on, due, _notes(on, away)) for on, due in _by_day(entries).items()]


def midnight(day: date) -> datetime:
    """The instant at which a day begins in the UK."""
    return datetime.combine(day, time(), ZoneInfo(UK))


def _shown(year: int, number: int) -> Month | None:
    is_shown = FIRST_YEAR <= year <= LAST_YEAR and 1 <= number <= 12
    return Month(year, number) if is_shown else None


def _by_day(entries: Iterable[Entry]) -> dict[date, list[Entry]]:
    by_day: dict[date, list[Entry]] = defaultdict(list)
    for entry in entries:
        by_day[entry.day].append(entry)
    return by_day


def _notes(on: date, closed: Iterable[Closed]) -> list[str]:
    """The bank holiday, and which organisations are closed."""
    holiday = _bank_holidays(on.year).get(on)
    shut = [each for each in closed if each.starts_on <= on <= each.ends_on]
    named = [f"{each.organisation_name}: {each.name}" for each in shut]
    return [holiday, *named] if holiday else named


@lru_cache(maxsize=16)
def _bank_holidays(year: int) -> dict[date, str]:
    return dict(country_holidays("GB", subdiv="ENG", years=year))
