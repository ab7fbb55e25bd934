from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import aliased, joinedload

from bidapp.bids.models import Bid, BidDeadline, DeadlineStatus
from bidapp.bids.stages import BEING_WRITTEN
from bidapp.calls.models import Deadline, DeadlineChange
from bidapp.calls.promised import DUE
from bidapp.database import db
from bidapp.errors import NotFound
from bidapp.organisations.models import Closure, Organisation
from bidapp.organisations.queries import closed_days_of_each
from bidapp.partners.models import Position
from bidapp.partners.queries import SignOffPlace, places_on, roles_on
from bidapp.plans.chain import Chain, Link, Room, place_before
from bidapp.plans.history import PINNED
from bidapp.plans.models import PlanStep, PlanTemplate
from bidapp.plans.outlook import Outlook, outlook, warnings
from bidapp.wording import local_date
from bidapp.working_days import NO_DAYS, working_days_between


@dataclass(frozen=True)
class Line:
    """One line of a plan: a milestone, or a deadline of the call."""

    part: BidDeadline
    link: Link
    days_before: int | None = None
    room: Room | None = None
    warnings: tuple[str, ...] = ()

    @property
    def is_milestone(self) -> bool:
        return self.part.deadline.call_id is None


@dataclass(frozen=True)
class Plan:
    """A bid's milestones up to the close, and what they mean today."""

    close: Deadline | None
    lines: list[Line]
    withdrawn: list[BidDeadline]
    outlook: Outlook | None = None
    closures: tuple[Closure, ...] = ()
    days_left: int = 0  # working days of the lead, from today to the close

    @property
    def is_laid_out(self) -> bool:
        return bool(self.withdrawn) or any(line.is_milestone for line in self.lines)


def plan_templates() -> list[PlanTemplate]:
    """The usual one first."""
    order = (PlanTemplate.is_usual.desc(), PlanTemplate.name)
    return list(db.session.scalars(select(PlanTemplate).order_by(*order)))


def steps_in_order(template: PlanTemplate) -> list[tuple[PlanStep, int]]:
    """The step that lies furthest from the close first, each with how far in working days."""
    steps = {step.id: step for step in template.steps}

    def distance(step: PlanStep) -> int:
        before = steps.get(step.before_id or 0)
        return step.lead_working_days + (distance(before) if before else 0)

    far = [(step, distance(step)) for step in template.steps]
    return sorted(far, key=lambda pair: (-pair[1], pair[0].position))


def parts_of(bid: Bid) -> list[BidDeadline]:
    """What the bid makes of each of its deadlines, its own and its call's, soonest first.

    Where it has said nothing of a deadline of the call, the answer is not in the database yet.
    """
    found = db.session.scalars(
        select(BidDeadline)
        .where(BidDeadline.bid_id == bid.id)
        .options(
            joinedload(BidDeadline.deadline),
            joinedload(BidDeadline.owner),
            joinedload(BidDeadline.organisation).selectinload(Organisation.sign_off_steps),
            joinedload(BidDeadline.reckoned_from),
        )
    )
    parts = {part.deadline_id: part for part in found}
    for deadline in bid.call.deadlines:
        parts.setdefault(deadline.id, _nothing_said(bid, deadline))
    return sorted(parts.values(), key=lambda part: (part.deadline.due_at, part.deadline.id))


def milestones_of(bid: Bid) -> list[BidDeadline]:
    """The bid's own deadlines, also those withdrawn."""
    return [part for part in parts_of(bid) if part.deadline.call_id is None]


def part_in(bid: Bid, deadline_id: int) -> BidDeadline:
    """What the bid makes of one deadline, which has to be its own or its call's."""
    for part in parts_of(bid):
        if part.deadline.id == deadline_id:
            return part
    raise NotFound(f"This bid has no deadline number {deadline_id}.")


def _nothing_said(bid: Bid, deadline: Deadline) -> BidDeadline:
    return BidDeadline(bid=bid, deadline=deadline, status=DeadlineStatus.OPEN, is_pinned=False)


def closed_days_for(
    bid: Bid, organisation_ids: Iterable[int | None]
) -> Mapping[int | None, frozenset[date]]:
    """The closed days of each of these organisations, and under None those of the lead."""
    lead_id = bid.lead_organisation_id
    closed = closed_days_of_each({lead_id, *filter(None, organisation_ids)})
    lead: tuple[int | None, frozenset[date]] = (None, closed.get(lead_id, NO_DAYS))
    return dict([lead, *closed.items()])


def partners_on(bid: Bid) -> list[Organisation]:
    """Those that sign for themselves: neither the lead nor a consortium."""
    return [
        role.organisation
        for role in roles_on(bid)
        if role.position is not Position.LEAD and not role.organisation.is_consortium
    ]


def plan_of(bid: Bid, now: datetime) -> Plan:
    parts, close = parts_of(bid), bid.call.closing
    links = _links(bid, parts, places_on(bid, now))
    live = [part for part in parts if not part.deadline.is_withdrawn]
    withdrawn = [
        part for part in parts if part.deadline.is_withdrawn and part.deadline.call_id is None
    ]
    if close is None:
        lines = [Line(part, links[part.deadline.id]) for part in live]
        return Plan(None, lines, withdrawn)
    chain = Chain(links, links[close.id], local_date(now, close.zone))
    on_bid = {role.organisation_id for role in roles_on(bid)}
    return Plan(
        close=close,
        lines=[_line(part, chain, on_bid) for part in live],
        withdrawn=withdrawn,
        outlook=outlook(chain) if bid.stage in BEING_WRITTEN else None,
        closures=_closures_until(bid, chain),
        days_left=max(_days_left(bid, chain), 0),
    )


def _links(
    bid: Bid, parts: list[BidDeadline], places: Mapping[int, SignOffPlace]
) -> Mapping[int | None, Link]:
    closed = closed_days_for(bid, (part.organisation_id for part in parts))
    last = _last_changes([part.deadline.id for part in parts])
    return {
        part.deadline.id: _link(bid, part, closed, last, places.get(part.organisation_id or 0))
        for part in parts
    }


def _link(
    bid: Bid,
    part: BidDeadline,
    closed: Mapping[int | None, frozenset[date]],
    last: Mapping[tuple[int | None, str], int],
    place: SignOffPlace | None,
) -> Link:
    deadline, partner = part.deadline, part.organisation
    settled = max(last.get((deadline.id, fact), 0) for fact in (DUE, PINNED))
    return Link(
        deadline_id=deadline.id,
        label=deadline.label,
        due_at=deadline.due_at,
        due_local=deadline.due_local,
        owner=(part.owner or bid.owner).name,
        place=(partner or bid.lead_organisation).name,
        closed=closed.get(part.organisation_id, NO_DAYS),
        status=DeadlineStatus.WITHDRAWN if deadline.is_withdrawn else part.status,
        parent_id=part.reckoned_from_id,
        lead=part.lead_working_days or 0,
        is_pinned=part.is_pinned,
        parent_has_moved=last.get((part.reckoned_from_id, DUE), 0) > settled,
        partner_id=part.organisation_id,
        partner_needs=_needs(partner, place),
        partner_is_at_it=place is not None,
    )


def _needs(partner: Organisation | None, place: SignOffPlace | None) -> int | None:
    """What remains of the sign-off inside the partner, or, before it has set out, all of it."""
    if place is not None:
        return place.left
    return partner.working_days_to_sign if partner else None


def _last_changes(deadline_ids: list[int]) -> Mapping[tuple[int | None, str], int]:
    """The last time that a deadline was moved, and that it was pinned or let go."""
    rows = db.session.execute(
        select(DeadlineChange.deadline_id, DeadlineChange.fact, func.max(DeadlineChange.id))
        .where(DeadlineChange.deadline_id.in_(deadline_ids), DeadlineChange.fact.in_((DUE, PINNED)))
        .group_by(DeadlineChange.deadline_id, DeadlineChange.fact)
    )
    return {(deadline_id, fact): last for deadline_id, fact, last in rows}


def _line(part: BidDeadline, chain: Chain, on_bid: set[int]) -> Line:
    link = chain.links[part.deadline.id]
    said = warnings(chain, link)
    if link.is_open and part.organisation_id and part.organisation_id not in on_bid:
        said.append(f"{link.place} is no longer on the bid.")
    return Line(
        part=part,
        link=link,
        days_before=working_days_between(link.due_on, chain.close.due_on, link.closed),
        room=chain.room(link) if link.is_open and chain.parent(link) else None,
        warnings=tuple(said),
    )


def _closures_until(bid: Bid, chain: Chain) -> tuple[Closure, ...]:
    """When the lead is shut between today and the close."""
    return tuple(
        each
        for each in bid.lead_organisation.closures
        if each.ends_on >= chain.today and each.starts_on <= chain.close.due_on
    )


def _days_left(bid: Bid, chain: Chain) -> int:
    closed = closed_days_for(bid, ())[None]
    return working_days_between(chain.today, chain.close.due_on, closed)


def bids_out_of_step() -> list[int]:
    """Bids being written with a milestone that is not where its parent now puts it."""
    parent = aliased(Deadline)
    place = func.coalesce(BidDeadline.organisation_id, Bid.lead_organisation_id)
    found = db.session.execute(
        select(
            BidDeadline.bid_id, place, BidDeadline.lead_working_days,
            Deadline.due_local, Deadline.zone, parent.due_local, parent.zone,
        )
        .join(BidDeadline.deadline)
        .join(parent, BidDeadline.reckoned_from_id == parent.id)
        .join(BidDeadline.bid)
        .where(
            BidDeadline.is_pinned.is_(False),
            BidDeadline.status == DeadlineStatus.OPEN,
            Bid.stage.in_(BEING_WRITTEN),
        )
    ).all()  # fmt: skip
    closed = closed_days_of_each({row[1] for row in found})
    out_of_step = {
        bid_id
        for bid_id, where, lead, local, zone, parent_local, parent_zone in found
        if (local, zone)
        != (place_before(parent_local, lead or 0, closed.get(where, NO_DAYS)), parent_zone)
    }
    return sorted(out_of_step)
