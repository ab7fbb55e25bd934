"""Several schedulers at once, schedulers killed in the middle, databases that fail: nothing lost,
nothing invented.

These run in processes of their own and by the real clock.
"""

import os
import signal
import subprocess
import sys
import time
from collections import defaultdict
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from sqlalchemy import select, text

from bidapp import clock, create_app
from bidapp.database import db, unit_of_work
from bidapp.mail.claims import LEASE
from bidapp.mail.models import Message, MessageState
from bidapp.reminders.models import Reminder, ReminderState
from bidapp.scheduler import run_round
from bidapp.schema import upgrade
from tests.builders import a_bid, a_call, a_deadline, a_funder, a_person, an_organisation
from tests.conftest import settings_for
from tests.mail.mail_server import MailServer, a_mail_server
from tests.postgres import Postgres, PostgresMissing

PROGRAM = Path(__file__).with_name("rounds.py")
SCHEDULERS = 10
KILLS = 10
COMMITS = 10  # of a round: the last of them fall into the sending
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


def numbers_by_recipient(server):
    found = defaultdict(set)
    for letter in server.letters:
        found[letter["To"]].add(letter["Message-ID"])
    return found


class DeadlyServer(MailServer):
    """Kills the scheduler that speaks to it, when a dialogue has come so far, some times."""

    def __init__(self, folder, stage, times):
        super().__init__()
        self._file, self._stage, self._left = folder / "scheduler.pid", stage, times
        self.kills = 0

    async def fault_at(self, stage, speaker):
        if stage == self._stage and self._left:
            self._left -= 1
            self.kills += 1
            os.kill(int(self._file.read_text()), signal.SIGKILL)
            if stage == "content":
                return "451 Nobody is there any more"  # so it is not taken either
        return await super().fault_at(stage, speaker)


@pytest.mark.slow
def test_ten_schedulers_at_once_send_each_reminder_once(app, owners):
    emails = owners(30)
    with (
        a_mail_server(seconds_a_letter=0.01) as server,
        rounds("together", SCHEDULERS, app, server),
    ):
        pass
    assert sorted(server.recipients) == sorted(emails)
    assert set(db.session.scalars(select(Message.state))) == {MessageState.SENT}
    assert len(queued()) == len(emails)


@pytest.mark.slow
def test_no_reminder_is_lost_however_often_the_scheduler_is_killed(app, owners, monkeypatch):
    emails = owners(30)
    with a_mail_server(seconds_a_letter=0.01) as server:
        with rounds("killed", KILLS, app, server) as running:
            for kill in range(KILLS):
                if kill >= EARLY_KILLS:
                    wait_for_another_letter(server)
                running.stdin.write("\n")
        finish_what_was_left(app, server, monkeypatch)
    assert_each_once_but(KILLS, server, emails)


@pytest.mark.slow
def test_no_reminder_is_lost_whichever_commit_the_scheduler_dies_at(app, owners, monkeypatch):
    emails = owners(12)
    with a_mail_server() as server:
        with rounds("dying", COMMITS, app, server):
            pass
        finish_what_was_left(app, server, monkeypatch)
    assert_each_once_but(2 * COMMITS, server, emails)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("stage", "copies"), [("MAIL", 0), ("DATA", 0), ("content", 0), ("taken", 1)]
)
def test_dying_in_a_dialogue_doubles_only_what_was_taken(app, owners, monkeypatch, stage, copies):
    emails, deaths = owners(10), 3
    server = DeadlyServer(Path(app.config["INSTANCE"]), stage, deaths)
    server.start()
    with rounds("killed", deaths + 1, app, server) as running:
        for death in range(1, deaths + 1):
            wait_until(lambda death=death: server.kills == death)
            running.stdin.write("\n")
        wait_until(lambda: len(set(server.recipients)) >= len(emails) - deaths)
        time.sleep(1)  # so that the last death falls into no dialogue
        running.stdin.write("\n")
    finish_what_was_left(app, server, monkeypatch)
    server.stop()
    assert_each_once_but(deaths * copies, server, emails)
    assert len(server.recipients) == len(emails) + deaths * copies


@pytest.mark.slow
def test_a_full_disk_loses_nothing_and_claims_nothing(app, owners, monkeypatch):
    if db.engine.dialect.name != "sqlite":
        pytest.skip("a server's disk is not ours to fill")
    emails = owners(40)
    with a_mail_server() as server:
        with rounds("short_of_disk", 2, app, server):
            pass
        sent = select(Message).where(Message.state == MessageState.SENT)
        assert len(db.session.scalars(sent).all()) <= len(server.recipients) < len(emails)
        finish_what_was_left(app, server, monkeypatch)
    assert_each_once_but(1, server, emails)


@pytest.mark.slow
def test_a_database_that_crashes_loses_nothing(tmp_path, monkeypatch):
    """PostgreSQL, stopped as by a power cut while letters leave, and started again."""
    with a_crashing_database() as cluster:
        app = create_app(settings_for(cluster.create("bids"), tmp_path))
        upgrade(app)
        with app.app_context(), a_mail_server(seconds_a_letter=0.02) as server:
            emails = _owners(30)
            db.session.remove()
            db.engine.dispose()  # what this process holds would not survive the crash either
            with rounds("killed", 1, app, server) as running:
                for letters in (5, 15):
                    wait_until(lambda letters=letters: len(server.taken) >= letters)
                    cluster.crash()
                    time.sleep(0.3)
                running.stdin.write("\n")
            finish_what_was_left(app, server, monkeypatch)
            assert_each_once_but(3, server, emails)
            db.session.remove()
            db.engine.dispose()


@contextmanager
def a_crashing_database():
    folder = TemporaryDirectory(prefix="bidapp-postgres-")
    try:
        cluster = Postgres(Path(folder.name), durable=True)
    except PostgresMissing as reason:
        pytest.skip(str(reason))
    try:
        yield cluster
    finally:
        cluster.stop()
        folder.cleanup()


def wait_until(is_so):
    stop_at = time.monotonic() + 60
    while not is_so():
        assert time.monotonic() < stop_at, "it did not happen in time"
        time.sleep(0.005)


def queued():
    wanted = select(Reminder).where(Reminder.state == ReminderState.QUEUED)
    return db.session.scalars(wanted).all()


def assert_each_once_but(most_copies, server, emails):
    """Everybody heard, at most so many twice, and every copy carries its original's number."""
    assert set(server.recipients) == set(emails)
    assert len(server.recipients) <= len(emails) + most_copies
    assert {len(numbers) for numbers in numbers_by_recipient(server).values()} == {1}
    assert set(db.session.scalars(select(Message.state))) == {MessageState.SENT}
    assert len(queued()) == len(emails)
    assert_sound()


def assert_sound():
    if db.engine.dialect.name == "sqlite":
        assert db.session.execute(text("PRAGMA integrity_check")).all() == [("ok",)]
        assert db.session.execute(text("PRAGMA foreign_key_check")).all() == []
