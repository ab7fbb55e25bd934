"""What the scheduler runs for reminders."""

import time
from datetime import datetime

from bidapp import clock
from bidapp.database import unit_of_work
from bidapp.mail.models import Message
from bidapp.reminders.letters import Addresses
from bidapp.reminders.mentions import gather, moment_to_tell
from bidapp.reminders.planning import lay_ladders, plan_reminders
from bidapp.reminders.queries import the_service
from bidapp.reminders.sending import (
    check_before_sending,
    queue_due_reminders,
    report_the_silence,
    tell_of_the_undelivered,
)
from bidapp.web import address_of

BUDGET_SECONDS = 20  # of one round; the rest waits for the next


def plan_ahead() -> int:
    """Ladders of what is new or was moved, then the reminders of the days ahead."""
    now = clock.now()
    with unit_of_work():
        lay_ladders(now=now)
        return plan_reminders(now=now)


def queue_what_is_due() -> int:
    """Batch by batch, each its own transaction."""
    queued, stop_at = 0, time.monotonic() + BUDGET_SECONDS
    while time.monotonic() < stop_at:
        with unit_of_work():
            done = queue_due_reminders(_addresses(), now=clock.now())
        if not done:
            break
        queued += done
    return queued


def sending_is_paused() -> bool:
    """Nothing at all leaves then: in a restored backup the outbox may hold what left long ago."""
    return the_service().paused_at is not None


def tell_of_trouble() -> int:
    """What could not be delivered, and what passed while nothing ran."""
    now = clock.now()
    with unit_of_work():
        return tell_of_the_undelivered(now=now) + report_the_silence(now=now)


def why_not_to_remind(message: Message) -> str | None:
    """Asked by the delivery of mail in the moment it has claimed a message."""
    return check_before_sending(message, _addresses(), now=clock.now())


def when_to_tell(message: Message) -> datetime | None:
    """Asked likewise, and first: until when a comment has to wait for a digest or a quiet end."""
    return moment_to_tell(message, now=clock.now())


def why_not_to_tell(message: Message) -> str | None:
    return gather(message)


def _addresses() -> Addresses:
    return Addresses(
        deadline=lambda bid_id, deadline_id: address_of(
            "reminders.deadline", bid_id=bid_id, deadline_id=deadline_id
        )
    )
