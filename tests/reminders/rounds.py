"""Run by tests as a program of its own: schedulers in several processes, and ones that are killed.

python rounds.py together|killed HOW_MANY DATABASE_URL INSTANCE SMTP_URL
"""

import os
import random
import signal
import sys
import time
from pathlib import Path

from bidapp import create_app
from bidapp.scheduler import run_round
from tests.conftest import settings_for

ROUNDS_EACH = 3


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
    """One after the other, each killed without warning when a line is read, wherever it is then."""

    def work():
        while True:
            run_round(app)

    for _ in range(how_many):
        child = in_a_child(work)
        sys.stdin.readline()
        time.sleep(random.uniform(0, 0.1))
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)


def main(how, how_many, url, instance, smtp_url):
    app = create_app(settings_for(url, Path(instance), SMTP_URL=smtp_url))
    {"together": together, "killed": killed}[how](app, int(how_many))


if __name__ == "__main__":
    main(*sys.argv[1:])
