"""What the tests of asking begin with: a partner on a bid, asked for some lines by letter."""

import re
from datetime import date, datetime

from flask import current_app
from sqlalchemy import select

from bidapp.asking.actions import Asking, ask
from bidapp.asking.keys import name_of_key
from bidapp.asking.models import Ask
from bidapp.asking.posting import post_now, reveal_here
from bidapp.asking.queries import lines_to_ask
from bidapp.contributions.models import Contribution
from bidapp.database import db, fetch, unit_of_work
from bidapp.mail.letters import SECRET_PLACE
from bidapp.mail.models import Message
from tests.builders import a_bid, a_call, a_contact, a_deadline, a_line, a_role, saved

CLOSES = "2030-06-14 16:00"
ANSWER_BY = date(2030, 4, 12)
SIGNED = {"name": "Sam Field", "position": "Superintendent", "may_answer": "y"}


def a_partner(bid=None, *, lines=2, **changes):
    """A role with a contact and drafted lines; the bid closes in June."""
    bid = bid or saved(a_bid(call=a_call(a_deadline(CLOSES))))
    role = saved(a_role(bid, **changes))
    contact = saved(a_contact(role.organisation, name="Sam Field", position="Superintendent"))
    for place in range(1, lines + 1):
        title = ("An analyst’s time", "Closed case reports", "Rooms")[place - 1]
        saved(a_line(role, position=place, title=title))
    return role, contact


def asked(role=None, contact=None, *, by=None, answer_by=ANSWER_BY, note=""):
    """An ask for every line of the role that can be asked for, just sent."""
    if role is None:
        role, contact = a_partner()
    with unit_of_work():
        lines = lines_to_ask(role)
        return ask(role, Asking(contact, lines, answer_by, note), post_now(by))


def lines_of_role(role):
    found = select(Contribution).where(Contribution.role_id == role.id)
    return list(db.session.scalars(found.order_by(Contribution.position)))


def lines_of_ask(made):
    return lines_of_role(fetch(Ask, made.id).role)


def key_of(made):
    made = fetch(Ask, made.id)
    return reveal_here(name_of_key(made.role_id, made.contact_id, made.generation))


def page_of(made, rest=""):
    return f"/ask/{key_of(made)}{rest}"


def shown_by(page):
    """Which revisions a page says it shows, as its forms send it back."""
    return re.search(r'name="shown" value="([^"]*)"', page)[1]


def confirm(client, made, **changes):
    """Open the page, and press Confirm on it."""
    shown = changes.pop("shown", None) or shown_by(client.get(page_of(made)).text)
    return client.post(page_of(made, "/confirm"), data=SIGNED | {"shown": shown} | changes)


def states_of(made):
    db.session.rollback()
    return [str(line.state) for line in lines_of_ask(made)]


def letters_to(address):
    """Subjects and bodies in the outbox, the oldest first."""
    db.session.rollback()
    found = db.session.scalars(
        select(Message).where(Message.recipient == address).order_by(Message.id)
    )
    return list(found)


def as_sent(message):
    """The words of a letter as they leave."""
    return message.body.replace(SECRET_PLACE, reveal_here(message.secret))


def secret():
    return current_app.config["SECRET_KEY"]


def at(text):
    return datetime.fromisoformat(text)


def over(client, made, email="alex@example.org", **changes):
    data = {"over-colleague": "Alex Moor", "over-email": email, "over-closes_mine": "y"} | changes
    return client.post(page_of(made, "/hand-over"), data=data)


def newest_ask():
    db.session.rollback()
    return db.session.scalars(select(Ask).order_by(Ask.id.desc())).first()
