"""Working days in England and Wales: weekdays that are no bank holiday, nor a day one is closed.

The working days of the years asked about are listed once for each set of closed days, so that
counting them is a look-up. A change of the bank holidays comes with the package `holidays`.
"""

from bisect import bisect_left, bisect_right
from datetime import MAXYEAR, MINYEAR, date
from functools import lru_cache

from holidays import country_holidays

NO_DAYS: frozenset[date] = frozenset()
YEARS_MORE = 5  # listed beside those asked for, so that the list seldom grows


def is_working_day(day: date, closed: frozenset[date] = NO_DAYS) -> bool:
    days = _calendar(closed).days(day.year, day.year)
    place = bisect_left(days, day.toordinal())
    return place < len(days) and days[place] == day.toordinal()


def working_days_between(start: date, end: date, closed: frozenset[date] = NO_DAYS) -> int:
    """How many working days lie after `start` up to and with `end`; negative when `end` is past."""
    days = _calendar(closed).days(min(start, end).year, max(start, end).year)
    return bisect_right(days, end.toordinal()) - bisect_right(days, start.toordinal())


def working_days_before(day: date, count: int, closed: frozenset[date] = NO_DAYS) -> date:
    """The working day that lies `count` working days before this one; the day itself for none."""
    if count == 0:
        return day
    calendar, first = _calendar(closed), day.year
    while True:
        days = calendar.days(first, day.year)
        place = bisect_left(days, day.toordinal()) - count
        if place >= 0:
            return date.fromordinal(days[place])
        first -= 1 + -place // 200  # a year has some fifty more, so this seldom overshoots


@lru_cache(maxsize=256)
def _calendar(closed: frozenset[date]) -> "_Calendar":
    return _Calendar(closed)


class _Calendar:
    """The working days of some years on end, in order; more years are added when asked for."""

    def __init__(self, closed: frozenset[date]) -> None:
        self._closed = closed
        self._listed: tuple[int, int, list[int]] = (MAXYEAR, MINYEAR, [])

    def days(self, first: int, last: int) -> list[int]:
        """As ordinals; of these years at least. Replaced whole, so that threads may share it."""
        listed_first, listed_last, days = self._listed
        if listed_first <= first and last <= listed_last:
            return days
        if not MINYEAR <= first <= last <= MAXYEAR:
            raise OverflowError("there are not so many working days in the calendar")
        first = max(min(first - YEARS_MORE, listed_first), MINYEAR)
        last = min(max(last + YEARS_MORE, listed_last), MAXYEAR)
        days = _list_days(first, last, self._closed)
        self._listed = (first, last, days)
        return days


def _list_days(first: int, last: int, closed: frozenset[date]) -> list[int]:
    """Easter Monday and the August holiday are only there when the part of the country is named."""
    holidays = country_holidays("GB", subdiv="ENG", years=range(first, last + 1))
    off = {day.toordinal() for day in (*holidays, *closed)}
    every = range(date(first, 1, 1).toordinal(), date(last, 12, 31).toordinal() + 1)
    return [each for each in every if each % 7 not in (6, 0) and each not in off]
