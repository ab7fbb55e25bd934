"""Dates, sums, names and ranks as people write them."""

from datetime import date

import pytest

from bidapp.letters.amounts import amounts_in
from bidapp.letters.dates import dates_in, months_before
from bidapp.letters.people import Likeness, likeness, says_rank

DAY = date(2027, 1, 14)


@pytest.mark.parametrize(
    "written",
    [
        "14 January 2027", "14th January 2027", "14th of January, 2027", "Thursday 14 January 2027",
        "14 January, 2027", "14 Jan 2027", "14 Jan. 2027", "14-Jan-27", "14 Jan ’27",
        "14 JANUARY 2027",
        "14 th January 2027", "14th day of January 2027", "January 14, 2027", "Jan 14th 2027",
        "14/01/2027", "14/1/27", "14.01.2027", "14-01-2027", "14 / 01 / 2027", "2027-01-14",
        "01/14/2027",
    ],
)  # fmt: skip
def test_a_date_is_found_however_it_is_written(written):
    assert [each.day for each in dates_in(f"Letter, {written}.")] == [DAY]


@pytest.mark.parametrize(
    "written",
    ["31 February 2027", "45/01/2027", "14 people in 2027", "OPP1042/2027", "may 2027",
     "0115 967 0999", "14 May 20 officers", "1.2.3.4", "2027-13-45"],
)  # fmt: skip
def test_what_is_no_date_is_not_taken_for_one(written):
    assert dates_in(written) == []


def test_days_come_before_months():
    assert [each.day for each in dates_in("03/04/2027")] == [date(2027, 4, 3)]


@pytest.mark.parametrize(
    ("day", "months", "before"),
    [("2027-01-14", 6, "2026-07-14"), ("2027-08-31", 6, "2027-02-28"),
     ("2024-03-31", 1, "2024-02-29"),
     ("2027-01-31", 12, "2026-01-31"), ("2027-05-05", 0, "2027-05-05")],
)  # fmt: skip
def test_months_are_counted_back_by_the_calendar(day, months, before):
    assert months_before(date.fromisoformat(day), months) == date.fromisoformat(before)


@pytest.mark.parametrize(
    ("written", "pence"),
    [
        ("£12,606", 12_606_00), ("£12606", 12_606_00), ("£12,606.50", 12_606_50),
        ("£ 12,606", 12_606_00), ("GBP 12,606", 12_606_00), ("12,606 pounds", 12_606_00),
        ("£12.6k", 12_600_00), ("£1.25m", 1_250_000_00), ("£2 million", 2_000_000_00),
        ("£45 an hour", 45_00), ("£0", 0), ("£12, 606", 12_606_00), ("£5,400m", 5_400_000_000_00),
        ("£3 made", 3_00),
    ],
)  # fmt: skip
def test_a_sum_is_found_however_it_is_written(written, pence):
    assert amounts_in(f"We give {written}, no more.") == [pence]


@pytest.mark.parametrize("written", ["12,606 hours", "2026–27", "0115 967 0999", "120 hours", ""])
def test_what_is_no_sum_is_not_taken_for_one(written):
    assert amounts_in(written) == []


def test_each_sum_is_named_once_in_its_order():
    assert amounts_in("£3 and £2 and £3") == [3_00, 2_00]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Jane Smith", "FULL"), ("JANE SMITH QPM", "FULL"), ("J. Smith", "FULL"),
        ("J A Smith", "FULL"), ("JA Smith", "FULL"), ("Smith, Jane", "FULL"),
        ("Dr. Jane Anne Smith", "FULL"), ("ACC Smith", "SURNAME"), ("Mrs Smith", "SURNAME"),
        ("Robert Smith", "SURNAME"), ("Jane Smithson", "NOWHERE"), ("", "NOWHERE"),
        ("PC Smith", "SURNAME"),
    ],
)  # fmt: skip
def test_a_name_is_known_again(text, found):
    assert likeness("ACC Jane Smith MBE", text) is Likeness[found]


def test_a_name_of_one_word_is_a_name():
    assert likeness("Prince", "Signed, Prince") is Likeness.FULL


def test_somebody_may_be_called_constable():
    assert likeness("John Constable", "J. Constable") is Likeness.FULL
    assert likeness("John Constable", "Chief Constable") is Likeness.SURNAME


@pytest.mark.parametrize(
    ("name", "text", "found"),
    [
        ("Superintendent, Leicestershire", "For and on behalf of Leicestershire Police", "NOWHERE"),
        ("Superintendent, Leicestershire", "Inspector, Leics Police", "NOWHERE"),
        ("Superintendent, Leicestershire", "Superintendent, Leicestershire\nDate:", "FULL"),
        ("Sam Field, Leicestershire", "Sam Field\nLeicestershire Police", "FULL"),
        ("Sam Field, Leicestershire", "Kim Green\nLeicestershire Police", "NOWHERE"),
        ("Alex Leicestershire", "For Leicestershire Police", "NOWHERE"),
        ("Alex Leicestershire", "A. Leicestershire\nLeicestershire Police", "FULL"),
        ("Leicestershire Police", "Leicestershire Police", "NOWHERE"),
        ("", "", "NOWHERE"),
    ],
)
def test_naming_the_organisation_names_nobody(name, text, found):
    organisation = ("Leicestershire Police", "Leics Police", "")
    assert likeness(name, text, organisation=organisation) is Likeness[found]


@pytest.mark.parametrize(
    ("rank", "text", "is_said"),
    [
        ("Assistant Chief Constable", "ACC Smith", True),
        ("ACC", "Assistant Chief Constable (Crime)", True),
        ("Detective Superintendent", "Det Supt", True),
        ("Police & Crime Commissioner", "Police and Crime Commissioner", True),
        ("Assistant Chief Constable", "Chief Constable", False),
        ("", "anything", False),
    ],
)
def test_a_rank_is_known_in_short_too(rank, text, is_said):
    assert says_rank(rank, text) is is_said
