from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple

from sqlalchemy import Select, select, union

from bidapp.accounts.models import Person
from bidapp.bids.models import Bid
from bidapp.bids.stages import BEING_WRITTEN, Stage
from bidapp.calls.models import (
    AFTER_SUBMISSION,
    BEFORE_SUBMISSION,
    Call,
    CallStatus,
    Deadline,
    StageKind,
)
from bidapp.database import db
from bidapp.drafting.models import Section
from bidapp.reminders.models import Reminder, ReminderState

if TYPE_CHECKING:  # SQLAlchemy 2.0 and 2.1 say this differently
    Concerned = Select[Deadline, int, int]


class ReminderKey(NamedTuple):
    """What there is one reminder of, at most."""

    deadline_id: int
    occurrence: int
    bid_id: int
    person_id: int
    hours_before: int


@dataclass(frozen=True)
class MissingSection:
    """A required section that the reminder names: nothing written yet, or over its limit."""

    title: str
    over_by: int


def concerned() -> "Concerned":
    """Deadline, bid and person, wherever the person has something to do for it.

    A bid being written is reminded of the stages before submission, a submitted one of those after.
    """
    owners = select(Bid.id.label("bid_id"), Bid.owner_id.label("person_id"))
    writers = select(Section.bid_id, Section.writer_id).where(Section.writer_id.is_not(None))
    people = union(owners, writers).subquery()
    before = Bid.stage.in_(BEING_WRITTEN) & Deadline.stage.in_(BEFORE_SUBMISSION)
    after = (Bid.stage == Stage.SUBMITTED) & Deadline.stage.in_(
        [stage for stage in AFTER_SUBMISSION if stage is not StageKind.DECISION]
    )
    return (
        select(Deadline, Bid.id, Person.id)
        .join(Call, Deadline.call_id == Call.id)
        .join(Bid, Bid.call_id == Call.id)
        .join(people, people.c.bid_id == Bid.id)
        .join(Person, Person.id == people.c.person_id)
        .where(
            before | after,
            Person.is_active,
            Deadline.is_withdrawn.is_(False),
            Call.status.not_in((CallStatus.WITHDRAWN, CallStatus.PAUSED)),
        )
    )


def concerned_until(now: datetime, until: datetime) -> list[tuple[Deadline, int, int]]:
    ahead = concerned().where(Deadline.due_at > now, Deadline.due_at <= until)
    return [
        (deadline, bid_id, person_id) for deadline, bid_id, person_id in db.session.execute(ahead)
    ]


def standing_reminders(now: datetime) -> dict[ReminderKey, tuple[int, ReminderState]]:
    """What is written down already for deadlines ahead: the row's number and what became of it."""
    key = (
        Reminder.deadline_id, Reminder.occurrence, Reminder.bid_id, Reminder.person_id,
        Reminder.hours_before,
    )  # fmt: skip
    ahead = select(Reminder.id, Reminder.state, *key).join(Reminder.deadline)
    rows = db.session.execute(ahead.where(Deadline.due_at > now))
    return {ReminderKey(*key): (number, state) for number, state, *key in rows}


def due_reminder_ids(now: datetime) -> list[int]:
    return list(
        db.session.scalars(
            select(Reminder.id)
            .where(Reminder.state == ReminderState.PLANNED, Reminder.send_at <= now)
            .order_by(Reminder.send_at, Reminder.id)
            .limit(500)
        )
    )


def is_still_true(reminder: Reminder, now: datetime) -> bool:
    """Asked again when sending: nobody is nagged about moved, finished or handed-over work."""
    deadline = reminder.deadline
    if deadline.occurrence != reminder.occurrence or deadline.due_at <= now:
        return False
    still = concerned().where(
        Deadline.id == reminder.deadline_id,
        Bid.id == reminder.bid_id,
        Person.id == reminder.person_id,
    )
    return db.session.execute(still).first() is not None


def missing_sections(bid_id: int, person_id: int | None) -> list[MissingSection]:
    """What is still to be done on a bid, or on this person's own part of it."""
    wanted = select(Section).where(Section.bid_id == bid_id).order_by(Section.position)
    if person_id is not None:
        wanted = wanted.where(Section.writer_id == person_id)
    found = []
    for section in db.session.scalars(wanted):
        over = section.latest_count - section.counted_limit if section.counted_limit else 0
        empty = section.is_written_here and section.is_required and not section.has_text
        if empty or over > 0:
            found.append(MissingSection(section.title, max(over, 0)))
    return found


def reminders_of_bid(bid_id: int) -> list[Reminder]:
    return list(
        db.session.scalars(
            select(Reminder)
            .where(Reminder.bid_id == bid_id)
            .order_by(Reminder.send_at, Reminder.id)
        )
    )
