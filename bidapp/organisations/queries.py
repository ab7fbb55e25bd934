from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import func, select

from bidapp.database import db
from bidapp.organisations.models import (
    Closure,
    Contact,
    Membership,
    Organisation,
    OrganisationKind,
    Theme,
)


@dataclass(frozen=True)
class OrganisationInList:
    """One line of the list of organisations."""

    organisation: Organisation
    member_count: int


def organisations() -> list[OrganisationInList]:
    members = (
        select(func.count())
        .where(Membership.consortium_id == Organisation.id, Membership.left_on.is_(None))
        .scalar_subquery()
    )
    rows = db.session.execute(select(Organisation, members).order_by(Organisation.name))
    return [OrganisationInList(organisation, count) for organisation, count in rows]


def organisations_on(day: date) -> list[Organisation]:
    """Those that exist on a day, so that nobody picks a body that is gone."""
    every = db.session.scalars(select(Organisation).order_by(Organisation.name))
    return [each for each in every if each.exists_on(day)]


def possible_leads(day: date) -> list[Organisation]:
    return [each for each in organisations_on(day) if not each.is_consortium]


def default_lead() -> Organisation | None:
    return db.session.scalar(select(Organisation).where(Organisation.is_default_lead))


def default_partner() -> Organisation | None:
    """Who is set beside the lead on a new bid until somebody says otherwise."""
    return db.session.scalar(select(Organisation).where(Organisation.is_default_partner))


def memberships_of(organisation: Organisation) -> list[Membership]:
    """The consortia an organisation is or was in."""
    return list(
        db.session.scalars(
            select(Membership)
            .where(Membership.member_id == organisation.id)
            .order_by(Membership.joined_on)
        )
    )


def contacts_of(organisation: Organisation, day: date) -> list[Contact]:
    """Those who are there on a day; who may sign for the organisation comes first."""
    return [each for each in _contacts(organisation) if each.is_there_on(day)]


def contacts_who_left(organisation: Organisation, day: date) -> list[Contact]:
    return [each for each in _contacts(organisation) if not each.is_there_on(day)]


def _contacts(organisation: Organisation) -> list[Contact]:
    order = (Contact.may_sign.desc(), func.lower(Contact.name), Contact.id)
    return list(
        db.session.scalars(
            select(Contact).where(Contact.organisation_id == organisation.id).order_by(*order)
        )
    )


def themes() -> list[Theme]:
    return list(db.session.scalars(select(Theme).order_by(Theme.name)))


def kinds_in_order() -> list[OrganisationKind]:
    """Consortia first: they say who belongs together."""
    return sorted(OrganisationKind, key=lambda kind: kind is not OrganisationKind.CONSORTIUM)


def closed_days_of_each(organisation_ids: Iterable[int]) -> dict[int, frozenset[date]]:
    """The closed days of each organisation that has some, beyond weekends and bank holidays."""
    wanted = set(organisation_ids)
    rows = db.session.execute(
        select(Closure.organisation_id, Closure.starts_on, Closure.ends_on).where(
            Closure.organisation_id.in_(wanted)
        )
    )
    closed: dict[int, set[date]] = {}
    for organisation_id, start, end in rows:
        days = (start + timedelta(days=ahead) for ahead in range((end - start).days + 1))
        closed.setdefault(organisation_id, set()).update(days)
    return {organisation_id: frozenset(days) for organisation_id, days in closed.items()}
