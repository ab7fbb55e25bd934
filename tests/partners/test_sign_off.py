"""What we ask moves along the steps of sign-off inside a partner, one after the other."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from bidapp.accounts.permissions import Kind
from bidapp.audit.models import AuditEvent
from bidapp.database import db, unit_of_work
from bidapp.organisations.models import Closure, OrganisationKind
from bidapp.partners.actions import (
    SignOffHasMovedOn,
    begin_sign_off,
    pass_sign_off,
    take_back_sign_off,
)
from bidapp.partners.models import SignOff
from bidapp.partners.queries import places_on, where_it_is
from tests.builders import a_day, a_person, a_role, a_step, an_organisation, saved, signed_in_as
from tests.conftest import NOON

TUESDAY = NOON + timedelta(days=4)  # 5 March 2030; noon on Friday 1 March is when it starts


def a_force(*steps, **facts):
    chain = [a_step(label, days, place) for place, (label, days) in enumerate(steps, 1)]
    force = an_organisation("Derbys", OrganisationKind.POLICE_FORCE, sign_off_steps=chain, **facts)
    return saved(force)


@pytest.fixture
def role(app):
    return saved(a_role(organisation=a_force(("SPOC", 3), ("Finance", 5), ("Chief officer", 2))))


def begin(role, at=NOON):
    with unit_of_work():
        begin_sign_off(role, at=at)


def passed(role, position, at=NOON, **said):
    with unit_of_work():
        pass_sign_off(role, position, **{"told_by": "Insp Reed", "note": ""} | said, at=at)


def taken_back(role, position):
    with unit_of_work():
        take_back_sign_off(role, position)


def standing(role):
    """Each step, and whether it is passed, is where it stands, or lies ahead."""
    steps = db.session.scalars(
        select(SignOff).where(SignOff.role_id == role.id).order_by(SignOff.position)
    )
    words = {(True, True): "passed", (True, False): "here", (False, False): "ahead"}
    return [(each.label, words[bool(each.reached_at), bool(each.passed_at)]) for each in steps]


def test_before_it_has_set_out_it_is_nowhere(role):
    assert where_it_is(role, NOON) is None


def test_it_sets_out_at_the_first_step_once_only(role):
    begin(role)
    begin(role, TUESDAY)
    assert standing(role) == [("SPOC", "here"), ("Finance", "ahead"), ("Chief officer", "ahead")]
    assert where_it_is(role, NOON).since == NOON


def test_where_there_is_no_chain_nothing_sets_out(app):
    role = saved(a_role())
    begin(role)
    assert where_it_is(role, NOON) is None


def test_it_keeps_the_steps_it_set_out_with(role):
    begin(role)
    with unit_of_work():
        role.organisation.sign_off_steps.clear()
    assert len(standing(role)) == 3
    assert where_it_is(role, NOON).left == 10


def test_a_step_is_passed_and_the_next_one_reached(role):
    begin(role)
    passed(role, 1, TUESDAY, note="By phone")
    assert standing(role)[:2] == [("SPOC", "passed"), ("Finance", "here")]
    place = where_it_is(role, TUESDAY)
    assert (place.label, place.since, place.working_days) == ("Finance", TUESDAY, 5)
    (step,) = place.passed
    assert (step.told_by, step.note, step.passed_at) == ("Insp Reed", "By phone", TUESDAY)


def test_after_the_last_step_it_is_signed_off(role):
    begin(role)
    for position in (1, 2, 3):
        passed(role, position)
    place = where_it_is(role, TUESDAY)
    assert (place.label, place.current, place.left, place.since) == ("Signed off", None, 0, NOON)
    assert not place.is_late


@pytest.mark.parametrize("position", [0, 2, 3, 4])
def test_only_the_step_where_it_stands_is_passed(role, position):
    begin(role)
    with pytest.raises(SignOffHasMovedOn, match="See below where it is now"):
        passed(role, position)
    assert [state for _, state in standing(role)] == ["here", "ahead", "ahead"]


def test_a_step_is_not_passed_twice(role):
    begin(role)
    passed(role, 1)
    with pytest.raises(SignOffHasMovedOn, match="SPOC has been noted already"):
        passed(role, 1, TUESDAY, told_by="Somebody else")
    assert where_it_is(role, NOON).passed[0].told_by == "Insp Reed"


def test_the_step_that_passed_last_is_taken_back(role):
    begin(role)
    passed(role, 1)
    passed(role, 2)
    with pytest.raises(SignOffHasMovedOn, match="Only the step that passed last"):
        taken_back(role, 1)
    taken_back(role, 2)
    assert [state for _, state in standing(role)] == ["passed", "here", "ahead"]
    assert where_it_is(role, NOON).since == NOON
    taken_back(role, 1)
    with pytest.raises(SignOffHasMovedOn):
        taken_back(role, 1)


def test_the_last_step_of_all_is_taken_back_too(role):
    begin(role)
    for position in (1, 2, 3):
        passed(role, position)
    taken_back(role, 3)
    assert standing(role)[-1] == ("Chief officer", "here")


@pytest.mark.parametrize(
    ("days_later", "been_there", "left", "is_late"),
    [(0, 0, 10, False), (3, 1, 9, False), (5, 3, 7, False), (6, 4, 7, True), (30, 20, 7, True)],
)
def test_what_remains_is_reckoned_in_working_days(role, days_later, been_there, left, is_late):
    begin(role)
    place = where_it_is(role, NOON + timedelta(days=days_later))
    assert (place.been_there, place.left, place.is_late) == (been_there, left, is_late)


def test_days_on_which_the_partner_is_closed_do_not_count(app):
    shut = Closure(name="Shut", starts_on=a_day("2030-03-04"), ends_on=a_day("2030-03-04"))
    role = saved(a_role(organisation=a_force(("SPOC", 3), closures=[shut])))
    begin(role)
    assert where_it_is(role, TUESDAY).been_there == 1
    assert places_on(role.bid, TUESDAY)[role.organisation_id].been_there == 1


def test_the_places_on_a_bid_are_told_for_those_that_have_set_out(role):
    saved(a_role(role.bid))
    begin(role)
    assert list(places_on(role.bid, NOON)) == [role.organisation_id]
    begin(saved(a_role(organisation=a_force_called("Elsewhere"))))
    assert list(places_on(role.bid, NOON)) == [role.organisation_id]


def a_force_called(name):
    return saved(an_organisation(name, sign_off_steps=[a_step()]))


def test_a_coordinator_begins_it_passes_a_step_and_takes_it_back(signed_in, role):
    page = f"/roles/{role.id}/sign-off"
    assert "Sign-off has not started." in signed_in.get(page).text
    signed_in.post(f"{page}/begin")
    assert "At <b>SPOC</b> since Fri 1 March 2030: 0 working days of 3." in signed_in.get(page).text
    said = {"told_by": "Insp Reed", "note": "By phone"}
    assert signed_in.post(f"{page}/1/pass", data=said).location == page
    text = signed_in.get(page).text
    assert "Passed Fri 1 March 2030, Insp Reed said" in text
    assert "Take back: SPOC has not passed it" in text
    signed_in.post(f"{page}/1/take-back")
    assert "At <b>SPOC</b>" in signed_in.get(page).text
    assert db.session.scalars(select(AuditEvent.what).order_by(AuditEvent.id)).all() == [
        "began the sign-off at Derbys",
        "passed step 1 of the sign-off at Derbys",
        "took back step 1 of the sign-off at Derbys",
    ]


@pytest.mark.parametrize(
    ("said", "field", "sentence"),
    [
        ({"told_by": " "}, "told-by", "Enter who told you that it has passed."),
        ({"told_by": "x" * 201}, "told-by", "Use at most 200 characters."),
        ({"told_by": "Me", "note": "x" * 501}, "note", "Use at most 500 characters."),
    ],
)
def test_who_said_so_is_asked_for(signed_in, role, said, field, sentence):
    begin(role)
    page = signed_in.post(f"/roles/{role.id}/sign-off/1/pass", data=said).text
    assert sentence in page.partition(f'id="{field}-{role.id}-error"')[2]
    assert where_it_is(role, NOON).label == "SPOC"


def test_a_step_that_has_moved_on_is_refused_in_a_sentence(signed_in, role):
    begin(role)
    page = f"/roles/{role.id}/sign-off"
    for position, sentence in (
        (2, "Finance is not where it is now. See below where it is now."),
        (1, "The step has passed."),
        (1, "SPOC has been noted already. See below where it is now."),
        (9, "There is no such step."),
    ):
        pressed = signed_in.post(f"{page}/{position}/pass", data={"told_by": "Me"})
        assert sentence in signed_in.get(pressed.location).text


def test_a_reader_sees_where_it_is_and_changes_nothing(client, role, now):
    begin(role)
    signed_in_as(client, saved(a_person("Rea", Kind.READER)))
    page = client.get(f"/roles/{role.id}/sign-off").text
    assert "At <b>SPOC</b>" in page
    assert "<button" not in page.partition("<main")[2].partition("</main>")[0]
    assert client.post(f"/roles/{role.id}/sign-off/1/pass").status_code == 403


def test_who_has_no_steps_is_sent_to_where_they_are_said(signed_in):
    role = saved(a_role())
    page = signed_in.get(f"/roles/{role.id}/sign-off").text
    assert f'href="/organisations/{role.organisation_id}#sign-off"' in page
    group = an_organisation("EMPAC", OrganisationKind.CONSORTIUM)
    role = saved(a_role(organisation=group))
    assert "EMPAC never signs" in signed_in.get(f"/roles/{role.id}/sign-off").text
