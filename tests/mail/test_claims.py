"""Whose hands a message is in, and what becomes of it when they let go of it."""

from datetime import timedelta

import pytest

from bidapp.database import unit_of_work
from bidapp.mail.actions import MessageHasMovedOn, send_again, was_delivered
from bidapp.mail.claims import (
    LEASE,
    begin_attempt,
    claim_message,
    due_messages,
    end_attempt,
    reap,
)
from bidapp.mail.models import Channel, MessageState, OnDoubt, Outcome
from tests.mail.mail_server import a_mail_server
from tests.mail.post import (
    at_time,
    attempts,
    deliver,
    deliver_by,
    messages,
    outcomes,
    states,
    write,
)

WAITING, SENDING = MessageState.WAITING, MessageState.SENDING
SENT, IN_DOUBT = MessageState.SENT, MessageState.IN_DOUBT
MAIL = [Channel.MAIL]


class Dying:
    """Carries a letter to the server, and its process ends before it can be noted."""

    def __init__(self, taken):
        self.taken = taken

    def deliver(self, letter):
        self.taken.append(letter)
        raise KeyboardInterrupt


def die_with_the_next(**delivery):
    taken = []
    with pytest.raises(KeyboardInterrupt):
        deliver_by({Channel.MAIL: Dying(taken)}, **delivery)
    return taken


def claimed(now):
    with unit_of_work():
        (number, _), *_ = due_messages(MAIL, now=now)
        return begin_attempt(claim_message(number, now=now), "elsewhere:1", at=now)


def test_a_message_is_in_one_pair_of_hands(app, now):
    write(now)
    with unit_of_work():
        [(number, _)] = due_messages(MAIL, now=now)
        assert claim_message(number, now=now)
    with unit_of_work():
        assert claim_message(number, now=now) is None
        assert due_messages(MAIL, now=now) == []


def test_an_attempt_is_written_down_before_anything_is_said(app, now):
    write(now)
    die_with_the_next()
    [attempt] = attempts()
    assert (attempt.started_at, attempt.ended_at, attempt.outcome) == (now, None, None)
    assert states() == [SENDING]


def test_where_there_is_one_sender_what_it_died_with_is_sent_again_at_once(app, now):
    """Better twice than never: between the server's answer and our note of it lies a gap."""
    write(now)
    [lost] = die_with_the_next(is_only_sender=True)
    with a_mail_server() as server:
        assert deliver(server.url, is_only_sender=True) == 1
    assert server.numbers == [f"<{lost.message_id}.dmu.example.org>"]
    assert outcomes() == [Outcome.IN_DOUBT, Outcome.ACCEPTED]
    assert messages()[0].doubts == 1


def test_where_there_may_be_others_it_is_sent_again_when_the_lease_has_ended(app, now, monkeypatch):
    write(now)
    die_with_the_next()
    with a_mail_server() as server:
        at_time(monkeypatch, now + LEASE - timedelta(seconds=1))
        assert deliver(server.url) == 0
        at_time(monkeypatch, now + LEASE)
        assert deliver(server.url) == 1
    assert states() == [SENT]


def test_a_message_that_kills_its_sender_again_and_again_is_for_a_person(app, now):
    write(now)
    for _ in range(3):
        die_with_the_next(is_only_sender=True)
    with a_mail_server() as server:
        assert deliver(server.url, is_only_sender=True) == 0
    assert states() == [IN_DOUBT]
    assert outcomes() == [Outcome.IN_DOUBT] * 3


def test_a_message_to_be_held_waits_for_a_person_when_its_sender_died(app, now):
    write(now, on_doubt=OnDoubt.HOLD)
    die_with_the_next(is_only_sender=True)
    with a_mail_server() as server:
        assert deliver(server.url, is_only_sender=True) == 0
    assert states() == [IN_DOUBT]
    assert "may have left" in messages()[0].answer


def test_what_was_delivered_before_the_sender_died_stays_delivered(app, now):
    """Each is noted before the next is tried."""
    write(now, "first@example.org", "second@example.org")

    class DyingLater(Dying):
        def deliver(self, letter):
            return super().deliver(letter) if self.taken else self.taken.append(letter) or "Yes."

    with pytest.raises(KeyboardInterrupt):
        deliver_by({Channel.MAIL: DyingLater([])})
    assert states() == [SENT, SENDING]


def test_a_sender_whose_lease_another_holds_says_nothing_any_more(app, now):
    write(now)
    slow = claimed(now)
    with unit_of_work():
        reap(now=now + LEASE, is_only_sender=False)
    claimed(now + LEASE)
    with unit_of_work():
        end_attempt(slow, Outcome.REFUSED, "too late", at=now + LEASE)
    assert states() == [SENDING]
    assert outcomes() == [Outcome.IN_DOUBT, None]


def test_a_sender_that_was_frozen_does_not_send_what_it_holds_no_longer(app, now, monkeypatch):
    write(now, "first@example.org", "second@example.org")

    def freeze(message):
        if message.recipient == "first@example.org":
            at_time(monkeypatch, now + LEASE)

    with a_mail_server() as server:
        assert deliver(server.url, still_wanted=freeze) == 1
    assert server.recipients == ["second@example.org"]
    assert states() == [WAITING, SENT]
    assert "held up" in messages()[0].answer


def test_a_person_has_a_message_in_doubt_sent_again(app, now):
    write(now, on_doubt=OnDoubt.HOLD)
    die_with_the_next(is_only_sender=True)
    with a_mail_server() as server:
        deliver(server.url, is_only_sender=True)
        [message] = messages()
        with unit_of_work():
            send_again(message, by="Ada", at=now)
        assert deliver(server.url) == 1
    assert states() == [SENT]


def test_a_person_says_that_a_message_in_doubt_arrived(app, now):
    write(now, on_doubt=OnDoubt.HOLD)
    die_with_the_next(is_only_sender=True)
    [message] = messages()
    with unit_of_work():
        reap(now=now, is_only_sender=True)
        was_delivered(message, by="Ada", at=now)
    [message] = messages()
    assert (message.state, message.sent_at) == (SENT, now)
    assert message.answer == "Ada says that it was delivered."


@pytest.mark.parametrize("decide", [send_again, was_delivered])
def test_nobody_decides_about_a_message_that_is_still_on_its_way(app, now, decide):
    write(now)
    [message] = messages()
    with pytest.raises(MessageHasMovedOn), unit_of_work():
        decide(message, by="Ada", at=now)
    assert states() == [WAITING]
