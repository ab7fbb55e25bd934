"""Links that set a password, and which passwords are taken."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import select

from bidapp import clock
from bidapp.accounts.actions import MOST_LINKS_AN_HOUR
from bidapp.accounts.identity import WeakPassword, check_password
from bidapp.accounts.models import PasswordLink, Person
from bidapp.accounts.permissions import Kind
from bidapp.database import db, unit_of_work
from bidapp.mail.models import Message
from tests.builders import PASSWORD, a_person, saved, signed_in_as

NEW = "lantern-gravel-otter"


@pytest.fixture
def writer(app, now):
    return saved(a_person("Writer", email="writer@example.org"))


def ask_for_link(browser, email="writer@example.org", **options):
    return browser.post("/forgotten-password", data={"email": email}, **options)


def letters():
    return db.session.scalars(select(Message.body).order_by(Message.id)).all()


def mailed_links():
    return [re.search(r"http://bids.example.org(/set-password/\S+)", body)[1] for body in letters()]


def choose(browser, link, password=NEW):
    return browser.post(link, data={"password": password, "again": password})


def sign_in(browser, password):
    data = {"email": "writer@example.org", "password": password}
    return browser.post("/sign-in", data=data).status_code == 302


def is_in(browser):
    return browser.get("/account").status_code == 200


def test_a_mailed_link_sets_a_password_once(client, writer):
    ask_for_link(client)
    [link] = mailed_links()
    assert choose(client, link).status_code == 302
    assert choose(client, link, "another-good-password").status_code == 404
    assert sign_in(client, NEW)


def test_opening_a_link_changes_nothing_and_does_not_use_it_up(client, writer):
    ask_for_link(client)
    [link] = mailed_links()
    for _ in range(3):
        assert client.get(link).status_code == 200
    assert db.session.scalars(select(PasswordLink.used_at)).all() == [None]
    assert sign_in(client, PASSWORD)


def test_a_link_ends_after_an_hour(client, writer, now, monkeypatch):
    ask_for_link(client)
    [link] = mailed_links()
    monkeypatch.setattr(clock, "now", lambda: now + timedelta(hours=1))
    assert client.get(link).status_code == 404
    assert choose(client, link).status_code == 404
    monkeypatch.setattr(clock, "now", lambda: now + timedelta(minutes=59))
    assert choose(client, link).status_code == 302


def test_a_newer_link_ends_the_older(client, writer):
    ask_for_link(client)
    ask_for_link(client)
    older, newer = mailed_links()
    assert client.get(older).status_code == 404
    assert client.get(newer).status_code == 200


def test_a_new_password_ends_every_sign_in(client, app, writer):
    old = signed_in_as(app.test_client(), writer)
    ask_for_link(client)
    choose(client, mailed_links()[0])
    assert not is_in(old)


def test_strangers_hear_the_same_and_nothing_is_mailed(client, writer):
    known, unknown = ask_for_link(client), ask_for_link(client, "nobody@example.org")
    assert known.text == unknown.text
    assert len(letters()) == 1


def test_nobody_floods_a_colleague_with_links(client, writer):
    for _ in range(MOST_LINKS_AN_HOUR + 2):
        ask_for_link(client)
    assert len(letters()) == MOST_LINKS_AN_HOUR


def test_the_link_is_under_our_own_name_whatever_name_the_request_came_under(client, writer):
    ask_for_link(client, headers={"Host": "localhost", "X-Forwarded-Host": "evil.example.com"})
    ask_for_link(client, base_url="http://evil.example.com")
    [body] = letters()
    assert "http://bids.example.org/set-password/" in body
    assert "evil" not in body


def test_a_link_of_somebody_who_left_is_worth_nothing(client, writer):
    ask_for_link(client)
    [link] = mailed_links()
    with unit_of_work():
        writer.is_active = False
    assert choose(client, link).status_code == 404


def test_a_link_that_nobody_made_opens_nothing(client):
    for key in ("x", "a" * 300, "%00", "..%2f", "é"):
        assert client.get(f"/set-password/{key}").status_code == 404


def test_the_key_of_a_link_is_not_in_the_database(client, writer):
    ask_for_link(client)
    key = mailed_links()[0].rpartition("/")[2]
    assert key not in db.session.scalars(select(PasswordLink.key_digest)).all()


def test_changing_the_password_signs_every_other_browser_out(client, app, writer):
    other = signed_in_as(app.test_client(), writer)
    signed_in_as(client, writer)
    data = {"current": PASSWORD, "password": NEW, "again": NEW}
    assert client.post("/account/password", data=data).status_code == 302
    assert is_in(client)
    assert not is_in(other)


def test_the_password_is_changed_only_by_somebody_who_knows_it(client, writer):
    signed_in_as(client, writer)
    data = {"current": "a guess", "password": NEW, "again": NEW}
    answer = client.post("/account/password", data=data)
    assert "That is not your password" in answer.text
    assert not sign_in(client, NEW)


@pytest.mark.parametrize(
    "password",
    [
        "short-one", "password1234", "qwertyuiop12", "111111111111", "iloveyou12345",
        "abcdefghijkl", "writerwriter", "writer@example.org", "bidappbidapp", "Passw0rd!Passw0rd!",
        "x" * 257,
    ],
)  # fmt: skip
def test_a_password_that_others_would_guess_is_refused(password):
    with pytest.raises(WeakPassword):
        check_password(password, about=("Writer", "writer@example.org"))


@pytest.mark.parametrize("password", [NEW, "correct horse battery staple", "Ünïcödé wörds gälörè"])
def test_three_random_words_do_well(password):
    check_password(password, about=("Writer", "writer@example.org"))


def test_a_weak_password_is_explained_and_the_link_stays_good(client, writer):
    ask_for_link(client)
    [link] = mailed_links()
    assert "easy to guess" in choose(client, link, "password1234").text
    assert (
        "The two passwords differ"
        in client.post(link, data={"password": NEW, "again": PASSWORD}).text
    )
    assert choose(client, link).status_code == 302


def test_no_password_is_stored_as_it_is(client, writer):
    ask_for_link(client)
    choose(client, mailed_links()[0])
    [stored] = db.session.scalars(select(Person.password_hash)).all()
    assert stored.startswith("scrypt:")
    assert NEW not in stored


def test_an_invitation_lasts_seven_days(client, app, now, monkeypatch):
    administrator = signed_in_as(client, saved(a_person(kind=Kind.ADMINISTRATOR)))
    data = {"name": "New writer", "email": "new@example.org", "kind": "writer"}
    administrator.post("/people/add", data=data)
    [link] = mailed_links()
    monkeypatch.setattr(clock, "now", lambda: now + timedelta(days=7, seconds=-1))
    assert choose(app.test_client(), link).status_code == 302
