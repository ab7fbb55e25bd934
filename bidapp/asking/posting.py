"""How the edges say who writes a letter, when, and where its links lead."""

from flask import current_app

from bidapp import clock
from bidapp.accounts.models import Person
from bidapp.asking.keys import reveal
from bidapp.asking.mailing import Addresses, Post
from bidapp.config import BadSetting
from bidapp.web import address_of


def post_now(by: Person | None = None) -> Post:
    """A letter written at this moment, by one of us or by nobody in particular."""
    addresses = Addresses(
        partner_page=lambda key: address_of("partner_page.show", key=key),
        role=lambda role_id: address_of("asking.role", role_id=role_id),
        line=lambda line_id: address_of("contributions.line", line_id=line_id),
        reveal=reveal_here,
    )
    return Post(at=clock.now(), addresses=addresses, by=by)


def reveal_here(name: str) -> str:
    """The secret of this installation makes every key; without it no link can be made or sent."""
    secret = current_app.config["SECRET_KEY"]
    if not secret:
        raise BadSetting("Set BIDAPP_SECRET_KEY: the links in letters to partners are made of it.")
    return reveal(secret, name)
