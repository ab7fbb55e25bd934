"""Whether partners are asked in fair shares, and the warning before one is asked too often."""

from datetime import date, timedelta

import pytest

from bidapp import clock
from bidapp.asking.fair_share import (
    Share,
    asked_this_quarter,
    quarter_of,
    shares,
    warning_before_asking,
)
from bidapp.bids.stages import Stage
from bidapp.database import fetch, unit_of_work
from bidapp.organisations.models import Organisation, OrganisationKind
from bidapp.partners.models import PartnerRole, Position
from tests.asking.stories import a_partner, asked, confirm
from tests.builders import (
    a_bid,
    a_call,
    a_contact,
    a_deadline,
    a_line,
    a_role,
    an_organisation,
    saved,
)
from tests.conftest import NOON

pytestmark = pytest.mark.usefixtures("app", "now")


@pytest.fixture
def force(app, now):
    force = saved(an_organisation("Leicestershire Police", OrganisationKind.POLICE_FORCE))
    saved(a_contact(force, name="Sam Field", position="Superintendent"))
    return force


def on_a_bid(force, **changes):
    bid = saved(a_bid(call=a_call(a_deadline("2030-06-14 16:00")), **changes))
    role = saved(a_role(bid, force))
    saved(a_line(role))
    return role


def ask_on_a_bid(force, **changes):
    role = on_a_bid(force, **changes)
    return asked(role, fetch(Organisation, force.id).contacts[0])


@pytest.mark.parametrize(
    ("today", "first"),
    [
        ("2030-01-01", "2030-01-01"),
        ("2030-03-31", "2030-01-01"),
        ("2030-04-01", "2030-04-01"),
        ("2030-12-31", "2030-10-01"),
    ],
)
def test_quarters_are_those_of_the_calendar(today, first):
    assert quarter_of(date.fromisoformat(today)) == date.fromisoformat(first)


def test_the_fourth_bid_of_a_quarter_is_warned_of_with_the_names_of_the_others(force):
    for name in ("ONE", "TWO", "THREE"):
        assert warning_for(force) == ""
        ask_on_a_bid(force, acronym=name)
    assert warning_for(force) == (
        "Leicestershire Police has been asked for 3 other bids this quarter (“ONE”, “TWO”, "
        "“THREE”). Could another organisation bring this?"
    )


def warning_for(force):
    role = on_a_bid(force)
    return warning_before_asking(role.organisation, asked_this_quarter(role, clock.now()))


def test_an_organisation_has_its_own_limit(force):
    with unit_of_work():
        fetch(Organisation, force.id).most_asks_a_quarter = 1
    ask_on_a_bid(force)
    assert "asked for 1 other bid this quarter" in warning_for(force)


def test_a_new_quarter_begins_afresh(force, monkeypatch):
    for _ in range(3):
        ask_on_a_bid(force)
    monkeypatch.setattr(clock, "now", lambda: NOON + timedelta(days=31))
    assert warning_for(force) == ""


def test_the_bid_itself_does_not_count_against_the_partner(force):
    made = ask_on_a_bid(force)
    role = fetch(PartnerRole, made.role_id)
    assert asked_this_quarter(role, NOON) == []


def share_of(organisation) -> Share:
    return next(each for each in shares(clock.now()) if each.organisation.id == organisation.id)


def test_the_share_counts_what_was_asked_answered_given_led_and_won(force, client, monkeypatch):
    first = ask_on_a_bid(force)
    monkeypatch.setattr(clock, "now", lambda: NOON + timedelta(days=4))
    confirm(client, first)
    ask_on_a_bid(force)
    saved(a_bid(lead_organisation=force))
    won = saved(a_bid(stage=Stage.WON))
    saved(a_role(won, force, Position.CORE_TEAM))
    share = share_of(force)
    assert (share.bids_asked, share.lines_asked, share.lines_answered) == (2, 2, 1)
    assert share.working_days_to_answer == 2  # a weekend lies between
    assert share.confirmed_pence == 5_400_00
    assert (share.led, share.won, share.this_quarter) == (1, 1, 2)


def test_a_line_handed_to_a_colleague_counts_once(force, client):
    made = ask_on_a_bid(force)
    colleague = saved(a_contact(fetch(Organisation, force.id)))
    asked(made.role, colleague)
    assert share_of(force).lines_asked == 1


def test_the_page_says_it_in_a_table_and_the_ask_page_warns(force, signed_in):
    for _ in range(3):
        ask_on_a_bid(force)
    page = signed_in.get("/organisations/fair-share").text
    assert "3 of 3" in page
    assert "Asked enough" in page
    role = on_a_bid(force)
    assert "Could another organisation bring this?" in signed_in.get(f"/roles/{role.id}/ask").text


def test_before_anybody_was_asked_the_page_says_what_it_is_for(signed_in):
    assert "Nobody has been asked yet" in signed_in.get("/organisations/fair-share").text
    assert a_partner
