"""When an organisation is closed, and how long it needs to sign."""

import pytest
from sqlalchemy import select

from bidapp.audit.models import AuditEvent
from bidapp.database import db, fetch
from bidapp.organisations.models import Closure, Organisation, OrganisationKind
from bidapp.organisations.queries import closed_days_of_each
from tests.builders import a_day, an_organisation, saved


@pytest.fixture
def university(app):
    return saved(an_organisation("De Montfort University", short_name="DMU"))


def closed_form(**changes):
    return {"name": "Christmas", "starts_on": "2030-12-24", "ends_on": "2031-01-01"} | changes


def add(browser, organisation, **changes):
    data = closed_form(**changes)
    return browser.post(f"/organisations/{organisation.id}/closures", data=data)


def a_closure(start, end):
    return Closure(name="Shut", starts_on=a_day(start), ends_on=a_day(end))


def closed_days_of(organisation):
    return closed_days_of_each([organisation.id]).get(organisation.id, frozenset())


def test_closed_days_are_kept_shown_and_counted(signed_in, university):
    response = add(signed_in, university)
    assert response.location == f"/organisations/{university.id}"
    assert "Tue 24 December 2030 to Wed 1 January 2031" in signed_in.get(response.location).text
    closed = closed_days_of(university)
    assert (min(closed), max(closed)) == (a_day("2030-12-24"), a_day("2031-01-01"))
    assert len(closed) == 9


def test_closed_days_are_taken_away_again(signed_in, university):
    add(signed_in, university)
    closure = db.session.scalars(select(Closure)).one()
    signed_in.post(f"/organisations/closures/{closure.id}/remove")
    assert closed_days_of(university) == frozenset()
    noted = db.session.scalars(select(AuditEvent.what).order_by(AuditEvent.id)).all()
    christmas = "Christmas, Tue 24 December 2030 to Wed 1 January 2031"
    assert noted == [f"closed DMU: {christmas}", f"opened DMU again: {christmas}"]


@pytest.mark.parametrize(
    ("changes", "field", "sentence"),
    [
        ({"name": " "}, "name", "Enter why it is closed."),
        ({"name": "x" * 201}, "name", "Use at most 200 characters."),
        ({"starts_on": ""}, "starts_on", "Enter the first day it is closed."),
        ({"ends_on": "soon"}, "ends_on", "Enter a date like"),
        ({"ends_on": "2030-12-23"}, "ends_on", "It cannot open before it closes."),
        ({"ends_on": "2031-02-22"}, "ends_on", "Enter at most 60 days at a time."),
        ({"starts_on": "9999-12-30"}, "starts_on", "Enter a year between"),
    ],
)
def test_days_that_make_no_sense_are_refused_beside_the_field(
    signed_in, university, changes, field, sentence
):
    page = add(signed_in, university, **changes).text
    assert f'id="{field}-error"' in page
    assert sentence in page.partition(f'id="{field}-error"')[2]
    assert db.session.scalar(select(Closure)) is None


def test_sixty_days_at_a_time_are_allowed(signed_in, university):
    add(signed_in, university, ends_on="2031-02-21")
    assert len(closed_days_of(university)) == 60


def test_it_cannot_be_closed_twice_on_a_day(signed_in, university):
    add(signed_in, university)
    page = add(signed_in, university, name="Again", starts_on="2031-01-01").text
    assert "It is closed then already: Christmas, Tue 24 December 2030" in page
    add(signed_in, university, name="More", starts_on="2031-01-02", ends_on="2031-01-02")
    assert len(closed_days_of(university)) == 10


def test_a_consortium_has_no_days_of_its_own_to_close(signed_in):
    group = saved(an_organisation("EMPAC", kind=OrganisationKind.CONSORTIUM))
    assert "Add closed days" not in signed_in.get(f"/organisations/{group.id}").text


def test_only_what_is_ahead_is_shown(signed_in, now):
    closures = [a_closure("2029-12-24", "2030-01-01"), a_closure("2030-12-24", "2031-01-01")]
    university = saved(an_organisation(closures=closures))
    page = signed_in.get(f"/organisations/{university.id}").text
    assert "2029" not in page
    assert "Tue 24 December 2030" in page


def test_the_closed_days_of_several_are_told_apart(app):
    one = saved(an_organisation(closures=[a_closure("2030-12-24", "2030-12-25")]))
    other = saved(an_organisation(closures=[a_closure("2030-12-25", "2030-12-26")]))
    third = saved(an_organisation())
    numbers = [one.id, other.id, third.id]
    christmas = [a_day(f"2030-12-{number}") for number in (24, 25, 26)]
    assert closed_days_of_each(numbers) == {
        one.id: frozenset(christmas[:2]),
        other.id: frozenset(christmas[1:]),
    }
    assert closed_days_of_each([]) == {}


def facts(**changes):
    return {"name": "Force", "short_name": "Force", "kind": "police force"} | changes


def test_how_long_it_needs_to_sign_is_kept_and_shown(signed_in):
    response = signed_in.post("/organisations/add", data=facts(needs_working_days="30"))
    assert "30 working days from being asked" in signed_in.get(response.location).text
    number = int(response.location.rpartition("/")[2])
    signed_in.post(f"/organisations/{number}/edit", data=facts(needs_working_days=""))
    assert fetch(Organisation, number).needs_working_days is None


@pytest.mark.parametrize("typed", ["-1", "251", "9" * 5000, "ten", "1.5"])
def test_a_need_that_is_no_number_of_days_is_refused(signed_in, typed):
    page = signed_in.post("/organisations/add", data=facts(needs_working_days=typed)).text
    assert "Enter working days" in page.partition('id="needs_working_days-error"')[2]
    assert db.session.scalar(select(Organisation)) is None
