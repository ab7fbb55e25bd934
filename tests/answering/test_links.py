"""What a link opens, and when it opens nothing."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select, text

from bidapp import clock
from bidapp.answering.access import LinkSpent, LinkState, ask_to_answer, link_with
from bidapp.asking.jobs import settle_answers
from bidapp.asking.links import close_link, renew_link, send_newest_link
from bidapp.asking.models import Ask, Sending
from bidapp.asking.posting import post_now
from bidapp.bids.stages import Stage
from bidapp.database import db, fetch, unit_of_work
from bidapp.errors import NotFound
from tests.asking.stories import (
    asked,
    confirm,
    key_of,
    letters_to,
    page_of,
    shown_by,
    states_of,
)
from tests.conftest import NOON

AFTER_CLOSE = NOON + timedelta(days=200)


pytestmark = pytest.mark.usefixtures("app", "now")


@pytest.fixture
def made(app, now):
    return asked()


def close(made):
    with unit_of_work():
        close_link(fetch(Ask, made.id), "closed", by=None, at=NOON)


def renew(made):
    with unit_of_work():
        renew_link(fetch(Ask, made.id), post_now())


def every_row():
    """All that the database holds, to be compared."""
    db.session.rollback()
    return {
        table.name: sorted(map(repr, db.session.execute(text(f'SELECT * FROM "{table.name}"'))))
        for table in db.metadata.sorted_tables
    }


def test_two_hundred_visits_of_scanners_change_nothing(client, made):
    before = every_row()
    for number in range(200):
        client.open(page_of(made), method="HEAD" if number % 2 else "GET")
    for rest in ("/letter.docx", "/record.docx", "/confirm", "/decline", "/lines/1/change"):
        client.get(page_of(made, rest))
    assert every_row() == before


def test_every_address_in_every_letter_opens_without_doing_anything(app, client, made):
    confirm(client, made)
    before = every_row()
    letters = [*letters_to(made.contact.email), *letters_to(made.role.bid.owner.email)]
    addresses = {address for each in letters for address in re.findall(r"https?://\S+", each.body)}
    assert len(addresses) == 4  # the page, the partner's part, and each line
    for address in addresses:
        assert client.get(address).status_code in (200, 302, 404)
    assert every_row() == before


@pytest.mark.parametrize(
    "guess", ["", "0", "null", "None", "undefined", "x", "..", "%00", "a" * 43]
)
def test_no_guess_opens_anything(client, made, guess):
    response = client.get(f"/ask/{guess}")
    assert response.status_code == 404
    assert "There is no page at this address." in response.text


@given(st.text(max_size=80))
@settings(max_examples=50, suppress_health_check=list(HealthCheck), deadline=None)
def test_no_text_at_all_is_a_key(made, guess):
    with pytest.raises(NotFound):
        link_with(guess, NOON)


def test_what_is_in_the_database_is_no_key(client, made):
    digest = db.session.scalar(text("SELECT digest FROM ask_key"))
    assert client.get(f"/ask/{digest}").status_code == 404


def test_a_link_lives_until_the_bid_closes(made):
    key, ends = key_of(made), fetch(Ask, made.id).expires_at
    assert link_with(key, ends - timedelta(seconds=1)).state is LinkState.LIVE
    assert link_with(key, ends).state is LinkState.EXPIRED


def test_of_several_links_the_newest_lives(made):
    old = key_of(made)
    renew(made)
    assert link_with(old, NOON).state is LinkState.REPLACED
    assert link_with(key_of(made), NOON).state is LinkState.LIVE


def test_a_closed_link_shows_nothing_and_takes_nothing(client, made):
    key, shown = key_of(made), shown_by(client.get(page_of(made)).text)
    close(made)
    response = client.get(f"/ask/{key}")
    assert response.status_code == 410
    assert made.role.bid.title not in response.text
    assert "Send me the link" not in response.text
    data = {"name": "Sam", "position": "Supt", "may_answer": "y", "shown": shown}
    assert client.post(f"/ask/{key}/confirm", data=data).status_code == 410
    assert states_of(made) == ["asked", "asked"]


@pytest.mark.parametrize("end", [close, renew])
def test_a_link_that_ends_between_opening_and_pressing_records_nothing(client, made, end):
    key, shown = key_of(made), shown_by(client.get(page_of(made)).text)
    end(made)
    data = {"name": "Sam", "position": "Supt", "may_answer": "y", "shown": shown}
    response = client.post(f"/ask/{key}/confirm", data=data)
    assert response.status_code == 410
    assert states_of(made) == ["asked", "asked"]


def test_the_transaction_itself_looks_again(made):
    """Also where the page before it was still let through."""
    key = key_of(made)
    close(made)
    with pytest.raises(LinkSpent, match="Nothing was recorded"), unit_of_work():
        ask_to_answer(key, NOON)


def test_an_expired_page_sends_a_new_link_to_the_address_on_file_only(client, made, monkeypatch):
    old, contact = key_of(made), made.contact
    monkeypatch.setattr(clock, "now", lambda: AFTER_CLOSE)
    page = client.get(f"/ask/{old}")
    assert page.status_code == 410
    assert "Send me the link that works" in page.text
    data = {"email": "thief@evil.example", "address": "thief@evil.example"}
    response = client.post(f"/ask/{old}/new-link", data=data)
    assert "Check your e-mail" in response.text
    assert contact.email not in response.text
    assert letters_to("thief@evil.example") == []
    assert len(letters_to(contact.email)) == 2
    assert client.get(page_of(made)).status_code == 200
    assert client.get(f"/ask/{old}").status_code == 410


def test_an_old_link_brings_the_living_one_again_and_does_not_end_it(client, made):
    old = key_of(made)
    renew(made)
    newest = key_of(made)
    client.post(f"/ask/{old}/new-link")
    assert key_of(made) == newest
    assert client.get(f"/ask/{newest}").status_code == 200
    assert letters_to(made.contact.email)[-1].secret == letters_to(made.contact.email)[-2].secret


def test_a_bid_that_takes_no_answers_sends_no_new_links(client, made):
    with unit_of_work():
        fetch(Ask, made.id).role.bid.stage = Stage.WON
        fetch(Ask, made.id).expires_at = NOON
    assert "Check your e-mail" in client.post(page_of(made, "/new-link")).text
    assert len(letters_to(made.contact.email)) == 1


def test_a_page_that_is_loaded_again_after_a_press_leads_back(client, made):
    for rest in ("/confirm", "/new-link", "/code", "/lines/1/change", "/question"):
        response = client.get(page_of(made, rest))
        assert (response.status_code, response.location) == (303, page_of(made))


def test_three_new_links_an_hour_are_enough(client, made, monkeypatch):
    first = key_of(made)
    for _ in range(6):
        client.post(f"/ask/{first}/new-link")
    assert db.session.scalar(select(func.count()).select_from(Sending)) == 4
    monkeypatch.setattr(clock, "now", lambda: NOON + timedelta(hours=2))
    client.post(f"/ask/{first}/new-link")
    assert db.session.scalar(select(func.count()).select_from(Sending)) == 5


def test_a_closed_link_gets_no_new_one(client, made):
    key = key_of(made)
    close(made)
    assert "Check your e-mail" in client.post(f"/ask/{key}/new-link").text
    assert len(letters_to(made.contact.email)) == 1


def test_a_contact_who_has_left_opens_nothing_more(client, made):
    with unit_of_work():
        fetch(Ask, made.id).contact.left_on = (NOON - timedelta(days=1)).date()
    assert client.get(page_of(made)).status_code == 410
    client.post(page_of(made, "/new-link"))
    assert len(letters_to(made.contact.email)) == 1


def test_a_close_that_moves_takes_the_ends_of_links_along(made):
    with unit_of_work():
        (deadline,) = fetch(Ask, made.id).role.bid.call.deadlines
        deadline.fall_due(datetime(2030, 7, 1, 16), "Europe/London")  # noqa: DTZ001  a wall clock
    settle_answers()
    assert fetch(Ask, made.id).expires_at == datetime(2030, 7, 1, 15, tzinfo=UTC)


def test_after_a_change_of_the_secret_the_next_letter_holds_a_link_that_works(app, client, made):
    old = page_of(made)
    app.config["SECRET_KEY"] = "another secret, which is as long as it has to be"
    assert client.get(page_of(made)).status_code == 404
    with unit_of_work():
        send_newest_link(fetch(Ask, made.id), post_now())
    assert client.get(page_of(made)).status_code == 200
    assert client.get(old).status_code == 410
