"""The words that a confirmation keeps: the same for the same facts, others for any other."""

from dataclasses import asdict, fields, replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bidapp.contributions.models import ContributionRevision, Form, Thing
from bidapp.contributions.shown import (
    Difference,
    differences,
    digest_of_words,
    line_facts,
    shown_words,
)
from bidapp.contributions.worth import LineFacts, facts_of
from bidapp.fields import one_line, plain_text
from bidapp.partners.models import Position
from tests.builders import a_bid, a_call, a_funder, a_line, a_role, an_organisation
from tests.contributions.ledger_builders import cash, facts

words = st.text(min_size=1, max_size=40).map(one_line).filter(bool)
lines = st.text(max_size=80).map(plain_text)
days = st.none() | st.dates(date(2020, 1, 1), date(2040, 1, 1))
pence = st.integers(0, 10**10)
ANY = {
    "title": words,
    "form": st.sampled_from(Form),
    "value_pence": pence,
    "thing": st.none() | st.sampled_from(Thing),
    "quantity": st.none() | st.decimals(0, 10**6, places=2),
    "unit": st.just("") | words,
    "rate_pence": st.none() | pence,
    "rate_source": st.just("") | words,
    "rate_year": st.just("") | words,
    "starts_on": days,
    "ends_on": days,
    "description": lines,
}
any_facts = st.builds(LineFacts, **ANY)


def a_force_on_a_bid(**changes):
    funder = a_funder(name="Economic and Social Research Council")
    bid = a_bid(title="Coastal futures", call=a_call(funder=funder, title="Responsive mode"))
    return a_role(bid, an_organisation("Sea Police"), **changes)


ROLE = a_force_on_a_bid()
LINE = a_line(ROLE)


def words_of(said):
    return shown_words(LINE, ContributionRevision(number=1, **asdict(said)))


def test_the_words_say_whose_line_it_is_and_everything_of_it():
    said = facts(description="One analyst.\nOne day a week.", starts_on=date(2027, 10, 1))
    assert words_of(said) == (
        "Bid: Coastal futures\n"
        "Funder and call: Economic and Social Research Council, Responsive mode\n"
        "Brought by: Sea Police, project partner\n"
        "What: An analyst’s time\n"
        "Kind: In kind: staff hours\n"
        "Reckoned as: 330 hours at £38.20 an hour\n"
        "Rate from: NPCC charging table, 2026–27\n"
        "Value: £12,606\n"
        "When: from 1 October 2027\n"
        "As it will stand in the bid: One analyst.\nOne day a week."
    )


def test_what_a_line_does_not_say_is_left_out():
    assert line_facts(cash()) == [
        ("What", "Cash for a workshop"), ("Kind", "Cash"), ("Value", "£5,000")
    ]  # fmt: skip


def test_the_digest_is_that_of_the_words():
    assert digest_of_words("£5") == digest_of_words("£5")
    assert digest_of_words("£5") != digest_of_words("£6")
    known = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    assert digest_of_words("") == known


def test_another_position_on_the_bid_is_other_words():
    other = a_line(a_force_on_a_bid(position=Position.ADVISORY))
    assert shown_words(other, other.standing) != shown_words(LINE, LINE.standing)


@given(any_facts)
def test_the_same_facts_are_the_same_words(said):
    again = facts_of(ContributionRevision(number=2, **asdict(said)))
    assert again == said
    assert words_of(again) == words_of(said)
    assert differences(said, again) == []


@given(any_facts, st.data())
def test_every_single_fact_that_changes_changes_the_words_and_the_digest(said, data):
    name = data.draw(st.sampled_from([each.name for each in fields(LineFacts)]))
    value = data.draw(ANY[name].filter(lambda value: value != getattr(said, name)))
    other = replace(said, **{name: value})
    assert words_of(other) != words_of(said)
    assert digest_of_words(words_of(other)) != digest_of_words(words_of(said))
    assert differences(said, other) != []


@pytest.mark.parametrize(
    ("changes", "found"),
    [
        ({}, []),
        ({"value_pence": 13_000_00}, [Difference("Value", "£12,606", "£13,000")]),
        (
            {"quantity": Decimal("360"), "value_pence": 13_752_00},
            [
                Difference(
                    "Reckoned as", "330 hours at £38.20 an hour", "360 hours at £38.20 an hour"
                ),
                Difference("Value", "£12,606", "£13,752"),
            ],
        ),
        (
            {"description": "One analyst."},
            [Difference("As it will stand in the bid", "not said", "One analyst.")],
        ),
        (
            {"rate_source": "", "rate_year": ""},
            [Difference("Rate from", "NPCC charging table, 2026–27", "not said")],
        ),
    ],
)
def test_differences_are_what_a_reader_of_both_would_see(changes, found):
    assert differences(facts(), facts(**changes)) == found
