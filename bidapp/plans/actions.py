from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError

from bidapp.accounts.models import Person
from bidapp.audit.actions import note
from bidapp.bids.models import Bid, BidDeadline, DeadlineStatus
from bidapp.calls.actions import Deed, keep_history, save_deadline
from bidapp.calls.models import Deadline, DeadlineKind, StageKind
from bidapp.database import db
from bidapp.errors import RuleBroken
from bidapp.organisations.models import Organisation
from bidapp.plans.chain import parents_first, place_before
from bidapp.plans.history import PINNED, kept_in_history
from bidapp.plans.models import PlanStep, PlanTemplate
from bidapp.plans.queries import closed_days_for, milestones_of, part_in
from bidapp.working_days import NO_DAYS

MOST_STEPS = 60  # of one template


class PlanRefused(RuleBroken):
    """A plan with nothing to reckon from, or a milestone that would lie before itself."""


@dataclass(frozen=True)
class MilestoneFacts:
    """What a coordinator says of a milestone. One that is pinned has a moment of its own."""

    label: str
    reckoned_from_id: int | None = None
    lead_working_days: int | None = None
    pinned_to: datetime | None = None
    organisation_id: int | None = None  # none is the lead
    is_for_writers: bool = False


@dataclass(frozen=True)
class Concerned:
    """Who looks after a deadline on a bid, and whom else it concerns."""

    owner: Person
    also: tuple[Person, ...] = ()


def take_turns(bid: Bid) -> None:
    """Two people, or a person and the scheduler, change one plan after the other."""
    db.session.execute(select(Bid.id).where(Bid.id == bid.id).with_for_update())


def part_to_change(bid: Bid, deadline_id: int) -> BidDeadline:
    """What the bid makes of a deadline, read when nobody else can change it."""
    take_turns(bid)
    return part_in(bid, deadline_id)


def add_milestone(bid: Bid, facts: MilestoneFacts, concerned: Concerned, deed: Deed) -> BidDeadline:
    """A deadline of the bid's own, on its place in the chain or pinned to a moment."""
    closing = bid.call.closing
    stage = closing.stage if closing else StageKind.FULL
    part = BidDeadline(bid=bid, deadline=Deadline(stage=stage), status=DeadlineStatus.OPEN)
    part.owner, part.also_concerns = concerned.owner, list(concerned.also)
    _put(part, facts, deed)
    db.session.add(part)
    db.session.flush()
    if part.is_pinned:
        keep_history(part.deadline, {PINNED: "no"}, {PINNED: "yes"}, deed)
    return part


def change_milestone(part: BidDeadline, facts: MilestoneFacts, deed: Deed) -> None:
    """Say it differently, reckon it from elsewhere, pin it or let it go again."""
    with kept_in_history(part, deed):
        _put(part, facts, deed)
    follow_parents(part.bid, at=deed.at)


def say_whom_it_concerns(part: BidDeadline, concerned: Concerned, deed: Deed) -> None:
    if (part.owner, tuple(part.also_concerns)) == (concerned.owner, concerned.also):
        return
    db.session.add(part)
    with kept_in_history(part, deed):
        part.owner, part.also_concerns = concerned.owner, list(concerned.also)
    what = f"said whom {part.deadline.label} concerns: {concerned.owner.name} looks after it"
    note(what, by=deed.by, at=deed.at, about=part.deadline)


def mark(part: BidDeadline, status: DeadlineStatus, deed: Deed) -> None:
    """Say how a deadline stands for this bid. Only the bid's own can be withdrawn here."""
    deadline, is_withdrawn = part.deadline, status is DeadlineStatus.WITHDRAWN
    if is_withdrawn and deadline.call_id is not None:
        raise PlanRefused("This is the call’s deadline. Withdraw it on the call’s page.")
    db.session.add(part)
    with kept_in_history(part, deed):
        part.status, part.status_since = status, deed.at
    note(f"marked {deadline.label} as {status}", by=deed.by, at=deed.at, about=deadline)
    if deadline.call_id is None and deadline.is_withdrawn is not is_withdrawn:
        _save(deadline, deed, is_withdrawn=is_withdrawn)
    follow_parents(part.bid, at=deed.at)


def follow_parents(bid: Bid, *, at: datetime) -> int:
    """Move what is open and not pinned to where its parent now puts it; how many moved.

    Nobody does it: who moved the parent, and why, stands in the parent's own history.
    """
    parts: dict[int | None, BidDeadline] = {part.deadline_id: part for part in milestones_of(bid)}
    closed = closed_days_for(bid, (part.organisation_id for part in parts.values()))
    in_order = parents_first(parts, lambda part: part.reckoned_from_id)
    return sum(_follow(part, closed.get(part.organisation_id, NO_DAYS), at) for part in in_order)


def _follow(part: BidDeadline, closed: frozenset[date], at: datetime) -> bool:
    deadline, parent = part.deadline, part.reckoned_from
    if parent is None or part.is_pinned or part.status is not DeadlineStatus.OPEN:
        return False
    local = place_before(parent.due_local, part.lead_working_days or 0, closed)
    if (local, parent.zone) == (deadline.due_local, deadline.zone):
        return False
    deed = Deed(None, at, f"follows {parent.label}"[:500])
    _save(deadline, deed, due_local=local, zone=parent.zone)
    return True


def _put(part: BidDeadline, facts: MilestoneFacts, deed: Deed) -> None:
    """On its place, with everything that decides where that is."""
    _check_it_leads_somewhere(part, facts)
    part.reckoned_from = db.session.get(Deadline, facts.reckoned_from_id or 0)
    part.organisation = db.session.get(Organisation, facts.organisation_id or 0)
    part.lead_working_days = facts.lead_working_days
    part.is_pinned = facts.pinned_to is not None
    part.is_for_writers = facts.is_for_writers
    kind = DeadlineKind.PARTNER if part.organisation else DeadlineKind.INTERNAL
    moment = {"due_local": _local(part, facts), "zone": _zone(part)}
    _save(part.deadline, deed, label=facts.label, kind=kind, **moment)


def _check_it_leads_somewhere(part: BidDeadline, facts: MilestoneFacts) -> None:
    if facts.reckoned_from_id is None and facts.pinned_to is None:
        raise PlanRefused("Say what it is reckoned from, or pin it to a date.")
    parents: dict[int | None, int | None] = {
        each.deadline_id: each.reckoned_from_id for each in milestones_of(part.bid)
    }
    _check_no_circle(part.deadline_id, facts.reckoned_from_id, parents)


def _check_no_circle(
    own_id: int | None, before_id: int | None, parents: Mapping[int | None, int | None]
) -> None:
    for _ in parents:
        if before_id is not None and before_id == own_id:
            raise PlanRefused("It cannot lie before itself, at once or in a circle.")
        before_id = parents.get(before_id)


def _local(part: BidDeadline, facts: MilestoneFacts) -> datetime:
    if facts.pinned_to is not None or part.reckoned_from is None:
        return facts.pinned_to or part.deadline.due_local
    closed = closed_days_for(part.bid, [facts.organisation_id])
    lead = facts.lead_working_days or 0
    return place_before(
        part.reckoned_from.due_local, lead, closed.get(facts.organisation_id, NO_DAYS)
    )


def _zone(part: BidDeadline) -> str:
    """That of the deadline it is reckoned from; a pinned one otherwise goes by the funder's."""
    parent = part.reckoned_from
    return parent.zone if parent else part.bid.call.funder.timezone


def _save(deadline: Deadline, deed: Deed, **facts: Any) -> None:
    standing = {"due_local": deadline.due_local, "zone": deadline.zone, "why": deed.why}
    save_deadline(deadline, standing | facts, by=deed.by, at=deed.at)


def save_template(template: PlanTemplate, facts: dict[str, Any], *, by: int, at: datetime) -> None:
    """Change what is said of a template. One is the usual one: a new one takes over."""
    if facts["is_usual"]:
        usual = update(PlanTemplate).where(PlanTemplate.is_usual)
        db.session.execute(usual.values(is_usual=False))
    for name, value in facts.items():
        setattr(template, name, value)
    db.session.add(template)
    try:
        db.session.flush()
    except IntegrityError as twin:
        raise PlanRefused("A plan template of this name stands here already.") from twin
    note(f"saved the plan template {template.name}", by=by, at=at, about=template)


def save_step(step: PlanStep, facts: dict[str, Any], *, by: int, at: datetime) -> None:
    """Change a step or add it. Bids keep what was laid out for them before."""
    template = db.session.get_one(PlanTemplate, step.template_id, with_for_update=True)
    others = [each for each in template.steps if each is not step]
    if len(others) >= MOST_STEPS:
        raise PlanRefused(f"A plan template has at most {MOST_STEPS} steps.")
    before: dict[int | None, int | None] = {each.id: each.before_id for each in template.steps}
    _check_no_circle(step.id, facts["before_id"], before)
    for name, value in facts.items():
        setattr(step, name, value)
    step.position = step.position or max((each.position for each in others), default=0) + 1
    db.session.add(step)
    note(f"saved {step.label} in {template.name}", by=by, at=at, about=step)


def remove_step(step: PlanStep, *, by: int, at: datetime) -> None:
    template = step.template
    for other in template.steps:
        if other.before_id == step.id:
            raise PlanRefused(f"“{other.label}” is reckoned from it. Change that step first.")
    note(f"took {step.label} out of {template.name}", by=by, at=at, about=template)
    template.steps.remove(step)
