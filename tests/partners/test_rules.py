"""What is refused on a bid, beside which field, and in which words."""

import pytest

from bidapp.calls.models import TeamRole
from bidapp.organisations.models import OrganisationKind
from bidapp.partners.lineup import MUST_BE_NAMED, who_acts_for
from bidapp.partners.models import Position, RoleContact
from bidapp.partners.rules import (
    RoleRefused,
    TeamRefused,
    check_contact,
    check_is_there,
    check_it_exists,
    check_member,
    check_position,
)
from tests.builders import LONG_AGO, a_day
from tests.partners.line_ups import (
    BOARD,
    DMU,
    EMPAC,
    FORCE,
    LEICESTER,
    TODAY,
    a_body,
    a_consortium,
    a_contact_at,
    a_line_up,
    a_person,
    ada,
)

ELSEWHERE = 99


def refusal_of(member, others):
    with pytest.raises(TeamRefused) as refused:
        check_member(member, others, TODAY)
    return refused.value.about, str(refused.value)


def is_refused(member, others, about, words):
    found, sentence = refusal_of(member, others)
    assert words in sentence
    assert found == about


@pytest.mark.parametrize("role", TeamRole)
def test_a_named_person_can_be_anything_in_the_team_of_the_lead(role):
    check_member(a_person(role=role), a_line_up(), TODAY)


@pytest.mark.parametrize("role", sorted(set(TeamRole) - MUST_BE_NAMED))
def test_a_post_can_wait_for_its_name(role):
    check_member(a_person(role=role, is_named=False), a_line_up(), TODAY)


@pytest.mark.parametrize("role", sorted(MUST_BE_NAMED))
def test_leads_and_co_leads_are_named(role):
    is_refused(a_person(role=role, is_named=False), a_line_up(), "is_post", "a named person only")


def test_a_bid_has_one_project_lead():
    another = a_person(role=TeamRole.PROJECT_LEAD)
    is_refused(another, a_line_up(ada()), "role", "Ada Grey is project lead, and a bid has one.")


def test_who_is_project_lead_already_stays_so():
    lead = ada()
    check_member(lead, a_line_up(lead).without(lead), TODAY)


def test_the_project_lead_belongs_to_the_lead():
    another = a_person(LEICESTER, TeamRole.PROJECT_LEAD)
    sentence = "belongs to the organisation that leads, De Montfort University"
    is_refused(another, a_line_up(), "organisation_id", sentence)


@pytest.mark.parametrize(
    ("allowed", "role", "refused"),
    [
        ([], TeamRole.FELLOW, False),
        (["fellow"], TeamRole.FELLOW, False),
        (["project lead", "fellow"], TeamRole.FELLOW, False),
        (["project lead", "technician"], TeamRole.FELLOW, True),
    ],
)
def test_the_call_says_which_roles_there_are(allowed, role, refused):
    others = a_line_up(of_call={"allowed_roles": allowed})
    if not refused:
        check_member(a_person(role=role), others, TODAY)
        return
    sentence = (
        "The call does not list fellow among its roles. Choose one of: project lead, technician."
    )
    is_refused(a_person(role=role), others, "role", sentence)


@pytest.mark.parametrize(
    ("organisation_id", "sentence"),
    [
        (DMU, None),
        (LEICESTER, None),
        (FORCE, "Derbyshire Constabulary is project partner on this bid, and only the lead"),
        (BOARD, "The board is advisory on this bid, and only the lead and the core team"),
        (ELSEWHERE, "This organisation is not on the bid. Add it first."),
        (EMPAC, "EMPAC is a consortium. Choose the member that employs them."),
    ],
)
def test_only_the_lead_and_the_core_team_have_people_in_the_team(organisation_id, sentence):
    others = a_line_up(roles=[(a_consortium(), Position.CORE_TEAM)])
    member = a_person(organisation_id)
    if sentence is None:
        check_member(member, others, TODAY)
    else:
        is_refused(member, others, "organisation_id", sentence)


BO = {"name": "Bo Lane", "email": "bo@dmu.example"}


@pytest.mark.parametrize(
    ("organisation_id", "facts", "about"),
    [
        (DMU, {"name": "Bo Lane", "email": "bo@dmu.example"}, "email"),
        (LEICESTER, {"name": "B. Lane", "email": "bo@dmu.example"}, "email"),
        (DMU, {"name": "bo lane", "email": "other@dmu.example"}, "name"),
        (LEICESTER, {"name": "Bo Lane", "email": "bo@leicester.example"}, None),
        (DMU, {"name": "Bo Lane", "is_named": False}, None),
    ],
)
def test_one_person_has_one_role(organisation_id, facts, about):
    others = a_line_up(a_person(**BO, role=TeamRole.FELLOW))
    member = a_person(organisation_id, **facts)
    if about is None:
        check_member(member, others, TODAY)
    else:
        is_refused(member, others, about, "Bo Lane is on this bid already, as fellow.")


def test_people_without_an_address_are_told_apart_by_name():
    nobody = {"email": " ", "folded_email": ""}
    others = a_line_up(a_person(name="Bo Lane", **nobody))
    check_member(a_person(name="Cy Hall", **nobody), others, TODAY)
    is_refused(a_person(name="Bo Lane", **nobody), others, "name", "on this bid already")


@pytest.mark.parametrize("typed", ["reed@derbys.example", "REED@Derbys.example"])
def test_a_partners_contact_is_not_in_the_team(typed):
    others = a_line_up(partner={"contact": a_contact_at(FORCE)})
    sentence = (
        "Insp Reed is the contact of Derbyshire Constabulary, a project partner on this bid, and "
        "cannot be in the team as well. Give the partner another contact first."
    )
    is_refused(a_person(name="R. Reed", email=typed), others, "email", sentence)


def test_neither_is_anybody_else_who_was_asked_for_a_partner():
    reed = a_contact_at(FORCE)
    others = a_line_up(partner={"contact": a_contact_at(FORCE, "Sgt Hill", "h@x.example")})
    others.role_of(FORCE).asked = [RoleContact(contact=reed, since=LONG_AGO)]
    member = a_person(name="R. Reed", email=reed.email)
    sentence = (
        "Insp Reed was asked for Derbyshire Constabulary, a project partner on this bid, and "
        "cannot be in the team as well. Choose somebody else."
    )
    is_refused(member, others, "email", sentence)
    reed.left_on = a_day("2030-02-28")
    check_member(member, others, TODAY)
    others.role_of(BOARD).asked = [RoleContact(contact=a_contact_at(BOARD), since=LONG_AGO)]
    check_member(member, others, TODAY)


def test_who_speaks_for_an_organisation_is_told_once():
    reed = a_contact_at(FORCE)
    on_bid = a_line_up(partner={"contact": reed})
    role = on_bid.role_of(FORCE)
    role.asked = [RoleContact(contact=reed, since=LONG_AGO)]
    assert on_bid.speakers(TODAY) == [(role, reed)]


def test_only_somebody_who_is_there_is_chosen_or_asked():
    force = a_body(FORCE, "Derbyshire Constabulary")
    check_is_there(a_contact_at(FORCE, left_on=TODAY), force, TODAY)
    for other in (a_contact_at(BOARD), a_contact_at(FORCE, left_on=a_day("2030-02-28"))):
        with pytest.raises(RoleRefused, match="Choose somebody who is at Derbyshire") as refused:
            check_is_there(other, force, TODAY)
        assert refused.value.about == "contact_id"


def test_somebody_of_the_team_is_not_asked_for_a_partner():
    on_bid = a_line_up(ada(), a_person(is_named=False, name="Insp Reed", email="x@y.example"))
    check_contact(a_contact_at(FORCE), on_bid)
    with pytest.raises(RoleRefused, match="Ada Grey is in the team of this bid as project lead"):
        check_contact(a_contact_at(FORCE, "Ada Grey", "ADA@dmu.example"), on_bid)
    with pytest.raises(RoleRefused) as refused:
        check_contact(a_contact_at(DMU, "ada grey", "home@example.org"), on_bid)
    assert refused.value.about == "contact_id"
    check_contact(a_contact_at(FORCE, "Ada Grey", "another@derbys.example"), on_bid)


POSITIONS = [
    (Position.CORE_TEAM, Position.PROJECT_PARTNER, "Bo Lane"),
    (Position.CORE_TEAM, Position.ADVISORY, "Bo Lane"),
    (Position.CORE_TEAM, Position.CORE_TEAM, None),
    (Position.PROJECT_PARTNER, Position.CORE_TEAM, None),
    (Position.LEAD, Position.CORE_TEAM, "Change the bid to change who leads."),
    (Position.CORE_TEAM, Position.LEAD, "Change the bid to change who leads."),
    (Position.LEAD, Position.LEAD, None),
]


@pytest.mark.parametrize(("old", "new", "words"), POSITIONS)
def test_an_organisation_with_people_in_the_team_stays_in_it(old, new, words):
    role = a_line_up().roles[0]
    role.position = old
    if words is None:
        check_position(role, new, [a_person(**BO)])
        return
    with pytest.raises(RoleRefused, match=words) as refused:
        check_position(role, new, [a_person(**BO)])
    assert refused.value.about == "position"


def test_an_organisation_without_people_changes_freely():
    role = a_line_up().roles[1]
    check_position(role, Position.PROJECT_PARTNER, [])


def a_merged_force(**facts):
    east = a_body(11, "East Midlands Police", valid_from=a_day("2030-02-01"))
    ended = {"valid_to": a_day("2030-01-31"), "successor": east}
    return a_body(12, "Leicestershire Police", **ended | facts)


def test_an_organisation_that_has_ended_is_refused_and_its_successor_named():
    sentence = (
        "Leicestershire Police ended on Thu 31 January 2030. "
        "Choose its successor, East Midlands Police."
    )
    with pytest.raises(RoleRefused, match=sentence) as refused:
        check_it_exists(a_merged_force(), TODAY)
    assert refused.value.about == "organisation_id"
    with pytest.raises(RoleRefused, match="Who follows it is not known here"):
        check_it_exists(a_merged_force(successor=None), TODAY)


def test_an_organisation_that_does_not_exist_yet_is_refused():
    later = a_body(11, "Policing Board", valid_from=a_day("2030-05-01"))
    with pytest.raises(RoleRefused, match="does not exist before Wed 1 May 2030"):
        check_it_exists(later, TODAY)
    check_it_exists(later, a_day("2030-05-01"))
    check_it_exists(a_merged_force(valid_to=TODAY), TODAY)


def test_the_successor_that_acts_is_the_first_that_has_not_ended():
    last = a_body(13, "National Police")
    between = a_body(11, "East Midlands Police", valid_to=a_day("2030-02-15"), successor=last)
    first = a_merged_force(successor=between)
    assert who_acts_for(first, TODAY) is last
    assert who_acts_for(first, a_day("2030-02-15")) is between
    last.valid_to = a_day("2030-02-20")
    assert who_acts_for(first, TODAY) is None


def test_organisations_that_follow_each_other_in_a_circle_come_to_an_end():
    one = a_body(1, "One", OrganisationKind.BUSINESS, valid_to=a_day("2030-01-01"))
    other = a_body(2, "Other", valid_to=a_day("2030-01-01"), successor=one)
    one.successor = other
    assert who_acts_for(one, TODAY) is None
