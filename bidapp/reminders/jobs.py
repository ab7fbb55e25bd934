"""What the scheduler runs for reminders."""

import logging

from bidapp import clock
from bidapp.database import unit_of_work
from bidapp.reminders.actions import plan_reminders, queue_reminder
from bidapp.reminders.queries import due_reminder_ids
from bidapp.web import address_of

log = logging.getLogger(__name__)


def plan_due_reminders() -> int:
    with unit_of_work():
        return plan_reminders(now=clock.now())


def queue_due_reminders() -> int:
    """One transaction per reminder, so a bad one never holds up the rest."""
    now, queued = clock.now(), 0
    for reminder_id in due_reminder_ids(now):
        try:
            with unit_of_work():
                queued += queue_reminder(reminder_id, _address_of_bid, now=now)
        except Exception:
            log.exception("Reminder %s could not be queued", reminder_id)
    return queued


def _address_of_bid(bid_id: int) -> str:
    return address_of("overview.bid", bid_id=bid_id)
