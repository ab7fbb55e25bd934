"""The ledger of a bid as people read it, on a page and in a spreadsheet."""

from dataclasses import replace

import pytest

from bidapp.accounts.permissions import Kind
from bidapp.contributions.actions import revise_line
from bidapp.contributions.models import Form
from bidapp.contributions.states import LineState
from bidapp.contributions.worth import facts_of
from bidapp.database import db, unit_of_work
from bidapp.organisations.models import OrganisationKind
from bidapp.partners.models import Position
from tests.bids.test_queries_per_page import MOST, questions
from tests.builders import (
    a_bid,
    a_line,
    a_person,
    a_role,
    an_organisation,
    saved,
    signed_in_as,
)
from tests.contributions.ledger_builders import an_asked_line, by_phone, confirmed, one_of_us


def a_force(bid, name, **changes):
    return saved(a_role(bid, an_organisation(name, OrganisationKind.POLICE_FORCE), **changes))


def ledger(browser, bid):
    return browser.get(f"/bids/{bid.id}/ledger").text


@pytest.fixture
def bid(coordinator):
    return saved(a_bid())


def test_the_answer_comes_first_then_why_and_then_every_line(signed_in, bid):
    role = a_force(bid, "Sea Police")
    confirmed(an_asked_line(role, title="An analyst", value_pence=41_300_00))
    saved(a_line(role, title="Rooms", value_pence=19_940_00))
    page = ledger(signed_in, bid)
    answer = "£61,240 in all, of which £41,300 is confirmed; £19,940 is still open."
    places = [
        page.index(words)
        for words in (
            answer,
            "additional to the full economic cost",
            "Every line",
            "An analyst",
            "Rooms",
        )
    ]
    assert places == sorted(places)
    assert f'href="/roles/{role.id}"' in page
    assert "120 hours at £45 an hour" in page


def test_partners_stand_outside_and_the_core_team_inside(signed_in, bid):
    saved(a_line(a_force(bid, "Sea Police"), value_pence=3_00))
    saved(a_line(a_force(bid, "University", position=Position.CORE_TEAM), value_pence=4_00))
    page = ledger(signed_in, bid)
    assert "Project partner, outside the full economic cost" in page
    assert "Core team, inside the full economic cost" in page


def test_what_is_withdrawn_is_shown_and_not_counted(signed_in, bid):
    role = a_force(bid, "Sea Police")
    saved(a_line(role, title="Gone", state=LineState.WITHDRAWN, value_pence=9_00))
    page = ledger(signed_in, bid)
    assert "Nothing counts: every line is withdrawn or declined." in page
    assert "Gone" in page
    assert "not counted" in page


def test_an_empty_ledger_has_one_next_step(signed_in, bid):
    assert "Add an organisation first" in ledger(signed_in, bid)
    group = an_organisation("East Midlands", OrganisationKind.CONSORTIUM)
    saved(a_role(bid, group))
    assert "Add an organisation first" in ledger(signed_in, bid)
    role = a_force(bid, "Sea Police")
    page = ledger(signed_in, bid)
    assert "Add a line for Sea Police" in page
    assert f'href="/roles/{role.id}/lines/add"' in page


def test_organisations_that_bring_nothing_are_named(signed_in, bid):
    saved(a_line(a_force(bid, "Sea Police")))
    a_force(bid, "Land Police")
    assert "Bring nothing yet" in ledger(signed_in, bid)


def test_a_reader_reads_the_ledger_and_is_offered_nothing_to_change(app, client, bid, now):
    line = saved(a_line(a_force(bid, "Sea Police")))
    reader = signed_in_as(client, saved(a_person(kind=Kind.READER)))
    assert "Add a line" not in ledger(reader, bid)
    page = reader.get(f"/lines/{line.id}").text
    assert "Withdraw" not in page
    assert "Change the line" not in page


def test_the_switch_says_where_one_is(signed_in, bid):
    saved(a_line(a_force(bid, "Sea Police")))
    assert f'href="/bids/{bid.id}/ledger" aria-current="page">Ledger</a>' in ledger(signed_in, bid)


def test_the_spreadsheet_is_utf_8_with_its_mark_and_runs_nothing(signed_in, bid):
    role = a_force(bid, "Sea Police")
    saved(a_line(role, title="=1+1", form=Form.CASH, value_pence=5_000_50))
    answer = signed_in.get(f"/bids/{bid.id}/ledger.csv")
    assert answer.content_type == "text/csv; charset=utf-8"
    assert f"filename=ledger-of-bid-{bid.id}.csv" in answer.headers["Content-Disposition"]
    assert answer.data.startswith(b"\xef\xbb\xbforganisation,position,")
    [_, line, rest] = answer.data.decode("utf-8-sig").split("\r\n")
    assert line.startswith("Sea Police,project partner,outside,'=1+1,cash,,,,,,,5000.50,")
    assert rest == ""


@pytest.mark.parametrize("address", ["/bids/{}/ledger", "/bids/{}/ledger.csv"])
def test_a_long_ledger_asks_no_more_than_a_short_one(signed_in, bid, address):
    role = a_force(bid, "Force 0")
    with unit_of_work():
        db.session.add_all(a_line(role, position=number) for number in (1, 2))
    few = questions(signed_in, address.format(bid.id))
    for number in range(1, 5):
        role = a_force(bid, f"Force {number}")
        with unit_of_work():
            db.session.add_all(a_line(role, position=place) for place in range(10))
    many = questions(signed_in, address.format(bid.id))
    assert len(many) == len(few) <= MOST, many


def test_a_line_with_much_behind_it_asks_no_more_than_a_new_one(signed_in, bid):
    line = an_asked_line(a_force(bid, "Sea Police"))
    confirmed(line)
    few = questions(signed_in, f"/lines/{line.id}")
    us = one_of_us()
    for number in range(2, 12):
        with unit_of_work():
            said = replace(facts_of(line.standing), title=f"Wording {number}")
            revise_line(line, said, us, based_on=number - 1)
        by_phone(line, us)
    many = questions(signed_in, f"/lines/{line.id}")
    assert len(many) == len(few) <= MOST, many
