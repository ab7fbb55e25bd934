"""`bidapp reminders …` and `bidapp mail check`, as people type them; and a restored backup."""

import csv
import shutil
import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta
from io import StringIO

import pytest

from bidapp import clock
from bidapp.database import db
from bidapp.reminders.queries import the_service
from bidapp.reminders.trouble import troubles
from bidapp.scheduler import run_round
from tests.builders import a_bid, a_call, a_deadline, saved
from tests.test_command_line import run


@pytest.fixture
def bid(app):
    """By the real clock: it closes in four weeks, so that one reminder is due at once.

    Whatever is a holiday, those are fewer than thirty working days, and more than fourteen.
    """
    due = (datetime.now(UTC) + timedelta(weeks=4)).strftime("%Y-%m-%d 16:00")
    return saved(a_bid(acronym="ADAPT", call=a_call(a_deadline(due))))


@pytest.fixture
def typed(app):
    url = app.config["SQLALCHEMY_DATABASE_URI"].replace("postgresql+psycopg", "postgresql")
    where = {"BIDAPP_DATABASE_URL": url, "BIDAPP_INSTANCE": str(app.config["INSTANCE"])}
    return lambda *words: run(*words, **where)


def a_round(app):
    run_round(app)
    db.session.rollback()


def test_a_preview_is_a_line_for_each_reminder_with_moment_address_deadline_and_reason(bid, typed):
    lines = typed("reminders", "preview", "ADAPT", "--days", "30").stdout.splitlines()
    moments = [line.split("\t")[0] for line in lines]
    assert moments == sorted(moments)
    moment, address, deadline, reason = lines[0].split("\t")
    assert moment.endswith("Z")
    assert address == bid.owner.email
    assert deadline == "ADAPT: Full bid closes"
    assert reason == "30 working days before, to whoever looks after it, unless somebody has it"


def test_a_preview_of_a_bid_that_is_not_there_says_so(app, typed):
    result = typed("reminders", "preview", "NOTHING")
    assert result.returncode == 1
    assert "There is no bid with the number or short name “NOTHING”." in result.stderr


def test_the_log_says_what_was_sent_and_what_the_server_answered(bid, typed, app):
    a_round(app)
    first, *lines = csv.reader(StringIO(typed("reminders", "log").stdout))
    [sent] = [dict(zip(first, line, strict=True)) for line in lines]
    assert (sent["bid"], sent["state"], sent["outcome"]) == ("ADAPT", "queued", "accepted")
    assert sent["address"] == bid.owner.email
    assert sent["answer"].startswith("Kept as ")


def test_a_pause_lets_nothing_leave_and_says_why_until_it_ends(bid, typed, app):
    typed("reminders", "pause", "--because", "The mail server moves.")
    db.session.rollback()
    a_round(app)
    assert list(app.config["INSTANCE"].glob("mail/*.eml")) == []
    assert any("The mail server moves." in each for each in troubles(clock.now()))
    assert "The mail server moves." in typed("reminders", "preview").stderr
    typed("reminders", "resume")
    a_round(app)
    assert len(list(app.config["INSTANCE"].glob("mail/*.eml"))) == 1
    assert troubles(clock.now()) == []


def test_a_restored_backup_starts_paused_and_shows_what_it_would_send_again(bid, typed, app):
    if not app.config["SQLALCHEMY_DATABASE_URI"].startswith("sqlite"):
        pytest.skip("a backup of the embedded database is one file")
    a_round(app)
    database = app.config["INSTANCE"] / "test.sqlite"
    backup = database.with_suffix(".backup")
    with closing(sqlite3.connect(database)) as connection:
        connection.execute("VACUUM INTO ?", [str(backup)])
    a_round(app)
    db.engine.dispose()
    for file in database.parent.glob("test.sqlite*"):
        file.unlink()
    shutil.move(backup, database)
    a_round(app)
    assert "looks restored from a backup" in the_service().paused_because
    assert "Nothing is sent" in typed("reminders", "preview").stderr


def test_a_database_that_knows_its_last_round_is_not_taken_for_a_restored_one(bid, app):
    for _ in range(3):
        a_round(app)
    assert the_service().paused_at is None


def test_without_a_round_the_coordinators_are_told(app, now):
    assert troubles(now) == ["No reminders are sent: the scheduler has not run yet."]
    a_round(app)
    assert troubles(now) == []
    [words] = troubles(now + timedelta(minutes=10))
    assert words.startswith("No reminders are sent: the scheduler has not run since")


def test_checking_mail_without_a_server_says_what_to_set_and_ends_with_one(app, typed):
    result = typed("mail", "check")
    assert result.returncode == 1
    assert "Set BIDAPP_SMTP_URL" in result.stdout


def test_sending_a_test_message_needs_somebody_to_send_it_to(app, typed):
    assert typed("mail", "check", "--send").returncode == 2
