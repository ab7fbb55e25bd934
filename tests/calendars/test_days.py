"""Which days a month has, and what is said of them."""

from datetime import date

import pytest

from bidapp.calendars.days import Closed, Month, day_named, days_with_something, month_named
from tests.calendars.entries import an_entry


def days_of(month, entries=(), closed=()):
    return {day.on.day: day for week in month.weeks(entries, closed) for day in week if day}


@pytest.mark.parametrize(
    ("text", "month"),
    [("2027-01", Month(2027, 1)), ("2000-01", Month(2000, 1)), ("2100-12", Month(2100, 12))],
)
def test_a_month_stands_in_an_address_as_year_and_number(text, month):
    assert month_named(text) == month
    assert str(month) == text


ODD = [
    "", "2027", "2027-1", "2027-00", "2027-13", "1999-12", "2101-01", "0000-01", "9999-12", "x",
    "2027-01-01", " 2027-01", "2027-01\n", "-2027-01", "２０２７-０１", "2027-0" + "1" * 10_000,
]  # fmt: skip


@pytest.mark.parametrize("text", ODD, ids=lambda text: ascii(text[:12]))
def test_anything_else_is_no_month(text):
    assert month_named(text) is None


def test_a_day_stands_in_an_address_as_machines_write_it():
    assert day_named("2028-02-29") == date(2028, 2, 29)


@pytest.mark.parametrize(
    "text", ["", "2027-02-29", "20270101", "2027-W01-1", "1999-12-31", "2101-01-01", "9" * 10_000]
)
def test_anything_else_is_no_day(text):
    assert day_named(text) is None


def test_months_follow_each_other_until_the_last_that_is_shown():
    assert Month(2029, 12).next == Month(2030, 1)
    assert Month(2030, 1).previous == Month(2029, 12)
    assert Month(2000, 1).previous is None
    assert Month(2100, 12).next is None


def test_weeks_begin_on_monday_and_hold_only_days_of_the_month():
    weeks = Month(2030, 3).weeks([], [])
    assert [len(week) for week in weeks] == [7] * 5
    assert [day and day.on.day for day in weeks[0]] == [None, None, None, None, 1, 2, 3]
    assert sorted(days_of(Month(2030, 3))) == list(range(1, 32))


@pytest.mark.parametrize("month", [Month(2000, 1), Month(2100, 12), Month(2028, 2)])
def test_every_month_that_is_shown_can_be_laid_out(month):
    assert list(days_of(month))[-1] == {1: 31, 12: 31, 2: 29}[month.number]


def test_a_deadline_stands_on_its_day_in_the_uk():
    late = an_entry("2030-07-16 00:30", "Europe/Brussels")  # 11:30pm on the 15th here
    days = days_of(Month(2030, 7), [late])
    assert days[15].entries == [late]
    assert days[16].entries == []


def test_weekends_and_bank_holidays_are_no_working_days_and_say_why():
    days = days_of(Month(2030, 4))
    assert (days[19].notes, days[19].is_working) == (["Good Friday"], False)
    assert (days[22].notes, days[22].is_working) == (["Easter Monday"], False)
    assert (days[20].notes, days[20].is_working) == ([], False)
    assert (days[23].notes, days[23].is_working) == ([], True)


def test_closures_are_named_on_each_of_their_days():
    shut = Closed("DMU", "Christmas closure", date(2030, 12, 24), date(2031, 1, 1))
    december, january = days_of(Month(2030, 12), [], [shut]), days_of(Month(2031, 1), [], [shut])
    assert december[23].notes == []
    assert december[24].notes == ["DMU: Christmas closure"]
    assert december[25].notes == ["Christmas Day", "DMU: Christmas closure"]
    assert january[1].notes == ["New Year's Day", "DMU: Christmas closure"]
    assert january[2].notes == []


def test_an_agenda_has_only_days_with_something():
    first, second = an_entry(), an_entry("2030-03-15 17:00", deadline_id=8)
    third = an_entry("2030-04-19 12:00", deadline_id=9)
    days = days_with_something([first, second, third], [])
    assert [(day.on, len(day.entries), day.notes) for day in days] == [
        (date(2030, 3, 15), 2, []),
        (date(2030, 4, 19), 1, ["Good Friday"]),
    ]
