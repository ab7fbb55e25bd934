"""What people do about reminders: say that they have it, put it off, hand it over, choose how."""

from datetime import datetime
from typing import Any

from sqlalchemy import delete, select

from bidapp.accounts.models import Person
from bidapp.audit.actions import note
from bidapp.bids.models import Bid
from bidapp.calls.actions import Deed
from bidapp.calls.models import Deadline, DeadlineKind
from bidapp.database import db, fetch
from bidapp.errors import RuleBroken
from bidapp.mail.models import Message
from bidapp.plans.actions import Concerned, part_to_change, say_whom_it_concerns
from bidapp.reminders.deadlines import acknowledgement_of, owned_open
from bidapp.reminders.letters import tell_coordinators
from bidapp.reminders.models import (
    Absence,
    Acknowledgement,
    BidChannel,
    Mute,
    Reminder,
    ReminderRule,
    Snooze,
)
from bidapp.reminders.people import wishes_of
from bidapp.reminders.planning import forget_plans_of, lay_all_anew
from bidapp.reminders.queries import the_service
from bidapp.wording import day, moment

COPIED = (
    "kind", "unit", "amount", "local_time", "audience", "channel", "urgency", "condition",
    "on_doubt", "is_on",
)  # fmt: skip


class TooLate(RuleBroken):
    """A deadline that has passed can be neither put off nor handed over."""


class NobodyToTakeIt(RuleBroken):
    """Work is handed to an active colleague, and not to oneself."""


def acknowledge(bid: Bid, deadline: Deadline, person: Person, *, at: datetime) -> None:
    """“I have it”: the rungs that only ask whether somebody does are silent from now on."""
    if acknowledgement_of(bid.id, deadline, person.id) is None:
        db.session.add(
            Acknowledgement(
                deadline_id=deadline.id,
                bid_id=bid.id,
                occurrence=deadline.occurrence,
                person_id=person.id,
                at=at,
            )
        )
        what = f"said that they have {deadline.label} of {bid.short_name}"
        note(what, by=person.id, at=at, about=deadline)


def take_back(bid: Bid, deadline: Deadline, person: Person, *, at: datetime) -> None:
    """“I do not have it after all.”"""
    if mine := acknowledgement_of(bid.id, deadline, person.id):
        db.session.delete(mine)
        what = f"said that they do not have {deadline.label} of {bid.short_name} after all"
        note(what, by=person.id, at=at, about=deadline)


def put_off(bid: Bid, deadline: Deadline, person: Person, until: datetime, *, at: datetime) -> None:
    """Nothing about this deadline reaches the person before then; never past the deadline."""
    if until <= at:
        raise TooLate("Choose a moment that is still to come.")
    if until >= deadline.due_at:
        due = moment(deadline.due_at, deadline.zone)
        raise TooLate(f"It is due on {due}. Choose an earlier moment.")
    mine = (
        Snooze.deadline_id == deadline.id,
        Snooze.bid_id == bid.id,
        Snooze.person_id == person.id,
    )
    db.session.execute(delete(Snooze).where(*mine))
    db.session.add(Snooze(deadline_id=deadline.id, bid_id=bid.id, person_id=person.id, until=until))
    what = f"put off {deadline.label} of {bid.short_name} until {moment(until)}"
    note(what, by=person.id, at=at, about=deadline)


def hand_over(bid: Bid, deadline: Deadline, colleague: Person, *, by: Person, at: datetime) -> None:
    """The colleague looks after it from now on, and is told by a reminder if it is near."""
    if deadline.due_at <= at:
        raise TooLate("It has passed. Say whether it was met.")
    if not colleague.is_active or colleague.id == by.id:
        raise NobodyToTakeIt("Choose an active colleague.")
    part = part_to_change(bid, deadline.id)
    say_whom_it_concerns(part, Concerned(colleague, tuple(part.also_concerns)), Deed(by.id, at))


def save_wishes(person: Person, wishes: dict[str, Any], *, at: datetime) -> None:
    """How the person wants to be reminded; what lies ahead is planned again by it."""
    standing = wishes_of(person.id)
    for name, value in wishes.items():
        setattr(standing, name, value)
    db.session.add(standing)
    db.session.flush()
    forget_plans_of(person.id, now=at)
    note("changed how they are reminded", by=person.id, at=at, about=person)


def add_absence(person: Person, absence: Absence, *, at: datetime) -> None:
    deputy = fetch(Person, absence.deputy_id)
    if deputy.id == person.id or not deputy.is_active:
        raise NobodyToTakeIt("Choose an active colleague who takes your reminders.")
    absence.person_id = person.id
    db.session.add(absence)
    days = f"{day(absence.from_on)} to {day(absence.until_on)}"
    what = f"is away from {days}; {deputy.name} takes their reminders"
    note(what, by=person.id, at=at, about=absence)


def end_absence(absence: Absence, *, at: datetime) -> None:
    db.session.delete(absence)
    note("took back an absence", by=absence.person_id, at=at, about=absence)


def unsubscribe(message: Message, *, at: datetime) -> list[DeadlineKind]:
    """No more reminders of the kinds of deadline this message was about.

    The coordinators are told when the person looks after such deadlines: theirs to take then.
    """
    about = db.session.execute(
        select(Reminder.person_id, Deadline.kind)
        .join(Reminder.deadline)
        .where(Reminder.message_id == message.id, Reminder.person_id.is_not(None))
        .distinct()
    )
    kinds = []
    for person_id, kind in about:
        kinds.append(kind)
        _mute(db.session.get_one(Person, person_id), kind, at)
    return kinds


def _mute(person: Person, kind: DeadlineKind, at: datetime) -> None:
    """Pressing twice is as good as once, and tells nobody twice."""
    muted = select(Mute).where(Mute.person_id == person.id, Mute.kind == kind)
    if db.session.scalar(muted):
        return
    db.session.add(Mute(person_id=person.id, kind=kind, since=at))
    note(f"unsubscribed from {kind} reminders", by=person.id, at=at, about=person)
    if owned := owned_open(person.id, kind, at):
        tell_coordinators("unsubscribed", at, who=person.name, kind=kind.value, owned=owned)


def subscribe_again(person: Person, kind: DeadlineKind, *, at: datetime) -> None:
    db.session.execute(delete(Mute).where(Mute.person_id == person.id, Mute.kind == kind))
    note(f"subscribed to {kind} reminders again", by=person.id, at=at, about=person)


def save_rule(rule: ReminderRule, facts: dict[str, Any], *, by: int, at: datetime) -> None:
    """Every deadline the rule is for gets its ladder laid anew; what was sent stays sent."""
    for name, value in facts.items():
        setattr(rule, name, value)
    db.session.add(rule)
    if rule.deadline_id is None:
        lay_all_anew(at)
    else:
        fetch(Deadline, rule.deadline_id).ladder_is_stale = True
    note(f"saved a rule of reminding for {rule.kind} deadlines", by=by, at=at, about=rule)


def give_own_rules(deadline: Deadline, *, by: int, at: datetime) -> None:
    """A copy of the rules of its kind, to be changed for this deadline alone. With all of them
    switched off, the usual ones hold again.
    """
    usual = db.session.scalars(
        select(ReminderRule)
        .where(ReminderRule.kind == deadline.kind, ReminderRule.deadline_id.is_(None))
        .order_by(ReminderRule.id)
    )
    for rule in list(usual):
        facts = {name: getattr(rule, name) for name in COPIED}
        db.session.add(ReminderRule(deadline_id=deadline.id, **facts))
    deadline.ladder_is_stale = True
    note(f"gave {deadline.label} reminders of its own", by=by, at=at, about=deadline)


def save_channel(bid: Bid, address: str, *, by: int, at: datetime) -> None:
    """Where the bid's reminders are posted as well; none when empty."""
    standing = db.session.scalar(select(BidChannel).where(BidChannel.bid_id == bid.id))
    channel = standing or BidChannel(bid_id=bid.id)
    channel.address, channel.is_on = address or channel.address or "", bool(address)
    db.session.add(channel)
    what = f"{'set' if address else 'switched off'} the Teams channel of {bid.short_name}"
    note(what, by=by, at=at, about=bid)


def pause(because: str, *, by: int | None, at: datetime) -> None:
    """Nothing leaves until somebody resumes; what falls due meanwhile is caught up then."""
    service = the_service()
    if service.paused_at is None:
        service.paused_at, service.paused_because = at, because
        note(f"paused the reminders: {because}", by=by, at=at)


def resume(*, by: int | None, at: datetime) -> None:
    """What fell due in the pause goes out as after an outage: the latest of each, together."""
    service = the_service()
    if service.paused_at is not None:
        service.silent_from, service.silent_until = service.paused_at, at
        service.paused_at, service.paused_because = None, ""
        note("resumed the reminders", by=by, at=at)
