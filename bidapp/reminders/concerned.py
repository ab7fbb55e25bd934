"""Who should be reminded of what: the one truth that planning, previews and sending all ask.

Each question is a SELECT of whole reminders, so that planning is `INSERT … SELECT` of it, a preview
reads it, and sending asks whether its row still comes back.
"""

from datetime import datetime
from typing import TYPE_CHECKING, Any, NamedTuple

from sqlalchemy import (
    ColumnElement,
    Integer,
    Select,
    SQLColumnExpression,
    and_,
    bindparam,
    case,
    cast,
    exists,
    literal,
    null,
    or_,
    select,
)
from sqlalchemy.orm import InstrumentedAttribute, aliased

from bidapp.accounts.models import Person
from bidapp.accounts.permissions import Kind
from bidapp.bids.models import Bid, BidDeadline, DeadlineStatus, bid_deadline_person
from bidapp.bids.queries import concerns_bid
from bidapp.calls.models import Call, CallStatus, Deadline, StageKind
from bidapp.drafting.models import Section
from bidapp.mail.models import Channel
from bidapp.reminders.models import (
    Acknowledgement,
    Audience,
    BidChannel,
    Condition,
    Mute,
    QuietSpan,
    ReminderKey,
    ReminderRule,
    Rung,
    Urgency,
)

if TYPE_CHECKING:  # SQLAlchemy 2.0 and 2.1 say this differently
    Found = Select[*tuple[Any, ...]]

NOW = bindparam("now", type_=Rung.send_at.type)
NOBODY = cast(null(), Integer)  # PostgreSQL takes a bare NULL for a text


class Wanted(NamedTuple):
    """A reminder that there should be, whether or not it has been written down."""

    deadline_id: int
    bid_id: int
    occurrence: int
    rule_id: int
    person_id: int | None
    instead_of_id: int | None
    channel: Channel
    send_at: datetime
    wake_at: datetime

    @property
    def key(self) -> ReminderKey:
        return ReminderKey(
            self.deadline_id, self.bid_id, self.occurrence, self.rule_id,
            self.person_id, self.instead_of_id, self.channel,
        )  # fmt: skip


def wanted_reminders(which: ColumnElement[bool]) -> "list[Found]":
    """Every reminder there should be for the rungs in question, one SELECT for each kind.

    `which` is a condition on `Rung`; `now` is given when they are executed. Nobody is reminded of
    what is met, withdrawn or moved, of a bid that has left the stage the deadline belongs to, or of
    a call that rests.
    """
    return [
        kind
        for rungs in (_of_calls(which), _of_the_bids_own(which))
        for kind in (
            _to_owner(rungs),
            _to_writers(rungs),
            _to_those_named(rungs),
            _to_coordinators(rungs),
            _to_coordinators_instead(rungs),
            _to_channel(rungs),
        )
    ]


def _of_calls(which: ColumnElement[bool]) -> "Found":
    """The rungs of calls' deadlines, each with every bid on the call."""
    of_bid = and_(BidDeadline.deadline_id == Deadline.id, BidDeadline.bid_id == Bid.id)
    return (
        _standing(which)
        .join(Bid, Bid.call_id == Deadline.call_id)
        .outerjoin(BidDeadline, of_bid)
        .join(Call, Call.id == Bid.call_id)
        .where(*_alive())
    )


def _of_the_bids_own(which: ColumnElement[bool]) -> "Found":
    return (
        _standing(which)
        .join(BidDeadline, BidDeadline.deadline_id == Deadline.id)
        .join(Bid, Bid.id == BidDeadline.bid_id)
        .join(Call, Call.id == Bid.call_id)
        .where(Deadline.call_id.is_(None), *_alive())
    )


def _standing(which: ColumnElement[bool]) -> "Found":
    now_valid = and_(Deadline.id == Rung.deadline_id, Deadline.occurrence == Rung.occurrence)
    switched_on = and_(ReminderRule.id == Rung.rule_id, ReminderRule.is_on)
    return (
        select(Rung.deadline_id, Bid.id, Rung.occurrence, Rung.rule_id)
        .select_from(Rung)
        .join(ReminderRule, switched_on)
        .join(Deadline, now_valid)
        .where(which, Deadline.is_withdrawn.is_(False), Deadline.stage != StageKind.DECISION)
    )


def _alive() -> list[ColumnElement[bool]]:
    somebody_has_it = exists().where(
        Acknowledgement.deadline_id == Deadline.id,
        Acknowledgement.bid_id == Bid.id,
        Acknowledgement.occurrence == Deadline.occurrence,
    )
    return [
        concerns_bid(),
        or_(BidDeadline.status.is_(None), BidDeadline.status == DeadlineStatus.OPEN),
        Call.status.not_in((CallStatus.WITHDRAWN, CallStatus.PAUSED)),
        or_(ReminderRule.condition != Condition.UNACKNOWLEDGED, ~somebody_has_it),
    ]


def _owner_id() -> "ColumnElement[int]":
    return case((BidDeadline.owner_id.is_not(None), BidDeadline.owner_id), else_=Bid.owner_id)


def _to_owner(rungs: "Found") -> "Found":
    found = rungs.join(Person, Person.id == _owner_id()).where(
        *_for(Audience.OWNER), *_reachable(Person)
    )
    return _to_people(found)


def _to_writers(rungs: "Found") -> "Found":
    """Of the call's deadlines, and of the bid's own that are the writers' to meet."""
    section = and_(Section.bid_id == Bid.id, Section.writer_id.is_not(None))
    found = (
        rungs.join(Section, section)
        .join(Person, Person.id == Section.writer_id)
        .where(
            *_for(Audience.TEAM),
            or_(Deadline.call_id.is_not(None), BidDeadline.is_for_writers),
            Person.id != _owner_id(),
            *_reachable(Person),
        )
    )
    return _to_people(found).distinct()


def _to_those_named(rungs: "Found") -> "Found":
    named = bid_deadline_person.c
    found = (
        rungs.join(bid_deadline_person, named.bid_deadline_id == BidDeadline.id)
        .join(Person, Person.id == named.person_id)
        .where(*_for(Audience.TEAM), Person.id != _owner_id(), *_reachable(Person))
    )
    return _to_people(found)


def _to_coordinators(rungs: "Found") -> "Found":
    found = rungs.join(Person, _stands_above(_owner_id())).where(
        *_for(Audience.COORDINATORS), *_reachable(Person)
    )
    return _to_people(found)


def _to_coordinators_instead(rungs: "Found") -> "Found":
    """Where the one who looks after it cannot be reached, or wants no reminders of this kind."""
    owner = aliased(Person)
    found = (
        rungs.join(owner, owner.id == _owner_id())
        .join(Person, _stands_above(owner.id))
        .where(*_for(Audience.OWNER), ~and_(*_reachable(owner)), *_reachable(Person))
    )
    return _to_people(found, instead_of=owner.id)


def _stands_above(owner_id: "SQLColumnExpression[int]") -> ColumnElement[bool]:
    """The other coordinators; where there is none, the administrators."""
    other = aliased(Person)
    another_coordinator = exists().where(
        other.kind == Kind.COORDINATOR, other.is_active, other.email != "", other.id != owner_id
    )
    steps_in = and_(Person.kind == Kind.ADMINISTRATOR, ~another_coordinator)
    return and_(Person.id != owner_id, or_(Person.kind == Kind.COORDINATOR, steps_in))


def _to_channel(rungs: "Found") -> "Found":
    """Once to the channel of the bid, whatever the rule's audience."""
    found = rungs.join(BidChannel, and_(BidChannel.bid_id == Bid.id, BidChannel.is_on)).where(
        ReminderRule.channel == Channel.TEAMS
    )
    return found.add_columns(
        NOBODY.label("person_id"),
        NOBODY.label("instead_of_id"),
        literal(Channel.TEAMS, ReminderRule.channel.type).label("channel"),
        Rung.send_at,
        Rung.send_at.label("wake_at"),
    )


def _for(audience: Audience) -> list[ColumnElement[bool]]:
    return [ReminderRule.audience == audience, ReminderRule.channel == Channel.MAIL]


def _reachable(person: type[Person]) -> list[ColumnElement[bool]]:
    unsubscribed = exists().where(Mute.person_id == person.id, Mute.kind == Deadline.kind)
    return [person.is_active.is_(True), person.email != "", ~unsubscribed]


def _to_people(
    found: "Found",
    instead_of: "InstrumentedAttribute[int] | None" = None,
) -> "Found":
    """When each is to be woken: before quiet hours rather than in them, unless it is urgent."""
    at = case((Rung.send_at > NOW, Rung.send_at), else_=NOW)
    in_quiet_hours = and_(
        QuietSpan.person_id == Person.id,
        QuietSpan.begins_at <= at,
        QuietSpan.ends_at > at,
        ReminderRule.urgency == Urgency.NORMAL,
    )
    wake_at = case(
        (QuietSpan.id.is_(None), at),
        (QuietSpan.send_by > NOW, QuietSpan.send_by),
        (QuietSpan.ends_at < Deadline.due_at, QuietSpan.ends_at),
        else_=at,
    )
    return found.outerjoin(QuietSpan, in_quiet_hours).add_columns(
        Person.id.label("person_id"),
        (NOBODY if instead_of is None else instead_of).label("instead_of_id"),
        literal(Channel.MAIL, ReminderRule.channel.type).label("channel"),
        Rung.send_at,
        wake_at.label("wake_at"),
    )
