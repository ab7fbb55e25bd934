"""Run by tests as a program of its own: schedulers in several processes, and ones that die.

python rounds.py together|killed|dying|short_of_disk HOW_MANY DATABASE_URL INSTANCE SMTP_URL
"""

import os
import random
import resource
import signal
import sys
import time
from pathlib import Path

from sqlalchemy import event
from sqlalchemy.engine import Engine
from sqlalchemy.exc import OperationalError

from bidapp import create_app
from bidapp.database import db
from bidapp.scheduler import run_round
from tests.conftest import settings_for

ROUNDS_EACH = 3
LITTLE = 24 * 1024  # bytes that a file may still grow: less than a round writes


def in_a_child(work):
    child = os.fork()
    if child:
        return child
    try:
        work()
    finally:
        os._exit(0)


def together(app, how_many):
    """All of them begin at once, and each makes a few rounds."""

    def work():
        for _ in range(ROUNDS_EACH):
            run_round(app)
            time.sleep(0.05)

    for child in [in_a_child(work) for _ in range(how_many)]:
        os.waitpid(child, 0)


def killed(app, how_many):
    """One after the other, each killed without warning when a line is read, wherever it is then.

    Its number stands in a file, so that others can kill it as well.
    """

    def work():
        (Path(app.config["INSTANCE"]) / "scheduler.pid").write_text(str(os.getpid()))
        while True:
            try:
                run_round(app)
            except OperationalError:  # a scheduler's next round comes all the same
                time.sleep(0.1)

    for _ in range(how_many):
        child = in_a_child(work)
        sys.stdin.readline()
        time.sleep(random.uniform(0, 0.1))
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)


def dying(app, how_many):
    """One after the other, each killing itself a commit later than the one before: half of them
    just before that commit, half of them just after it.
    """
    for commit in range(1, how_many + 1):
        for moment in ("before", "after"):
            os.waitpid(in_a_child(lambda c=commit, m=moment: _die_at(app, c, m)), 0)


def _die_at(app, commit, moment):
    commits = iter(range(1, commit))

    def die(*_):
        if next(commits, None) is None:
            os.kill(os.getpid(), signal.SIGKILL)

    with app.app_context():
        listener = (Engine, "commit") if moment == "before" else (db.session, "after_commit")
        event.listen(*listener, die)
    for _ in range(ROUNDS_EACH):
        run_round(app)


def short_of_disk(app, how_many):
    """Rounds in which the database's files can hardly grow."""

    def work():
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        files = Path(app.config["INSTANCE"]).glob("*.sqlite*")
        most = max(file.stat().st_size for file in files) + LITTLE
        resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))
        for _ in range(how_many):
            run_round(app)

    os.waitpid(in_a_child(work), 0)


def main(how, how_many, url, instance, smtp_url):
    app = create_app(settings_for(url, Path(instance), SMTP_URL=smtp_url))
    ways = {
        "together": together, "killed": killed, "dying": dying, "short_of_disk": short_of_disk,
    }  # fmt: skip
    ways[how](app, int(how_many))


if __name__ == "__main__":
    main(*sys.argv[1:])
