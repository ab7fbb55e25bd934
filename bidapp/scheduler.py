"""Which job runs how often. APScheduler is the clock only: what is due stands in tables."""

import fcntl
import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from threading import Event

from apscheduler.schedulers.base import BaseScheduler
from flask import Flask

from bidapp import clock
from bidapp.accounts.jobs import forget_failed_sign_ins
from bidapp.asking.jobs import remind_partners, settle_answers, why_not_to_ask
from bidapp.asking.posting import reveal_here
from bidapp.database import db, unit_of_work
from bidapp.drafting.jobs import forget_who_has_left
from bidapp.health.actions import round_began, round_ended_well
from bidapp.health.looking_back import later_round_here, remember_round
from bidapp.health.queries import last_good_round
from bidapp.mail.jobs import Delivery, deliver_outbox
from bidapp.mail.models import Channel, Message
from bidapp.mail.postman import postman
from bidapp.mail.teams import TeamsPostman
from bidapp.plans.jobs import follow_moved_deadlines
from bidapp.reminders.actions import pause
from bidapp.reminders.jobs import (
    plan_ahead,
    queue_what_is_due,
    sending_is_paused,
    tell_of_trouble,
    when_to_tell,
    why_not_to_remind,
    why_not_to_tell,
)
from bidapp.reviewing.jobs import follow_sections
from bidapp.wording import moment

log = logging.getLogger(__name__)
SECONDS_BETWEEN_ROUNDS = 30


def start_rounds(scheduler: BaseScheduler, app: Flask, stop: Event | None = None) -> None:
    """One job, so a round never overlaps the next; a late round is run, never dropped."""
    scheduler.add_job(
        lambda: run_round(app, stop),
        "interval",
        seconds=SECONDS_BETWEEN_ROUNDS,
        id="round",
        max_instances=1,
        coalesce=True,
        misfire_grace_time=None,
        next_run_time=datetime.now(UTC),
    )
    scheduler.start()


def run_round(app: Flask, stop: Event | None = None) -> dict[str, int]:
    """One pass of every job; what each did. One that fails is logged and stops no other.

    When `stop` is set, the message in hand is finished and no other begun.
    """
    with app.app_context(), _the_only_round(app) as mine:
        if not mine:
            return {}
        _notice_a_restored_backup(app)
        with unit_of_work():
            round_began(at=clock.now())
        done = {name: _run(name, job) for name, job in _jobs(app, stop or Event()).items()}
        if None not in done.values():
            _note_a_good_round(app)
        return {name: count for name, count in done.items() if count}


def _notice_a_restored_backup(app: Flask) -> None:
    """What its outbox holds may have left long ago: a person looks first."""
    if here := later_round_here(_last_round_file(app), last_good_round()):
        because = f"The database looks restored from a backup: a round ended here on {moment(here)}"
        with unit_of_work():
            pause(f"{because}, which it does not know.", by=None, at=clock.now())


def _note_a_good_round(app: Flask) -> None:
    now = clock.now()
    with unit_of_work():
        round_ended_well(at=now)
    remember_round(_last_round_file(app), now)


def _last_round_file(app: Flask) -> Path:
    return Path(app.config["INSTANCE"]) / "last-round"


def _jobs(app: Flask, stop: Event) -> dict[str, Callable[[], int | None]]:
    def deliver() -> int:
        if sending_is_paused():
            return 0
        delivery = Delivery(
            sender=app.config["MAIL_FROM"],
            unsubscribe_at=lambda key: f"{app.config['BASE_URL']}/unsubscribe/{key}",
            reveal=reveal_here,
            still_wanted=_why_not_to_send,
            not_before=when_to_tell,
            is_only_sender=_has_one_round_at_a_time(),
            stop=stop,
        )
        with postman(app.config["SMTP_URL"], Path(app.config["INSTANCE"]) / "mail") as mail:
            return deliver_outbox({Channel.MAIL: mail, Channel.TEAMS: TeamsPostman()}, delivery)

    return {
        "milestones moved": follow_moved_deadlines,
        "section deadlines opened again": follow_sections,
        "reminders planned": plan_ahead,
        "reminders settled": queue_what_is_due,
        "answers settled": settle_answers,
        "partners reminded": remind_partners,
        "messages sent": deliver,
        "troubles told": tell_of_trouble,
        "old failures forgotten": forget_failed_sign_ins,
        "closed pages forgotten": forget_who_has_left,
    }


def _why_not_to_send(message: Message) -> str | None:
    """Each feature that writes letters knows when one of them has become untrue."""
    return why_not_to_remind(message) or why_not_to_ask(message) or why_not_to_tell(message)


def _run(name: str, job: Callable[[], int | None]) -> int | None:
    try:
        return job() or 0
    except Exception:
        log.exception("The job “%s” failed; it runs again in the next round", name)
        return None


def _has_one_round_at_a_time() -> bool:
    return db.engine.dialect.name == "sqlite"


@contextmanager
def _the_only_round(app: Flask) -> Iterator[bool]:
    """On SQLite one process at a time does the work; on PostgreSQL any number may.

    The lock is tried at each round and let go by the system when its holder dies.
    """
    if not _has_one_round_at_a_time():
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
