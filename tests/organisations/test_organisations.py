"""Organisations begin, end and follow each other; a consortium has members and never leads."""

import pytest
from sqlalchemy import select

from bidapp.database import db, fetch, unit_of_work
from bidapp.organisations.actions import OrganisationRefused, save_organisation, theme_named
from bidapp.organisations.models import (
    Membership,
    MembersMakeNoSense,
    Organisation,
    OrganisationKind,
    Theme,
)
from bidapp.organisations.queries import (
    default_lead,
    default_partner,
    organisations,
    organisations_on,
    possible_leads,
)
from tests.builders import LONG_AGO, a_day, an_organisation, saved
from tests.conftest import NOON

CONSORTIUM, FORCE = OrganisationKind.CONSORTIUM, OrganisationKind.POLICE_FORCE


def save(organisation, by, **changes):
    facts = {
        "name": organisation.name, "short_name": organisation.short_name,
        "kind": organisation.kind, "successor_id": None, "is_default_lead": False,
    }  # fmt: skip
    with unit_of_work():
        save_organisation(organisation, facts | changes, by=by.id, at=NOON)


def test_a_body_exists_from_its_first_day_to_its_last():
    body = an_organisation(valid_from=a_day("2020-04-01"), valid_to=a_day("2030-03-31"))
    lives = {"2020-03-31": False, "2020-04-01": True, "2030-03-31": True, "2030-04-01": False}
    assert {day: body.exists_on(a_day(day)) for day in lives} == lives


def test_a_body_without_dates_always_exists():
    assert an_organisation().exists_on(LONG_AGO.date())


def test_a_member_belongs_from_the_day_it_joined_to_its_last():
    group, force = an_organisation(kind=CONSORTIUM), an_organisation(kind=FORCE)
    membership = group.add_member(force, joined_on=a_day("2020-04-01"))
    membership.end(a_day("2030-03-31"))
    days = ("2020-03-31", "2020-04-01", "2030-03-31", "2030-04-01")
    assert [group.members_on(a_day(day)) for day in days] == [[], [force], [force], []]


def test_nobody_leaves_before_joining():
    group = an_organisation(kind=CONSORTIUM)
    membership = group.add_member(an_organisation(), joined_on=a_day("2020-04-01"))
    with pytest.raises(MembersMakeNoSense, match="on or after the day it joined"):
        membership.end(a_day("2020-03-31"))


def test_only_a_consortium_has_members():
    with pytest.raises(MembersMakeNoSense, match="is not a consortium"):
        an_organisation().add_member(an_organisation(), joined_on=a_day("2020-04-01"))


def test_a_consortium_is_never_a_member():
    group = an_organisation(kind=CONSORTIUM)
    for other in (group, an_organisation(kind=CONSORTIUM)):
        with pytest.raises(MembersMakeNoSense, match="cannot be a member"):
            group.add_member(other, joined_on=a_day("2020-04-01"))


def test_a_member_joins_once_at_a_time(app):
    group, force = saved(an_organisation(kind=CONSORTIUM)), saved(an_organisation(kind=FORCE))
    with unit_of_work():
        membership = group.add_member(force, joined_on=a_day("2020-04-01"))
    with pytest.raises(MembersMakeNoSense, match="is a member already"):
        group.add_member(force, joined_on=a_day("2021-04-01"))
    with unit_of_work():
        membership.end(a_day("2022-04-01"))
        group.add_member(force, joined_on=a_day("2023-04-01"))
    assert len(db.session.scalars(select(Membership)).all()) == 2


def test_a_member_does_not_become_a_consortium(coordinator):
    group, force = saved(an_organisation(kind=CONSORTIUM)), saved(an_organisation(kind=FORCE))
    with unit_of_work():
        group.add_member(force, joined_on=a_day("2020-04-01"))
    with pytest.raises(OrganisationRefused, match="End that membership first"):
        save(force, coordinator, kind=CONSORTIUM)


def test_a_consortium_with_members_stays_one(coordinator):
    group = saved(an_organisation(kind=CONSORTIUM))
    with unit_of_work():
        group.add_member(an_organisation(), joined_on=a_day("2020-04-01"))
    with pytest.raises(OrganisationRefused, match="so it stays a consortium"):
        save(group, coordinator, kind=FORCE)


def test_a_consortium_is_no_default_lead(coordinator):
    group = saved(an_organisation(kind=CONSORTIUM))
    with pytest.raises(OrganisationRefused, match="cannot lead"):
        save(group, coordinator, is_default_lead=True)


def test_a_new_default_lead_takes_over_from_the_old(coordinator):
    old, new = saved(an_organisation(is_default_lead=True)), saved(an_organisation())
    save(new, coordinator, is_default_lead=True)
    assert default_lead() is new
    assert not fetch(Organisation, old.id).is_default_lead
    save(new, coordinator, is_default_lead=True, name="Renamed")
    assert default_lead().name == "Renamed"


def test_a_new_default_partner_takes_over_from_the_old(coordinator):
    saved(an_organisation(is_default_partner=True))
    new = saved(an_organisation(kind=CONSORTIUM))
    save(new, coordinator, is_default_partner=True)
    assert default_partner() is new


def test_twin_names_are_refused(coordinator):
    saved(an_organisation("Derbyshire Constabulary"))
    with pytest.raises(OrganisationRefused, match="stands here already"):
        save(an_organisation("Derbyshire Constabulary"), coordinator)
    assert len(organisations()) == 1


def test_nobody_is_followed_by_themselves_at_once_or_in_a_circle(coordinator):
    first, second, third = (saved(an_organisation()) for _ in range(3))
    save(first, coordinator, successor_id=second.id)
    save(second, coordinator, successor_id=third.id)
    for successor in (first, third):
        with pytest.raises(OrganisationRefused, match="in a circle"):
            save(third if successor is first else first, coordinator, successor_id=first.id)
    assert fetch(Organisation, first.id).successor is second


def test_bodies_that_are_gone_are_not_offered(app):
    saved(an_organisation(valid_to=a_day("2029-12-31")))
    force, group = saved(an_organisation()), saved(an_organisation(kind=CONSORTIUM))
    assert set(organisations_on(NOON.date())) == {force, group}
    assert possible_leads(NOON.date()) == [force]


def test_a_theme_is_made_once(app):
    with unit_of_work():
        assert theme_named("Knife crime") is theme_named("Knife crime")
    assert len(db.session.scalars(select(Theme)).all()) == 1
