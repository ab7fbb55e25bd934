"""Deadlines as reminders and their pages ask for them."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from bidapp.accounts.models import Person
from bidapp.bids.models import Bid, BidDeadline, DeadlineStatus
from bidapp.bids.queries import DEADLINES_OF_BIDS, OF_BID, concerns_bid
from bidapp.calls.models import Call, Deadline, DeadlineChange, DeadlineKind
from bidapp.calls.promised import DUE
from bidapp.database import db
from bidapp.errors import NotFound
from bidapp.reminders.models import Acknowledgement


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
