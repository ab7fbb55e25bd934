"""Who sees what we ask inside an organisation, in order, and how many working days each takes."""

import pytest
from sqlalchemy import select

from bidapp.database import db, fetch
from bidapp.organisations.chains import MOST_STEPS, STEPS_OF, StartingPoint, starting_points
from bidapp.organisations.models import Organisation, OrganisationKind, SignOffStep
from tests.builders import an_organisation, saved

FORCE, CONSORTIUM = OrganisationKind.POLICE_FORCE, OrganisationKind.CONSORTIUM


@pytest.fixture
def force(app):
    return saved(an_organisation("Derbyshire Constabulary", FORCE, needs_working_days=30))


def a_chain(*steps):
    return [
        SignOffStep(position=place, label=label, working_days=days)
        for place, (label, days) in enumerate(steps, 1)
    ]


def chain(organisation):
    steps = fetch(Organisation, organisation.id).sign_off_steps
    return [(step.position, step.label, step.working_days) for step in steps]


def begin(browser, organisation, start="a police force"):
    return browser.post(f"/organisations/{organisation.id}/sign-off/begin", data={"start": start})


def press(browser, organisation, label, what):
    step = db.session.scalars(
        select(SignOffStep).where(
            SignOffStep.label == label, SignOffStep.organisation_id == organisation.id
        )
    ).one()
    return browser.post(f"/sign-off-steps/{step.id}/{what}")


@pytest.mark.parametrize(
    ("kind", "first"),
    [
        (FORCE, StartingPoint.POLICE_FORCE),
        (OrganisationKind.LOCAL_POLICING_BODY, StartingPoint.POLICING_BODY),
        (OrganisationKind.UNIVERSITY, StartingPoint.UNIVERSITY),
        (OrganisationKind.BUSINESS, StartingPoint.POLICE_FORCE),
    ],
)
def test_the_starting_point_that_fits_is_offered_first(kind, first):
    offered = starting_points(an_organisation("X", kind))
    assert offered[0] is first
    assert set(offered) == set(STEPS_OF) == set(StartingPoint)


@pytest.mark.parametrize(
    ("start", "days"),
    [("a police force", 18), ("a policing body (OPCC)", 23), ("a university", 10)],
)
def test_a_chain_begins_with_one_press(signed_in, force, start, days):
    page = signed_in.get(f"/organisations/{force.id}").text
    assert "only a starting point" in page
    response = begin(signed_in, force, start)
    page = signed_in.get(response.location).text
    assert f"{days} working days in all" in page
    assert len(chain(force)) == len(STEPS_OF[StartingPoint(start)])


def test_a_chain_does_not_begin_twice_or_as_something_unheard_of(signed_in, force):
    begin(signed_in, force)
    assert begin(signed_in, force).status_code == 409
    university = saved(an_organisation())
    page = signed_in.get(begin(signed_in, university, "a circus").location).text
    assert "Choose a starting point." in page
    assert chain(university) == []


def test_steps_are_added_changed_and_taken_out(signed_in, force):
    address = f"/organisations/{force.id}/sign-off/add"
    for label, days in (("SPOC", 3), ("Finance", 5), ("Chief officer", 10)):
        signed_in.post(address, data={"label": label, "working_days": days})
    assert chain(force) == [(1, "SPOC", 3), (2, "Finance", 5), (3, "Chief officer", 10)]
    edit = f"/sign-off-steps/{fetch(Organisation, force.id).sign_off_steps[1].id}/edit"
    assert 'value="Finance"' in signed_in.get(edit).text
    signed_in.post(edit, data={"label": "Vetting", "working_days": "0"})
    press(signed_in, force, "SPOC", "remove")
    assert chain(force) == [(1, "Vetting", 0), (2, "Chief officer", 10)]


def test_steps_change_places(signed_in, force):
    begin(signed_in, force, "a university")
    press(signed_in, force, "Authorised signatory", "earlier")
    press(signed_in, force, "Head of department", "later")
    assert [label for _, label, _ in chain(force)] == [
        "Authorised signatory", "Head of department", "Research office",
    ]  # fmt: skip
    refused = press(signed_in, force, "Authorised signatory", "earlier")
    assert refused.status_code == 409
    assert "is at that end of the chain already" in refused.text
    assert press(signed_in, force, "Research office", "later").status_code == 409


@pytest.mark.parametrize(
    ("changes", "field", "sentence"),
    [
        ({"label": " "}, "label", "Enter who has to see it."),
        ({"label": "x" * 101}, "label", "Use at most 100 characters."),
        ({"working_days": ""}, "working_days", "Enter how many working days"),
        ({"working_days": "-1"}, "working_days", "Enter working days, from 0"),
        ({"working_days": "a week"}, "working_days", "Enter working days as a number"),
    ],
)
def test_a_step_that_makes_no_sense_is_refused_beside_the_field(
    signed_in, force, changes, field, sentence
):
    data = {"label": "SPOC", "working_days": "3"} | changes
    page = signed_in.post(f"/organisations/{force.id}/sign-off/add", data=data).text
    assert sentence in page.partition(f'id="{field}-error"')[2]
    assert chain(force) == []


def test_a_chain_has_an_end(signed_in):
    steps = a_chain(*((f"Step {number}", 1) for number in range(MOST_STEPS)))
    force = saved(an_organisation("Long", FORCE, sign_off_steps=steps))
    data = {"label": "One more", "working_days": "3"}
    page = signed_in.post(f"/organisations/{force.id}/sign-off/add", data=data).text
    assert "A chain has at most 20 steps." in page
    assert len(chain(force)) == MOST_STEPS


def test_a_consortium_has_no_chain(signed_in):
    group = saved(an_organisation("EMPAC", CONSORTIUM))
    assert begin(signed_in, group).status_code == 409
    data = {"label": "SPOC", "working_days": "3"}
    page = signed_in.post(f"/organisations/{group.id}/sign-off/add", data=data).text
    assert "EMPAC never signs: a member signs, by its own chain." in page
    assert "Begin with usual steps" not in signed_in.get(f"/organisations/{group.id}").text


@pytest.mark.parametrize(
    ("steps", "said", "needs"),
    [
        ((), None, None),
        ((), 30, 30),
        ((("SPOC", 3), ("Chief officer", 5)), 30, 8),
        ((("SPOC", 0),), 30, 0),
    ],
)
def test_what_it_needs_to_sign_is_the_sum_of_its_chain_or_what_somebody_said(steps, said, needs):
    force = an_organisation("F", FORCE, needs_working_days=said, sign_off_steps=a_chain(*steps))
    assert force.working_days_to_sign == needs
