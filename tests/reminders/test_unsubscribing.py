"""The link at the end of a mail: programs open it too, so only a press of the button counts."""

import re

import pytest
from sqlalchemy import select

from bidapp.accounts.permissions import Kind
from bidapp.calls.models import DeadlineKind
from bidapp.database import db
from bidapp.mail.models import Message
from bidapp.reminders.models import (
    Acknowledgement,
    Digest,
    Mute,
    Reminder,
    ReminderRule,
    Snooze,
)
from tests.builders import a_bid, a_deadline, a_milestone, a_person, a_section, saved
from tests.mail.mail_server import a_mail_server
from tests.reminders.looking import letters, queued, said
from tests.reminders.test_wishes import wants

NOON, CLOSE, SEVEN = "2030-03-01 12:00", "2030-03-15 16:00", "2030-03-06 09:00"
ONE_CLICK = {"List-Unsubscribe": "One-Click"}


@pytest.fixture
def writer(bid):
    writer = saved(a_person("Wilma Writer", email="wilma@example.org"))
    saved(a_section(bid, writer=writer))
    return writer


def link_of(letter):
    return f"/unsubscribe/{letter.unsubscribe_key}"


def muted():
    db.session.rollback()
    return {(each.person_id, each.kind) for each in db.session.scalars(select(Mute))}


def test_opening_the_link_changes_nothing_and_offers_the_button(client, bid, turn):
    turn(NOON)
    link = link_of(letters()[0])
    for _ in range(2):
        page = client.get(link)
        assert client.head(link).status_code == page.status_code == 200
    assert "No more reminders like this?" in page.text
    assert '<form method="post">' in page.text
    assert muted() == set()


def test_a_mail_program_presses_the_button_without_cookie_or_token(app, bid, writer, turn):
    app.config["WTF_CSRF_ENABLED"] = True
    turn(NOON)
    [letter] = letters("wilma@example.org")
    answer = app.test_client(use_cookies=False).post(link_of(letter), data=ONE_CLICK)
    assert answer.status_code == 200
    assert "You get no more reminders of funder close deadlines." in answer.text
    assert muted() == {(writer.id, DeadlineKind.CLOSE)}


def test_unsubscribed_is_unsubscribed_and_pressing_twice_is_as_good_as_once(
    client, bid, writer, turn
):
    turn(NOON)
    [letter] = letters("wilma@example.org")
    first, second = (client.post(link_of(letter)) for _ in range(2))
    assert first.text == second.text
    before = len(letters())
    turn(SEVEN)
    assert [each.person.name for each in queued() if said(each) == "7WD"] == ["Olive Owner"]
    assert len(letters()) == before + 1


def test_coordinators_are_told_once_when_an_owner_unsubscribes(
    client, bid, owner, coordinator, turn
):
    saved(a_bid(title="Second", owner=owner, call=bid.call))
    saved(a_bid(title="Somebody else’s", owner=saved(a_person("Else")), call=bid.call))
    turn(NOON)
    [letter, *_] = letters("olive@example.org")
    for _ in range(2):
        client.post(link_of(letter))
    [told] = letters(coordinator.email)[-1:]
    assert told.subject == "Olive Owner wants no more reminders of funder close deadlines"
    for title in ("Red teaming", "Second"):
        assert f"- {title}: Full bid closes, Fri 15 March 2030, 4:00pm (UK)" in told.body
    assert "Somebody else" not in told.body
    assert len([each for each in letters() if "wants no more" in each.subject]) == 1
    turn(SEVEN)
    instead = [each for each in queued() if each.instead_of_id == owner.id]
    assert {each.person_id for each in instead} == {coordinator.id}


def test_who_owns_nothing_of_the_kind_unsubscribes_quietly(client, bid, writer, coordinator, turn):
    turn(NOON)
    [letter] = letters("wilma@example.org")
    client.post(link_of(letter))
    assert letters(coordinator.email) == []


def test_a_digest_unsubscribes_from_every_kind_that_is_in_it(client, bid, owner, turn):
    saved(a_milestone(bid, a_deadline("2030-03-06 17:00", kind=DeadlineKind.INTERNAL)))
    wants(owner, digest=Digest.DAILY)
    turn(NOON)
    turn("2030-03-02 08:00")
    [digest] = letters()
    client.post(link_of(digest))
    assert muted() == {(owner.id, DeadlineKind.CLOSE), (owner.id, DeadlineKind.INTERNAL)}


WRONG_KEYS = ("x", "x" * 32, "x" * 501, "x" * 5_000, "%00", "%F0%9F%A7%AA", "%ff", "..%2f")


def test_a_wrong_key_of_any_length_is_not_found(client, bid, turn):
    turn(NOON)
    for key in WRONG_KEYS:
        for method in ("GET", "HEAD", "POST"):
            answer = client.open(f"/unsubscribe/{key}", method=method)
            assert answer.status_code == 404, (key, method)
    assert muted() == set()


def test_a_key_is_not_found_when_its_letters_change_case(client, bid, turn):
    turn(NOON)
    key = letters()[0].unsubscribe_key
    assert client.get(f"/unsubscribe/{key.swapcase()}").status_code == 404


def test_programs_that_open_every_link_of_a_mail_change_nothing(
    app, client, bid, owner, coordinator, writer, whole_round
):
    app.config["BASE_URL"] = "https://bids.example.org"
    with a_mail_server() as server:
        app.config["SMTP_URL"] = server.url
        whole_round(NOON)
    before = everything()
    links = set()
    for mail in server.letters:
        for part in (mail.get_body(("plain",)), mail.get_body(("html",))):
            links |= set(re.findall(r"https://[^\s<>\"]+", part.get_content()))
        links.add(mail["List-Unsubscribe"].strip("<>"))
    assert len(links) == 3  # the deadline, and for each of two people their own way out
    for link in links:
        for method in ("GET", "HEAD"):
            path = link.removeprefix("https://bids.example.org")
            assert client.open(path, method=method).status_code in (200, 302)
    assert everything() == before


def everything():
    db.session.rollback()
    tables = (Mute, Acknowledgement, Snooze, Reminder, ReminderRule, Message)
    return [
        tuple(str(value) for value in row)
        for table in tables
        for row in db.session.execute(select(*table.__table__.c).order_by(table.id))
    ]


def test_another_administrator_is_told_where_there_is_no_coordinator(client, bid, turn):
    saved(a_person("Administrator", Kind.ADMINISTRATOR, email="admin@example.org"))
    turn(NOON)
    [letter] = letters("olive@example.org")
    client.post(link_of(letter))
    assert len(letters("admin@example.org")) == 1
