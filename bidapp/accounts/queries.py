from datetime import datetime, timedelta

from sqlalchemy import func, select

from bidapp.accounts.identity import digest_of, folded
from bidapp.accounts.models import FailedSignIn, PasswordLink, Person, SignIn
from bidapp.accounts.permissions import Action, may
from bidapp.database import db

COUNTED_FOR = timedelta(minutes=5)


def find_person(email: str) -> Person | None:
    return db.session.scalar(select(Person).where(Person.folded_email == folded(email)))


def find_sign_in(key: str, now: datetime) -> SignIn | None:
    """The live sign-in this key opens, of somebody who may still come in."""
    return db.session.scalar(
        select(SignIn)
        .join(SignIn.person)
        .where(
            SignIn.key_digest == digest_of(key),
            SignIn.ended_at.is_(None),
            SignIn.ends_at > now,
            Person.is_active,
        )
    )


def find_password_link(key: str, now: datetime) -> PasswordLink | None:
    return db.session.scalar(
        select(PasswordLink)
        .join(PasswordLink.person)
        .where(
            PasswordLink.key_digest == digest_of(key),
            PasswordLink.used_at.is_(None),
            PasswordLink.expires_at > now,
            Person.is_active,
        )
    )


def failures_of(account_digest: str, address: str, now: datetime) -> tuple[int, int]:
    """Wrong tries within the last minutes: for this account, and from this address."""
    recent = (
        select(func.count()).select_from(FailedSignIn).where(FailedSignIn.at > now - COUNTED_FOR)
    )
    by_account = recent.where(FailedSignIn.account_digest == account_digest)
    by_address = recent.where(FailedSignIn.address == address)
    return db.session.scalar(by_account) or 0, db.session.scalar(by_address) or 0


def links_made_since(person: Person, moment: datetime) -> int:
    made = select(func.count()).where(
        PasswordLink.person_id == person.id, PasswordLink.made_at > moment
    )
    return db.session.scalar(made) or 0


def people() -> list[Person]:
    return list(db.session.scalars(select(Person).order_by(Person.is_active.desc(), Person.name)))


def people_who_may(action: Action) -> list[Person]:
    active = db.session.scalars(select(Person).where(Person.is_active).order_by(Person.name))
    return [person for person in active if may(person.kind, action)]
