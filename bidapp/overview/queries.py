from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import contains_eager, joinedload

from bidapp.accounts.models import Person
from bidapp.asking.waiting import Waiting, waiting_for_us
from bidapp.bids.models import Bid, DeadlineStatus, StageMove
from bidapp.bids.queries import DEADLINES_OF_BIDS, OF_BID, concerns_bid
from bidapp.bids.stages import BEING_WRITTEN, LIVE, Stage
from bidapp.calls.models import Call, Deadline
from bidapp.contributions.queries import pence_by_state
from bidapp.contributions.states import STANDING, LineState
from bidapp.database import db
from bidapp.drafting.models import Section
from bidapp.drafting.queries import (
    concern,
    sections_of,
    sections_to_review,
    sections_to_write,
)
from bidapp.errors import NotFound
from bidapp.funders.models import LimitKind
from bidapp.letters.queries import missing_letters
from bidapp.wording import pounds, these

OPEN = DeadlineStatus.OPEN
LOOKING_BACK = timedelta(days=7)  # a missed deadline stays in sight for a week


@dataclass(frozen=True)
class DueBid:
    """One deadline of one bid that concerns a person."""

    deadline: Deadline
    bid: Bid


@dataclass(frozen=True)
class Work:
    """All that one person has to know when they sit down: due, to write, waiting."""

    due: list[DueBid]
    to_write: list[Section]
    to_review: list[Section]
    to_decide: list[Bid]
    to_answer: list[Waiting]


def work_of(person: Person, now: datetime) -> Work:
    sections = sections_to_write(person.id)
    owned = bids_owned_by(person)
    return Work(
        due=_due(person.id, now),
        to_write=[section for section in sections if section.is_written_here],
        to_review=sections_to_review(person.id),
        to_decide=[bid for bid in owned if bid.stage in (Stage.IDEA, Stage.REVIEW)],
        to_answer=waiting_for_us(person.id),
    )


def bids_owned_by(person: Person) -> list[Bid]:
    return list(
        db.session.scalars(
            select(Bid)
            .where(Bid.owner_id == person.id, Bid.stage.in_(LIVE))
            .options(joinedload(Bid.call).joinedload(Call.funder))
            .order_by(Bid.id)
        )
    )


def _due(person_id: int, now: datetime) -> list[DueBid]:
    """What concerns a person and is open: what passed a week ago is no longer in sight."""
    return _deadlines_with_bids(
        concern(person_id), Deadline.due_at > now - LOOKING_BACK, OF_BID.status == OPEN
    )


def _deadlines_with_bids(
    *conditions: ColumnElement[bool], limit: int | None = None
) -> list[DueBid]:
    rows = db.session.execute(
        select(Deadline, Bid)
        .join(DEADLINES_OF_BIDS, OF_BID.deadline_id == Deadline.id)
        .join(Bid, Bid.id == OF_BID.bid_id)
        .where(concerns_bid(), Deadline.is_withdrawn.is_(False), *conditions)
        .options(joinedload(Bid.call).joinedload(Call.funder))
        .order_by(Deadline.due_at, Bid.id)
        .limit(limit)
    )
    return [DueBid(deadline, bid) for deadline, bid in rows]


class Reason(NamedTuple):
    """Why a bid needs watching: how much, in which words, and the section or page it is about."""

    state: str
    words: str
    section: Section | None = None
    is_about_partners: bool = False


@dataclass(frozen=True)
class BidAtAGlance:
    """What the page of one bid shows beside the bid's own facts."""

    sections: list[Section]
    next_deadline: Deadline | None
    reasons: list[Reason]
    moves: list[StageMove]

    @property
    def written(self) -> int:
        return sum(section.latest_count for section in self.counted)

    @property
    def counted(self) -> list[Section]:
        """The sections whose limit is in words; characters are not added to words."""
        in_words = [each for each in self.sections if each.limit_kind is LimitKind.WORDS]
        return [section for section in in_words if section.is_written_here]

    @property
    def limit(self) -> int:
        return sum(section.counted_limit or 0 for section in self.counted)


def bid_with_facts(bid_id: int) -> Bid:
    """A bid with what stands in the head and the margin of its page, in one statement."""
    bid = db.session.scalar(
        select(Bid)
        .where(Bid.id == bid_id)
        .options(
            joinedload(Bid.call).joinedload(Call.funder),
            joinedload(Bid.lead_organisation),
            joinedload(Bid.owner),
        )
    )
    if bid is None:
        raise NotFound(f"There is no bid number {bid_id}.")
    return bid


def bid_at_a_glance(bid: Bid, now: datetime) -> BidAtAGlance:
    sections = sections_of(bid)
    moves = db.session.scalars(
        select(StageMove)
        .where(StageMove.bid_id == bid.id)
        .join(StageMove.moved_by)
        .options(contains_eager(StageMove.moved_by))
        .order_by(StageMove.moved_at, StageMove.id)
    )
    return BidAtAGlance(
        sections=sections,
        next_deadline=_next_deadline(bid, now),
        reasons=_reasons(bid, sections, now) if bid.stage in BEING_WRITTEN else [],
        moves=list(moves),
    )


def _next_deadline(bid: Bid, now: datetime) -> Deadline | None:
    """Also a milestone of our own."""
    ahead = (Bid.id == bid.id, Deadline.due_at > now, OF_BID.status == OPEN)
    found = _deadlines_with_bids(*ahead, limit=1)
    return found[0].deadline if found else None


def _reasons(bid: Bid, sections: list[Section], now: datetime) -> list[Reason]:
    reasons = []
    closing = bid.call.closing
    if closing and closing.due_at <= now:
        reasons.append(Reason("bad", "The closing time has passed and the bid is not submitted."))
    if bid.call.status in ("paused", "withdrawn", "closed"):
        reasons.append(Reason("bad", f"The call is {bid.call.status}."))
    for section in sections:
        over = section.latest_count - (section.counted_limit or section.latest_count)
        if over > 0:
            unit = section.limit_kind.removesuffix("s")
            words = f"{section.title} is {these(over, unit)} over its limit."
            reasons.append(Reason("bad", words, section))
    unowned = [each for each in sections if each.is_written_here and each.is_required]
    if count := sum(not each.writer_id for each in unowned):
        reasons.append(Reason("warn", f"{these(count, 'required section')} without a writer."))
    return reasons + _reasons_of_partners(bid)


def _reasons_of_partners(bid: Bid) -> list[Reason]:
    """Nothing unconfirmed and no letter missing when it is submitted: that is when they count."""
    state = "bad" if bid.stage is Stage.REVIEW else "warn"
    by_state, reasons = pence_by_state(bid), []
    whole = sum(pence for each, pence in by_state.items() if each in STANDING)
    waiting = whole - by_state.get(LineState.CONFIRMED, 0)
    if waiting:
        words = f"{pounds(waiting)} of {pounds(whole)} that partners bring is not confirmed."
        reasons.append(Reason(state, words, is_about_partners=True))
    if missing := missing_letters(bid):
        names = ", ".join(role.organisation.short_name for role in missing)
        words = f"{these(len(missing), 'letter')} of support not accepted yet: {names}."
        reasons.append(Reason(state, words, is_about_partners=True))
    return reasons


def next_closings(now: datetime, limit: int = 5) -> list[DueBid]:
    """The funders' moments that live bids run towards, soonest first."""
    of_funder = Deadline.call_id.is_not(None)
    ahead = (of_funder, Deadline.due_at > now, OF_BID.status == OPEN)
    return _deadlines_with_bids(*ahead, limit=limit)
