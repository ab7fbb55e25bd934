from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, CompoundSelect, bindparam, func, select, text
from sqlalchemy.orm import joinedload
from sqlalchemy.orm.interfaces import ORMOption

from bidapp.bids.models import Bid, BidDeadline
from bidapp.calls.models import Call, Deadline, DeadlineKind
from bidapp.database import db
from bidapp.drafting.models import Section
from bidapp.errors import NotFound
from bidapp.mail.models import Message
from bidapp.reminders.concerned import Wanted, wanted_reminders
from bidapp.reminders.models import (
    IS_PLANNED,
    Audience,
    BidChannel,
    Condition,
    Reminder,
    ReminderKey,
    ReminderRule,
    ReminderService,
    ReminderState,
    Rung,
    Unit,
)

IS_DEAD = text("message.state = 'dead'")  # in the index's own words, which is then used
A_MOMENT = datetime.min.replace(tzinfo=UTC)  # for a question in which it does not matter when


@dataclass(frozen=True)
class MissingSection:
    """A required section that the reminder names: nothing written yet, or over its limit."""

    title: str
    over_by: int


def the_service() -> ReminderService:
    return db.session.scalars(select(ReminderService)).one()


def still_wanted(reminders: Collection[Reminder]) -> set[ReminderKey]:
    """Which of these there should still be. Asked when sending: nobody is nagged about what was
    moved, finished or handed over meanwhile.
    """
    if not reminders:
        return set()
    about = {
        "deadline_ids": {reminder.deadline_id for reminder in reminders},
        "rule_ids": {reminder.rule_id for reminder in reminders},
        "now": A_MOMENT,
    }
    return {Wanted(*row).key for row in db.session.execute(_what_there_should_be(), about)}


@cache
def _what_there_should_be() -> CompoundSelect[Any]:
    """Built once, since it is asked of every message. When each is woken does not matter here."""
    deadlines = Rung.deadline_id.in_(bindparam("deadline_ids", expanding=True))
    rules = Rung.rule_id.in_(bindparam("rule_ids", expanding=True))
    return wanted_reminders(deadlines & rules)


def is_anything_due(now: datetime) -> bool:
    """One look at the index: most of the time nothing is."""
    due = select(Reminder.id).where(IS_PLANNED, Reminder.wake_at <= now)
    return db.session.scalar(due.order_by(Reminder.wake_at).limit(1)) is not None


def due_reminders(now: datetime, limit: int = 100) -> list[Reminder]:
    """What is due, oldest first, with all else that is due to the same people."""
    due = (IS_PLANNED, Reminder.wake_at <= now)
    oldest = select(Reminder.id).where(*due).order_by(Reminder.wake_at, Reminder.id).limit(limit)
    first = oldest.subquery()
    people = select(Reminder.person_id).where(Reminder.id.in_(select(first.c.id)))
    together = Reminder.id.in_(select(first.c.id)) | Reminder.person_id.in_(people)
    return list(
        db.session.scalars(
            select(Reminder)
            .where(*due, together)
            .options(*_all_it_says())
            .order_by(Reminder.wake_at, Reminder.id)
            .limit(5 * limit)
        )
    )


def _all_it_says() -> tuple[ORMOption, ...]:
    return (
        joinedload(Reminder.rule),
        joinedload(Reminder.deadline),
        joinedload(Reminder.bid).joinedload(Bid.call).joinedload(Call.funder),
        joinedload(Reminder.bid).joinedload(Bid.owner),
        joinedload(Reminder.person),
        joinedload(Reminder.instead_of),
    )


def reminders_in(message_id: int) -> list[Reminder]:
    """With what a check needs; the rest is looked up when the message is worded anew."""
    found = select(Reminder).where(Reminder.message_id == message_id).order_by(Reminder.id)
    needed = (joinedload(Reminder.rule), joinedload(Reminder.deadline))
    return list(db.session.scalars(found.options(*needed)))


def undeliverable() -> list[Reminder]:
    """Those whose message was given up, and nobody has been told."""
    return list(
        db.session.scalars(
            select(Reminder)
            .join(Reminder.message)
            .where(IS_DEAD, Reminder.state == ReminderState.QUEUED)
            .options(*_all_it_says(), joinedload(Reminder.message))
        )
    )


def missing_sections(bid_id: int, person_id: int | None) -> list[MissingSection]:
    """What is still to be done on a bid, or on this person's own part of it."""
    found = []
    for section in _sections(bid_id, person_id):
        over = section.latest_count - section.counted_limit if section.counted_limit else 0
        empty = section.is_written_here and section.is_required and not section.has_text
        if empty or over > 0:
            found.append(MissingSection(section.title, max(over, 0)))
    return found


def has_done_their_part(bid_id: int, person_id: int | None) -> bool:
    """Whoever writes no section here has no part that could be done; nobody's is the whole bid."""
    return bool(_sections(bid_id, person_id)) and not missing_sections(bid_id, person_id)


def _sections(bid_id: int, person_id: int | None) -> list[Section]:
    wanted = select(Section).where(Section.bid_id == bid_id).order_by(Section.position)
    if person_id is not None:
        wanted = wanted.where(Section.writer_id == person_id)
    return list(db.session.scalars(wanted))


@dataclass(frozen=True)
class IfIgnored:
    """What comes next for a deadline when nothing happens."""

    next_at: datetime | None
    goes_to_coordinators_at: datetime | None


def if_ignored(reminder: Reminder, now: datetime) -> IfIgnored:
    after = (
        select(func.min(Rung.send_at))
        .join(Rung.rule)
        .where(
            Rung.deadline_id == reminder.deadline_id,
            Rung.occurrence == reminder.occurrence,
            Rung.send_at > now,
            ReminderRule.is_on,
        )
    )
    to_them = ReminderRule.audience == reminder.rule.audience
    to_coordinators = (
        ReminderRule.audience == Audience.COORDINATORS,
        ReminderRule.condition == Condition.UNACKNOWLEDGED,
    )
    return IfIgnored(
        db.session.scalar(after.where(to_them)), db.session.scalar(after.where(*to_coordinators))
    )


def missed_in_silence(service: ReminderService) -> list[tuple[Deadline, Bid]]:
    """Deadlines that passed while nobody was reminded of them, and of which bid."""
    found = (
        select(Deadline, Bid)
        .select_from(Reminder)
        .join(Reminder.deadline)
        .join(Reminder.bid)
        .where(
            Reminder.state == ReminderState.EXPIRED,
            Reminder.settled_at >= service.silent_until,
            Deadline.due_at.between(service.silent_from, service.silent_until),
        )
        .distinct()
        .order_by(Deadline.due_at, Bid.id)
    )
    return [(deadline, bid) for deadline, bid in db.session.execute(found)]


def channel_address(bid_id: int) -> str:
    """The Teams address of a bid, or ''."""
    on = (BidChannel.bid_id == bid_id, BidChannel.is_on)
    return db.session.scalar(select(BidChannel.address).where(*on)) or ""


def rungs_of_bid(bid: Bid) -> ColumnElement[bool]:
    """A condition on `Rung`: those of the call's deadlines and of the bid's own."""
    of_call = select(Deadline.id).where(Deadline.call_id == bid.call_id)
    own = select(BidDeadline.deadline_id).where(BidDeadline.bid_id == bid.id)
    return Rung.deadline_id.in_(of_call) | Rung.deadline_id.in_(own)


def rules_for(kind: DeadlineKind, deadline_id: int | None) -> list[ReminderRule]:
    """The rules of a kind, or those that one deadline has instead: the earliest rung first."""
    found = db.session.scalars(
        select(ReminderRule).where(
            ReminderRule.kind == kind, ReminderRule.deadline_id == deadline_id
        )
    )
    units = list(Unit)
    audiences = list(Audience)
    return sorted(
        found,
        key=lambda rule: (units.index(rule.unit), -rule.amount, audiences.index(rule.audience)),
    )


def message_with_key(key: str) -> Message:
    with_key = select(Message).where(Message.unsubscribe_key == key)
    found = db.session.scalar(with_key) if key.isprintable() else None
    if found is None:
        raise NotFound("This link is not one of ours, or is cut short. Copy it whole.")
    return found
