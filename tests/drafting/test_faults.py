"""A save that the database cannot take: said in a sentence, and taken when it is sent again."""

import os
import resource
import signal
import sqlite3
from pathlib import Path

import pytest

from bidapp.database import db
from bidapp.drafting.queries import text_of
from bidapp.text.plain import plain_text
from tests.builders import a_section, saved, written
from tests.drafting.test_live import send, words_in

ON_SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
LITTLE = 4_096  # bytes by which the database's files may still grow


@pytest.fixture
def section(app):
    return written(saved(a_section(limit=None)), "<p>One.</p>")


@ON_SQLITE
def test_a_locked_database_is_said_and_the_same_save_is_taken_later(
    signed_in, section, database_url
):
    file = database_url.removeprefix("sqlite:///")
    text = words_in(text_of(section), 0, "One more.")
    db.session.rollback()
    db.engine.dispose()
    other = sqlite3.connect(file, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    db.session.connection().exec_driver_sql("PRAGMA busy_timeout=50")
    db.session.rollback()
    response = send(signed_in, section, text, based_on=1, key="same")
    other.execute("ROLLBACK")
    other.close()
    assert response.status_code == 503
    assert response.headers["Retry-After"]
    assert "The database is not answering" in response.json["said"]
    assert send(signed_in, section, text, based_on=1, key="same").status_code == 200
    assert plain_text(text_of(section)) == "One more."


@pytest.mark.slow
@ON_SQLITE
def test_on_a_full_disk_nothing_is_lost_and_writing_goes_on_after(signed_in, section, database_url):
    """In a child of its own, whose files can hardly grow; the parent looks at what is kept."""
    long = words_in(text_of(section), 0, "word " * 300_000 + "end.")
    db.session.rollback()
    db.engine.dispose()
    child = os.fork()
    if not child:
        os._exit(_save_on_a_full_disk(signed_in, section, long, database_url))
    _, status = os.waitpid(child, 0)
    assert os.waitstatus_to_exitcode(status) == 0
    assert plain_text(text_of(section)) == "One."
    assert send(signed_in, section, long, based_on=1).status_code == 200
    assert plain_text(text_of(section)).endswith("end.")


def _save_on_a_full_disk(browser, section, text, database_url):
    """0 where the save was refused in a sentence."""
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    folder = Path(database_url.removeprefix("sqlite:///")).parent
    most = max(file.stat().st_size for file in folder.glob("*.sqlite*")) + LITTLE
    resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))
    response = send(browser, section, text, based_on=1)
    return 0 if response.status_code == 503 and response.json["said"] else 1
