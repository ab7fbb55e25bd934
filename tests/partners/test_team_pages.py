"""The people on a bid, and the posts that somebody will fill."""

from decimal import Decimal

import pytest
from sqlalchemy import select

from bidapp.bids.stages import Stage
from bidapp.calls.models import TeamRole
from bidapp.database import db, fetch, unit_of_work
from bidapp.partners.actions import set_lead
from bidapp.partners.models import Position, TeamMember
from bidapp.partners.queries import findings_about, line_up, team_of
from bidapp.partners.rules import RoleRefused, check_contact_may_be_asked
from tests.builders import (
    a_bid,
    a_call,
    a_contact,
    a_day,
    a_role,
    a_team_member,
    an_organisation,
    saved,
)
from tests.conftest import NOON
from tests.partners.line_ups import a_led_bid


@pytest.fixture
def bid(app):
    return a_led_bid(acronym="ADAPT")


def form(bid, **changes):
    facts = {
        "name": "Ada Grey", "role": "project lead", "organisation_id": bid.lead_organisation_id,
        "email": "ada@dmu.example",
    }  # fmt: skip
    return facts | changes


def add(browser, bid, **changes):
    return browser.post(f"/bids/{bid.id}/team/add", data=form(bid, **changes))


def edit(browser, member, **changes):
    data = form(member.bid, role=member.role.value, name=member.name, email=member.email)
    return browser.post(f"/team/{member.id}/edit", data=data | changes)


def error_beside(page, field):
    return page.partition(f'id="{field}-error"')[2][:400]


def test_a_person_is_added_changed_and_taken_off(signed_in, bid):
    when = {"share_percent": "12.5%", "starts_on": "2031-01-01", "ends_on": "2032-12-31"}
    response = add(signed_in, bid, **when)
    assert response.location == f"/bids/{bid.id}/roles#people"
    page = signed_in.get(response.location).text
    for words in ("Project lead", "Ada Grey", "12.5%", "from Wed 1 January 2031 to Fri 31 Dec"):
        assert words in page
    member = db.session.scalars(select(TeamMember)).one()
    assert member.share_percent == Decimal("12.5")
    edit(signed_in, member, name="Ada Green", share_percent="")
    member = fetch(TeamMember, member.id)
    assert (member.name, member.share_percent) == ("Ada Green", None)
    signed_in.post(f"/team/{member.id}/remove")
    assert "Ada Green is off the bid." in signed_in.get(f"/bids/{bid.id}/roles").text
    assert team_of(bid) == []


def test_a_post_is_named_later(signed_in, bid):
    add(signed_in, bid, name="Research associate", role="technician", email="", is_post="y")
    assert "Nobody named yet" in signed_in.get(f"/bids/{bid.id}/roles").text
    (post,) = team_of(bid)
    page = signed_in.get(f"/team/{post.id}/edit").text
    assert (
        "checked"
        in page.partition('name="is_post"')[0].rpartition("<input")[2]
        + (page.partition('name="is_post"')[2].partition(">")[0])
    )
    edit(signed_in, post, name="Bo Lane", email="bo@dmu.example")
    assert (team_of(bid)[0].name, team_of(bid)[0].is_named) == ("Bo Lane", True)


@pytest.mark.parametrize(
    ("changes", "field", "sentence"),
    [
        ({"name": " "}, "name", "Enter the name"),
        ({"name": "x" * 201}, "name", "Use at most 200 characters."),
        ({"role": ""}, "role", "Choose a role."),
        ({"role": "chef"}, "role", "Invalid Choice"),
        ({"organisation_id": ""}, "organisation_id", "Choose the organisation."),
        ({"organisation_id": "77"}, "organisation_id", "Not a valid choice"),
        ({"email": "ada"}, "email", "Enter an e-mail address like"),
        ({"email": "\ufdfa" * 30 + "@x.example"}, "email", "Enter a shorter e-mail address."),
        ({"is_post": "y", "role": "fellow"}, "email", "A post has no address."),
        ({"is_post": "y", "email": ""}, "is_post", "Project lead: a named person only."),
        ({"share_percent": "101"}, "share_percent", "Enter a percentage from 0 to 100."),
        ({"share_percent": "-1"}, "share_percent", "Enter a percentage as a number"),
        ({"share_percent": "sNaN"}, "share_percent", "Enter a percentage as a number"),
        ({"share_percent": "12.345"}, "share_percent", "Enter a percentage as a number"),
        ({"share_percent": "half"}, "share_percent", "Enter a percentage as a number"),
        ({"starts_on": "soon"}, "starts_on", "Enter a date like"),
        ({"starts_on": "2031-01-02", "ends_on": "2031-01-01"}, "ends_on", "before it starts"),
    ],
)
def test_what_makes_no_sense_is_refused_beside_the_field(signed_in, bid, changes, field, sentence):
    page = add(signed_in, bid, **changes).text
    assert sentence in error_beside(page, field)
    assert team_of(bid) == []


def test_a_name_of_several_lines_becomes_one_line(signed_in, bid):
    add(signed_in, bid, name="Ada\r\nGrey\u202e")
    assert team_of(bid)[0].name == "Ada Grey"


def test_only_roles_that_the_call_allows_are_offered_and_others_are_refused_with_why(signed_in):
    dmu = an_organisation("De Montfort University")
    call = a_call(allowed_roles=["project lead", "specialist"])
    bid = saved(a_bid(call=call, lead_organisation=dmu))
    with unit_of_work():
        set_lead(bid, at=NOON)
    page = signed_in.get(f"/bids/{bid.id}/team/add").text
    assert '<option value="specialist">' in page
    assert '<option value="technician">' not in page
    page = add(signed_in, bid, role="technician").text
    assert "The call does not list technician among its roles." in error_beside(page, "role")


def test_a_bid_has_one_project_lead(signed_in, bid):
    add(signed_in, bid)
    page = add(signed_in, bid, name="Bo Lane", email="bo@dmu.example").text
    assert "Ada Grey is project lead, and a bid has one." in error_beside(page, "role")
    assert edit(signed_in, team_of(bid)[0], share_percent="20").status_code == 302


def test_partners_say_why_they_have_nobody_in_the_team(signed_in, bid):
    role = saved(a_role(bid, saved(an_organisation("Derbys"))))
    page = signed_in.get(f"/bids/{bid.id}/team/add").text
    assert page.index("De Montfort University (lead)") < page.index("Derbys (project partner)")
    page = add(signed_in, bid, role="fellow", organisation_id=role.organisation_id).text
    assert "Derbys is project partner on this bid" in error_beside(page, "organisation_id")
    with unit_of_work():
        role.position = Position.CORE_TEAM
    data = {"role": "fellow", "organisation_id": role.organisation_id}
    assert add(signed_in, bid, **data).status_code == 302


def test_one_person_has_one_role_on_a_bid_and_may_have_another_elsewhere(signed_in, bid):
    add(signed_in, bid)
    page = add(signed_in, bid, role="fellow", email="ADA@dmu.example").text
    assert "Ada Grey is on this bid already, as project lead." in error_beside(page, "email")
    page = add(signed_in, bid, role="fellow", email="").text
    assert "Ada Grey is on this bid already" in error_beside(page, "name")
    other = saved(a_bid(lead_organisation=bid.lead_organisation))
    with unit_of_work():
        set_lead(other, at=NOON)
    assert add(signed_in, other).status_code == 302


def test_a_partners_contact_does_not_join_the_team(signed_in, bid):
    role = saved(a_role(bid, saved(an_organisation("Derbys"))))
    contact = saved(a_contact(role.organisation, name="Insp Reed", email="reed@derbys.example"))
    with unit_of_work():
        role.contact_id = contact.id
    page = add(signed_in, bid, email="Reed@derbys.example").text
    assert "Insp Reed is the contact of " in error_beside(page, "email")
    add(signed_in, bid)
    (member,) = team_of(bid)
    page = edit(signed_in, member, email="reed@derbys.example").text
    assert "Insp Reed is the contact" in error_beside(page, "email")


def test_a_contact_may_be_asked_who_is_nobody_of_the_team(bid):
    saved(a_team_member(bid, name="Ada Grey", email="ada@dmu.example"))
    check_contact_may_be_asked(bid, saved(a_contact()))
    with pytest.raises(RoleRefused, match="A Grey is in the team of this bid"):
        check_contact_may_be_asked(bid, saved(a_contact(name="A Grey", email="ada@dmu.example")))


def test_the_team_stands_in_the_order_of_the_funders_roles(bid):
    for role in (TeamRole.DOCTORAL_STUDENT, TeamRole.SPECIALIST, TeamRole.PROJECT_LEAD):
        saved(a_team_member(bid, role=role, name=role.value))
    assert [member.name for member in team_of(bid)] == [
        "project lead", "specialist", "doctoral student",
    ]  # fmt: skip


ELSEWHERE = {"stage": Stage.DRAFTING, "acronym": "OTHER"}


@pytest.mark.parametrize(
    ("elsewhere", "email", "share", "words"),
    [
        ({}, "ADA@dmu.example", 50, "Ada Grey gives 110% of full time"),
        ({"stage": Stage.SUBMITTED}, "ada@dmu.example", 50, "60% to this one, 50% to OTHER."),
        ({"stage": Stage.WON}, "ada@dmu.example", 50, None),
        ({"stage": Stage.LOST}, "ada@dmu.example", 50, None),
        ({"stage": Stage.WITHDRAWN}, "ada@dmu.example", 50, None),
        ({}, "bo@dmu.example", 50, None),
        ({}, "ada@dmu.example", 40, None),
        ({}, "ada@dmu.example", None, None),
        ({"starts_on": a_day("2035-01-01")}, "ada@dmu.example", 50, None),
    ],
)
def test_full_time_is_reckoned_over_the_bids_that_are_not_decided(
    bid, elsewhere, email, share, words
):
    with unit_of_work():
        bid.ends_on = a_day("2034-12-31")
    lead = {"role": TeamRole.PROJECT_LEAD, "name": "Ada Grey", "email": "ada@dmu.example"}
    saved(a_team_member(bid, share_percent=60, **lead))
    other = saved(a_bid(**ELSEWHERE | elsewhere))
    saved(a_team_member(other, share_percent=share, **lead | {"email": email}))
    found = [finding.words for finding in findings_about(line_up(bid), NOON)]
    assert [words in sentence for sentence in found] == [True] if words else found == []
