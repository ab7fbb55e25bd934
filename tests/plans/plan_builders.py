"""Bids with plans for the tests of them: laid out on Fri 6 November 2026, unless they say else."""

from datetime import UTC, datetime, timedelta

from bidapp.calls.actions import Deed, save_deadline
from bidapp.database import db, fetch, unit_of_work
from bidapp.organisations.models import Closure
from bidapp.partners.actions import add_role, set_lead
from bidapp.partners.models import Position
from bidapp.plans.laying_out import lay_out
from bidapp.plans.models import PlanStep, PlanTemplate
from bidapp.plans.queries import parts_of
from tests.builders import a_bid, a_call, a_day, a_deadline, an_organisation, saved

AT = datetime(2026, 11, 6, 12, tzinfo=UTC)
CHRISTMAS = ("2026-12-24", "2027-01-01")


def a_university(*closures, **facts):
    """A lead that is closed from one day to another."""
    closed = [
        Closure(name="Shut", starts_on=a_day(start), ends_on=a_day(end)) for start, end in closures
    ]
    return an_organisation(**{"short_name": "DMU", "closures": closed} | facts)


def a_planned_bid(due="2027-01-14 16:00", *, partners=(), **facts):
    """A bid that closes then, with its lead and these partners on it."""
    facts.setdefault("lead_organisation", a_university(CHRISTMAS))
    facts.setdefault("call", a_call(*([a_deadline(due)] if due else [])))
    bid = saved(a_bid(**facts))
    with unit_of_work():
        db.session.add_all(partners)
        db.session.flush()
        set_lead(bid, at=AT)
        for partner in partners:
            add_role(bid, partner, Position.PROJECT_PARTNER, by=bid.owner_id, at=AT)
    return bid


def a_plan(*steps):
    """A template of steps, each a label, its lead and perhaps more; `before` names another."""
    template = PlanTemplate(name="Our plan")
    named = {}
    for position, (label, lead, *more) in enumerate(steps, 1):
        facts = dict(*more)
        before = named.get(facts.pop("before", None))
        named[label] = PlanStep(
            label=label, lead_working_days=lead, position=position, before=before, **facts
        )
        template.steps.append(named[label])
    return saved(template)


def laid_out(bid, template=None, *, at=AT):
    with unit_of_work():
        usual = fetch(PlanTemplate, template.id if template else 1)
        return lay_out(bid, usual, Deed(bid.owner_id, at))


def milestone(bid, label):
    """The bid's part in the deadline of this name."""
    (found,) = [part for part in parts_of(bid) if part.deadline.label == label]
    return found


def dates(bid):
    """Every milestone with its day."""
    return {
        part.deadline.label: f"{part.deadline.due_local:%a %-d %b %Y}"
        for part in parts_of(bid)
        if part.deadline.call_id is None
    }


def move_close(bid, to, **facts):
    """The funder moves the close."""
    closing = bid.call.closing
    moved = {"due_local": datetime.fromisoformat(to), "zone": closing.zone} | facts
    with unit_of_work():
        save_deadline(closing, moved, by=bid.owner_id, at=AT + timedelta(hours=1))


def deed(bid, why=""):
    return Deed(bid.owner_id, AT, why)
