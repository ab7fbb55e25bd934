"""Working days in England and Wales: weekdays that are no bank holiday."""

from datetime import date, timedelta
from functools import cache

from holidays import country_holidays


@cache
def _bank_holidays(year: int) -> frozenset[date]:
    """Easter Monday and the August holiday are only there when the part of the country is named."""
    return frozenset(country_holidays("GB", subdiv="ENG", years=year))


def is_working_day(day: date) -> bool:
    return day.weekday() < 5 and day not in _bank_holidays(day.year)


def working_days_between(start: date, end: date) -> int:
    """How many working days lie after `start` up to and with `end`; negative when `end` is past."""
    if end < start:
        return -working_days_between(end, start)
    days = (start + timedelta(days=ahead) for ahead in range(1, (end - start).days + 1))
    return sum(is_working_day(day) for day in days)


def working_days_before(day: date, count: int) -> date:
    """The working day that lies `count` working days before this one."""
    while count:
        day -= timedelta(days=1)
        count -= is_working_day(day)
    return day
