"""Each organisation holds one position on a bid, and the bid's lead holds the lead's."""

import pytest
from sqlalchemy import select

from bidapp.database import db, fetch, unit_of_work
from bidapp.overview.actions import change_bid
from bidapp.partners.actions import add_role, change_role, remove_role
from bidapp.partners.models import PartnerRole, Position
from bidapp.partners.queries import roles_on
from bidapp.partners.rules import RoleRefused
from tests.builders import a_line, a_role, a_sign_off, an_organisation, saved
from tests.conftest import NOON
from tests.partners.line_ups import a_led_bid


@pytest.fixture
def bid(app):
    return a_led_bid()


def add(bid, organisation, position, by):
    with unit_of_work():
        return add_role(bid, organisation, position, by=by.id, at=NOON)


def positions(bid):
    return [(role.organisation.name, role.position) for role in roles_on(bid)]


def give_the_lead_to(bid, organisation, by):
    facts = {"lead_organisation_id": organisation.id, "acronym": None}
    with unit_of_work():
        change_bid(bid, facts, by=by.id, at=NOON)


def test_the_lead_comes_first_then_the_others_by_position(bid, coordinator):
    add(bid, an_organisation("Board"), Position.ADVISORY, coordinator)
    add(bid, an_organisation("Force"), Position.PROJECT_PARTNER, coordinator)
    assert [name for name, _ in positions(bid)] == ["De Montfort University", "Force", "Board"]


def test_an_organisation_holds_one_position(bid, coordinator):
    force = saved(an_organisation("Force"))
    add(bid, force, Position.PROJECT_PARTNER, coordinator)
    with pytest.raises(RoleRefused, match="Force is project partner on this bid already"):
        add(bid, force, Position.ADVISORY, coordinator)


def test_nobody_is_made_lead_here(bid, coordinator):
    with pytest.raises(RoleRefused, match="Change the bid"):
        add(bid, saved(an_organisation()), Position.LEAD, coordinator)
    role = add(bid, saved(an_organisation()), Position.ADVISORY, coordinator)
    with pytest.raises(RoleRefused, match="Change the bid"), unit_of_work():
        change_role(role, {"position": Position.LEAD}, by=coordinator.id, at=NOON)


def test_the_lead_is_neither_changed_nor_taken_off(bid, coordinator):
    (lead,) = roles_on(bid)
    with pytest.raises(RoleRefused, match="Change the bid"), unit_of_work():
        change_role(lead, {"position": Position.ADVISORY}, by=coordinator.id, at=NOON)
    with pytest.raises(RoleRefused, match="always has a lead"), unit_of_work():
        remove_role(lead, by=coordinator.id, at=NOON)


def test_a_new_lead_leaves_the_old_one_in_the_core_team(bid, coordinator):
    give_the_lead_to(bid, saved(an_organisation("Leicester")), coordinator)
    assert positions(bid) == [
        ("Leicester", Position.LEAD),
        ("De Montfort University", Position.CORE_TEAM),
    ]


def test_a_partner_that_becomes_lead_holds_the_lead_only(bid, coordinator):
    force = saved(an_organisation("Force"))
    add(bid, force, Position.PROJECT_PARTNER, coordinator)
    give_the_lead_to(bid, force, coordinator)
    assert positions(bid)[0] == ("Force", Position.LEAD)
    assert len(positions(bid)) == 2


def test_setting_the_same_lead_again_changes_nothing(bid, coordinator):
    before = positions(bid)
    give_the_lead_to(bid, bid.lead_organisation, coordinator)
    assert positions(bid) == before


def test_a_partner_that_has_been_asked_keeps_what_it_was_asked_when_it_leads(bid, coordinator):
    role = saved(a_role(bid, saved(an_organisation("Force")), sign_offs=[a_sign_off()]))
    line = saved(a_line(role))
    give_the_lead_to(bid, role.organisation, coordinator)
    assert roles_on(bid)[0] is role
    assert line.role_id == role.id


def test_a_sign_off_under_way_goes_with_a_role_that_is_taken_off(bid, signed_in):
    role = saved(a_role(bid, sign_offs=[a_sign_off()]))
    assert signed_in.post(f"/roles/{role.id}/remove").status_code == 302
    assert len(roles_on(bid)) == 1


def test_a_partner_is_added_changed_and_taken_off_over_the_page(bid, signed_in):
    force = saved(an_organisation("Force"))
    page = f"/bids/{bid.id}/roles"
    signed_in.post(page, data={"organisation_id": force.id, "position": "subcontractor"})
    role = db.session.scalars(select(PartnerRole).order_by(PartnerRole.id.desc())).first()
    assert "Force is on the bid." in signed_in.get(page).text
    signed_in.post(f"/roles/{role.id}/edit", data={"position": "advisory"})
    assert fetch(PartnerRole, role.id).position is Position.ADVISORY
    signed_in.post(f"/roles/{role.id}/remove")
    assert "Force is off the bid." in signed_in.get(page).text
    assert len(roles_on(bid)) == 1


def test_an_organisation_on_the_bid_is_not_offered_again(bid, signed_in):
    data = {"organisation_id": bid.lead_organisation_id, "position": "advisory"}
    page = signed_in.post(f"/bids/{bid.id}/roles", data=data).text
    assert "Not a valid choice" in page
    assert len(roles_on(bid)) == 1


def test_taking_the_lead_off_is_refused_in_a_sentence(bid, signed_in):
    response = signed_in.post(f"/roles/{roles_on(bid)[0].id}/remove")
    assert response.status_code == 409
    assert "A bid always has a lead." in response.text
