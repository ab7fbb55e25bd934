"""Lines, and those who change and answer them."""

from datetime import timedelta
from decimal import Decimal

from sqlalchemy import select

from bidapp.contributions.actions import Actor, move_line
from bidapp.contributions.answering import Statement, confirm_line
from bidapp.contributions.models import Answer, Contribution, Form, Means, Thing
from bidapp.contributions.states import LineState
from bidapp.contributions.worth import LineFacts
from bidapp.database import db, unit_of_work
from tests.builders import a_bid, a_contact, a_line, a_person, a_role, saved
from tests.conftest import NOON

AUTHORITY = "I may answer for the force on this."
CHIEF = Statement("Ch Insp Patel", "Chief Inspector", AUTHORITY)
PARTNER = Actor("Ch Insp Patel", NOON)


def facts(**changes):
    """An analyst's time, unless told else."""
    said = {
        "title": "An analyst’s time", "form": Form.IN_KIND, "thing": Thing.STAFF_HOURS,
        "quantity": Decimal("330"), "unit": "hour", "rate_pence": 38_20,
        "rate_source": "NPCC charging table", "rate_year": "2026–27", "value_pence": 12_606_00,
    }  # fmt: skip
    return LineFacts(**said | changes)


def cash(pence=5_000_00, **changes):
    return LineFacts("Cash for a workshop", Form.CASH, pence, **changes)


def one_of_us(at=NOON):
    person = saved(a_person("Bid coordinator"))
    return Actor(person.name, at, person_id=person.id)


def later(actor, **how_much):
    return Actor(actor.name, actor.at + timedelta(**how_much), actor.person_id, actor.contact_id)


def a_partner(role):
    """Somebody at the organisation, who can answer for it."""
    contact = saved(a_contact(role.organisation, name=CHIEF.name))
    return Actor(contact.name, NOON, contact_id=contact.id)


def asked(line):
    """The line, once it has been asked for."""
    with unit_of_work():
        move_line(line, LineState.ASKED, PARTNER)
    return line


def an_asked_line(role=None, **changes):
    return asked(saved(a_line(role, **changes)))


def confirmed(line, statement=CHIEF, actor=PARTNER):
    with unit_of_work():
        return confirm_line(line, statement, actor, number=line.standing_number)


def by_phone(line, us):
    said = Statement("Sam Roe", "Finance manager", note="Rang at ten.", means=Means.BY_PHONE)
    return confirmed(line, said, us)


def a_confirmed_ledger(roles=3, lines=4):
    """A bid whose every line somebody has confirmed."""
    bid = a_bid()
    made = [
        saved(a_line(role, position=place, title=f"Line {place}"))
        for role in [saved(a_role(bid)) for _ in range(roles)]
        for place in range(1, lines + 1)
    ]
    for line in made:
        confirmed(asked(line))
    return made


def answers():
    db.session.rollback()
    return list(db.session.scalars(select(Answer).order_by(Answer.id)))


def lines():
    db.session.rollback()
    return list(db.session.scalars(select(Contribution).order_by(Contribution.id)))
