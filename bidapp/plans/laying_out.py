"""A template turned into a bid's own milestones: what is missing is added, and nothing doubled."""

from sqlalchemy import select

from bidapp.accounts.models import Person
from bidapp.accounts.permissions import Action, Kind, may
from bidapp.accounts.queries import people_who_may
from bidapp.audit.actions import note
from bidapp.bids.models import Bid, BidDeadline
from bidapp.calls.actions import Deed
from bidapp.calls.models import Deadline, DeadlineChange
from bidapp.calls.promised import LABEL
from bidapp.database import db
from bidapp.organisations.models import Organisation
from bidapp.plans.actions import (
    Concerned,
    MilestoneFacts,
    PlanRefused,
    add_milestone,
    take_turns,
)
from bidapp.plans.chain import parents_first
from bidapp.plans.models import OwnerRole, Place, PlanStep, PlanTemplate
from bidapp.plans.queries import milestones_of, partners_on


def lay_out(bid: Bid, template: PlanTemplate, deed: Deed) -> int:
    """Give the bid the milestones of this template that it does not have yet; how many are new."""
    take_turns(bid)
    closing = bid.call.closing
    if closing is None:
        raise PlanRefused(
            "The call names no closing date yet. Add it, and the plan is reckoned back from it."
        )
    if closing.due_at <= deed.at:
        raise PlanRefused("The call has closed, so there is nothing left to plan.")
    laying = _Laying(bid, closing, deed)
    steps: dict[int | None, PlanStep] = {step.id: step for step in template.steps}
    for step in parents_first(steps, lambda step: step.before_id):
        laying.lay(step)
    note(f"laid out {template.name}: {laying.new} new", by=deed.by, at=deed.at, about=bid)
    return laying.new


class _Laying:
    """One template on its way to one bid."""

    def __init__(self, bid: Bid, closing: Deadline, deed: Deed) -> None:
        self.new = 0
        self._bid, self._closing, self._deed = bid, closing, deed
        self._standing, self._partners = milestones_of(bid), partners_on(bid)
        self._names = _names_of(self._standing)
        self._laid: dict[int | None, list[BidDeadline]] = {}

    def lay(self, step: PlanStep) -> None:
        places = self._partners if step.place is Place.EACH_PARTNER else [None]
        for organisation in places:
            part = self._find(step, organisation) or self._add(step, organisation)
            if part is not None:
                self._laid.setdefault(step.id, []).append(part)

    def _find(self, step: PlanStep, organisation: Organisation | None) -> BidDeadline | None:
        return next((part for part in self._standing if self._is(part, step, organisation)), None)

    def _is(self, part: BidDeadline, step: PlanStep, organisation: Organisation | None) -> bool:
        """A milestone or a partner that has another name by now is still the same."""
        names = self._names[part.deadline_id]
        if organisation is None:
            return step.label in names
        is_of_step = any(name.startswith(f"{step.label}: ") for name in names)
        return is_of_step and part.organisation_id == organisation.id

    def _add(self, step: PlanStep, organisation: Organisation | None) -> BidDeadline | None:
        parent = self._parent(step, organisation)
        if parent is None:  # it lies before something that each partner has, and there are none
            return None
        self.new += 1
        facts = MilestoneFacts(
            label=f"{step.label}: {organisation.short_name}" if organisation else step.label,
            reckoned_from_id=parent.id,
            lead_working_days=step.lead_working_days,
            organisation_id=organisation.id if organisation else None,
            is_for_writers=step.owner_role is OwnerRole.WRITERS,
        )
        concerned = Concerned(self._owner(step.owner_role))
        return add_milestone(self._bid, facts, concerned, self._deed)

    def _parent(self, step: PlanStep, organisation: Organisation | None) -> Deadline | None:
        """The organisation's own, or else the soonest of those the step lies before."""
        if step.before_id is None:
            return self._closing
        laid = self._laid.get(step.before_id, [])
        own = [part for part in laid if part.organisation is organisation] or laid
        return min((part.deadline for part in own), key=lambda each: each.due_at, default=None)

    def _owner(self, role: OwnerRole) -> Person:
        owner = self._bid.owner
        is_coordinator = owner.is_active and may(owner.kind, Action.COORDINATE)
        if role is not OwnerRole.COORDINATOR or is_coordinator:
            return owner
        coordinators = people_who_may(Action.COORDINATE)
        return next((each for each in coordinators if each.kind is Kind.COORDINATOR), owner)


def _names_of(parts: list[BidDeadline]) -> dict[int, set[str]]:
    """Every name that each milestone has, or had before somebody changed it."""
    names = {part.deadline_id: {part.deadline.label} for part in parts}
    earlier = select(DeadlineChange.deadline_id, DeadlineChange.old).where(
        DeadlineChange.deadline_id.in_(names), DeadlineChange.fact == LABEL
    )
    for deadline_id, name in db.session.execute(earlier):
        names[deadline_id].add(name)
    return names
