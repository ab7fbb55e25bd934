"""The outbox as administrators see it: how it stands, what happened, what to decide."""

import pytest

from bidapp.audit.models import AuditEvent
from bidapp.database import db, unit_of_work
from bidapp.mail.breaker import open_breaker
from bidapp.mail.models import Channel, MessageState, OnDoubt
from tests.builders import a_person, saved, signed_in_as
from tests.mail.mail_server import CUT, a_mail_server
from tests.mail.post import deliver, messages, states, write


@pytest.fixture
def browser(client, app, now):
    return signed_in_as(client, saved(a_person("Ada Admin", kind="administrator")))


def one_in_doubt(now):
    write(now, on_doubt=OnDoubt.HOLD)
    with a_mail_server(faults={"taken": [CUT]}) as server:
        deliver(server.url)
    [message] = messages()
    return f"/mail/{message.id}"


def one_given_up(now):
    write(now, "gone@example.org")
    with a_mail_server({"gone@example.org": "550 5.1.1 No such user"}) as server:
        deliver(server.url)
    [message] = messages()
    return f"/mail/{message.id}"


def test_an_empty_outbox_says_what_will_appear(browser):
    assert "Nothing has been written yet" in browser.get("/mail").text


def test_a_message_shows_its_words(browser, now):
    write(now)
    assert "writer@example.org" in browser.get("/mail").text
    assert "http://bids.example.org/x" in browser.get(f"/mail/{messages()[0].id}").text


def test_what_needs_a_person_stands_first(browser, now):
    one_given_up(now)
    write(now, "newer@example.org")
    page = browser.get("/mail").text
    assert page.index("gone@example.org") < page.index("newer@example.org")
    assert "For you to decide" in page
    assert "1 given up" in page


def test_every_attempt_is_shown_with_the_servers_answer(browser, now):
    page = browser.get(one_given_up(now)).text
    assert "550 5.1.1 No such user" in page
    assert "Refused" in page
    assert "Fri 1 March 2030, 12:00 noon (UK)" in page


def test_a_channel_that_does_not_work_says_since_when_and_why(browser, now):
    with unit_of_work():
        open_breaker(Channel.MAIL, "Connecting to mail: Connection refused", at=now)
    page = browser.get("/mail").text
    assert "Nothing leaves by mail since Fri 1 March 2030, 12:00 noon (UK)" in page
    assert "Connection refused" in page
    assert "tried again on Fri 1 March 2030, 12:01pm (UK)" in page


def test_the_address_of_a_channel_stays_secret(browser, now):
    write(now, "https://secret.example.org/key", channel=Channel.TEAMS)
    for address in ("/mail", f"/mail/{messages()[0].id}"):
        page = browser.get(address).text
        assert "secret.example.org" not in page
        assert "A channel in Microsoft Teams" in page


def test_an_administrator_sends_a_given_up_message_again(browser, now):
    address = one_given_up(now)
    assert "It was delivered" not in browser.get(address).text
    page = browser.post(f"{address}/again", follow_redirects=True).text
    assert "tried again within a minute" in page
    with a_mail_server() as server:
        assert deliver(server.url) == 1


def test_an_administrator_says_that_a_message_in_doubt_arrived(browser, now):
    address = one_in_doubt(now)
    assert "Send it again" in browser.get(address).text
    browser.post(f"{address}/delivered")
    assert states() == [MessageState.SENT]
    assert "Ada Admin says that it was delivered." in browser.get(address).text
    [event] = db.session.query(AuditEvent).filter_by(subject="message")
    assert event.what == "said that a message was delivered"


def test_a_decision_that_comes_too_late_changes_nothing(browser, now):
    address = one_in_doubt(now)
    browser.post(f"{address}/delivered")
    late = browser.post(f"{address}/again")
    assert late.status_code == 409
    assert "moved on meanwhile" in late.text
    assert states() == [MessageState.SENT]
