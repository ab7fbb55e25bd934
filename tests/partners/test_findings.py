"""What to put right and what to look at in who is on a bid, each in a sentence and at a place."""

from decimal import Decimal

import pytest

from bidapp.calls.models import TeamRole
from bidapp.partners.findings import Share, busiest, findings, percent
from bidapp.partners.models import Position, RoleContact
from tests.builders import LONG_AGO, a_day
from tests.partners.line_ups import (
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


def said(line_up, shares=None, today=TODAY):
    return [(found.state, found.words) for found in findings(line_up, shares or {}, today)]


def test_a_bid_with_its_project_lead_is_well():
    assert said(a_line_up(ada())) == []


def test_a_bid_without_project_lead_is_told():
    assert said(a_line_up()) == [("warn", "Nobody is project lead yet. A bid needs one, by name.")]


def test_a_project_lead_of_another_house_has_to_be_put_right():
    lead = a_person(LEICESTER, TeamRole.PROJECT_LEAD, name="Ada Grey")
    line_up = a_line_up(lead)
    (found,) = findings(line_up, {}, TODAY)
    assert found.state == "bad"
    assert "belongs to Leicester, but De Montfort University leads" in found.words
    assert found.about == f"member-{lead.id}"


def test_a_call_that_wants_another_lead_is_told():
    force = a_body(FORCE, "Derbyshire Constabulary")
    call = {"lead_organisation": force, "lead_organisation_id": FORCE}
    line_up = a_line_up(ada(), of_call=call)
    (found,) = findings(line_up, {}, TODAY)
    assert found.words == (
        "The call must be led by Derbyshire Constabulary, and De Montfort University leads this "
        "bid."
    )
    assert found.about == f"role-{line_up.roles[0].id}"


def test_the_calls_own_words_on_who_may_lead_are_something_to_check():
    line_up = a_line_up(ada(), of_call={"lead_note": "Police-led only."})
    assert said(line_up) == [("warn", "Check who may lead. The call says: Police-led only.")]


def test_a_role_that_the_call_no_longer_allows_has_to_be_put_right():
    line_up = a_line_up(
        ada(), a_person(name="Bo Lane"), of_call={"allowed_roles": ["project lead"]}
    )
    sentence = "Bo Lane: the call does not list specialist among its roles. Choose another."
    assert said(line_up) == [("bad", sentence)]


def test_people_of_an_organisation_that_is_out_of_the_team_have_to_be_put_right():
    ((state, words),) = said(a_line_up(ada(), a_person(FORCE, name="Bo Lane")))
    assert state == "bad"
    assert "Bo Lane belongs to Derbyshire Constabulary, which is neither" in words


@pytest.mark.parametrize("facts", [{"email": "REED@derbys.example"}, {}])
def test_a_partners_contact_in_the_team_has_to_be_put_right(facts):
    contact = a_contact_at(FORCE, name="Bo Lane") if not facts else a_contact_at(FORCE)
    house = DMU if facts else FORCE
    member = a_person(house, name="Bo Lane", **facts)
    line_up = a_line_up(ada(), member, partner={"contact": contact})
    sentence = (
        f"{contact.name} speaks for Derbyshire Constabulary, a project partner, and is in the team "
        "as specialist. One of the two has to change."
    )
    assert ("bad", sentence) in said(line_up)


def test_somebody_in_the_team_who_was_asked_for_a_partner_has_to_be_put_right():
    reed = a_contact_at(FORCE)
    line_up = a_line_up(ada(), a_person(name="R. Reed", email=reed.email))
    role = line_up.role_of(FORCE)
    role.asked = [RoleContact(contact=reed, since=LONG_AGO)]
    ((state, words),) = said(line_up)
    assert state == "bad"
    assert words.startswith("Insp Reed speaks for Derbyshire Constabulary, a project partner")
    reed.left_on = a_day("2030-02-28")
    assert said(line_up) == []


def test_a_contact_who_has_left_is_told():
    contact = a_contact_at(FORCE, left_on=a_day("2030-02-28"))
    sentence = "Insp Reed left Derbyshire Constabulary on Thu 28 February 2030."
    assert said(a_line_up(ada(), partner={"contact": contact})) == [
        ("warn", f"{sentence} Choose another contact.")
    ]
    contact.left_on = TODAY
    assert said(a_line_up(ada(), partner={"contact": contact})) == []


EAST = "East Midlands Police"


@pytest.mark.parametrize(
    ("ends", "work_ends", "said_of_it"),
    [
        ("2030-01-31", None, ("bad", "ended on Thu 31 January 2030. Its successor is")),
        ("2030-05-31", None, ("warn", "before the work does on Fri 28 June 2030. Its successor")),
        ("2030-06-28", None, None),
        ("2030-06-28", "2032-12-31", ("warn", "before the work does on Fri 31 December 2032")),
        ("2033-01-01", "2032-12-31", None),
    ],
)
def test_an_organisation_that_ends_before_the_work_is_told_with_its_successor(
    ends, work_ends, said_of_it
):
    successor = a_body(11, EAST)
    ending = a_body(12, "Leicestershire Police", valid_to=a_day(ends), successor=successor)
    facts = {"ends_on": work_ends and a_day(work_ends)}
    found = said(a_line_up(ada(), roles=[(ending, Position.ADVISORY)], **facts))
    if said_of_it is None:
        assert found == []
        return
    ((state, words),) = found
    assert (state, said_of_it[1] in words) == (said_of_it[0], True)
    assert EAST in words


def test_an_organisation_that_ends_without_a_known_successor_is_told():
    ending = a_body(12, "Leicestershire Police", valid_to=a_day("2030-05-31"))
    ((_, words),) = said(a_line_up(ada(), roles=[(ending, Position.ADVISORY)]))
    assert words.endswith("Nobody is known to follow it.")


@pytest.mark.parametrize(
    ("position", "successors_position", "is_told"),
    [
        (Position.CORE_TEAM, Position.PROJECT_PARTNER, True),
        (Position.PROJECT_PARTNER, Position.CORE_TEAM, True),
        (Position.PROJECT_PARTNER, Position.PROJECT_PARTNER, False),
        (Position.CORE_TEAM, Position.CORE_TEAM, False),
        (Position.CORE_TEAM, Position.ADVISORY, False),
    ],
)
def test_a_body_and_its_successor_are_not_in_the_team_and_a_partner(
    position, successors_position, is_told
):
    successor = a_body(11, EAST)
    old = a_body(12, "Leicestershire Police", successor=successor, successor_id=11)
    bodies = [(old, position), (successor, successors_position)]
    found = said(a_line_up(ada(), roles=bodies))
    assert bool(found) is is_told
    if is_told:
        assert "They are one body in the end" in found[0][1]


def test_a_consortium_whose_members_are_not_on_the_bid_is_told():
    force, other = a_body(FORCE, "Derbyshire Constabulary"), a_body(21, "Other force")
    partner = Position.PROJECT_PARTNER
    assert said(a_line_up(ada(), roles=[(a_consortium(force), partner)])) == []
    line_up = a_line_up(ada(), roles=[(a_consortium(other), partner)])
    ((state, words),) = said(line_up)
    assert state == "warn"
    assert words.startswith("EMPAC never signs, and none of its members is on the bid.")
    line_up.roles[2].consortium_id = EMPAC
    assert said(line_up) == []


def a_share(number, share, start=None, end=None):
    return Share(number, f"BID{number}", Decimal(share), start and a_day(start), end and a_day(end))


def test_somebody_over_full_time_across_bids_is_told_where():
    line_up = a_line_up(ada())
    shares = {"ada@dmu.example": [a_share(1, "60.00"), a_share(2, "40.50")]}
    total = "Ada Grey gives 100.5% of full time to bids that are not decided"
    assert said(line_up, shares) == [("warn", f"{total}: 60% to this one, 40.5% to BID2.")]
    shares["ada@dmu.example"].pop()
    assert said(line_up, shares) == []


@pytest.mark.parametrize(
    ("shares", "most"),
    [
        ([], 0),
        ([a_share(1, 60), a_share(2, 40)], 100),
        ([a_share(1, 60, "2030-01-01", "2030-12-31"), a_share(2, 60, "2031-01-01")], 60),
        ([a_share(1, 60, "2030-01-01", "2030-12-31"), a_share(2, 60, "2030-12-31")], 120),
        ([a_share(1, 60, None, "2030-12-31"), a_share(2, 60, "2031-01-01"), a_share(3, 50)], 110),
        ([a_share(1, 30, "2030-01-01"), a_share(2, 30, "2031-01-01"), a_share(3, 30)], 90),
    ],
)
def test_shares_count_together_only_while_they_hold_together(shares, most):
    assert sum(share.percent for share in busiest(shares)) == most


@pytest.mark.parametrize(
    ("share", "words"), [("100", "100%"), ("12.50", "12.5%"), ("0.00", "0%"), ("20", "20%")]
)
def test_a_share_is_said_without_needless_digits(share, words):
    assert percent(Decimal(share)) == words


def test_what_has_to_be_put_right_comes_first():
    lead = a_person(LEICESTER, TeamRole.PROJECT_LEAD)
    line_up = a_line_up(lead, of_call={"lead_note": "Anybody."})
    assert [state for state, _ in said(line_up)] == ["bad", "warn"]
