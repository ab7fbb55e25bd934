from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, CompoundSelect, bindparam, func, select, text
from sqlalchemy.orm import joinedload
from sqlalchemy.orm.interfaces import ORMOption

from bidapp.accounts.models import Person
from bidapp.accounts.permissions import Kind
from bidapp.bids.models import Bid, BidDeadline, DeadlineStatus
from bidapp.bids.queries import DEADLINES_OF_BIDS, OF_BID, concerns_bid
from bidapp.calls.models import Call, Deadline, DeadlineChange, DeadlineKind
from bidapp.calls.promised import DUE
from bidapp.database import db
from bidapp.drafting.models import Section
from bidapp.errors import NotFound
from bidapp.mail.models import Message
from bidapp.reminders.concerned import Wanted, wanted_reminders
from bidapp.reminders.models import (
    IS_PLANNED,
    Absence,
    Acknowledgement,
    Audience,
    BidChannel,
    Condition,
    Digest,
    Mute,
    Reminder,
    ReminderKey,
    ReminderPreference,
    ReminderRule,
    ReminderService,
    ReminderState,
    Rung,
    Snooze,
    Unit,
)
from bidapp.wording import UK, local_date

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


def wishes_of(person_id: int) -> ReminderPreference:
    """How a person wants to be reminded; without a word of theirs, each as it comes."""
    found = db.session.scalar(
        select(ReminderPreference).where(ReminderPreference.person_id == person_id)
    )
    return found or ReminderPreference(
        person_id=person_id, digest=Digest.EACH, digest_at=time(8), digest_weekday=0, zone=UK
    )


def snooze_of(deadline_id: int, bid_id: int, person_id: int) -> datetime | None:
    """Until when a person asked not to hear of a deadline."""
    return db.session.scalar(
        select(Snooze.until).where(
            Snooze.deadline_id == deadline_id,
            Snooze.bid_id == bid_id,
            Snooze.person_id == person_id,
        )
    )


def deputy_of(person: Person, now: datetime) -> Absence | None:
    """The absence a person is in today, when somebody takes their reminders meanwhile."""
    today = local_date(now, wishes_of(person.id).zone)
    return db.session.scalar(
        select(Absence)
        .join(Absence.deputy)
        .where(
            Absence.person_id == person.id,
            Absence.from_on <= today,
            Absence.until_on >= today,
            Person.is_active,
            Person.email != "",
        )
        .order_by(Absence.id.desc())
        .limit(1)
    )


def late_milestones(bid_id: int, now: datetime) -> list[Deadline]:
    """The bid's own deadlines that have passed and are not said to be met."""
    return list(
        db.session.scalars(
            select(Deadline)
            .join(BidDeadline, BidDeadline.deadline_id == Deadline.id)
            .where(
                BidDeadline.bid_id == bid_id,
                BidDeadline.status == DeadlineStatus.OPEN,
                Deadline.call_id.is_(None),
                Deadline.due_at < now,
            )
            .order_by(Deadline.due_at)
        )
    )


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


def coordinators() -> list[Person]:
    """Whom trouble is told; the administrators where there is no coordinator."""
    active = select(Person).where(Person.is_active, Person.email != "").order_by(Person.id)
    found = list(db.session.scalars(active.where(Person.kind == Kind.COORDINATOR)))
    return found or list(db.session.scalars(active.where(Person.kind == Kind.ADMINISTRATOR)))


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


def moved_from(deadline: Deadline) -> str:
    """Where a deadline stood before its last move, as its history says it; or ''."""
    return (
        db.session.scalar(
            select(DeadlineChange.old)
            .where(DeadlineChange.deadline_id == deadline.id, DeadlineChange.fact == DUE)
            .order_by(DeadlineChange.id.desc())
            .limit(1)
        )
        or ""
    )


def channel_address(bid_id: int) -> str:
    """The Teams address of a bid, or ''."""
    on = (BidChannel.bid_id == bid_id, BidChannel.is_on)
    return db.session.scalar(select(BidChannel.address).where(*on)) or ""


def rungs_of_bid(bid: Bid) -> ColumnElement[bool]:
    """A condition on `Rung`: those of the call's deadlines and of the bid's own."""
    of_call = select(Deadline.id).where(Deadline.call_id == bid.call_id)
    own = select(BidDeadline.deadline_id).where(BidDeadline.bid_id == bid.id)
    return Rung.deadline_id.in_(of_call) | Rung.deadline_id.in_(own)


def acknowledgements_of(bid_id: int, deadline: Deadline) -> list[Acknowledgement]:
    """Who said of this occurrence that they have it."""
    return list(
        db.session.scalars(
            select(Acknowledgement)
            .where(
                Acknowledgement.bid_id == bid_id,
                Acknowledgement.deadline_id == deadline.id,
                Acknowledgement.occurrence == deadline.occurrence,
            )
            .options(joinedload(Acknowledgement.person))
            .order_by(Acknowledgement.at)
        )
    )


def acknowledgement_of(bid_id: int, deadline: Deadline, person_id: int) -> Acknowledgement | None:
    every = acknowledgements_of(bid_id, deadline)
    return next((each for each in every if each.person_id == person_id), None)


def owned_open(person_id: int, kind: DeadlineKind, now: datetime) -> list[tuple[Deadline, Bid]]:
    """The deadlines ahead of this kind that a person looks after."""
    found = (
        select(Deadline, Bid)
        .join(DEADLINES_OF_BIDS, OF_BID.deadline_id == Deadline.id)
        .join(Bid, Bid.id == OF_BID.bid_id)
        .where(
            OF_BID.owner_id == person_id,
            OF_BID.status == DeadlineStatus.OPEN,
            Deadline.kind == kind,
            Deadline.due_at > now,
            Deadline.is_withdrawn.is_(False),
            concerns_bid(),
        )
        .order_by(Deadline.due_at)
    )
    return [(deadline, bid) for deadline, bid in db.session.execute(found)]


@dataclass(frozen=True)
class DeadlineOfBid:
    """A deadline as one bid has it."""

    deadline: Deadline
    bid: Bid
    owner: Person
    status: DeadlineStatus


def deadline_of_bid(bid_id: int, deadline_id: int) -> DeadlineOfBid:
    found = db.session.execute(
        select(Deadline, Bid, Person, OF_BID.status)
        .join(DEADLINES_OF_BIDS, OF_BID.deadline_id == Deadline.id)
        .join(Bid, Bid.id == OF_BID.bid_id)
        .join(Person, Person.id == OF_BID.owner_id)
        .where(Bid.id == bid_id, Deadline.id == deadline_id)
        .options(joinedload(Bid.call).joinedload(Call.funder))
    ).first()
    if found is None:
        raise NotFound(f"This bid has no deadline number {deadline_id}.")
    return DeadlineOfBid(*found)


def absences_of(person_id: int, today: date) -> list[Absence]:
    return list(
        db.session.scalars(
            select(Absence)
            .where(Absence.person_id == person_id, Absence.until_on >= today)
            .options(joinedload(Absence.deputy))
            .order_by(Absence.from_on)
        )
    )


def muted_kinds(person_id: int) -> list[DeadlineKind]:
    muted = select(Mute.kind).where(Mute.person_id == person_id).order_by(Mute.kind)
    return list(db.session.scalars(muted))


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
