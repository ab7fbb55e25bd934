from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Row,
    Select,
    Subquery,
    and_,
    case,
    func,
    or_,
    select,
    type_coerce,
    union_all,
)

from bidapp.accounts.models import Person
from bidapp.bids.models import Bid, BidDeadline, DeadlineStatus, bid_theme
from bidapp.bids.stages import BEING_WRITTEN, DECIDED, LIVE, Stage
from bidapp.calls.models import AFTER_SUBMISSION, BEFORE_SUBMISSION, Call, Deadline
from bidapp.database import db
from bidapp.errors import NotFound
from bidapp.funders.models import Funder
from bidapp.organisations.models import Organisation

if TYPE_CHECKING:  # SQLAlchemy 2.0 and 2.1 say this differently
    Found = Select[*tuple[Any, ...]]
    FoundRow = Row[*tuple[Any, ...]]

BIDS_ON_A_PAGE = 100
CARDS_IN_A_LANE = 50
DECIDED_FOR = timedelta(days=365)  # how long a decided bid stays on the board


class Sort(StrEnum):
    """What the list can be sorted by; the value stands in the address."""

    DEADLINE = "deadline"
    TITLE = "title"
    FUNDER = "funder"
    STAGE = "stage"
    ASKED = "asked"


@dataclass(frozen=True)
class BidLine:
    """A bid as one card on the board or one line of the list."""

    id: int
    title: str
    acronym: str | None
    stage: Stage
    stage_since: datetime
    asked_pence: int | None
    funder_name: str
    lead_name: str
    owner_name: str
    next_due_at: datetime | None


@dataclass(frozen=True)
class Filter:
    """Which bids to show, as the address says it."""

    stage: Stage | None = None
    funder_id: int | None = None
    theme_id: int | None = None
    owner_id: int | None = None
    words: str = ""


@dataclass(frozen=True)
class Lane:
    """One column of the board."""

    name: str
    stages: tuple[Stage, ...]
    count: int
    asked_pence: int
    cards: list[BidLine] = field(default_factory=list)


def _deadlines_of_bids() -> Subquery:
    """Every deadline with every bid that has it: the call's with each bid on the call, and a bid's
    own. Beside the two numbers, what the bid makes of it: who looks after it and how it stands.
    """
    told = (
        BidDeadline.id.label("bid_deadline_id"),
        func.coalesce(BidDeadline.owner_id, Bid.owner_id).label("owner_id"),
        func.coalesce(BidDeadline.status, DeadlineStatus.OPEN).label("status"),
    )
    of_the_call = (
        select(Deadline.id.label("deadline_id"), Bid.id.label("bid_id"), *told)
        .join(Bid, Bid.call_id == Deadline.call_id)
        .outerjoin(
            BidDeadline,
            and_(BidDeadline.deadline_id == Deadline.id, BidDeadline.bid_id == Bid.id),
        )
    )
    own = (
        select(Deadline.id, Bid.id, *told)
        .join(BidDeadline, BidDeadline.deadline_id == Deadline.id)
        .join(Bid, Bid.id == BidDeadline.bid_id)
        .where(Deadline.call_id.is_(None))
    )
    return union_all(of_the_call, own).subquery("deadline_of_bid")


DEADLINES_OF_BIDS = _deadlines_of_bids()
OF_BID = DEADLINES_OF_BIDS.c


def concerns_bid() -> ColumnElement[bool]:
    """Whether a deadline matters to a bid where it stands now."""
    return or_(
        and_(Bid.stage.in_(BEING_WRITTEN), Deadline.stage.in_(BEFORE_SUBMISSION)),
        and_(Bid.stage == Stage.SUBMITTED, Deadline.stage.in_(AFTER_SUBMISSION)),
    )


def _next_due(now: datetime) -> ColumnElement[datetime]:
    """The next moment that matters to a bid."""
    return (
        select(func.min(Deadline.due_at))
        .where(
            Deadline.call_id == Bid.call_id,
            Deadline.due_at > now,
            Deadline.is_withdrawn.is_(False),
            concerns_bid(),
        )
        .correlate(Bid)
        .scalar_subquery()
    )


def _lines(now: datetime) -> tuple["Found", ColumnElement[datetime]]:
    due = _next_due(now)
    columns = (
        Bid.id, Bid.title, Bid.acronym, Bid.stage, Bid.stage_since, Bid.asked_pence,
        Funder.short_name, Organisation.short_name, Person.name, due,
    )  # fmt: skip
    joined = (
        select(*columns)
        .join(Call, Bid.call_id == Call.id)
        .join(Funder, Call.funder_id == Funder.id)
        .join(Organisation, Bid.lead_organisation_id == Organisation.id)
        .join(Person, Bid.owner_id == Person.id)
    )
    return joined, due


def _narrowed(found: "Found", wanted: Filter) -> "Found":
    conditions: list[ColumnElement[bool]] = []
    if wanted.stage:
        conditions.append(Bid.stage == wanted.stage)
    if wanted.funder_id:
        conditions.append(Funder.id == wanted.funder_id)
    if wanted.owner_id:
        conditions.append(Bid.owner_id == wanted.owner_id)
    if wanted.theme_id:
        carrying = select(bid_theme.c.bid_id).where(bid_theme.c.theme_id == wanted.theme_id)
        conditions.append(Bid.id.in_(carrying))
    conditions += _has_words(wanted.words)
    return found.where(*conditions)


def _has_words(words: str) -> list[ColumnElement[bool]]:
    """Every word stands somewhere in the title, the short name or the call's title."""
    return [
        or_(
            Bid.title.icontains(word, autoescape=True),
            Bid.acronym.icontains(word, autoescape=True),
            Call.title.icontains(word, autoescape=True),
        )
        for word in words.split()[:10]
    ]


def bids_in_list(
    wanted: Filter, sort: Sort, *, descending: bool, page: int, now: datetime
) -> tuple[list[BidLine], int]:
    """One page of the list, and how many bids match in all."""
    found, due = _lines(now)
    found = _narrowed(found, wanted)
    count = (
        db.session.scalar(found.with_only_columns(func.count(), maintain_column_froms=True)) or 0
    )
    key = _sort_key(sort, due)
    in_order = (key.desc() if descending else key).nulls_last()
    start = (page - 1) * BIDS_ON_A_PAGE
    rows = db.session.execute(found.order_by(in_order, Bid.id).limit(BIDS_ON_A_PAGE).offset(start))
    return _as_lines(rows.all()), count


def _sort_key(sort: Sort, due: ColumnElement[datetime]) -> ColumnElement[Any]:
    by: dict[Sort, ColumnElement[Any]] = {
        Sort.DEADLINE: due,
        Sort.TITLE: func.lower(Bid.title),
        Sort.FUNDER: func.lower(Funder.short_name),
        Sort.STAGE: case({stage: place for place, stage in enumerate(Stage)}, value=Bid.stage),
        Sort.ASKED: type_coerce(Bid.asked_pence, BigInteger),
    }
    return by[sort]


def lanes(wanted: Filter, now: datetime) -> list[Lane]:
    """The board: a lane for each live stage, and one for what was decided within a year."""
    found, due = _lines(now)
    recent = or_(Bid.stage.in_(LIVE), Bid.stage_since > now - DECIDED_FOR)
    found = _narrowed(found, wanted).where(recent)
    totals = _totals(found)
    return [
        _lane(name, stages, found, due, totals)
        for name, stages in [*((stage.value, (stage,)) for stage in LIVE), ("Decided", DECIDED)]
    ]


def _totals(found: "Found") -> dict[Stage, tuple[int, int]]:
    counted = found.with_only_columns(
        Bid.stage,
        func.count(),
        func.coalesce(func.sum(Bid.asked_pence), 0),
        maintain_column_froms=True,
    ).group_by(Bid.stage)
    return {stage: (count, int(asked or 0)) for stage, count, asked in db.session.execute(counted)}


def _lane(
    name: str,
    stages: tuple[Stage, ...],
    found: "Found",
    due: ColumnElement[datetime],
    totals: dict[Stage, tuple[int, int]],
) -> Lane:
    sums = [totals.get(stage, (0, 0)) for stage in stages]
    lane = Lane(name, stages, sum(count for count, _ in sums), sum(asked for _, asked in sums))
    if lane.count:
        order = Bid.stage_since.desc() if stages == DECIDED else due.nulls_last()
        cards = found.where(Bid.stage.in_(stages)).order_by(order, Bid.id).limit(CARDS_IN_A_LANE)
        lane.cards.extend(_as_lines(db.session.execute(cards).all()))
    return lane


def _as_lines(rows: Sequence["FoundRow"]) -> list[BidLine]:
    return [BidLine(*row) for row in rows]


def bid_named(name: str) -> Bid:
    """A bid by its number or its short name, as people type it on a command line."""
    if name.isdecimal() and len(name) < 10 and (bid := db.session.get(Bid, int(name))):
        return bid
    bid = find_bid_called(name)
    if bid is None:
        raise NotFound(f"There is no bid with the number or short name “{name}”.")
    return bid


def find_bid_called(short_name: str) -> Bid | None:
    """Letters' cases are compared here: databases know those of plain letters only."""
    wanted = short_name.strip().casefold()
    names = db.session.execute(select(Bid.id, Bid.acronym).where(Bid.acronym.is_not(None)))
    found = next((number for number, name in names if name and name.casefold() == wanted), None)
    return db.session.get(Bid, found) if found else None


def other_bids_on(call_id: int) -> list[Bid]:
    return list(db.session.scalars(select(Bid).where(Bid.call_id == call_id).order_by(Bid.id)))


def owners() -> list[Person]:
    having = select(Bid.owner_id).distinct()
    return list(
        db.session.scalars(select(Person).where(Person.id.in_(having)).order_by(Person.name))
    )
