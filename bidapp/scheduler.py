"""Which job runs how often. APScheduler is the clock only: what is due stands in tables."""

import fcntl
import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from apscheduler.schedulers.base import BaseScheduler
from flask import Flask

from bidapp import clock
from bidapp.accounts.jobs import forget_failed_sign_ins
from bidapp.database import db, unit_of_work
from bidapp.health.actions import round_began, round_ended_well
from bidapp.mail.jobs import deliver_outbox
from bidapp.reminders.jobs import plan_due_reminders, queue_due_reminders

log = logging.getLogger(__name__)
SECONDS_BETWEEN_ROUNDS = 30


def start_rounds(scheduler: BaseScheduler, app: Flask) -> None:
    """One job, so a round never overlaps the next; a late round is run, never dropped."""
    scheduler.add_job(
        lambda: run_round(app),
        "interval",
        seconds=SECONDS_BETWEEN_ROUNDS,
        id="round",
        max_instances=1,
        coalesce=True,
        misfire_grace_time=None,
        next_run_time=datetime.now(UTC),
    )
    scheduler.start()


def run_round(app: Flask) -> dict[str, int]:
    """One pass of every job; what each did. One that fails is logged and stops no other."""
    with app.app_context(), _the_only_round(app) as mine:
        if not mine:
            return {}
        with unit_of_work():
            round_began(at=clock.now())
        done = {name: _run(name, job) for name, job in _jobs(app).items()}
        if None not in done.values():
            with unit_of_work():
                round_ended_well(at=clock.now())
        return {name: count for name, count in done.items() if count}


def _jobs(app: Flask) -> dict[str, Callable[[], int | None]]:
    def deliver() -> int:
        folder = Path(app.config["INSTANCE"]) / "mail"
        return deliver_outbox(app.config["SMTP_URL"], app.config["MAIL_FROM"], folder)

    return {
        "reminders planned": plan_due_reminders,
        "reminders queued": queue_due_reminders,
        "messages sent": deliver,
        "old failures forgotten": forget_failed_sign_ins,
    }


def _run(name: str, job: Callable[[], int | None]) -> int | None:
    try:
        return job() or 0
    except Exception:
        log.exception("The job “%s” failed; it runs again in the next round", name)
        return None


@contextmanager
def _the_only_round(app: Flask) -> Iterator[bool]:
    """On SQLite one process at a time does the work; on PostgreSQL any number may.

    The lock is tried at each round and let go by the system when its holder dies.
    """
    if db.engine.dialect.name != "sqlite":
        yield True
        return
    lock_file = Path(app.config["INSTANCE"]) / "scheduler.lock"
    lock_file.parent.mkdir(parents=True, exist_ok=True)
    with lock_file.open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
        else:
            yield True
