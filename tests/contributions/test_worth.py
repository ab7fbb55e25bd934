"""What a line is worth, how that is said, and where a funder could doubt it."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bidapp.contributions.models import Form, Thing
from bidapp.contributions.worth import (
    MOST_VALUE_PENCE,
    WorthRefused,
    period,
    rate_basis,
    reckoned_pence,
    reckoning,
    weaknesses,
    what_it_is,
    worth,
)
from tests.contributions.ledger_builders import cash, facts


@pytest.mark.parametrize(
    ("quantity", "rate", "stated", "value"),
    [
        ("330", 38_20, None, 12_606_00),
        ("330", 38_20, 12_606_00, 12_606_00),
        ("0.5", 1, None, 1),  # half a penny goes up
        ("0.49", 1, None, 0),
        ("1.5", 33, None, 50),
        ("2.5", 1, None, 3),  # up, also to an odd penny
        ("0", 38_20, None, 0),
        ("330", 0, None, 0),
        (None, None, 0, 0),
        (None, None, 5_000_00, 5_000_00),
        ("330", None, 9_00, 9_00),
        (None, 38_20, 9_00, 9_00),
        (None, None, MOST_VALUE_PENCE, MOST_VALUE_PENCE),
        ("2", MOST_VALUE_PENCE // 2, None, MOST_VALUE_PENCE),
    ],
)
def test_a_value_is_reckoned_where_it_can_be_and_else_as_stated(quantity, rate, stated, value):
    assert worth(Decimal(quantity) if quantity else None, rate, stated) == value


@pytest.mark.parametrize(
    ("quantity", "rate", "stated", "said"),
    [
        (None, None, None, "Enter the value, or a quantity and a rate to reckon it from."),
        ("330", None, None, "Enter the value, or a quantity and a rate to reckon it from."),
        (None, 38_20, None, "Enter the value, or a quantity and a rate to reckon it from."),
        ("330", 38_20, 12_600_00, "Quantity and rate make £12,606, not £12,600. "),
        (None, None, -1, "Enter a value from £0 to £100,000,000."),
        ("-1", 38_20, None, "Enter a value from £0 to £100,000,000."),
        (None, None, MOST_VALUE_PENCE + 1, "Enter a value from £0 to £100,000,000."),
        ("9999999.99", 10**14, None, "Enter a value from £0 to £100,000,000."),
    ],
)
def test_what_no_line_can_be_worth_is_refused_in_a_sentence(quantity, rate, stated, said):
    with pytest.raises(WorthRefused, match=said):
        worth(Decimal(quantity) if quantity else None, rate, stated)


@given(st.decimals(0, 10**7, places=2), st.integers(0, 10**9))
def test_reckoning_is_never_more_than_half_a_penny_off(quantity, rate):
    assert abs(reckoned_pence(quantity, rate) - quantity * rate) <= Decimal("0.5")


@pytest.mark.parametrize(
    ("quantity", "unit", "rate", "said"),
    [
        ("330", "hour", 38_20, "330 hours at £38.20 an hour"),
        ("1", "hour", 38_20, "1 hour at £38.20 an hour"),
        ("1.00", "day", 100_00, "1 day at £100 a day"),
        ("7.50", "hour", 40_00, "7.5 hours at £40 an hour"),
        ("100", "day", 180_00, "100 days at £180 a day"),
        ("12000", "record", 5, "12,000 records at £0.05 a record"),
        ("2", "unit", 500_00, "2 units at £500 a unit"),
        ("2", "interview", 500_00, "2 interviews at £500 an interview"),
        ("3", "half day", 90_00, "3 half days at £90 a half day"),
        ("2", "analysis", 500_00, "2 analyses at £500 an analysis"),
        ("4", "body", 1_00, "4 bodies at £1 a body"),
        ("4", "key", 1_00, "4 keys at £1 a key"),
        ("4", "box", 1_00, "4 boxes at £1 a box"),
        ("12", "", 500_00, "12 at £500 each"),
        ("1", "", 500_00, "1 at £500 each"),
        ("12", "", None, "12"),
        ("330", "hour", None, "330 hours"),
        ("0", "hour", None, "0 hours"),
        (None, "hour", 38_20, "£38.20 an hour"),
        (None, "", 38_20, "£38.20 each"),
        (None, "hour", None, "by the hour"),
        (None, "", None, ""),
    ],
)
def test_a_reckoning_reads_as_a_colleague_would_say_it(quantity, unit, rate, said):
    quantity = Decimal(quantity) if quantity else None
    assert reckoning(facts(quantity=quantity, unit=unit, rate_pence=rate)) == said


@pytest.mark.parametrize(
    ("source", "year", "said"),
    [
        ("NPCC charging table", "2026–27", "NPCC charging table, 2026–27"),
        ("NPCC charging table", "", "NPCC charging table"),
        ("", "2026–27", "2026–27"),
        ("", "", ""),
    ],
)
def test_where_a_rate_is_from(source, year, said):
    assert rate_basis(facts(rate_source=source, rate_year=year)) == said


@pytest.mark.parametrize(
    ("lacking", "said"),
    [
        ((), None),
        (("quantity",), "It has no quantity: "),
        (("quantity", "rate_pence"), "It has no quantity and no rate: "),
        (("rate_source", "rate_year"), "It has no source of the rate and no year of the rate: "),
        (
            ("quantity", "rate_pence", "rate_source", "rate_year"),
            "It has no quantity, no rate, no source of the rate and no year of the rate: ",
        ),
    ],
)
def test_a_line_in_kind_without_its_reckoning_is_weak(lacking, said):
    nothing = {
        name: "" if name.startswith("rate_s") or name == "rate_year" else None for name in lacking
    }
    found = weaknesses(facts(**nothing))
    reason = "a funder may ask how its value was reckoned."
    assert found == ([f"{said}{reason}"] if said else [])


def test_cash_needs_no_reckoning():
    assert weaknesses(cash()) == []


def test_a_rate_of_nothing_is_a_rate():
    assert weaknesses(facts(rate_pence=0, quantity=Decimal(0), value_pence=0)) == []


@pytest.mark.parametrize(
    ("starts_on", "ends_on", "said"),
    [
        (date(2027, 10, 1), date(2028, 7, 31), "1 October 2027 to 31 July 2028"),
        (date(2027, 10, 1), None, "from 1 October 2027"),
        (None, date(2028, 7, 31), "until 31 July 2028"),
        (None, None, ""),
    ],
)
def test_when_it_is_brought(starts_on, ends_on, said):
    assert period(facts(starts_on=starts_on, ends_on=ends_on)) == said


def test_what_it_is():
    assert what_it_is(cash()) == "cash"
    assert what_it_is(facts()) == "in kind: staff hours"
    assert what_it_is(replace(facts(), thing=None, form=Form.IN_KIND)) == "in kind"
    assert what_it_is(facts(thing=Thing.OTHER)) == "in kind: something else"
