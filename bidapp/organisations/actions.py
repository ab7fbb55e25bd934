from datetime import datetime
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError

from bidapp.accounts.identity import folded
from bidapp.audit.actions import note
from bidapp.database import LONGEST_LINE, db, fetch
from bidapp.errors import RuleBroken
from bidapp.organisations.models import Closure, Contact, Organisation, OrganisationKind, Theme
from bidapp.organisations.queries import memberships_of
from bidapp.wording import day


class OrganisationRefused(RuleBroken):
    """A name that stands already, a consortium as lead, or a successor that makes a circle."""


class ClosedAlready(RuleBroken):
    """Closures of one organisation do not overlap."""


class ContactRefused(RuleBroken):
    """An address that stands twice, or somebody who signs for a consortium.

    `about` names the fact that is wrong.
    """

    def __init__(self, words: str, *, about: str) -> None:
        super().__init__(words)
        self.about = about


def save_organisation(
    organisation: Organisation, facts: dict[str, Any], *, by: int, at: datetime
) -> None:
    """Change what is known of an organisation. There is one default lead: a new one takes over."""
    _check(organisation, facts)
    for flag in ("is_default_lead", "is_default_partner"):
        if facts.get(flag):
            column = getattr(Organisation, flag)
            db.session.execute(update(Organisation).where(column).values({flag: False}))
    for name, value in facts.items():
        setattr(organisation, name, value)
    db.session.add(organisation)
    try:
        db.session.flush()
    except IntegrityError as twin:
        raise OrganisationRefused("An organisation of this name stands here already.") from twin
    note(f"saved {organisation.name}", by=by, at=at, about=organisation)


def _check(organisation: Organisation, facts: dict[str, Any]) -> None:
    is_consortium = facts["kind"] is OrganisationKind.CONSORTIUM
    if is_consortium and facts["is_default_lead"]:
        raise OrganisationRefused(
            "A consortium cannot lead a bid. Choose one of its members as lead."
        )
    if is_consortium and any(each.left_on is None for each in memberships_of(organisation)):
        raise OrganisationRefused("It is a member of a consortium. End that membership first.")
    if organisation.memberships and not is_consortium:
        raise OrganisationRefused("It has members, so it stays a consortium. End them first.")
    if facts["successor_id"] and _leads_back(organisation, facts["successor_id"]):
        raise OrganisationRefused("An organisation cannot follow itself, at once or in a circle.")


def _leads_back(organisation: Organisation, successor_id: int | None) -> bool:
    seen = {organisation.id}
    while successor_id is not None:
        if successor_id in seen:
            return True
        seen.add(successor_id)
        successor_id = db.session.scalar(
            select(Organisation.successor_id).where(Organisation.id == successor_id)
        )
    return False


def add_closure(
    organisation: Organisation, facts: dict[str, Any], *, by: int, at: datetime
) -> Closure:
    """Days on which nothing of a bid can happen here. Plans follow within a round."""
    closure = Closure(**facts)
    for standing in organisation.closures:
        if standing.starts_on <= closure.ends_on and closure.starts_on <= standing.ends_on:
            raise ClosedAlready(f"It is closed then already: {_said(standing)}.")
    organisation.closures.append(closure)
    note(f"closed {organisation.short_name}: {_said(closure)}", by=by, at=at, about=organisation)
    return closure


def remove_closure(closure: Closure, *, by: int, at: datetime) -> None:
    organisation = closure.organisation
    what = f"opened {organisation.short_name} again: {_said(closure)}"
    note(what, by=by, at=at, about=organisation)
    organisation.closures.remove(closure)


def _said(closure: Closure) -> str:
    return f"{closure.name}, {day(closure.starts_on)} to {day(closure.ends_on)}"


def save_contact(contact: Contact, facts: dict[str, Any], *, by: int | None, at: datetime) -> None:
    """Change what is known of somebody at an organisation; a new one is there from now on."""
    organisation = contact.organisation or fetch(Organisation, contact.organisation_id)
    if organisation.is_consortium and facts.get("may_sign"):
        raise ContactRefused(
            f"{organisation.name} never signs: a member signs. Add this person to the member.",
            about="may_sign",
        )
    for name, value in facts.items():
        setattr(contact, name, value)
    contact.folded_email = _folded_for_good(contact.email)
    contact.added_at = contact.added_at or at
    db.session.add(contact)
    try:
        db.session.flush()
    except IntegrityError as twin:
        raise ContactRefused(
            "Somebody at this organisation has this address already. Change that entry instead.",
            about="email",
        ) from twin
    note(f"saved {contact.name} at {organisation.short_name}", by=by, at=at, about=contact)


def _folded_for_good(email: str) -> str:
    """A letter can become eighteen when it is folded."""
    if len(key := folded(email)) > LONGEST_LINE:
        raise ContactRefused("Enter a shorter e-mail address.", about="email")
    return key


def theme_named(name: str) -> Theme:
    """The theme of this name, made when it is new."""
    theme = db.session.scalar(select(Theme).where(Theme.name == name))
    if theme is None:
        theme = Theme(name=name)
        db.session.add(theme)
        db.session.flush()
    return theme
