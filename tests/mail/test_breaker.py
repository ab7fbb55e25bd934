"""A channel that does not work rests, is probed, and then carries everything that waited."""

from datetime import timedelta

from bidapp.mail.models import Channel, MessageState, Outcome
from bidapp.mail.outcomes import NotNow, OurFault, Refused
from bidapp.mail.queries import channel_faults
from tests.mail.mail_server import a_mail_server, free_port
from tests.mail.post import (
    at_time,
    deliver,
    deliver_by,
    faults,
    messages,
    outcomes,
    states,
    write,
)

WAITING, SENT, DEAD = MessageState.WAITING, MessageState.SENT, MessageState.DEAD
MINUTE = timedelta(minutes=1)


class Saying:
    """A carrier that does with each letter what is said here of its recipient."""

    def __init__(self, **said):
        self.said, self.tried = said, []

    def deliver(self, letter):
        name = letter.recipient.partition("@")[0]
        self.tried.append(name)
        outcome = self.said.get(name)
        if isinstance(outcome, Exception):
            raise outcome
        return "Taken."


def in_a_round(carrier, monkeypatch, at):
    """Whom one round tries."""
    at_time(monkeypatch, at)
    carrier.tried.clear()
    deliver_by({Channel.MAIL: carrier})
    return carrier.tried


def write_in_order(now, *names):
    """The first of them is due first, and all of them are due."""
    for place, name in enumerate(names):
        write(now - (len(names) - place) * MINUTE, f"{name}@example.org")


def test_it_is_probed_after_a_minute_then_every_five_and_nobody_is_dead(app, now, monkeypatch):
    write(now, *[f"person{number}@example.org" for number in range(10)])
    port = free_port()
    tried_at = []
    for minute in range(12):
        at_time(monkeypatch, now + minute * MINUTE)
        before = len(outcomes())
        deliver(f"smtp://127.0.0.1:{port}")
        tried_at += [minute] * (len(outcomes()) - before)
    assert tried_at == [0, 1, 6, 11]
    assert set(states()) == {WAITING}
    assert {message.attempts for message in messages()} == {0}
    assert [fault.since for fault in faults()] == [now]
    with a_mail_server(port=port) as server:
        at_time(monkeypatch, now + 16 * MINUTE)
        assert deliver(server.url) == 10
    assert (set(states()), faults()) == ({SENT}, [])


def test_a_probe_is_one_message(app, now, monkeypatch):
    write_in_order(now, "first", "second")
    broken = Saying(first=OurFault("no"), second=OurFault("no"))
    assert in_a_round(broken, monkeypatch, now) == ["first"]
    assert in_a_round(broken, monkeypatch, now + MINUTE) == ["second"]


def test_a_server_that_speaks_of_a_recipient_works_again(app, now, monkeypatch):
    write_in_order(now, "first", "second", "third")
    in_a_round(Saying(first=OurFault("no")), monkeypatch, now)
    mended = Saying(second=Refused("550 5.1.1 No such user"))
    assert in_a_round(mended, monkeypatch, now + MINUTE) == ["second", "third", "first"]
    assert states() == [SENT, DEAD, SENT]
    assert faults() == []


def test_one_channel_rests_while_the_other_works(app, now):
    write(now, "mail@example.org")
    write(now, "teams", channel=Channel.TEAMS)
    broken, works = Saying(mail=OurFault("no")), Saying()
    assert deliver_by({Channel.MAIL: broken, Channel.TEAMS: works}) == 1
    assert states() == [WAITING, SENT]
    assert [fault.channel for fault in channel_faults()] == [Channel.MAIL]


def test_a_fault_that_only_one_letter_meets_is_that_letters_own(app, now, monkeypatch):
    """One address that a policy refuses must not stop the mail to everybody again and again."""
    write_in_order(now, "odd", "second", "third")
    odd = Saying(odd=OurFault("554 5.7.1 Not to this list", otherwise=Refused))
    assert in_a_round(odd, monkeypatch, now) == ["odd"]
    assert in_a_round(odd, monkeypatch, now + MINUTE) == ["second", "third", "odd"]
    assert states() == [DEAD, SENT, SENT]
    assert outcomes()[-1] is Outcome.REFUSED
    assert faults() == []


def test_a_letter_that_alone_breaks_the_line_is_put_off_like_any_other(app, now, monkeypatch):
    write_in_order(now, "odd", "second")
    odd = Saying(odd=OurFault("the line broke", otherwise=NotNow))
    in_a_round(odd, monkeypatch, now)
    assert in_a_round(odd, monkeypatch, now + MINUTE) == ["second", "odd"]
    assert (states(), faults()) == ([WAITING, SENT], [])
    assert messages()[0].attempts == 1


def test_a_fault_that_nobody_passes_stays_ours(app, now, monkeypatch):
    write_in_order(now, "first")
    broken = Saying(first=OurFault("554 5.7.1 Relay denied", otherwise=Refused))
    for minutes in (0, 1, 6, 11, 16):
        assert in_a_round(broken, monkeypatch, now + minutes * MINUTE) == ["first"]
    assert states() == [WAITING]
    assert len(faults()) == 1
