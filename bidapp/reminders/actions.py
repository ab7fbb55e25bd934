from collections.abc import Callable
from datetime import datetime, timedelta

from sqlalchemy import exists, select, update
from sqlalchemy.dialects.postgresql import insert  # its ON CONFLICT is SQLite's too
from sqlalchemy.orm import aliased

from bidapp.database import db, fetch
from bidapp.mail.actions import put_in_outbox
from bidapp.reminders.models import Reminder, ReminderState
from bidapp.reminders.queries import (
    ReminderKey,
    concerned_until,
    is_still_true,
    missing_sections,
    standing_reminders,
)
from bidapp.reminders.schedule import HOURS_BEFORE, reminder_moments

HORIZON = timedelta(hours=max(HOURS_BEFORE), days=2)


def plan_reminders(*, now: datetime) -> int:
    """Make the reminders ahead what they should be. Safe to repeat, and beside another planner:
    each exists once, whoever writes it down first.
    """
    standing = standing_reminders(now)  # read first: what a newer plan added is not ours to cancel
    wanted = _wanted(now)
    new = sorted(wanted.keys() - standing.keys())  # in one order: two planners cannot deadlock
    rows = [key._asdict() | {"send_at": wanted[key], "state": ReminderState.PLANNED} for key in new]
    if rows:
        db.session.execute(insert(Reminder).on_conflict_do_nothing(), rows)
    _settle(standing, wanted, now)
    return len(rows)


def _wanted(now: datetime) -> dict[ReminderKey, datetime]:
    return {
        ReminderKey(deadline.id, deadline.occurrence, bid_id, person_id, hours): send_at
        for deadline, bid_id, person_id in concerned_until(now, now + HORIZON)
        for hours, send_at in reminder_moments(deadline.due_at, deadline.zone)
    }


def _settle(
    standing: dict[ReminderKey, tuple[int, ReminderState]],
    wanted: dict[ReminderKey, datetime],
    now: datetime,
) -> None:
    """What is no longer wanted is cancelled; what is wanted again before its time comes back."""
    for key, (number, state) in standing.items():
        if state is ReminderState.PLANNED and key not in wanted:
            _change(number, state, ReminderState.CANCELLED, now)
        elif state is ReminderState.CANCELLED and wanted.get(key, now) > now:
            _change(number, state, ReminderState.PLANNED, None)


def _change(
    number: int, old: ReminderState, new: ReminderState, settled_at: datetime | None
) -> None:
    mine = update(Reminder).where(Reminder.id == number, Reminder.state == old)
    db.session.execute(mine.values(state=new, settled_at=settled_at))


def queue_reminder(
    reminder_id: int, address_of_bid: Callable[[int], str], *, now: datetime
) -> bool:
    """Write the reminder's message, unless another tick already has or its time has passed."""
    state = _claim(reminder_id, now)
    if state is None:
        return False
    reminder = fetch(Reminder, reminder_id)
    if _is_superseded(reminder, now):
        reminder.state = ReminderState.SUPERSEDED
    elif not is_still_true(reminder, now):
        reminder.state = ReminderState.CANCELLED
    else:
        _write_message(reminder, address_of_bid(reminder.bid_id), now)
    return reminder.state is ReminderState.QUEUED


def _claim(reminder_id: int, now: datetime) -> int | None:
    """Whoever changes the row from planned does the work."""
    return db.session.scalar(
        update(Reminder)
        .where(Reminder.id == reminder_id, Reminder.state == ReminderState.PLANNED)
        .values(state=ReminderState.QUEUED, settled_at=now)
        .returning(Reminder.id)
    )


def _is_superseded(reminder: Reminder, now: datetime) -> bool:
    """After an outage only the latest of several is sent: it says everything that matters."""
    later = aliased(Reminder)
    nearer = exists().where(
        later.deadline_id == reminder.deadline_id,
        later.occurrence == reminder.occurrence,
        later.bid_id == reminder.bid_id,
        later.person_id == reminder.person_id,
        later.hours_before < reminder.hours_before,
        later.send_at <= now,
    )
    return bool(db.session.scalar(select(nearer)))


def _write_message(reminder: Reminder, address: str, now: datetime) -> None:
    bid, deadline, person = reminder.bid, reminder.deadline, reminder.person
    is_owner = bid.owner_id == person.id
    reminder.message = put_in_outbox(
        "deadline_reminder",
        person.email,
        at=now,
        thread=f"deadline-{deadline.id}-{deadline.occurrence}-bid-{bid.id}",
        name=person.name,
        bid=bid.title,
        bid_short_name=bid.short_name,
        funder=deadline.call.funder.short_name,
        call=deadline.call.title,
        label=deadline.label,
        due_at=deadline.due_at,
        zone=deadline.zone,
        now=now,
        is_owner=is_owner,
        missing=missing_sections(bid.id, None if is_owner else person.id),
        address=address,
    )
