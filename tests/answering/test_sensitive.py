"""Of a bid marked OFFICIAL-SENSITIVE nothing is shown but who asks, before a fresh code by mail."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import select

from bidapp import clock
from bidapp.asking.models import AccessCode, Ask
from bidapp.asking.posting import reveal_here
from bidapp.bids.models import Marking
from bidapp.database import db, fetch, unit_of_work
from tests.asking.stories import a_partner, asked, confirm, key_of, letters_to, page_of, states_of
from tests.builders import a_bid, a_call, a_deadline, saved
from tests.conftest import NOON

HIDDEN = ("Operation Heron", "An analyst", "5,400", "10,800")


pytestmark = pytest.mark.usefixtures("app", "now")


@pytest.fixture
def made(app, now, coordinator):
    bid = saved(
        a_bid(
            title="Operation Heron",
            call=a_call(a_deadline("2030-06-14 16:00")),
            marking=Marking.OFFICIAL_SENSITIVE,
        )
    )
    return asked(*a_partner(bid), by=coordinator, note="About Operation Heron.")


def ask_for_code(client, made):
    """The six digits that come by mail."""
    client.post(page_of(made, "/code"))
    letter = letters_to(made.contact.email)[-1]
    return reveal_here(letter.secret)


def prove(client, made, code):
    return client.post(page_of(made, "/prove"), data={"code": code})


def wrong(code):
    return f"{(int(code) + 1) % 1_000_000:06}"


def test_before_the_code_only_the_sender_is_named(client, made):
    page = client.get(page_of(made)).text
    assert "Something from Bid coordinator" in page
    assert not any(words in page for words in HIDDEN)


def test_no_letter_says_more_than_the_page(made, client):
    code = ask_for_code(client, made)
    prove(client, made, code)
    confirm(client, made)
    for letter in letters_to(made.contact.email):
        said = f"{letter.subject} {letter.body} {letter.html}"
        assert not any(words in said for words in HIDDEN), letter.subject


def test_the_code_opens_the_page_and_lets_it_be_answered(client, made):
    prove(client, made, ask_for_code(client, made))
    assert "Operation Heron" in client.get(page_of(made)).text
    confirm(client, made)
    assert states_of(made) == ["confirmed", "confirmed"]


def test_another_browser_has_to_prove_itself_anew(app, client, made):
    prove(client, made, ask_for_code(client, made))
    assert "Operation Heron" not in app.test_client().get(page_of(made)).text


def test_five_wrong_tries_spend_a_code(client, made):
    code = ask_for_code(client, made)
    for _ in range(5):
        assert "do not open the page" in prove(client, made, wrong(code)).text
    assert "do not open the page" in prove(client, made, code).text
    assert "Operation Heron" not in client.get(page_of(made)).text


def test_a_code_works_once(app, client, made):
    code = ask_for_code(client, made)
    prove(client, made, code)
    second = app.test_client()
    prove(second, made, code)
    assert "Operation Heron" not in second.get(page_of(made)).text


def test_a_code_is_old_after_ten_minutes_and_the_proof_after_an_hour(client, made, monkeypatch):
    code = ask_for_code(client, made)
    monkeypatch.setattr(clock, "now", lambda: NOON + timedelta(minutes=10))
    assert "do not open the page" in prove(client, made, code).text
    prove(client, made, ask_for_code(client, made))
    assert "Operation Heron" in client.get(page_of(made)).text
    monkeypatch.setattr(clock, "now", lambda: NOON + timedelta(minutes=71))
    assert "Operation Heron" not in client.get(page_of(made)).text


def test_a_newer_code_ends_the_one_before(client, made):
    first = ask_for_code(client, made)
    second = ask_for_code(client, made)
    assert first != second
    assert "do not open the page" in prove(client, made, first).text


def test_codes_are_not_sent_without_end(client, made):
    for _ in range(5):
        ask_for_code(client, made)
    assert "Several codes were sent" in client.post(page_of(made, "/code")).text
    assert len(letters_to(made.contact.email)) == 6


def test_the_code_of_one_ask_opens_no_other(client, made):
    other = asked(*a_partner(fetch(Ask, made.id).role.bid))
    code = ask_for_code(client, made)
    assert "do not open the page" in prove(client, other, code).text


@pytest.mark.parametrize("typed", ["", "12345", "1234567", "abcdef", "１２３４５６", "0" * 5_000])
def test_what_is_no_code_is_said_beside_its_field(client, made, typed):
    ask_for_code(client, made)
    page = prove(client, made, typed).text
    assert re.search(r'id="code-error".*(Enter|do not open)', page)


def test_no_table_holds_a_code_or_a_proof(client, made):
    code = ask_for_code(client, made)
    prove(client, made, code)
    with client.session_transaction() as session:
        (proof,) = [value for name, value in session.items() if name.startswith("proof")]
    row = db.session.scalars(select(AccessCode)).one()
    bodies = [each.body for each in letters_to(made.contact.email)]
    kept = [row.code_digest, row.proof_digest, *bodies]
    assert not any(code in str(value) or proof in str(value) for value in kept)


def test_a_new_link_asks_for_a_new_code(client, made):
    prove(client, made, ask_for_code(client, made))
    with unit_of_work():
        fetch(Ask, made.id).expires_at = NOON
    client.post(page_of(made, "/new-link"))
    assert key_of(made)
    assert "Operation Heron" in client.get(page_of(made)).text  # the same browser, within the hour
