"""Working days are weekdays that are no bank holiday in England."""

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


@given(DAYS, st.integers(1, 40))
def test_counting_back_and_counting_between_agree(day, count):
    before = working_days_before(day, count)
    assert is_working_day(before)
    between = working_days_between(before, day)
    assert between == count if is_working_day(day) else between == count - 1


@given(DAYS, DAYS)
def test_counting_the_other_way_changes_only_the_sign(start, end):
    assert working_days_between(start, end) == -working_days_between(end, start)
