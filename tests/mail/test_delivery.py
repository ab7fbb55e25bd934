"""From the outbox to a mail server, or to a folder where there is none."""

from datetime import timedelta
from email import message_from_bytes, policy
from threading import Event, Thread

import pytest

from bidapp.database import unit_of_work
from bidapp.mail import jobs
from bidapp.mail.actions import put_in_outbox
from bidapp.mail.models import Channel, MessageState, Outcome
from tests.mail.mail_server import a_mail_server
from tests.mail.post import (
    FACTS,
    SENDER,
    at_time,
    attempts,
    deliver,
    deliver_by,
    messages,
    states,
    write,
)


class Notebook:
    """A carrier that takes everything and writes it down."""

    def __init__(self):
        self.letters = []

    def deliver(self, letter):
        self.letters.append(letter)
        return "Noted."


def test_a_message_is_delivered_once_to_its_one_recipient(app, now):
    write(now)
    with a_mail_server() as server:
        assert deliver(server.url) == 1
        assert deliver(server.url) == 0
    [(sender, recipients, _)] = server.taken
    assert (sender, recipients) == (SENDER, ["writer@example.org"])
    assert states() == [MessageState.SENT]


def test_the_servers_own_words_are_kept_as_evidence(app, now):
    write(now)
    with a_mail_server() as server:
        deliver(server.url)
    [message], [attempt] = messages(), attempts()
    assert message.answer == attempt.answer == "250 2.0.0 Ok: queued as 1"
    assert (attempt.outcome, attempt.started_at, attempt.ended_at) == (Outcome.ACCEPTED, now, now)
    assert message.sent_at == now
    host, _, process = attempt.sender.rpartition(":")
    assert host
    assert process.isdecimal()


def test_one_connection_serves_a_whole_round(app, now):
    write(now, *[f"person{number}@example.org" for number in range(5)])
    with a_mail_server() as server:
        assert deliver(server.url) == 5
    assert server.connections == 1


def test_a_server_that_hangs_up_after_each_letter_is_called_again(app, now):
    write(now, *[f"person{number}@example.org" for number in range(3)])
    with a_mail_server(faults={"MAIL": [None, "421 Too many", None, "421 Too many"]}) as server:
        assert deliver(server.url) == 3
    assert server.connections == 3


def test_what_is_due_first_goes_first_and_what_is_not_due_waits(app, now, monkeypatch):
    write(now + timedelta(minutes=5), "later@example.org")
    write(now - timedelta(minutes=5), "earlier@example.org")
    write(now, "now@example.org")
    with a_mail_server() as server:
        deliver(server.url)
        assert server.recipients == ["earlier@example.org", "now@example.org"]
        at_time(monkeypatch, now + timedelta(minutes=5))
        assert deliver(server.url) == 1


def test_each_channel_has_its_own_carrier(app, now):
    write(now, "writer@example.org")
    write(now, "a channel", channel=Channel.TEAMS)
    by_mail, by_teams = Notebook(), Notebook()
    assert deliver_by({Channel.MAIL: by_mail, Channel.TEAMS: by_teams}) == 2
    assert [letter.recipient for letter in by_mail.letters] == ["writer@example.org"]
    assert [letter.recipient for letter in by_teams.letters] == ["a channel"]


def test_a_message_of_a_channel_without_a_carrier_waits(app, now):
    write(now, "a channel", channel=Channel.TEAMS)
    assert deliver_by({Channel.MAIL: Notebook()}) == 0
    assert states() == [MessageState.WAITING]


def test_what_is_no_longer_wanted_does_not_leave_and_says_why(app, now):
    write(now, "first@example.org", "moved@example.org", "last@example.org")

    def still_wanted(message):
        return "The deadline was moved." if message.recipient == "moved@example.org" else None

    carrier = Notebook()
    assert deliver_by({Channel.MAIL: carrier}, still_wanted=still_wanted) == 2
    assert states() == [MessageState.SENT, MessageState.CANCELLED, MessageState.SENT]
    assert messages()[1].answer == "The deadline was moved."
    assert len(attempts()) == 2


def test_a_message_may_be_worded_anew_as_it_leaves(app, now):
    write(now)

    def still_wanted(message):
        message.subject, message.body = "In two days", "It is nearer now."

    carrier = Notebook()
    deliver_by({Channel.MAIL: carrier}, still_wanted=still_wanted)
    [letter] = carrier.letters
    assert (letter.subject, letter.body) == ("In two days", "It is nearer now.")
    assert messages()[0].subject == "In two days"


def test_one_that_cannot_be_checked_holds_up_nobody_and_loses_nothing(app, now):
    write(now, "first@example.org", "odd@example.org", "last@example.org")

    def still_wanted(message):
        if message.recipient == "odd@example.org":
            raise ZeroDivisionError("a bug")

    assert deliver_by({Channel.MAIL: Notebook()}, still_wanted=still_wanted) == 2
    assert states() == [MessageState.SENT, MessageState.WAITING, MessageState.SENT]
    odd = messages()[1]
    assert odd.wake_at > now
    assert odd.attempts == 1
    assert "a bug" in odd.answer


def test_a_stop_finishes_the_message_in_hand_and_takes_no_other(app, now):
    write(now, "first@example.org", "second@example.org")
    stop = Event()

    class Stopping(Notebook):
        def deliver(self, letter):
            stop.set()
            return super().deliver(letter)

    assert deliver_by({Channel.MAIL: Stopping()}, stop=stop) == 1
    assert states() == [MessageState.SENT, MessageState.WAITING]


def test_a_round_ends_in_time_for_the_next(app, now, monkeypatch):
    write(now, "first@example.org", "second@example.org")
    monkeypatch.setattr(jobs, "BUDGET_SECONDS", 0)
    assert deliver_by({Channel.MAIL: Notebook()}) == 0
    assert states() == [MessageState.WAITING] * 2


def test_where_there_is_no_server_it_is_kept_as_a_file(app, now, tmp_path):
    write(now)
    assert deliver(None, tmp_path / "mail") == 1
    [file] = (tmp_path / "mail").iterdir()
    letter = message_from_bytes(file.read_bytes(), policy=policy.default)
    assert file.suffix == ".eml"
    assert letter["To"] == "writer@example.org"
    assert file.name in messages()[0].answer


def test_a_folder_that_cannot_be_written_makes_it_wait(app, now, tmp_path):
    write(now)
    (tmp_path / "mail").write_text("a file stands in the way")
    assert deliver(None, tmp_path / "mail") == 0
    assert states() == [MessageState.WAITING]


def test_several_senders_at_once_send_each_message_once(app, now):
    recipients = [f"person{number}@example.org" for number in range(40)]
    write(now, *recipients)

    def send():
        with app.app_context():
            deliver(server.url)

    with a_mail_server() as server:
        senders = [Thread(target=send) for _ in range(4)]
        for sender in senders:
            sender.start()
        for sender in senders:
            sender.join()
    assert sorted(server.recipients) == sorted(recipients)
    assert set(states()) == {MessageState.SENT}


def test_a_message_leaves_only_with_the_work_it_tells_of(app, now):
    def work_that_fails():
        with unit_of_work():
            put_in_outbox("set_password", "writer@example.org", at=now, **FACTS)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        work_that_fails()
    assert messages() == []
