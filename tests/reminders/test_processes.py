"""Several schedulers at once, and schedulers killed in the middle: nothing lost, nothing invented.

These run in processes of their own and by the real clock.
"""

import subprocess
import sys
import time
from collections import defaultdict
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select, text

from bidapp import clock
from bidapp.database import db, unit_of_work
from bidapp.mail.actions import LEASE
from bidapp.mail.models import Message, MessageState
from bidapp.reminders.models import Reminder, ReminderState
from bidapp.scheduler import run_round
from tests.builders import a_bid, a_call, a_deadline, a_funder, a_person, an_organisation
from tests.mail.mail_server import a_mail_server

PROGRAM = Path(__file__).with_name("rounds.py")
KILLS = 10
EARLY_KILLS = 4  # while reminders are still planned and queued


@pytest.fixture
def owners(app):
    """People with a bid each on one call in twenty days, so that each is due one reminder now."""
    return lambda how_many: _owners(how_many)


def _owners(how_many):
    due = datetime.now(UTC) + timedelta(days=20)
    call = a_call(a_deadline(due.strftime("%Y-%m-%d 16:00")), funder=a_funder())
    lead, people = an_organisation(), [a_person() for _ in range(how_many)]
    with unit_of_work():
        db.session.add_all(a_bid(call=call, owner=each, lead_organisation=lead) for each in people)
    return [each.email for each in people]


@contextmanager
def rounds(how, how_many, app, server):
    """The other processes, while they run."""
    where = (app.config["SQLALCHEMY_DATABASE_URI"], app.config["INSTANCE"], server.url)
    command = [str(word) for word in (sys.executable, PROGRAM, how, how_many, *where)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, text=True, bufsize=1) as running:
        yield running
        assert running.wait(timeout=60) == 0
    db.session.rollback()


def wait_for_another_letter(server):
    """Or for a while, when none comes: then the scheduler is killed at something else."""
    before, stop_at = len(server.taken), time.monotonic() + 10
    while len(server.taken) == before and time.monotonic() < stop_at:
        time.sleep(0.002)


def finish_what_was_left(app, server, monkeypatch):
    """As a scheduler does that is started again after the leases of the dead have ended."""
    later = datetime.now(UTC) + LEASE + timedelta(minutes=1)
    monkeypatch.setattr(clock, "now", lambda: later)
    app.config["SMTP_URL"] = server.url
    while "messages sent" in run_round(app):
        pass
    db.session.rollback()
    return later


def numbers_by_recipient(server):
    found = defaultdict(set)
    for letter in server.letters:
        found[letter["To"]].add(letter["Message-ID"])
    return found


@pytest.mark.slow
def test_several_schedulers_at_once_send_each_reminder_once(app, owners):
    emails = owners(30)
    with a_mail_server(seconds_a_letter=0.01) as server, rounds("together", 4, app, server):
        pass
    assert sorted(server.recipients) == sorted(emails)
    assert set(db.session.scalars(select(Message.state))) == {MessageState.SENT}
    queued = select(Reminder).where(Reminder.state == ReminderState.QUEUED)
    assert len(db.session.scalars(queued).all()) == len(emails)


@pytest.mark.slow
def test_no_reminder_is_lost_however_often_the_scheduler_is_killed(app, owners, monkeypatch):
    emails = owners(30)
    with a_mail_server(seconds_a_letter=0.01) as server:
        with rounds("killed", KILLS, app, server) as running:
            for kill in range(KILLS):
                if kill >= EARLY_KILLS:
                    wait_for_another_letter(server)
                running.stdin.write("\n")
        later = finish_what_was_left(app, server, monkeypatch)
    assert set(server.recipients) == set(emails)
    assert len(server.recipients) <= len(emails) + KILLS
    assert {len(numbers) for numbers in numbers_by_recipient(server).values()} == {1}
    assert set(db.session.scalars(select(Message.state))) == {MessageState.SENT}
    due = select(Reminder).where(Reminder.send_at <= later)
    assert {each.state for each in db.session.scalars(due)} == {ReminderState.QUEUED}
    assert_sound()


def assert_sound():
    if db.engine.dialect.name == "sqlite":
        assert db.session.execute(text("PRAGMA integrity_check")).all() == [("ok",)]
        assert db.session.execute(text("PRAGMA foreign_key_check")).all() == []
