"""From the outbox to a mail server, or to a folder where there is none."""

from datetime import timedelta
from email import message_from_bytes, policy
from threading import Thread

import pytest
from sqlalchemy import select

from bidapp import clock
from bidapp.database import db, unit_of_work
from bidapp.mail import jobs
from bidapp.mail.actions import LEASE, MOST_ATTEMPTS, claim_message, put_in_outbox, send_again
from bidapp.mail.jobs import deliver_outbox
from bidapp.mail.models import Message, MessageState
from tests.builders import a_person, saved, signed_in_as
from tests.mail.mail_server import a_mail_server, free_port

SENDER = "bids@dmu.example.org"
FACTS = {"name": "Writer", "link": "http://bids.example.org/x", "lasts": "one hour"}
NO_FOLDER = None


def write(now, *recipients, **facts):
    with unit_of_work():
        for recipient in recipients or ("writer@example.org",):
            put_in_outbox("set_password", recipient, at=now, **FACTS | facts)


def deliver(server, folder=NO_FOLDER):
    return deliver_outbox(server and server.url, SENDER, folder)


def messages():
    db.session.rollback()
    return db.session.scalars(select(Message).order_by(Message.id)).all()


def states():
    return [message.state for message in messages()]


def at_later(monkeypatch, moment):
    monkeypatch.setattr(clock, "now", lambda: moment)


def test_a_message_is_delivered_once_to_its_one_recipient(app, now):
    write(now)
    with a_mail_server() as server:
        assert deliver(server) == 1
        assert deliver(server) == 0
    [(sender, recipients, _)] = server.taken
    assert (sender, recipients) == (SENDER, ["writer@example.org"])
    assert states() == [MessageState.SENT]


def test_it_says_what_it_is_to_people_and_to_machines(app, now):
    write(now)
    with a_mail_server() as server:
        deliver(server)
    [letter] = server.letters
    [message] = messages()
    assert letter["From"] == f"bidapp <{SENDER}>"
    assert letter["To"] == "writer@example.org"
    assert letter["Message-ID"] == f"<{message.message_id}.dmu.example.org>"
    assert letter["Auto-Submitted"] == "auto-generated"
    assert letter["Date"].datetime == now
    assert "http://bids.example.org/x" in letter.get_content()


def test_long_lines_arrive_whole(app, now):
    title = "Ein sehr langer Titel mit Umlauten: " + "äöü " * 60
    write(now, link="http://bids.example.org/" + "k" * 300)
    [message] = messages()
    with unit_of_work():
        message.subject, message.thread = title.strip(), "t" * 200
    with a_mail_server() as server:
        deliver(server)
    [letter] = server.letters
    assert letter["Subject"] == title.strip()
    assert letter["References"] == f"<{'t' * 200}@bidapp.dmu.example.org>"
    assert "k" * 300 in letter.get_content()


def test_nothing_typed_in_a_title_becomes_a_header(app, now):
    with unit_of_work():
        put_in_outbox(
            "deadline_reminder", "writer@example.org", at=now, thread="t", name="Writer",
            bid="Bid\r\nBcc: all@example.org\r\n\r\nbody", bid_short_name="A\nBcc: b@example.org",
            funder="F", call="Call", label="Closes\r\nBcc: c@example.org", due_at=now, now=now,
            zone="Europe/London", is_owner=True, missing=[], address="http://bids.example.org/",
        )  # fmt: skip
    with a_mail_server() as server:
        deliver(server)
    [letter] = server.letters
    assert letter["Bcc"] is None
    assert server.recipients == ["writer@example.org"]
    assert "\n" not in letter["Subject"]


def test_without_a_server_that_answers_it_waits_and_goes_later(app, now, monkeypatch):
    write(now)
    port = free_port()
    assert deliver_outbox(f"smtp://127.0.0.1:{port}", SENDER, NO_FOLDER) == 0
    [message] = messages()
    assert message.state is MessageState.WAITING
    assert message.wake_at == now + timedelta(minutes=1)
    assert "could not be used" in message.answer
    with a_mail_server(port=port) as server:
        assert deliver(server) == 0
        at_later(monkeypatch, now + timedelta(minutes=1))
        assert deliver(server) == 1


def test_a_recipient_refused_for_ever_is_given_up_and_others_go_out(app, now):
    write(now, "first@example.org", "gone@example.org", "last@example.org")
    with a_mail_server({"gone@example.org": "550 No such user"}) as server:
        assert deliver(server) == 2
    assert server.recipients == ["first@example.org", "last@example.org"]
    assert states() == [MessageState.SENT, MessageState.DEAD, MessageState.SENT]
    assert messages()[1].answer == "550 No such user"


def test_a_recipient_refused_for_now_is_tried_again(app, now, monkeypatch):
    write(now, "busy@example.org")
    port = free_port()
    with a_mail_server({"busy@example.org": "451 Come back later"}, port=port) as server:
        assert deliver(server) == 0
    assert states() == [MessageState.WAITING]
    at_later(monkeypatch, now + timedelta(minutes=1))
    with a_mail_server(port=port) as server:
        assert deliver(server) == 1


def test_tries_grow_rarer_and_end_after_about_three_days(app, now, monkeypatch):
    write(now)
    dead_server = f"smtp://127.0.0.1:{free_port()}"
    waits = []
    for _ in range(7):
        tried_at = messages()[0].wake_at
        at_later(monkeypatch, tried_at)
        deliver_outbox(dead_server, SENDER, NO_FOLDER)
        waits.append((messages()[0].wake_at - tried_at) // timedelta(minutes=1))
    assert waits == [1, 2, 5, 15, 30, 60, 60]
    [message] = messages()
    with unit_of_work():
        message.attempts = MOST_ATTEMPTS - 1
    at_later(monkeypatch, message.wake_at)
    deliver_outbox(dead_server, SENDER, NO_FOLDER)
    assert states() == [MessageState.DEAD]
    assert "Given up after 80 tries" in messages()[0].answer


def test_an_administrator_sends_a_given_up_message_again(app, now):
    write(now, "gone@example.org")
    with a_mail_server({"gone@example.org": "550 No such user"}) as server:
        deliver(server)
    [message] = messages()
    with unit_of_work():
        send_again(message, at=now)
    with a_mail_server() as server:
        assert deliver(server) == 1


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


def test_what_a_sender_died_with_is_sent_again_under_the_same_number(app, now, monkeypatch):
    """Better twice than never: between the server's answer and our note of it lies a gap."""
    write(now)
    with a_mail_server() as server:
        with monkeypatch.context() as dying:
            dying.setattr(jobs, "mark_sent", _die)
            with pytest.raises(KeyboardInterrupt):
                deliver(server)
        at_later(monkeypatch, now + LEASE - timedelta(seconds=1))
        assert deliver(server) == 0
        at_later(monkeypatch, now + LEASE)
        assert deliver(server) == 1
    first, second = server.letters
    assert first["Message-ID"] == second["Message-ID"]
    assert states() == [MessageState.SENT]


def _die(*_arguments, **_options):
    raise KeyboardInterrupt


def test_a_sender_whose_lease_ended_says_nothing_any_more(app, now, monkeypatch):
    write(now)
    with unit_of_work():
        slow = claim_message(now=now)
        number, lease = slow.id, slow.lease
    with unit_of_work():
        claim_message(now=now + LEASE)
    with unit_of_work():
        jobs.mark_refused(number, lease, "too late")
    assert states() == [MessageState.SENDING]


def test_one_claim_takes_one_message(app, now):
    write(now, *[f"person{number}@example.org" for number in range(20)])
    with unit_of_work():
        claim_message(now=now)
    assert states().count(MessageState.SENDING) == 1


def test_several_senders_at_once_send_each_message_once(app, now):
    recipients = [f"person{number}@example.org" for number in range(40)]
    write(now, *recipients)

    def send():
        with app.app_context():
            deliver(server)

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


def test_administrators_read_the_outbox(client, app, now):
    write(now)
    browser = signed_in_as(client, saved(a_person(kind="administrator")))
    assert "writer@example.org" in browser.get("/mail").text
    assert "http://bids.example.org/x" in browser.get(f"/mail/{messages()[0].id}").text
