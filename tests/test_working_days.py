"""Working days are weekdays that are no bank holiday in England."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bidapp.working_days import is_working_day, working_days_before, working_days_between

BANK_HOLIDAYS = {
    2026: ["12-25", "12-28"],
    2027: ["01-01", "03-26", "03-29", "05-03", "05-31", "08-30", "12-27", "12-28"],
    2028: ["01-03", "04-14", "04-17", "05-01", "05-29", "08-28", "12-25", "12-26"],
}
DAYS = st.dates(date(2024, 1, 1), date(2032, 12, 31))
SHUT = frozenset(date(2026, 12, 24) + timedelta(days=ahead) for ahead in range(9))
CLOSED = st.sets(DAYS, max_size=30).map(frozenset)


def weekdays_off(year, first):
    days = (date(year, *first) + timedelta(days=ahead) for ahead in range(366))
    return [
        f"{day:%m-%d}"
        for day in days
        if day.year == year and day.weekday() < 5 and not is_working_day(day)
    ]


@pytest.mark.parametrize(("year", "days"), BANK_HOLIDAYS.items())
def test_the_bank_holidays_are_those_of_england(year, days):
    first = (12, 1) if year == 2026 else (1, 1)
    assert weekdays_off(year, first) == days


@pytest.mark.parametrize(
    ("deadline", "count", "day"),
    [
        ("2026-12-03", 10, "2026-11-19"),
        ("2027-01-07", 10, "2026-12-21"),
        ("2027-01-07", 5, "2026-12-30"),
        ("2027-04-01", 10, "2027-03-16"),
        ("2027-04-01", 5, "2027-03-23"),
    ],
)
def test_working_days_before_a_deadline_leave_out_the_holidays(deadline, count, day):
    assert working_days_before(date.fromisoformat(deadline), count) == date.fromisoformat(day)


def test_no_working_days_before_a_day_is_the_day_itself():
    assert working_days_before(date(2027, 1, 2), 0) == date(2027, 1, 2)


def test_a_weekend_is_never_worked():
    assert not is_working_day(date(2027, 1, 16))
    assert not is_working_day(date(2027, 1, 17))
    assert is_working_day(date(2027, 1, 18))


@pytest.mark.parametrize(
    ("deadline", "count", "day"),
    [
        ("2027-01-07", 3, "2027-01-04"),
        ("2027-01-07", 4, "2026-12-23"),
        ("2027-01-07", 5, "2026-12-22"),
        ("2027-01-07", 10, "2026-12-15"),
        ("2027-01-04", 1, "2026-12-23"),
    ],
)
def test_closed_days_are_left_out_beside_the_holidays(deadline, count, day):
    """A university that is shut from 24 December to 1 January loses four days more."""
    before = working_days_before(date.fromisoformat(deadline), count, SHUT)
    assert before == date.fromisoformat(day)
    assert working_days_between(before, date.fromisoformat(deadline), SHUT) == count


def test_a_closed_day_is_not_worked():
    assert is_working_day(date(2026, 12, 30))
    assert not is_working_day(date(2026, 12, 30), SHUT)


def test_the_closed_days_of_one_are_not_those_of_another():
    other = frozenset({date(2027, 1, 6)})
    day = date(2027, 1, 7)
    assert [working_days_before(day, 1, closed) for closed in (SHUT, other, frozenset())] == [
        date(2027, 1, 6), date(2027, 1, 5), date(2027, 1, 6),
    ]  # fmt: skip


@given(DAYS, st.integers(1, 400), CLOSED)
def test_counting_back_and_counting_between_agree(day, count, closed):
    before = working_days_before(day, count, closed)
    assert is_working_day(before, closed)
    between = working_days_between(before, day, closed)
    assert between == count if is_working_day(day, closed) else between == count - 1


@given(DAYS, st.integers(0, 40), st.integers(0, 40), CLOSED)
def test_counting_back_twice_is_counting_back_both_at_once(day, first, then, closed):
    at_once = working_days_before(day, first + then, closed)
    assert working_days_before(working_days_before(day, first, closed), then, closed) == at_once


@given(DAYS, st.integers(0, 400), CLOSED)
def test_counting_agrees_with_looking_at_each_day(start, length, closed):
    days = [start + timedelta(days=ahead) for ahead in range(1, length + 1)]
    end = days[-1] if days else start
    counted = sum(is_working_day(day, closed) for day in days)
    assert working_days_between(start, end, closed) == counted


@given(DAYS, DAYS)
def test_counting_the_other_way_changes_only_the_sign(start, end):
    assert working_days_between(start, end) == -working_days_between(end, start)


@pytest.mark.parametrize(
    ("day", "count", "before"),
    [
        ("1900-01-02", 1, "1900-01-01"),
        ("2200-01-06", 2, "2200-01-02"),
        ("9999-12-31", 1, "9999-12-30"),
    ],
)
def test_years_far_off_are_listed_when_they_are_asked_for(day, count, before):
    assert working_days_before(date.fromisoformat(day), count) == date.fromisoformat(before)


def test_more_working_days_than_the_calendar_has_are_refused():
    with pytest.raises(OverflowError):
        working_days_before(date(2027, 1, 7), 10**9)


def test_every_thread_sees_a_whole_calendar():
    """The list grows while others read it."""
    years = [*range(1990, 2060), *range(2060, 1990, -1)]
    with ThreadPoolExecutor(8) as threads:
        found = threads.map(lambda year: working_days_before(date(year, 6, 15), 1), years)
        expected = [working_days_before(date(year, 6, 15), 1) for year in years]
        assert list(found) == expected
