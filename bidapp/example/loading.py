"""Loads the example once, in one transaction."""

from datetime import datetime

from sqlalchemy import select

from bidapp.accounts.actions import hash_password
from bidapp.accounts.identity import folded
from bidapp.accounts.models import Person
from bidapp.database import db, unit_of_work
from bidapp.example.bids import add_bid
from bidapp.example.calls import add_calls, close_calls
from bidapp.example.cast import SET_UP, gather
from bidapp.example.drafts import add_draft
from bidapp.example.library import add_blocks
from bidapp.example.partners import add_contacts, add_ledger
from bidapp.example.story import Days, Row, read_story
from bidapp.funders.actions import load_starter_pack
from bidapp.organisations.models import Organisation


def load_example(password: str, *, now: datetime) -> None:
    """The whole story, unless somebody or a body of it is here already. Safe to repeat."""
    story, password_hash = read_story(), hash_password(password)
    with unit_of_work():
        if not _is_here(story):
            _load(story, Days(now), password_hash)


def _is_here(story: Row) -> bool:
    emails = [folded(person["email"]) for person in story["people"]]
    names = [organisation["name"] for organisation in story["organisations"]]
    person = select(Person.id).where(Person.folded_email.in_(emails))
    organisation = select(Organisation.id).where(Organisation.name.in_(names))
    return any(db.session.scalar(each.limit(1)) is not None for each in (person, organisation))


def _load(story: Row, days: Days, password_hash: str) -> None:
    load_starter_pack(at=days.moment(SET_UP))
    cast = gather(story, days, password_hash)
    calls = add_calls(story["calls"], cast)
    blocks = add_blocks(story["blocks"], cast)
    contacts = add_contacts(story, cast)
    for row in story["bids"]:
        bid = add_bid(row, calls[row["call"]], blocks, cast)
        add_ledger(bid, row, contacts, cast)
        add_draft(bid, row, contacts, cast)
    close_calls(story["calls"], calls, cast)
