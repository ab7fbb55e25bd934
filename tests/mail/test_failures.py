"""What each failure of a mail server means for the message, for the others, and for us.

The faults are caused: the server is real, and the connection to it too.
"""

import socket
from contextlib import contextmanager
from datetime import timedelta

import pytest

from bidapp.mail.claims import MOST_ATTEMPTS
from bidapp.mail.models import MessageState, OnDoubt, Outcome
from bidapp.mail.smtp import USUAL, Patience
from tests.mail.mail_server import (
    CUT,
    HANG,
    RIGHT,
    WITH_SIGN_IN,
    a_certificate,
    a_mail_server,
    free_port,
)
from tests.mail.post import (
    at_time,
    attempts,
    deliver,
    faults,
    messages,
    outcomes,
    states,
    write,
)

WAITING, SENT, DEAD = MessageState.WAITING, MessageState.SENT, MessageState.DEAD
IN_DOUBT = MessageState.IN_DOUBT


@contextmanager
def a_port_nobody_answers_at():
    """A connection is made there, and then nothing is said."""
    with socket.create_server(("127.0.0.1", 0)) as deaf:
        yield deaf.getsockname()[1]


@pytest.fixture(scope="module")
def certificate(tmp_path_factory):
    return a_certificate(tmp_path_factory.mktemp("certificate"))


# About the recipient or the letter


def test_a_recipient_refused_for_ever_is_given_up_and_others_go_out(app, now):
    write(now, "first@example.org", "gone@example.org", "last@example.org")
    with a_mail_server({"gone@example.org": "550 5.1.1 No such user"}) as server:
        assert deliver(server.url) == 2
    assert sorted(server.recipients) == ["first@example.org", "last@example.org"]
    assert states() == [SENT, DEAD, SENT]
    assert messages()[1].answer == "550 5.1.1 No such user"
    assert outcomes() == [Outcome.ACCEPTED, Outcome.REFUSED, Outcome.ACCEPTED]
    assert faults() == []


def test_a_recipient_refused_for_now_is_tried_again_and_arrives_once(app, now, monkeypatch):
    """Greylisting: a stranger is asked to come back."""
    write(now, "busy@example.org", "other@example.org")
    with a_mail_server(faults={"RCPT": ["451 4.7.1 Come back later"]}) as server:
        assert deliver(server.url) == 1
        assert (states(), outcomes()[0]) == ([WAITING, SENT], Outcome.LATER)
        waits = messages()[0].wake_at - now
        assert timedelta(seconds=30) <= waits <= timedelta(seconds=90)
        at_time(monkeypatch, now + waits - timedelta(seconds=1))
        assert deliver(server.url) == 0
        at_time(monkeypatch, now + waits)
        assert deliver(server.url) == 1
    assert server.recipients == ["other@example.org", "busy@example.org"]


def test_tries_grow_rarer_and_end_after_twelve(app, now, monkeypatch):
    write(now)
    waits = []
    with a_mail_server(faults={"RCPT": "450 4.2.1 Busy"}) as server:
        while states() == [WAITING]:
            tried_at = messages()[0].wake_at
            at_time(monkeypatch, tried_at)
            deliver(server.url)
            waits.append((messages()[0].wake_at - tried_at) / timedelta(minutes=1))
    assert len(waits) == len(attempts()) == MOST_ATTEMPTS
    usual = [1, 2, 5, 15, 30, *[60] * 7]
    assert all(0.5 <= wait / about <= 1.5 for wait, about in zip(waits, usual, strict=True))
    assert states() == [DEAD]
    assert messages()[0].answer == "450 4.2.1 Busy"


@pytest.mark.parametrize(
    ("answer", "becomes"),
    [("552 5.3.4 Too large", DEAD), ("452 4.3.1 No space", WAITING)],
)
def test_a_letter_refused_after_it_was_read_is_that_letters_own(app, now, answer, becomes):
    write(now, "first@example.org", "second@example.org")
    with a_mail_server(faults={"content": [answer]}) as server:
        assert deliver(server.url) == 1
    assert states() == [becomes, SENT]
    assert server.connections == 1


def test_an_address_beyond_ascii_needs_a_server_that_takes_it(app, now):
    write(now, "jürgen@example.org")
    with a_mail_server() as server:
        deliver(server.url)
    assert states() == [DEAD]
    write(now, "jürgen@example.org", "w@müller.example.org")
    with a_mail_server(enable_SMTPUTF8=True) as server:
        assert deliver(server.url) == 2
    assert server.recipients == ["jürgen@example.org", "w@xn--mller-kva.example.org"]


def test_what_can_be_no_address_dies_alone(app, now):
    write(now, "no address at all", "writer@example.org")
    with a_mail_server() as server:
        assert deliver(server.url) == 1
    assert states() == [DEAD, SENT]
    assert "cannot be written as a mail" in messages()[0].answer


# About us: nobody is dead, nothing is counted, and the channel rests


OURS = {
    "busy from the start": {"EHLO": "421 4.3.2 Not now"},
    "the sender is refused": {"MAIL": "550 5.7.1 You may not send as this"},
    "the sender is refused for now": {"MAIL": "451 4.3.0 Try later"},
    "signing in was switched off": {"MAIL": "550 5.7.30 Basic authentication is off"},
    "signing in is required": {"MAIL": "530 5.7.0 Authentication required"},
    "relaying is denied": {"RCPT": "554 5.7.1 Relay access denied"},
    "our address is blocked": {"RCPT": "550 Blocked, see http://list.example.org"},
    "our letters are refused by policy": {"content": "554 5.7.1 Message refused"},
    "the server closes": {"RCPT": "421 4.3.2 Closing"},
    "the connection is cut at once": {"EHLO": CUT},
    "the connection is cut before the letter": {"DATA": CUT},
    "the server hangs": {"EHLO": HANG},
    "the server hangs before the letter": {"DATA": HANG},
}  # fmt: skip


@pytest.mark.parametrize("fault", OURS.values(), ids=OURS)
def test_a_fault_of_ours_kills_no_message_and_stops_the_channel(app, now, fault):
    write(now, "first@example.org", "second@example.org")
    with a_mail_server(faults=fault) as server:
        assert deliver(server.url) == 0
        assert deliver(server.url) == 0  # and is left alone
    assert server.taken == []
    assert states() == [WAITING, WAITING]
    assert [message.attempts for message in messages()] == [0, 0]
    assert outcomes() == [Outcome.OUR_FAULT]
    [fault] = faults()
    assert fault.reason == attempts()[0].answer
    assert (fault.since, fault.probe_at) == (now, now + timedelta(minutes=1))


def test_a_server_that_is_down_is_ours(app, now):
    write(now)
    assert deliver(f"smtp://127.0.0.1:{free_port()}") == 0
    assert states() == [WAITING]
    assert "Connection refused" in faults()[0].reason


def test_a_server_that_never_greets_is_ours(app, now):
    write(now)
    with a_port_nobody_answers_at() as port:
        assert deliver(f"smtp://127.0.0.1:{port}") == 0
    assert states() == [WAITING]
    assert "timed out" in faults()[0].reason


def test_a_name_that_does_not_resolve_is_ours(app, now):
    write(now)
    assert deliver("smtp://mail.invalid:25") == 0
    assert states() == [WAITING]
    assert "mail.invalid" in faults()[0].reason


@pytest.mark.parametrize("password", [RIGHT, "wrong", "fällt%20auf"])
def test_only_the_right_password_lets_us_in(app, now, monkeypatch, certificate, password):
    file, context = certificate
    monkeypatch.setenv("SSL_CERT_FILE", str(file))
    write(now)
    with a_mail_server(tls_context=context, **WITH_SIGN_IN) as server:
        sent = deliver(server.address("smtp+starttls", f"bids:{password}@"))
    assert (sent, states()) == ((1, [SENT]) if password == RIGHT else (0, [WAITING]))
    assert [fault.reason[:7] for fault in faults()] == ["Signing"] * (1 - sent)


def test_a_server_without_signing_in_cannot_be_signed_in_to(app, now):
    write(now)
    with a_mail_server() as server:
        assert deliver(server.address(sign_in=f"bids:{RIGHT}@")) == 0
    assert "Signing in" in faults()[0].reason
    assert states() == [WAITING]


@pytest.mark.parametrize("scheme", ["smtps", "smtp+starttls"])
def test_letters_travel_encrypted_to_a_server_that_proves_who_it_is(
    app, now, monkeypatch, certificate, scheme
):
    file, context = certificate
    write(now)
    how = {"smtps": "tls_from_the_start", "smtp+starttls": "tls_context"}[scheme]
    with a_mail_server(**{how: context}) as server:
        assert deliver(server.address(scheme)) == 0
        assert "certificate verify failed" in faults()[0].reason
        monkeypatch.setenv("SSL_CERT_FILE", str(file))
        at_time(monkeypatch, now + timedelta(minutes=1))
        assert deliver(server.address(scheme)) == 1
    assert states() == [SENT]


def test_a_server_that_cannot_encrypt_is_told_nothing(app, now):
    write(now)
    with a_mail_server() as server:
        assert deliver(server.address("smtp+starttls", f"bids:{RIGHT}@")) == 0
    assert "Encrypting" in faults()[0].reason
    assert states() == [WAITING]


# In doubt: the letter was handed over, and nobody said that it was taken


@pytest.mark.parametrize("silence", [CUT, HANG])
def test_a_lost_answer_is_followed_by_one_more_under_the_same_number(app, now, silence):
    write(now)
    with a_mail_server(faults={"taken": [silence]}) as server:
        assert deliver(server.url) == 1
    first, second = server.numbers
    assert first == second
    assert states() == [SENT]
    assert outcomes() == [Outcome.IN_DOUBT, Outcome.ACCEPTED]
    assert faults() == []


def test_answers_lost_again_and_again_are_for_a_person(app, now):
    write(now)
    with a_mail_server(faults={"taken": CUT}) as server:
        for _ in range(5):
            deliver(server.url, patience=USUAL)
    assert len(server.numbers) == 3
    assert len(set(server.numbers)) == 1
    assert states() == [IN_DOUBT]
    assert outcomes() == [Outcome.IN_DOUBT] * 3


def test_a_message_to_be_held_is_never_sent_twice(app, now):
    write(now, on_doubt=OnDoubt.HOLD)
    with a_mail_server(faults={"taken": [CUT]}) as server:
        for _ in range(3):
            deliver(server.url, patience=USUAL)
    assert len(server.taken) == 1
    assert states() == [IN_DOUBT]
    assert "not answered" in messages()[0].answer


def test_a_server_that_swallows_letters_gets_few_of_them(app, now):
    write(now, *[f"person{number}@example.org" for number in range(10)])
    with a_mail_server(faults={"taken": CUT}) as server:
        deliver(server.url)
    assert len(server.taken) == 2


def test_a_slow_server_is_waited_for(app, now):
    write(now, "first@example.org", "second@example.org")
    with a_mail_server(seconds_a_letter=0.1) as server:
        assert deliver(server.url) == 2
    assert outcomes() == [Outcome.ACCEPTED] * 2


def test_a_letter_is_not_handed_over_when_the_rest_took_too_long(app, now):
    """Another sender may have taken it up by then."""
    write(now)
    with a_mail_server() as server:
        assert deliver(server.url, patience=Patience(before_content=0)) == 0
    assert server.taken == []
    assert "too slow" in faults()[0].reason
