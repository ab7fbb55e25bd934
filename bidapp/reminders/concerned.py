"""Who should be reminded of what: the one truth that planning, previews and sending all ask.

It is a SELECT of whole reminders, so that planning is `INSERT … SELECT` of it, a preview reads it,
and sending asks whether its row still comes back.
"""

from datetime import datetime
from typing import TYPE_CHECKING, Any, NamedTuple

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    Integer,
    Select,
    SQLColumnExpression,
    and_,
    bindparam,
    case,
    cast,
    exists,
    func,
    null,
    or_,
    select,
    union_all,
)
from sqlalchemy.orm import InstrumentedAttribute, aliased
from sqlalchemy.sql.base import ReadOnlyColumnCollection

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
    Standing = ReadOnlyColumnCollection[str, ColumnElement[Any]]

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


def wanted_reminders(which: ColumnElement[bool]) -> CompoundSelect[Any]:
    """Every reminder there should be for the rungs in question.

    `which` is a condition on `Rung`; `now` is given when it is executed. Nobody is reminded of what
    is met, withdrawn or moved, of a bid that has left the stage the deadline belongs to, or of a
    call that rests.
    """
    standing = (
        union_all(_of_calls(which), _of_the_bids_own(which))
        .cte("standing")
        .prefix_with("MATERIALIZED")  # looked up once, and then given to each audience
    )
    kinds = (
        _to_owner, _to_writers, _to_those_named, _to_coordinators, _to_coordinators_instead,
        _to_channel,
    )  # fmt: skip
    found = union_all(*(kind(standing.c) for kind in kinds))
    return found.add_cte(standing, nest_here=True)  # inside an INSERT, which counts its rows then


def _of_calls(which: ColumnElement[bool]) -> "Found":
    """The rungs of calls' deadlines, each with every bid on the call."""
    of_bid = and_(BidDeadline.deadline_id == Deadline.id, BidDeadline.bid_id == Bid.id)
    return (
        _rungs(which)
        .join(Bid, Bid.call_id == Deadline.call_id)
        .outerjoin(BidDeadline, of_bid)
        .join(Call, Call.id == Bid.call_id)
        .where(*_alive())
    )


def _of_the_bids_own(which: ColumnElement[bool]) -> "Found":
    return (
        _rungs(which)
        .join(BidDeadline, BidDeadline.deadline_id == Deadline.id)
        .join(Bid, Bid.id == BidDeadline.bid_id)
        .join(Call, Call.id == Bid.call_id)
        .where(Deadline.call_id.is_(None), *_alive())
    )


def _rungs(which: ColumnElement[bool]) -> "Found":
    now_valid = and_(Deadline.id == Rung.deadline_id, Deadline.occurrence == Rung.occurrence)
    switched_on = and_(ReminderRule.id == Rung.rule_id, ReminderRule.is_on)
    of_writers = or_(Deadline.call_id.is_not(None), BidDeadline.is_for_writers)
    return (
        select(
            Rung.deadline_id, Bid.id.label("bid_id"), Rung.occurrence, Rung.rule_id, Rung.send_at,
            ReminderRule.audience, ReminderRule.channel, ReminderRule.urgency,
            Deadline.kind, Deadline.due_at, of_writers.label("is_of_writers"),
            BidDeadline.id.label("bid_deadline_id"),
            func.coalesce(BidDeadline.owner_id, Bid.owner_id).label("owner_id"),
        )
        .select_from(Rung)
        .join(ReminderRule, switched_on)
        .join(Deadline, now_valid)
        .where(which, Deadline.is_withdrawn.is_(False), Deadline.stage != StageKind.DECISION)
    )  # fmt: skip


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


def _to_owner(standing: "Standing") -> "Found":
    found = _for(standing, Audience.OWNER).join(Person, Person.id == standing.owner_id)
    return _to_people(found, standing).where(*_reachable(Person, standing))


def _to_writers(standing: "Standing") -> "Found":
    """Of the call's deadlines, and of the bid's own that are the writers' to meet."""
    section = and_(Section.bid_id == standing.bid_id, Section.writer_id.is_not(None))
    found = (
        _for(standing, Audience.TEAM)
        .join(Section, section)
        .join(Person, Person.id == Section.writer_id)
        .where(standing.is_of_writers, Person.id != standing.owner_id)
    )
    return _to_people(found, standing).where(*_reachable(Person, standing)).distinct()


def _to_those_named(standing: "Standing") -> "Found":
    named = bid_deadline_person.c
    found = (
        _for(standing, Audience.TEAM)
        .join(bid_deadline_person, named.bid_deadline_id == standing.bid_deadline_id)
        .join(Person, Person.id == named.person_id)
        .where(Person.id != standing.owner_id)
    )
    return _to_people(found, standing).where(*_reachable(Person, standing))


def _to_coordinators(standing: "Standing") -> "Found":
    found = _for(standing, Audience.COORDINATORS).join(Person, _stands_above(standing.owner_id))
    return _to_people(found, standing).where(*_reachable(Person, standing))


def _to_coordinators_instead(standing: "Standing") -> "Found":
    """Where the one who looks after it cannot be reached, or wants no reminders of this kind."""
    owner = aliased(Person)
    found = (
        _for(standing, Audience.OWNER)
        .join(owner, owner.id == standing.owner_id)
        .join(Person, _stands_above(owner.id))
        .where(~and_(*_reachable(owner, standing)))
    )
    return _to_people(found, standing, instead_of=owner.id).where(*_reachable(Person, standing))


def _stands_above(owner_id: "SQLColumnExpression[int]") -> ColumnElement[bool]:
    """The other coordinators; where there is none, the administrators."""
    other = aliased(Person)
    another_coordinator = exists().where(
        other.kind == Kind.COORDINATOR, other.is_active, other.email != "", other.id != owner_id
    )
    steps_in = and_(Person.kind == Kind.ADMINISTRATOR, ~another_coordinator)
    return and_(Person.id != owner_id, or_(Person.kind == Kind.COORDINATOR, steps_in))


def _to_channel(standing: "Standing") -> "Found":
    """Once to the channel of the bid, whatever the rule's audience."""
    of_bid = and_(BidChannel.bid_id == standing.bid_id, BidChannel.is_on)
    return (
        select(
            standing.deadline_id, standing.bid_id, standing.occurrence, standing.rule_id,
            NOBODY.label("person_id"), NOBODY.label("instead_of_id"), standing.channel,
            standing.send_at, standing.send_at.label("wake_at"),
        )
        .select_from(standing.deadline_id.table)
        .join(BidChannel, of_bid)
        .where(standing.channel == Channel.TEAMS)
    )  # fmt: skip


def _for(standing: "Standing", audience: Audience) -> "Found":
    rungs = select(standing.deadline_id, standing.bid_id, standing.occurrence, standing.rule_id)
    to_them = (standing.audience == audience, standing.channel == Channel.MAIL)
    return rungs.select_from(standing.deadline_id.table).where(*to_them)


def _reachable(person: type[Person], standing: "Standing") -> list[ColumnElement[bool]]:
    unsubscribed = exists().where(Mute.person_id == person.id, Mute.kind == standing.kind)
    return [person.is_active.is_(True), person.email != "", ~unsubscribed]


def _to_people(
    found: "Found", standing: "Standing", instead_of: "InstrumentedAttribute[int] | None" = None
) -> "Found":
    """When each is to be woken: before quiet hours rather than in them, unless it is urgent."""
    at = case((standing.send_at > NOW, standing.send_at), else_=NOW)
    in_quiet_hours = and_(
        QuietSpan.person_id == Person.id,
        QuietSpan.begins_at <= at,
        QuietSpan.ends_at > at,
        standing.urgency == Urgency.NORMAL,
    )
    wake_at = case(
        (QuietSpan.id.is_(None), at),
        (QuietSpan.send_by > NOW, QuietSpan.send_by),
        (QuietSpan.ends_at < standing.due_at, QuietSpan.ends_at),
        else_=at,
    )
    return found.outerjoin(QuietSpan, in_quiet_hours).add_columns(
        Person.id.label("person_id"),
        (NOBODY if instead_of is None else instead_of).label("instead_of_id"),
        standing.channel,
        standing.send_at,
        wake_at.label("wake_at"),
    )
