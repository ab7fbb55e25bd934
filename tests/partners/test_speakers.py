"""Whoever was asked for a partner speaks for it on that bid, and is in nobody's team."""

from functools import partial

import pytest
from sqlalchemy import func, select

from bidapp.database import db, fetch, unit_of_work
from bidapp.organisations.models import Contact
from bidapp.partners.actions import change_role, note_contact, remove_role
from bidapp.partners.models import PartnerRole, Position, RoleContact
from bidapp.partners.queries import team_of
from bidapp.partners.rules import RoleRefused, check_contact_may_be_asked
from tests.builders import a_contact, a_day, a_role, a_team_member, an_organisation, saved
from tests.conftest import NOON
from tests.partners.line_ups import a_led_bid
from tests.partners.test_races import at_once, name_somebody

REED = {"name": "Insp Reed", "email": "reed@derbys.example"}


@pytest.fixture
def bid(app):
    return a_led_bid()


@pytest.fixture
def role(bid):
    return saved(a_role(bid, an_organisation("Derbys")))


@pytest.fixture
def reed(role):
    return saved(a_contact(role.organisation, **REED))


def noted(role, contact):
    with unit_of_work():
        note_contact(role, contact, at=NOON)


def join(browser, bid, **changes):
    data = {
        "name": "R. Reed", "role": "fellow", "email": "REED@derbys.example",
        "organisation_id": bid.lead_organisation_id,
    }  # fmt: skip
    return browser.post(f"/bids/{bid.id}/team/add", data=data | changes)


def test_the_first_one_asked_is_whom_we_ask_there(role, reed):
    noted(role, reed)
    assert role.contact is reed
    other = saved(a_contact(role.organisation))
    noted(role, other)
    assert role.contact is reed
    assert role.speakers == [reed, other]


def test_who_is_asked_again_is_noted_once(role, reed):
    noted(role, reed)
    noted(role, reed)
    assert db.session.scalar(select(func.count()).select_from(RoleContact)) == 1
    assert role.asked[0].since == NOON


def test_nobody_who_has_left_or_is_elsewhere_is_asked(role):
    left = saved(a_contact(role.organisation, left_on=a_day("2030-02-28")))
    for contact in (left, saved(a_contact())):
        with pytest.raises(RoleRefused, match="Choose somebody who is at Derbys now"):
            noted(role, contact)
    assert role.speakers == []


def test_whoever_was_asked_does_not_join_the_team(signed_in, bid, role, reed):
    noted(role, saved(a_contact(role.organisation)))
    noted(role, reed)
    page = join(signed_in, bid).text
    assert "Insp Reed was asked for Derbys, a project partner on this bid" in page
    assert team_of(bid) == []
    with unit_of_work():
        fetch(Contact, reed.id).left_on = a_day("2030-02-28")
    assert join(signed_in, bid).status_code == 302


def test_that_one_of_them_is_in_the_team_already_is_told_on_the_page(signed_in, bid, role, reed):
    saved(a_team_member(bid, **REED))
    noted(role, reed)
    page = signed_in.get(f"/bids/{bid.id}/roles").text
    assert "Insp Reed speaks for Derbys, a project partner, and is in the team" in page


def test_an_adviser_whose_contact_is_in_the_team_does_not_become_a_partner(coordinator, bid):
    role = saved(a_role(bid, an_organisation("Derbys"), Position.ADVISORY))
    noted(role, saved(a_contact(role.organisation, name="First asked")))
    noted(role, saved(a_contact(role.organisation, **REED)))
    saved(a_team_member(bid, **REED))
    facts = {"position": Position.PROJECT_PARTNER, "contact_id": role.contact_id}
    with pytest.raises(RoleRefused, match="Insp Reed is in the team of this bid"), unit_of_work():
        change_role(role, facts, by=coordinator.id, at=NOON)


def test_what_was_noted_goes_with_a_role_that_is_taken_off(coordinator, role, reed):
    noted(role, reed)
    with unit_of_work():
        remove_role(role, by=coordinator.id, at=NOON)
    assert db.session.scalars(select(RoleContact)).all() == []


def test_somebody_asked_while_they_are_named_becomes_one_of_the_two(app, bid, role, reed):
    def ask(role_id, contact_id):
        role, contact = fetch(PartnerRole, role_id), fetch(Contact, contact_id)
        note_contact(role, contact, at=NOON)
        check_contact_may_be_asked(role.bid, contact)

    def name(bid_id, organisation_id, by):
        name_somebody(bid_id, organisation_id, by, **REED)

    naming = partial(name, bid.id, bid.lead_organisation_id, bid.owner_id)
    assert sorted(at_once(app, partial(ask, role.id, reed.id), naming)) == [False, True]
    asked = db.session.scalar(select(func.count()).select_from(RoleContact))
    assert len(team_of(bid)) + asked == 1
