"""The board: every partner with what it holds up, the one that holds up most first."""

from datetime import timedelta

import pytest
from sqlalchemy import event

from bidapp.asking.board import Hold, board_of, role_on_board
from bidapp.asking.models import Ask
from bidapp.bids.models import Bid
from bidapp.contributions.states import LineState
from bidapp.database import db, fetch, unit_of_work
from bidapp.letters.models import Letter, LetterState
from bidapp.organisations.models import OrganisationKind
from bidapp.partners.models import PartnerRole, Position
from tests.asking.stories import (
    a_partner,
    asked,
    confirm,
    lines_of_role,
    page_of,
)
from tests.builders import a_bid, a_call, a_deadline, a_line, a_role, an_organisation, saved
from tests.conftest import NOON

LATER = NOON + timedelta(days=60)


pytestmark = pytest.mark.usefixtures("app", "now")


@pytest.fixture
def bid(app, now):
    return saved(a_bid(call=a_call(a_deadline("2030-06-14 16:00"))))


def hold_of(role, now=NOON):
    db.session.rollback()
    return role_on_board(fetch(PartnerRole, role.id), now)


def a_letter(role, state, *, ledger_pence=10_800_00):
    return saved(
        Letter(
            role_id=role.id, file_digest="0" * 64, file_name="x.pdf", received_at=NOON,
            media_type="application/pdf", ledger_pence=ledger_pence, state=state,
        )
    )  # fmt: skip


def a_minute_later(made):
    with unit_of_work():
        fetch(Ask, made.id).last_sent_at -= timedelta(minutes=1)


def test_drafts_beside_open_lines_do_not_hide_that_they_are_waited_for(bid):
    role, contact = a_partner(bid)
    asked(role, contact)
    saved(a_line(role, position=3, title="Rooms"))
    found = hold_of(role)
    assert found.hold is Hold.WAITING
    assert "1 line drafted, not asked for." in found.why
    assert found.to_chase


def put(role, state):
    with unit_of_work():
        for line in lines_of_role(fetch(PartnerRole, role.id)):
            line.state = state


def test_a_partner_goes_through_the_board_from_last_to_first(bid, client):
    role, contact = a_partner(bid)
    assert hold_of(role).hold is Hold.NOT_ASKED
    made = asked(role, contact)
    waiting = hold_of(role)
    assert waiting.hold is Hold.WAITING
    assert "2 lines not answered yet, due Fri 12 April 2030." in waiting.why
    assert hold_of(role, LATER).hold is Hold.LATE
    client.post(page_of(made, "/question"), data={"question-text": "Why us?"})
    assert hold_of(role).why.startswith("1 question asked. 2 lines not answered yet, due Fri")
    assert hold_of(role, LATER).hold is Hold.OURS


def test_confirmed_without_a_letter_is_not_done_yet(bid, client):
    role, contact = a_partner(bid)
    confirm(client, asked(role, contact))
    assert hold_of(role).hold is Hold.LETTER
    a_letter(role, LetterState.RECEIVED)
    assert hold_of(role).why.startswith("1 letter to look at.")
    a_letter(role, LetterState.ACCEPTED)
    assert hold_of(role).hold is Hold.DONE


def test_a_letter_that_comes_after_an_accepted_one_is_looked_at_and_does_not_undo_it(bid, client):
    role, contact = a_partner(bid)
    confirm(client, asked(role, contact))
    a_letter(role, LetterState.ACCEPTED)
    a_letter(role, LetterState.RECEIVED)
    found = hold_of(role)
    assert (found.hold, found.why) == (Hold.OURS, "1 letter to look at.")
    a_letter(role, LetterState.SENT_BACK)
    assert hold_of(role).hold is Hold.DONE


def test_an_accepted_letter_is_not_enough_once_the_ledger_says_something_else(bid, client):
    role, contact = a_partner(bid)
    confirm(client, asked(role, contact))
    a_letter(role, LetterState.ACCEPTED, ledger_pence=4_320_00)
    found = hold_of(role)
    assert found.hold is Hold.LETTER
    assert found.why == "Its letter was checked against £4,320; the ledger comes to £10,800 now."
    saved(a_line(role, position=3))
    a_letter(role, LetterState.ACCEPTED)
    assert hold_of(role).hold is Hold.NOT_ASKED


def test_who_advises_needs_no_letter(bid, client):
    role, contact = a_partner(bid, position=Position.ADVISORY)
    confirm(client, asked(role, contact))
    assert hold_of(role).hold is Hold.DONE


def test_open_lines_without_a_living_link_are_expired(bid):
    role, contact = a_partner(bid)
    made = asked(role, contact)
    with unit_of_work():
        fetch(Ask, made.id).expires_at = NOON
    found = hold_of(role)
    assert found.states == {LineState.EXPIRED: 2}
    assert found.hold is Hold.EXPIRED


def test_the_ledger_and_the_lines_own_page_call_them_expired_too(bid, signed_in):
    role, contact = a_partner(bid)
    made = asked(role, contact)
    line = lines_of_role(role)[0]
    for address in (f"/bids/{bid.id}/ledger", f"/lines/{line.id}"):
        assert "Expired" not in signed_in.get(address).text
    with unit_of_work():
        fetch(Ask, made.id).expires_at = NOON
    for address in (f"/bids/{bid.id}/ledger", f"/lines/{line.id}"):
        assert "Expired" in signed_in.get(address).text


def test_whoever_holds_up_the_bid_comes_first(bid, client):
    done, contact = a_partner(bid, position=Position.ADVISORY)
    confirm(client, asked(done, contact))
    drafted, _ = a_partner(bid)
    declined, _ = a_partner(bid)
    put(declined, LineState.DECLINED)
    late, contact = a_partner(bid)
    asked(late, contact)
    proposed, _ = a_partner(bid)
    put(proposed, LineState.CHANGE_PROPOSED)
    board = board_of(fetch(Bid, bid.id), LATER)
    order = [each.role.id for each in board]
    assert order == [proposed.id, late.id, declined.id, drafted.id, done.id]


def test_neither_the_lead_nor_an_empty_consortium_is_on_the_board(bid):
    saved(a_role(bid, bid.lead_organisation, Position.LEAD))
    saved(a_role(bid, an_organisation("EMPAC", OrganisationKind.CONSORTIUM)))
    assert board_of(fetch(Bid, bid.id), NOON) == []


def test_the_board_shows_states_totals_and_what_was_sent(bid, signed_in):
    role, contact = a_partner(bid)
    asked(role, contact)
    page = signed_in.get(f"/bids/{bid.id}/partners").text
    for said in ("2 asked", "£10,800", "Sam Field: 1 letter, asked 1 Mar", "Chase"):
        assert said in page


def test_one_press_on_the_board_chases_and_comes_back_to_it(bid, signed_in):
    role, contact = a_partner(bid)
    made = asked(role, contact)
    a_minute_later(made)
    response = signed_in.post(f"/asks/{made.id}/chase", data={"back": "board"})
    assert response.location == f"/bids/{bid.id}/partners"
    assert "2 letters, chased" in signed_in.get(response.location).text


def test_an_empty_board_has_one_next_step(bid, signed_in):
    assert "No partners yet" in signed_in.get(f"/bids/{bid.id}/partners").text


def statements_of(client, address):
    heard = []

    def hear(_connection, _cursor, statement, *_):
        if statement.lstrip().startswith(("SELECT", "WITH")):
            heard.append(statement)

    event.listen(db.engine, "before_cursor_execute", hear)
    try:
        assert client.get(address).status_code == 200
    finally:
        event.remove(db.engine, "before_cursor_execute", hear)
    return len(heard)


def test_the_board_asks_the_database_the_same_few_times_however_many_partners(bid, signed_in):
    address = f"/bids/{bid.id}/partners"
    for _ in range(2):
        asked(*a_partner(bid))
    few = statements_of(signed_in, address)
    for _ in range(8):
        asked(*a_partner(bid))
    assert statements_of(signed_in, address) == few
    assert few <= 12


def test_a_partners_page_asks_the_same_few_times_however_many_lines(bid, client):
    role, contact = a_partner(bid)
    made = asked(role, contact)
    few = statements_of(client, page_of(made))
    for place in range(3, 20):
        saved(a_line(role, position=place, title=f"Line {place}"))
    asked(role, contact)
    assert "Line 19" in client.get(page_of(made)).text
    assert statements_of(client, page_of(made)) == few
    assert few <= 14


def test_a_partners_part_asks_the_same_few_times_however_many_letters(bid, signed_in):
    role, contact = a_partner(bid)
    made = asked(role, contact)
    few = statements_of(signed_in, f"/roles/{role.id}")
    for _ in range(10):
        a_minute_later(made)
        signed_in.post(f"/asks/{made.id}/chase")
    assert statements_of(signed_in, f"/roles/{role.id}") == few
    assert few <= 12
