"""When a reminder's time has come: is it still true, is this the moment, and in which message."""

import logging
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, exists, func, select, update
from sqlalchemy.orm import aliased

from bidapp.database import db
from bidapp.mail.models import Message
from bidapp.reminders.letters import Addresses, rewrite, tell_coordinators, write
from bidapp.reminders.models import (
    IS_PLANNED,
    Condition,
    Digest,
    Reminder,
    ReminderKey,
    ReminderPreference,
    ReminderRule,
    ReminderState,
    Unit,
    Urgency,
)
from bidapp.reminders.people import snooze_of, wishes_of
from bidapp.reminders.queries import (
    due_reminders,
    has_done_their_part,
    is_anything_due,
    missed_in_silence,
    reminders_in,
    still_wanted,
    the_service,
    undeliverable,
)
from bidapp.reminders.quiet_hours import next_digest, quiet_at

log = logging.getLogger(__name__)
LATEST_AT_THE_MOMENT = timedelta(days=1)  # what says “now” may still be said this much later
FRESH_FOR = timedelta(minutes=15)  # a message held up for longer is worded anew
LATER = aliased(Reminder)
OVERTAKEN = (ReminderState.SUPERSEDED, "A later one says it.")
ONE_QUEUE = 7_251  # the name of a lock on PostgreSQL: any number that nothing else uses


@dataclass
class Sorted:
    """The reminders of one batch that are to be sent: one by one, or several in one mail."""

    alone: list[Reminder] = field(default_factory=list)
    together: dict[int, list[Reminder]] = field(default_factory=dict)

    def messages(self) -> Iterable[list[Reminder]]:
        yield from ([reminder] for reminder in self.alone)
        yield from self.together.values()


def queue_due_reminders(addresses: Addresses, *, now: datetime) -> int:
    """Settle one batch of what is due: into the outbox, put off, or dropped with the reason.

    How many were looked at; none when nothing is due, or another process is at it.
    """
    if not is_anything_due(now) or the_service().paused_at or not _is_my_turn():
        return 0
    _drop_what_was_overtaken(now)
    batch = due_reminders(now)
    for reminders in _sort(batch, now).messages():
        _write_or_bury(reminders, addresses, now)
    return len(batch)


def _is_my_turn() -> bool:
    """One process at a time, so that a digest is not written in two halves."""
    if db.session.get_bind().dialect.name == "sqlite":
        return True
    return bool(db.session.scalar(select(func.pg_try_advisory_xact_lock(ONE_QUEUE))))


def _drop_what_was_overtaken(now: datetime) -> None:
    """After an outage only the latest of several is sent: it says everything that matters."""
    state, reason = OVERTAKEN
    db.session.execute(
        update(Reminder)
        .where(IS_PLANNED, Reminder.wake_at <= now, _is_overtaken(LATER.send_at <= now))
        .values(state=state, settled_at=now, reason=reason),
        execution_options={"synchronize_session": False},
    )


def _is_overtaken(by: ColumnElement[bool]) -> ColumnElement[bool]:
    """Whether a later one of the same says it; the news of a move is said by nothing else."""
    same = and_(
        LATER.deadline_id == Reminder.deadline_id,
        LATER.bid_id == Reminder.bid_id,
        LATER.occurrence == Reminder.occurrence,
        LATER.person_id.is_not_distinct_from(Reminder.person_id),
        LATER.channel == Reminder.channel,
        LATER.send_at > Reminder.send_at,
    )
    news = select(ReminderRule.id).where(ReminderRule.unit == Unit.MOVED)
    return and_(Reminder.rule_id.not_in(news), exists().where(same, by))


def _sort(batch: list[Reminder], now: datetime) -> Sorted:
    wanted = still_wanted(batch)
    found = Sorted()
    for reminder in batch:
        if reason := why_not(reminder, wanted, now):
            _settle(reminder, *reason, now)
        elif later := _not_before(reminder, now):
            reminder.wake_at = later
        elif reminder.person_id and _goes_with_others(reminder, now):
            found.together.setdefault(reminder.person_id, []).append(reminder)
        else:
            found.alone.append(reminder)
    return found


def _goes_with_others(reminder: Reminder, now: datetime) -> bool:
    """In a digest, or caught up after a silence; what has passed is a question of its own."""
    is_ahead = reminder.deadline.due_at > now
    return reminder.is_for_digest or (is_ahead and the_service().was_silent_at(reminder.send_at))


def why_not(
    reminder: Reminder, wanted: set[ReminderKey], now: datetime
) -> tuple[ReminderState, str] | None:
    """Why a reminder must not be sent any more, in a sentence; none when it must."""
    grace = LATEST_AT_THE_MOMENT if reminder.rule.unit is Unit.AT_THE_MOMENT else timedelta()
    if reminder.key in wanted and reminder.deadline.due_at + grace < now:
        return ReminderState.EXPIRED, "The deadline passed before it could be sent."
    if reminder.key not in wanted:
        return ReminderState.CANCELLED, _what_changed(reminder)
    if reminder.rule.condition is Condition.UNFINISHED and _is_done(reminder):
        return ReminderState.CANCELLED, "Their part was done."
    return None


def _is_done(reminder: Reminder) -> bool:
    person_id = reminder.person_id
    return person_id is not None and has_done_their_part(reminder.bid_id, person_id)


def _what_changed(reminder: Reminder) -> str:
    deadline = reminder.deadline
    if deadline.occurrence != reminder.occurrence:
        return "The deadline was moved."
    if deadline.is_withdrawn:
        return "The deadline was withdrawn."
    return "It was met, somebody has it, or it concerns this person no more."


def _not_before(reminder: Reminder, now: datetime) -> datetime | None:
    """Until when it has to wait: for the end of a snooze or quiet hours, or for a digest."""
    if reminder.person_id is None:
        return None
    snooze = snooze_of(reminder.deadline_id, reminder.bid_id, reminder.person_id)
    if snooze and now < snooze < reminder.deadline.due_at:
        return snooze
    if reminder.rule.urgency is Urgency.URGENT:
        return None
    return _as_wished(reminder, wishes_of(reminder.person_id), now)


def _as_wished(reminder: Reminder, wishes: ReminderPreference, now: datetime) -> datetime | None:
    if wishes.digest is not Digest.EACH and not reminder.is_for_digest:
        digest = next_digest(wishes, now)
        if digest < reminder.deadline.due_at:
            reminder.is_for_digest = True
            return digest
    quiet = quiet_at(wishes, now)
    return quiet.ends_at if quiet and quiet.ends_at < reminder.deadline.due_at else None


def _settle(reminder: Reminder, state: ReminderState, reason: str, now: datetime) -> None:
    reminder.state, reminder.reason, reminder.settled_at = state, reason[:500], now


def _write_or_bury(reminders: list[Reminder], addresses: Addresses, now: datetime) -> None:
    """One that cannot be written never holds up the rest, nor what it would have gone with."""
    try:
        with db.session.begin_nested():
            message = write(reminders, addresses, now)
            db.session.flush()
    except Exception as fault:
        if len(reminders) > 1:
            for each in reminders:
                _write_or_bury([each], addresses, now)
            return
        log.exception("Reminder %s could not be written", reminders[0].id)
        _settle(reminders[0], ReminderState.DEAD, f"It could not be written: {fault}", now)
        return
    for reminder in reminders:
        _settle(reminder, ReminderState.QUEUED, "", now)
        reminder.message = message


def check_before_sending(message: Message, addresses: Addresses, *, now: datetime) -> str | None:
    """Asked in the moment a message is claimed: why it must not leave, or none.

    A message that lost part of what it says, or waited long, is worded anew.
    """
    reminders = reminders_in(message.id)
    wanted, overtaken = still_wanted(reminders), _overtaken_in(message)
    gone = {
        each: reason
        for each in reminders
        if (reason := OVERTAKEN if each.id in overtaken else why_not(each, wanted, now))
    }
    for reminder, reason in gone.items():
        _settle(reminder, *reason, now)
    left = [reminder for reminder in reminders if reminder not in gone]
    for reminder in left:
        if reminder.state is not ReminderState.QUEUED:  # somebody sends a lost one again
            _settle(reminder, ReminderState.QUEUED, "", now)
    if gone and not left:
        return next(iter(gone.values()))[1]
    if left and (gone or now - message.written_at > FRESH_FOR):
        rewrite(message, left, addresses, now)
    return None


def _overtaken_in(message: Message) -> set[int]:
    """Those a later message tells of already, since this one was held up for long."""
    overtaken = _is_overtaken(LATER.state == ReminderState.QUEUED)
    in_it = select(Reminder.id).where(Reminder.message_id == message.id, overtaken)
    return set(db.session.scalars(in_it))


def tell_of_the_undelivered(*, now: datetime) -> int:
    """A reminder that no server takes is told to the coordinators."""
    lost = undeliverable()
    for reminder in lost:
        _settle(reminder, ReminderState.DEAD, _answer_of(reminder), now)
    if lost:
        tell_coordinators("undeliverable", now, reminders=lost)
    return len(lost)


def _answer_of(reminder: Reminder) -> str:
    return (reminder.message and reminder.message.answer) or "It was given up."


def report_the_silence(*, now: datetime) -> int:
    """When all is caught up: which deadlines passed while nobody was reminded."""
    service = the_service()
    if service.silent_until is None or is_anything_due(now):
        return 0
    missed = missed_in_silence(service)
    if missed:
        tell_coordinators(
            "missed_in_silence", now,
            missed=missed, silent_from=service.silent_from, silent_until=service.silent_until,
        )  # fmt: skip
    service.silent_from = service.silent_until = None
    return len(missed)
