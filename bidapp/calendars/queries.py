from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import joinedload

from bidapp.accounts.identity import digest_of
from bidapp.accounts.models import Person
from bidapp.bids.models import Bid, BidDeadline, DeadlineStatus
from bidapp.bids.queries import DEADLINES_OF_BIDS, OF_BID, concerns_bid
from bidapp.bids.stages import LIVE
from bidapp.calendars.days import Closed, midnight
from bidapp.calendars.entries import Entry
from bidapp.calendars.models import CalendarFeed
from bidapp.calls.models import Call, Deadline, DeadlineChange
from bidapp.database import db
from bidapp.drafting.queries import concern
from bidapp.errors import NotFound
from bidapp.funders.models import Funder
from bidapp.organisations.models import Closure, Organisation

LOOKING_BACK = timedelta(days=90)  # what is older leaves other people's calendars

FACTS: dict[str, Any] = {  # the facts of an entry, and where each stands
    "deadline_id": Deadline.id,
    "bid_id": Bid.id,
    "lead_id": Bid.lead_organisation_id,
    "bid_title": Bid.title,
    "bid_acronym": Bid.acronym,
    "funder_name": Funder.short_name,
    "call_title": Call.title,
    "partner_name": Organisation.short_name,
    "label": Deadline.label,
    "kind": Deadline.kind,
    "due_local": Deadline.due_local,
    "due_at": Deadline.due_at,
    "zone": Deadline.zone,
    "is_date_only": Deadline.is_date_only,
    "wording": Deadline.wording,
    "sequence": Deadline.sequence,
    "is_withdrawn": Deadline.is_withdrawn,
    "status": OF_BID.status,
    "status_since": BidDeadline.status_since,
    "moved_at": select(func.max(DeadlineChange.changed_at))
    .where(DeadlineChange.deadline_id == Deadline.id)
    .correlate(Deadline)
    .scalar_subquery(),
    "opened_at": Bid.opened_at,
}


@dataclass(frozen=True)
class Wanted:
    """Whose deadlines a page shows: one person's, or everybody's; of every bid, or of one."""

    person_id: int | None = None
    bid_id: int | None = None


def due_between(first: date, until: date, wanted: Wanted) -> list[Entry]:
    """What is due from the first day until before the other. One's own leave out what is done."""
    conditions = [Deadline.due_at >= midnight(first), Deadline.due_at < midnight(until)]
    if wanted.bid_id:
        conditions.append(Bid.id == wanted.bid_id)
    if wanted.person_id:
        conditions += [*_concern(wanted.person_id), *_is_still_to_do()]
    elif not wanted.bid_id:
        conditions.append(concerns_bid())
    return _entries(*conditions)


def entries_of_feed(feed: CalendarFeed, now: datetime) -> list[Entry]:
    """With those withdrawn, so that a calendar that has them is told."""
    whose = [Bid.id == feed.bid_id] if feed.bid_id else _concern(feed.person_id)
    return _entries(Deadline.due_at >= now - LOOKING_BACK, *whose)


def entry_of(bid_id: int, deadline_id: int) -> Entry:
    found = _entries(Bid.id == bid_id, Deadline.id == deadline_id)
    if not found:
        raise NotFound(f"This bid has no deadline number {deadline_id}.")
    return found[0]


def _entries(*conditions: ColumnElement[bool]) -> list[Entry]:
    rows = db.session.execute(
        select(*(column.label(name) for name, column in FACTS.items()))
        .select_from(Deadline)
        .join(DEADLINES_OF_BIDS, OF_BID.deadline_id == Deadline.id)
        .join(Bid, OF_BID.bid_id == Bid.id)
        .join(Call, Bid.call_id == Call.id)
        .join(Funder, Call.funder_id == Funder.id)
        .outerjoin(BidDeadline, OF_BID.bid_deadline_id == BidDeadline.id)
        .outerjoin(Organisation, BidDeadline.organisation_id == Organisation.id)
        .where(*conditions)
        .order_by(Deadline.due_at, Bid.id, Deadline.id)
    )
    return [Entry(**row) for row in rows.mappings()]


def _concern(person_id: int) -> list[ColumnElement[bool]]:
    """Of bids where they stand now."""
    return [concerns_bid(), concern(person_id)]


def _is_still_to_do() -> list[ColumnElement[bool]]:
    over = (DeadlineStatus.MET, DeadlineStatus.WITHDRAWN)
    return [Deadline.is_withdrawn.is_(False), OF_BID.status.not_in(over)]


def closures_between(first: date, until: date, leads: Iterable[int]) -> list[Closed]:
    """When the organisations leading these bids, and the one that usually leads, are closed."""
    rows = db.session.execute(
        select(Organisation.short_name, Closure.name, Closure.starts_on, Closure.ends_on)
        .join(Closure.organisation)
        .where(
            Closure.ends_on >= first,
            Closure.starts_on < until,
            or_(Organisation.is_default_lead, Organisation.id.in_(set(leads))),
        )
        .order_by(Closure.starts_on, Organisation.short_name)
    )
    return [Closed(*row) for row in rows]


def live_bids() -> list[tuple[int, str]]:
    """To choose from, by the name people use."""
    rows = db.session.execute(select(Bid.id, Bid.acronym, Bid.title).where(Bid.stage.in_(LIVE)))
    named = [(number, acronym or title) for number, acronym, title in rows]
    return sorted(named, key=lambda bid: (bid[1].casefold(), bid[0]))


def feeds_of(person_id: int) -> list[CalendarFeed]:
    return list(
        db.session.scalars(
            select(CalendarFeed)
            .where(CalendarFeed.person_id == person_id, CalendarFeed.revoked_at.is_(None))
            .options(joinedload(CalendarFeed.bid))
            .order_by(CalendarFeed.id)
        )
    )


def feed_with_key(key: str) -> CalendarFeed:
    """Unknown, revoked, of somebody who is gone: nobody learns which."""
    feed = db.session.scalar(
        select(CalendarFeed)
        .join(CalendarFeed.person)
        .where(
            CalendarFeed.key_digest == digest_of(key),
            CalendarFeed.revoked_at.is_(None),
            Person.is_active,
        )
    )
    if feed is None:
        raise NotFound("There is no calendar at this address.")
    return feed
