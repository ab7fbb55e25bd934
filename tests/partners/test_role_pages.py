"""Roles and people of a bid: what each organisation is and does, and who signs for a consortium."""

import pytest
from sqlalchemy import select

from bidapp.accounts.permissions import Kind
from bidapp.calls.models import TeamRole
from bidapp.database import db, fetch, unit_of_work
from bidapp.organisations.models import OrganisationKind
from bidapp.partners.models import PartnerRole, Position, RoleContact
from bidapp.partners.queries import findings_about, line_up, roles_on
from tests.bids.test_queries_per_page import questions
from tests.builders import (
    a_call,
    a_contact,
    a_day,
    a_deadline,
    a_person,
    a_role,
    a_sign_off,
    a_team_member,
    an_organisation,
    saved,
    signed_in_as,
)
from tests.conftest import NOON
from tests.partners.line_ups import a_led_bid

CONSORTIUM, FORCE = OrganisationKind.CONSORTIUM, OrganisationKind.POLICE_FORCE
MOST = 20  # statements for the page of everything that is on a bid


@pytest.fixture
def bid(app):
    bid = a_led_bid(call=a_call(a_deadline("2030-06-28 16:00")))
    saved(a_team_member(bid, name="Ada Grey", role=TeamRole.PROJECT_LEAD))
    return bid


def page_of(browser, bid):
    return browser.get(f"/bids/{bid.id}/roles").text


def add(browser, bid, organisation, position="project partner"):
    data = {"organisation_id": organisation.id, "position": position}
    return browser.post(f"/bids/{bid.id}/roles", data=data)


def edit(browser, role, **changes):
    facts = {
        "position": role.position.value, "summary": role.summary,
        "consortium_id": role.consortium_id or "", "contact_id": role.contact_id or "",
    }  # fmt: skip
    return browser.post(f"/roles/{role.id}/edit", data=facts | changes)


def error_beside(page, field):
    return page.partition(f'id="{field}-error"')[2][:400]


def a_group(*members, name="EMPAC"):
    group = saved(an_organisation(name, CONSORTIUM))
    with unit_of_work():
        for member in members:
            group.add_member(member, joined_on=a_day("2020-04-01"))
    return group


def test_what_an_organisation_does_and_whom_we_ask_stands_on_the_page(signed_in, bid):
    role = saved(a_role(bid, saved(an_organisation("Derbys", FORCE))))
    contact = saved(a_contact(role.organisation, name="Insp Reed", position="Inspector"))
    response = edit(signed_in, role, summary="Runs the pilot.", contact_id=contact.id)
    assert response.location == f"/bids/{bid.id}/roles"
    page = page_of(signed_in, bid)
    assert "Runs the pilot." in page
    assert "Insp Reed, Inspector" in page


def test_only_contacts_of_the_organisation_who_are_there_are_offered(signed_in, bid):
    role = saved(a_role(bid))
    saved(a_contact(role.organisation, name="Has left", left_on=a_day("2030-02-28")))
    other = saved(a_contact(name="Elsewhere"))
    page = signed_in.get(f"/roles/{role.id}/edit").text
    assert "Has left" not in page
    assert "Elsewhere" not in page
    assert "Not a valid choice" in error_beside(
        edit(signed_in, role, contact_id=other.id).text, "contact_id"
    )


def test_a_contact_added_for_a_role_leads_back_to_it(signed_in, bid):
    role = saved(a_role(bid))
    page = signed_in.get(f"/roles/{role.id}/edit").text
    address = f"/organisations/{role.organisation_id}/contacts/add?next=/roles/{role.id}/edit"
    assert f'href="{address}"' in page


def test_a_contact_who_has_left_stays_until_another_is_chosen(signed_in, bid):
    force = saved(an_organisation("Derbys", FORCE))
    left = saved(a_contact(force, name="Insp Reed", left_on=a_day("2030-02-28")))
    role = saved(a_role(bid, force, contact=left))
    assert edit(signed_in, role, summary="Still here.").status_code == 302
    assert "Insp Reed left Derbys on Thu 28 February 2030." in page_of(signed_in, bid)
    edit(signed_in, role, contact_id="")
    assert fetch(PartnerRole, role.id).contact_id is None


def test_a_project_partners_contact_is_nobody_of_the_team(signed_in, bid):
    role = saved(a_role(bid))
    contact = saved(a_contact(role.organisation, name="A. Grey", email="ADA@dmu.example"))
    saved(a_team_member(bid, name="Ada G", email="ada@dmu.example"))
    page = edit(signed_in, role, contact_id=contact.id).text
    assert "A. Grey is in the team of this bid as specialist" in error_beside(page, "contact_id")
    assert fetch(PartnerRole, role.id).contact_id is None
    assert edit(signed_in, role, contact_id=contact.id, position="advisory").status_code == 302
    page = edit(signed_in, fetch(PartnerRole, role.id), position="project partner").text
    assert "is in the team of this bid" in error_beside(page, "contact_id")


def test_an_organisation_with_people_in_the_team_does_not_become_a_partner(signed_in, bid):
    role = saved(a_role(bid, position=Position.CORE_TEAM))
    saved(a_team_member(bid, role.organisation, name="Bo Lane"))
    page = edit(signed_in, role, position="project partner").text
    assert "has people in the team (Bo Lane)" in error_beside(page, "position")
    assert fetch(PartnerRole, role.id).position is Position.CORE_TEAM
    response = signed_in.post(f"/roles/{role.id}/remove")
    assert response.status_code == 409
    assert "has people in the team (Bo Lane). Take them off first." in response.text


def test_the_lead_changes_its_summary_and_contact_but_not_its_position(signed_in, bid):
    (lead,) = roles_on(bid)
    page = signed_in.get(f"/roles/{lead.id}/edit").text
    assert "Change who leads" in page
    assert 'name="position"' not in page
    assert signed_in.post(f"/roles/{lead.id}/edit", data={"summary": "Leads."}).status_code == 302
    assert fetch(PartnerRole, lead.id).summary == "Leads."
    refused = signed_in.post(f"/roles/{lead.id}/edit", data={"position": "advisory"}).text
    assert "Change the bid to change who leads." in refused
    assert "lead" not in signed_in.get(f"/bids/{bid.id}/roles").text.partition('name="position"')[2]


@pytest.mark.parametrize("summary", ["x" * 2001])
def test_a_summary_has_a_length(signed_in, bid, summary):
    page = edit(signed_in, saved(a_role(bid)), summary=summary).text
    assert "Use at most 2,000 characters." in error_beside(page, "summary")


def test_it_takes_part_through_a_consortium_it_belongs_to(signed_in, bid):
    force, other = saved(an_organisation("Derbys", FORCE)), a_group(name="Other group")
    group = a_group(force)
    role = saved(a_role(bid, force))
    edit(signed_in, role, consortium_id=group.id)
    assert "Through EMPAC" in page_of(signed_in, bid)
    page = edit(signed_in, role, consortium_id=other.id).text
    assert "Not a valid choice" in error_beside(page, "consortium_id")


def test_an_organisation_that_has_ended_is_refused_beside_the_field(signed_in, bid):
    east = saved(an_organisation("East Midlands Police", FORCE))
    ended = an_organisation(
        "Leicestershire Police", FORCE, valid_to=a_day("2030-01-31"), successor=east
    )
    page = add(signed_in, bid, saved(ended)).text
    assert (
        "Leicestershire Police ended on Thu 31 January 2030. Choose its successor, East Midlands "
        "Police." in error_beside(page, "organisation_id")
    )
    assert "Leicestershire Police, ended Thu 31 January 2030" in page
    assert len(roles_on(bid)) == 1


def test_an_organisation_that_does_not_exist_yet_is_not_offered(signed_in, bid):
    later = saved(an_organisation("Policing Board", valid_from=a_day("2030-05-01")))
    assert "Not a valid choice" in add(signed_in, bid, later).text
    assert len(roles_on(bid)) == 1


def test_one_that_ends_before_the_work_does_is_told_on_the_page(signed_in, bid):
    ending = saved(an_organisation("Leicestershire Police", FORCE, valid_to=a_day("2030-05-31")))
    page = page_of(signed_in, bid)
    assert "Leicestershire Police ends" not in page
    page = signed_in.get(add(signed_in, bid, ending).location).text
    assert "Leicestershire Police ends on Fri 31 May 2030, before the work does" in page


def test_the_member_that_signs_for_a_consortium_is_added_with_one_press(signed_in, bid):
    derbys, notts = (saved(an_organisation(name, FORCE)) for name in ("Derbys", "Notts"))
    group = a_group(derbys, notts)
    add(signed_in, bid, group, "advisory")
    page = page_of(signed_in, bid)
    assert "EMPAC never signs, and none of its members is on the bid." in page
    assert page.index("Add Derbys") < page.index("Add Notts")
    role = roles_on(bid)[-1]
    signed_in.post(f"/roles/{role.id}/signer", data={"organisation_id": notts.id})
    signer = roles_on(bid)[-1]
    assert (signer.organisation, signer.position) == (notts, Position.ADVISORY)
    assert signer.consortium_id == group.id
    page = page_of(signed_in, bid)
    assert "none of its members is on the bid" not in page
    assert "Add Derbys" in page
    assert "Add Notts" not in page


def test_only_a_member_of_today_signs_for_a_consortium(signed_in, bid):
    derbys, stranger = (saved(an_organisation(name, FORCE)) for name in ("Derbys", "Stranger"))
    group = a_group(derbys)
    with unit_of_work():
        group.memberships[0].end(a_day("2030-02-28"))
    role = saved(a_role(bid, group))
    for organisation in (derbys, stranger):
        data = {"organisation_id": organisation.id}
        response = signed_in.post(f"/roles/{role.id}/signer", data=data)
        assert "Choose the member that signs." in signed_in.get(response.location).text
    assert len(roles_on(bid)) == 2


def test_where_the_sign_off_stands_is_told(signed_in, bid):
    saved(a_role(bid, sign_offs=[a_sign_off("Finance", 3)]))
    page = page_of(signed_in, bid)
    assert "At Finance" in page
    assert "Late" in page


def test_a_reader_sees_roles_and_people_and_changes_none(client, bid, now):
    saved(a_role(bid, a_group()))
    signed_in_as(client, saved(a_person("Rea", Kind.READER)))
    page = page_of(client, bid)
    assert "Ada Grey" in page
    main = page.partition("<main")[2].partition("</main>")[0]
    assert "<button" not in main
    assert "/edit" not in main


def test_a_bid_with_its_lead_and_project_lead_has_nothing_to_look_at(bid, signed_in):
    assert findings_about(line_up(bid), NOON) == []
    assert "To look at" not in page_of(signed_in, bid)


def test_the_page_of_many_organisations_and_people_asks_no_more(signed_in, bid, coordinator):
    def grow(count):
        with unit_of_work():
            for number in range(count):
                force = an_organisation(kind=FORCE, valid_to=a_day("2030-04-01"))
                force.successor = an_organisation(kind=FORCE)
                contact = a_contact(force)
                role = a_role(bid, force, contact=contact, sign_offs=[a_sign_off()])
                role.asked = [RoleContact(contact=a_contact(force), since=NOON)]
                db.session.add(role)
                db.session.add(a_team_member(bid, name=f"{count} {number}", share_percent=50))
                group = an_organisation(kind=CONSORTIUM)
                group.add_member(an_organisation(kind=FORCE), joined_on=a_day("2020-04-01"))
                db.session.add(a_role(bid, group, consortium_id=None))

    grow(2)
    few = questions(signed_in, f"/bids/{bid.id}/roles")
    grow(20)
    many = questions(signed_in, f"/bids/{bid.id}/roles")
    assert len(few) == len(many) <= MOST, many
    assert db.session.scalars(select(PartnerRole)).all()
