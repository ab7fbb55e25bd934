"""Who gets in, who is kept out, and when somebody is out again."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from bidapp import clock
from bidapp.accounts.actions import (
    MOST_FAILURES_FROM_AN_ADDRESS,
    MOST_FAILURES_OF_AN_ACCOUNT,
    SIGNED_IN_FOR,
)
from bidapp.accounts.identity import digest_of
from bidapp.accounts.models import FailedSignIn, SignIn
from bidapp.accounts.permissions import Kind
from bidapp.database import db, unit_of_work
from tests.builders import PASSWORD, a_person, saved, signed_in_as

REFUSED = "The e-mail and password do not fit together"
TOO_MANY = "Too many tries"
FOREIGN = [
    "https://evil.com", "http://evil.com", "//evil.com", "///evil.com", "////evil.com",
    "/\\evil.com", "\\/evil.com", "\\\\evil.com", "/\\/evil.com", "/\t/evil.com", "/\n/evil.com",
    "/\r/evil.com", "\t//evil.com", " //evil.com", "/\x00/evil.com", "javascript:alert(1)",
    "JaVaScRiPt:alert(1)", "data:text/html,hello", "evil.com", "https:evil.com", "http:/evil.com",
    "http://[evil", "mailto:a@evil.com", "?next=//evil.com",
]  # fmt: skip
OWN = ["/bids", "/bids?q=police&page=2", "/calls/1", "/bids/1?x=//evil.com", "/%09/evil.com"]


@pytest.fixture
def writer(app, now):
    return saved(a_person("Writer", email="writer@example.org"))


def sign_in(browser, email="writer@example.org", password=PASSWORD, **options):
    return browser.post("/sign-in", data={"email": email, "password": password}, **options)


def is_in(browser):
    return browser.get("/account").status_code == 200


def later(monkeypatch, now, **time):
    monkeypatch.setattr(clock, "now", lambda: now + timedelta(**time))


def test_the_right_password_opens_my_work(client, writer):
    assert sign_in(client).location == "/"
    assert is_in(client)


def test_capitals_and_blanks_in_the_address_do_not_matter(client, writer):
    assert sign_in(client, email="  Writer@EXAMPLE.org ").status_code == 302


def test_strangers_and_wrong_passwords_hear_the_same(client, writer):
    known = sign_in(client, password="wrong")
    unknown = sign_in(client, email="nobody@example.org", password="wrong")
    assert REFUSED in known.text
    assert known.text.replace("writer@", "nobody@") == unknown.text
    assert not is_in(client)


def test_somebody_without_a_password_yet_hears_the_same(client, app, now):
    saved(a_person(email="invited@example.org", password_hash=None))
    assert REFUSED in sign_in(client, email="invited@example.org", password="anything").text


def test_wrong_tries_stop_an_account_even_for_the_right_password(client, writer):
    for _ in range(MOST_FAILURES_OF_AN_ACCOUNT):
        assert REFUSED in sign_in(client, password="wrong").text
    assert TOO_MANY in sign_in(client).text
    assert not is_in(client)


def test_an_unknown_account_is_stopped_just_the_same(client, now):
    account_digest = digest_of("nobody@example.org")
    with unit_of_work():
        for number in range(MOST_FAILURES_OF_AN_ACCOUNT):
            address = f"192.0.2.{number}"
            db.session.add(FailedSignIn(account_digest=account_digest, address=address, at=now))
    assert TOO_MANY in sign_in(client, email="Nobody@example.org").text


def test_the_tries_stand_in_the_database_so_another_server_counts_them_too(client, writer, now):
    tries = [
        FailedSignIn(account_digest=f"{number:064}", address="127.0.0.1", at=now)
        for number in range(MOST_FAILURES_FROM_AN_ADDRESS)
    ]
    with unit_of_work():
        db.session.add_all(tries)
    assert TOO_MANY in sign_in(client).text
    elsewhere = {"REMOTE_ADDR": "192.0.2.7"}
    assert sign_in(client, environ_overrides=elsewhere).status_code == 302


def test_after_five_minutes_the_account_opens_again(client, writer, now, monkeypatch):
    for _ in range(MOST_FAILURES_OF_AN_ACCOUNT):
        sign_in(client, password="wrong")
    later(monkeypatch, now, minutes=5, seconds=1)
    assert sign_in(client).status_code == 302


def test_signing_in_forgives_the_tries_before_it(client, writer):
    for _ in range(MOST_FAILURES_OF_AN_ACCOUNT - 1):
        sign_in(client, password="wrong")
    sign_in(client)
    assert db.session.scalar(select(func.count()).select_from(FailedSignIn)) == 0


def test_signing_out_ends_it_whatever_the_old_cookie_says(client, writer):
    sign_in(client)
    cookie = client.get_cookie("bidapp")
    client.post("/sign-out")
    client.set_cookie("bidapp", cookie.value)
    assert client.get("/account").location.startswith("/sign-in")


def test_a_sign_in_ends_by_itself(client, writer, now, monkeypatch):
    sign_in(client)
    later(monkeypatch, now, seconds=SIGNED_IN_FOR.total_seconds() - 1)
    assert is_in(client)
    later(monkeypatch, now, seconds=SIGNED_IN_FOR.total_seconds())
    assert not is_in(client)


def test_the_key_of_a_sign_in_is_not_in_the_database(client, writer):
    sign_in(client)
    with client.session_transaction() as session:
        key = session["_user_id"]
    assert key not in db.session.scalars(select(SignIn.key_digest)).all()


def test_a_planted_session_is_thrown_away(client, writer):
    with client.session_transaction() as session:
        session["planted"] = "by somebody"
    sign_in(client)
    with client.session_transaction() as session:
        assert "planted" not in session


def test_a_deactivated_person_is_out_at_once(client, app, writer):
    sign_in(client)
    administrator = saved(a_person(kind=Kind.ADMINISTRATOR))
    signed_in_as(app.test_client(), administrator).post(
        f"/people/{writer.id}", data={"kind": "writer"}
    )
    assert not is_in(client)
    assert REFUSED in sign_in(client).text


def test_somebody_who_lost_a_role_loses_it_at_once(client, app, now):
    coordinator = saved(a_person(kind=Kind.COORDINATOR))
    signed_in_as(client, coordinator)
    assert client.get("/calls/add").status_code != 403
    with unit_of_work():
        coordinator.kind = Kind.READER
    assert client.get("/calls/add").status_code == 403


def test_after_signing_in_the_page_asked_for_opens(app, writer):
    for target in OWN:
        answer = sign_in(app.test_client(), query_string={"next": target})
        assert answer.location == target


def test_no_foreign_address_is_ever_gone_to_after_signing_in(app, client, writer):
    for target in FOREIGN:
        answer = sign_in(app.test_client(), query_string={"next": target})
        assert answer.location == "/", target


def test_a_page_asked_for_is_remembered_through_signing_in(client, writer):
    asked = client.get("/bids?q=police")
    data = {"email": writer.email, "password": PASSWORD}
    assert client.post(asked.location, data=data).location == "/bids?q=police"


def test_strangers_are_not_told_that_they_were_signed_out(client, writer):
    client.get("/sign-in")
    client.get("/bids")
    assert "You were signed out" not in client.get("/sign-in").text
