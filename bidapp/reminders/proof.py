"""What will be sent, to whom and why; what was sent, and what the server answered."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, select
from sqlalchemy.orm import joinedload

from bidapp.accounts.models import Person
from bidapp.bids.models import Bid
from bidapp.calls.models import Deadline
from bidapp.database import Row, db
from bidapp.mail.models import Message
from bidapp.reminders.concerned import Wanted, wanted_reminders
from bidapp.reminders.models import (
    Condition,
    Digest,
    Reminder,
    ReminderKey,
    ReminderPreference,
    ReminderRule,
    ReminderState,
    Rung,
    Unit,
    Urgency,
)
from bidapp.reminders.queries import the_service
from bidapp.reminders.quiet_hours import next_digest
from bidapp.wording import machine_time

LOOKING_AHEAD = timedelta(days=14)
MOST_LINES = 1_000


@dataclass(frozen=True)
class WillBeSent:
    """One reminder ahead."""

    at: datetime
    bid: Bid
    deadline: Deadline
    rule: ReminderRule
    person: Person | None
    instead_of: Person | None

    @property
    def recipient(self) -> str:
        return self.person.email if self.person else "Microsoft Teams"

    @property
    def to(self) -> str:
        return self.person.name if self.person else "The bid’s Teams channel"

    @property
    def reason(self) -> str:
        """“7 working days before, to whoever looks after it, unless somebody has it”."""
        rule = self.rule
        parts = [rung_said(rule), f"to {rule.audience}" if self.person else "to the channel"]
        if self.instead_of:
            parts.append(f"instead of {self.instead_of.name}, who cannot be reached by reminders")
        if rule.condition is not Condition.ALWAYS:
            parts.append(rule.condition.value)
        return ", ".join(parts)


def rung_said(rule: ReminderRule) -> str:
    """“3 working days before”, “1 hour before”, “at the moment itself”."""
    if rule.unit in (Unit.AT_THE_MOMENT, Unit.MOVED):
        return rule.unit.value
    unit = rule.unit.value
    if rule.amount == 1:
        unit = unit.replace("days", "day").replace("hours", "hour")
    return f"{rule.amount} {unit}"


def will_be_sent(now: datetime, until: datetime, which: ColumnElement[bool]) -> list[WillBeSent]:
    """What lies ahead as things stand, soonest first; `which` is a condition on `Rung`.

    What is due already and waits, for the end of a snooze or for a digest, comes with its moment.
    """
    planned_until = min(the_service().planned_until or now, now)
    ahead = and_(which, Rung.send_at >= planned_until, Rung.send_at <= until)
    wanted = [Wanted(*row) for row in db.session.execute(wanted_reminders(ahead), {"now": now})]
    lines = [*_waiting(planned_until, which), *_not_yet_settled(wanted)]
    return sorted(_told(lines, now), key=lambda line: (line.at, line.to))[:MOST_LINES]


def _waiting(planned_until: datetime, which: ColumnElement[bool]) -> list[Wanted]:
    same_rung = and_(
        Rung.deadline_id == Reminder.deadline_id,
        Rung.occurrence == Reminder.occurrence,
        Rung.rule_id == Reminder.rule_id,
    )
    columns = [getattr(Reminder, name) for name in Wanted._fields]
    rows = db.session.execute(
        select(*columns)
        .join(Rung, same_rung)
        .where(which, Reminder.state == ReminderState.PLANNED, Reminder.send_at < planned_until)
    )
    return [Wanted(*row) for row in rows]


def _not_yet_settled(wanted: list[Wanted]) -> list[Wanted]:
    """What was sent before its time, ahead of quiet hours, does not lie ahead."""
    columns = [getattr(Reminder, name) for name in ReminderKey._fields]
    settled = {
        ReminderKey(*row)
        for row in db.session.execute(
            select(*columns).where(
                Reminder.deadline_id.in_({each.deadline_id for each in wanted}),
                Reminder.state != ReminderState.PLANNED,
            )
        )
    }
    return [each for each in wanted if each.key not in settled]


def _told(wanted: list[Wanted], now: datetime) -> list[WillBeSent]:
    bids = _rows(Bid, {each.bid_id for each in wanted})
    deadlines = _rows(Deadline, {each.deadline_id for each in wanted})
    rules = _rows(ReminderRule, {each.rule_id for each in wanted})
    people = _rows(
        Person, {each.person_id for each in wanted} | {each.instead_of_id for each in wanted}
    )
    wishes = {each.person_id: each for each in db.session.scalars(select(ReminderPreference))}
    return [
        WillBeSent(
            at=_as_wished(each, rules[each.rule_id], deadlines[each.deadline_id], wishes, now),
            bid=bids[each.bid_id],
            deadline=deadlines[each.deadline_id],
            rule=rules[each.rule_id],
            person=people.get(each.person_id),
            instead_of=people.get(each.instead_of_id),
        )
        for each in wanted
    ]


def _rows(table: type[Row], numbers: set[Any]) -> dict[Any, Row]:
    return {row.id: row for row in db.session.scalars(select(table).where(table.id.in_(numbers)))}


def _as_wished(
    wanted: Wanted,
    rule: ReminderRule,
    deadline: Deadline,
    wishes: dict[int, ReminderPreference],
    now: datetime,
) -> datetime:
    """Whoever wants digests gets it in the next one, if that comes in time."""
    at = max(wanted.wake_at, now)
    mine = wishes.get(wanted.person_id or 0)
    if mine is None or mine.digest is Digest.EACH or rule.urgency is Urgency.URGENT:
        return at
    digest = next_digest(mine, at)
    return digest if digest < deadline.due_at else at


def was_sent(which: ColumnElement[bool], limit: int = MOST_LINES) -> list[Reminder]:
    """Reminders that were settled, newest first, each with its message and every attempt;
    `which` is a condition on `Reminder`.
    """
    return list(
        db.session.scalars(
            select(Reminder)
            .where(which, Reminder.state != ReminderState.PLANNED)
            .options(
                joinedload(Reminder.rule),
                joinedload(Reminder.deadline),
                joinedload(Reminder.bid),
                joinedload(Reminder.person),
                joinedload(Reminder.message).selectinload(Message.tries),
            )
            .order_by(Reminder.settled_at.desc(), Reminder.id.desc())
            .limit(limit)
        )
    )


def log_lines(reminders: list[Reminder]) -> Iterator[tuple[str, ...]]:
    """One line an attempt, or one for a reminder that was never tried; the first names columns."""
    yield (
        "settled", "bid", "deadline", "due", "rung", "to", "address", "channel", "state", "reason",
        "attempt began", "attempt ended", "outcome", "answer", "message-id",
    )  # fmt: skip
    for each in reminders:
        said = (
            _time(each.settled_at), each.bid.short_name, each.deadline.label,
            _time(each.deadline.due_at), rung_said(each.rule),
            each.person.name if each.person else "",
            each.message.recipient if each.message and each.person else "",
            each.channel.value, each.state.value, each.reason,
        )  # fmt: skip
        message_id = each.message.message_id if each.message else ""
        for attempt in each.message.tries if each.message else []:
            outcome = attempt.outcome.value if attempt.outcome else ""
            times = (_time(attempt.started_at), _time(attempt.ended_at))
            yield (*said, *times, outcome, attempt.answer, message_id)
        if each.message is None or not each.message.tries:
            yield (*said, "", "", "", "", message_id)


def _time(instant: datetime | None) -> str:
    return machine_time(instant) if instant else ""
