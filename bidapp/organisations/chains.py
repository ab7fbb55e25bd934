"""Who inside an organisation sees what we ask before it is signed: steps in order, as data."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from bidapp.audit.actions import note
from bidapp.database import db, fetch
from bidapp.errors import RuleBroken
from bidapp.organisations.models import Organisation, OrganisationKind, SignOffStep

MOST_STEPS = 20


class ChainRefused(RuleBroken):
    """A consortium has no chain, and a chain has an end."""


class StartingPoint(StrEnum):
    """A chain to begin with, for the coordinator to change."""

    POLICE_FORCE = "a police force"
    POLICING_BODY = "a policing body (OPCC)"
    UNIVERSITY = "a university"


STEPS_OF = {
    StartingPoint.POLICE_FORCE: (
        ("SPOC", 3),
        ("Portfolio lead", 5),
        ("Finance and information management", 5),
        ("Chief officer", 5),
    ),
    StartingPoint.POLICING_BODY: (
        ("Policy officer", 3),
        ("Finance", 5),
        ("Chief executive", 5),
        ("Commissioner’s decision", 10),
    ),
    StartingPoint.UNIVERSITY: (
        ("Head of department", 2),
        ("Research office", 5),
        ("Authorised signatory", 3),
    ),
}
USUAL_FOR = {
    OrganisationKind.POLICE_FORCE: StartingPoint.POLICE_FORCE,
    OrganisationKind.LOCAL_POLICING_BODY: StartingPoint.POLICING_BODY,
    OrganisationKind.UNIVERSITY: StartingPoint.UNIVERSITY,
}


def starting_points(organisation: Organisation) -> list[StartingPoint]:
    """The one that fits its kind comes first."""
    usual = USUAL_FOR.get(organisation.kind)
    return sorted(StartingPoint, key=lambda each: each is not usual)


def begin_chain(organisation: Organisation, start: StartingPoint, *, by: int, at: datetime) -> None:
    if organisation.sign_off_steps:
        raise ChainRefused(f"{organisation.name} has a chain already. Change its steps.")
    _check_that_it_signs(organisation)
    organisation.sign_off_steps += [
        SignOffStep(position=position, label=label, working_days=days)
        for position, (label, days) in enumerate(STEPS_OF[start], 1)
    ]
    note(f"began the sign-off of {organisation.short_name}", by=by, at=at, about=organisation)


def save_step(step: SignOffStep, facts: dict[str, Any], *, by: int, at: datetime) -> None:
    """Add a step at the end, or change one where it stands."""
    organisation = fetch(Organisation, step.organisation_id)
    _check_that_it_signs(organisation)
    if step.id is None:
        if len(organisation.sign_off_steps) >= MOST_STEPS:
            raise ChainRefused(f"A chain has at most {MOST_STEPS} steps. Take one out first.")
        step.position = len(organisation.sign_off_steps) + 1
    for name, value in facts.items():
        setattr(step, name, value)
    db.session.add(step)
    what = f"set the step {step.label} of {organisation.short_name}"
    note(what, by=by, at=at, about=organisation)


def remove_step(step: SignOffStep, *, by: int, at: datetime) -> None:
    organisation = step.organisation
    organisation.sign_off_steps.remove(step)
    _number(organisation.sign_off_steps)
    what = f"took the step {step.label} out of {organisation.short_name}"
    note(what, by=by, at=at, about=organisation)


def move_step(step: SignOffStep, *, by_places: int, by: int, at: datetime) -> None:
    """-1 is one place earlier, 1 one later."""
    organisation = step.organisation
    steps = list(organisation.sign_off_steps)
    place = steps.index(step) + by_places
    if not 0 <= place < len(steps):
        raise ChainRefused(f"{step.label} is at that end of the chain already.")
    steps.remove(step)
    steps.insert(place, step)
    _number(steps)
    what = f"moved the step {step.label} of {organisation.short_name}"
    note(what, by=by, at=at, about=organisation)


def _check_that_it_signs(organisation: Organisation) -> None:
    if organisation.is_consortium:
        raise ChainRefused(f"{organisation.name} never signs: a member signs, by its own chain.")


def _number(steps: list[SignOffStep]) -> None:
    for position, step in enumerate(steps, 1):
        step.position = position
