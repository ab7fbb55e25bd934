"""Bids with their organisations and people, mostly in memory, for the tests of the rules."""

from itertools import count

from bidapp.calls.models import TeamRole
from bidapp.database import unit_of_work
from bidapp.organisations.models import Membership, OrganisationKind
from bidapp.partners.actions import set_lead
from bidapp.partners.lineup import LineUp
from bidapp.partners.models import Position
from tests.builders import (
    LONG_AGO,
    a_bid,
    a_call,
    a_contact,
    a_day,
    a_deadline,
    a_role,
    a_team_member,
    an_organisation,
    saved,
)

DMU, LEICESTER, FORCE, BOARD, EMPAC = 1, 2, 3, 4, 5
TODAY = a_day("2030-03-01")
_numbers = count(1)


def a_led_bid(**facts):
    """A bid in the database with its lead in position: De Montfort University, unless told else."""
    lead = {"lead_organisation": an_organisation("De Montfort University", short_name="DMU")}
    bid = saved(a_bid(**lead | facts))
    with unit_of_work():
        set_lead(bid, at=LONG_AGO)
    return bid


def a_body(number, name, kind=OrganisationKind.POLICE_FORCE, **facts):
    return an_organisation(name, kind, id=number, **facts)


def a_consortium(*members):
    memberships = [Membership(member=each, joined_on=LONG_AGO.date()) for each in members]
    facts = {"kind": OrganisationKind.CONSORTIUM, "memberships": memberships}
    return a_body(EMPAC, "EMPAC", **facts)


def on(bid, body, position, **facts):
    contact = facts.get("contact")
    if contact is not None:
        contact.organisation_id = body.id
    return a_role(bid, body, position, id=next(_numbers), organisation_id=body.id, **facts)


def a_line_up(*team, partner=None, roles=(), **facts):
    """DMU leads, Leicester is in the core team, a force is the partner and a board advises."""
    call = a_call(a_deadline("2030-06-28 16:00"), **facts.pop("of_call", {}))
    dmu = a_body(DMU, "De Montfort University")
    leicester, board = a_body(LEICESTER, "Leicester"), a_body(BOARD, "The board")
    force = a_body(FORCE, "Derbyshire Constabulary")
    bid = a_bid(id=1, call=call, lead_organisation=dmu, lead_organisation_id=DMU, **facts)
    standing = [
        on(bid, dmu, Position.LEAD),
        on(bid, leicester, Position.CORE_TEAM),
        on(bid, force, Position.PROJECT_PARTNER, **partner or {}),
        on(bid, board, Position.ADVISORY),
        *(on(bid, body, position) for body, position in roles),
    ]
    bodies = {role.organisation_id: role.organisation for role in standing}
    for member in team:
        member.bid, member.organisation = bid, bodies[member.organisation_id]
    return LineUp(bid, standing, list(team))


def a_person(organisation_id=DMU, role=TeamRole.SPECIALIST, **facts):
    """Somebody in the team; the line-up sets their bid and organisation."""
    return a_team_member(
        id=next(_numbers), organisation_id=organisation_id, role=role, bid_id=1, **facts
    )


def ada(**facts):
    """The project lead that every bid needs."""
    return a_person(role=TeamRole.PROJECT_LEAD, name="Ada Grey", email="ada@dmu.example", **facts)


def a_contact_at(organisation_id, name="Insp Reed", email="reed@derbys.example", **facts):
    return a_contact(organisation_id=organisation_id, name=name, email=email, **facts)
