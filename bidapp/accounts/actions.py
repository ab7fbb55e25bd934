from collections.abc import Callable
from datetime import datetime, timedelta
from threading import BoundedSemaphore

from sqlalchemy import delete, select, update
from sqlalchemy.exc import IntegrityError
from werkzeug.security import check_password_hash, generate_password_hash

from bidapp.accounts.identity import check_password, digest_of, folded, new_key
from bidapp.accounts.models import FailedSignIn, PasswordLink, Person, SignIn
from bidapp.accounts.permissions import Kind
from bidapp.accounts.queries import COUNTED_FOR, failures_of, links_made_since
from bidapp.audit.actions import note
from bidapp.database import db
from bidapp.errors import RuleBroken
from bidapp.mail.actions import put_in_outbox

MOST_FAILURES_OF_AN_ACCOUNT = 10
MOST_FAILURES_FROM_AN_ADDRESS = 30
SIGNED_IN_FOR = timedelta(hours=12)
RESET_WITHIN = timedelta(hours=1)
INVITED_FOR = timedelta(days=7)
MOST_LINKS_AN_HOUR = 3

_hashing = BoundedSemaphore(
    2
)  # scrypt takes 32 MB each time: a flood of tries must not take them all
_HASH_OF_NOBODY = generate_password_hash(new_key())


class TooManyTries(RuleBroken):
    """Guessing is slowed down, for the account and for the address it comes from."""


class EmailTaken(RuleBroken):
    """One address is one person."""


class LastAdministrator(RuleBroken):
    """Somebody has to be able to set up people."""


def password_matches(person: Person | None, password: str) -> bool:
    """Takes as long for a stranger's address as for a known one. Call it outside a unit of work."""
    known = person.password_hash if person and person.is_active else None
    with _hashing:
        return check_password_hash(known or _HASH_OF_NOBODY, password) and known is not None


def hash_password(password: str) -> str:
    with _hashing:
        return generate_password_hash(password)


def count_try(email: str, address: str, *, at: datetime) -> None:
    """Each try counts as wrong until it proves right, so that many at once do not slip through."""
    account = digest_of(folded(email))
    of_account, from_address = failures_of(account, address, at)
    if of_account >= MOST_FAILURES_OF_AN_ACCOUNT or from_address >= MOST_FAILURES_FROM_AN_ADDRESS:
        raise TooManyTries(
            "Too many tries. Wait five minutes, then try again, or set a new password."
        )
    db.session.add(FailedSignIn(account_digest=account, address=address, at=at))


def begin_sign_in(person: Person, *, at: datetime) -> str:
    """A new key for this browser; the wrong tries before it are forgiven."""
    db.session.execute(
        delete(FailedSignIn).where(FailedSignIn.account_digest == digest_of(person.folded_email))
    )
    key = new_key()
    db.session.add(
        SignIn(
            person_id=person.id, key_digest=digest_of(key), began_at=at, ends_at=at + SIGNED_IN_FOR
        )
    )
    return key


def end_sign_in(key: str, *, at: datetime) -> None:
    ended = update(SignIn).where(SignIn.key_digest == digest_of(key), SignIn.ended_at.is_(None))
    db.session.execute(ended.values(ended_at=at))


def end_all_sign_ins(person: Person, *, at: datetime) -> None:
    ended = update(SignIn).where(SignIn.person_id == person.id, SignIn.ended_at.is_(None))
    db.session.execute(ended.values(ended_at=at))


def set_password(person: Person, password_hash: str, *, at: datetime) -> None:
    """Whoever was signed in as this person is out, and open links no longer work."""
    person.password_hash = password_hash
    end_all_sign_ins(person, at=at)
    spent = update(PasswordLink).where(
        PasswordLink.person_id == person.id, PasswordLink.used_at.is_(None)
    )
    db.session.execute(spent.values(used_at=at))
    note("set a new password", by=person.id, at=at, about=person)


def check_new_password(person: Person, password: str) -> None:
    check_password(password, about=(person.name, person.email))


def make_password_link(person: Person, *, lasts: timedelta, at: datetime) -> str:
    """The key of a new link. Older ones of the same person stop working."""
    older = update(PasswordLink).where(
        PasswordLink.person_id == person.id, PasswordLink.used_at.is_(None)
    )
    db.session.execute(older.values(used_at=at))
    key = new_key()
    db.session.add(
        PasswordLink(
            person_id=person.id, key_digest=digest_of(key), made_at=at, expires_at=at + lasts
        )
    )
    return key


def use_password_link(link: PasswordLink, *, at: datetime) -> bool:
    """Only once: whoever turns the row from unused to used has used it."""
    used = db.session.scalar(
        update(PasswordLink)
        .where(PasswordLink.id == link.id, PasswordLink.used_at.is_(None))
        .values(used_at=at)
        .returning(PasswordLink.id)
    )
    return used is not None


def mail_password_link(
    person: Person | None, address_of: Callable[[str], str], *, at: datetime
) -> None:
    """Mails the link to the address on file, a few times an hour; tells nobody else anything."""
    if person is None or not person.is_active:
        return
    if links_made_since(person, at - timedelta(hours=1)) >= MOST_LINKS_AN_HOUR:
        return
    key = make_password_link(person, lasts=RESET_WITHIN, at=at)
    put_in_outbox(
        "set_password",
        person.email,
        at=at,
        name=person.name,
        link=address_of(key),
        lasts="one hour",
    )


def add_person(name: str, email: str, kind: Kind, *, by: int | None, at: datetime) -> Person:
    person = Person(
        name=name, email=email.strip(), folded_email=folded(email), kind=kind, added_at=at
    )
    db.session.add(person)
    try:
        db.session.flush()
    except IntegrityError as twin:
        raise EmailTaken(f"{email.strip()} belongs to somebody already.") from twin
    note(f"added {name} as {kind}", by=by, at=at, about=person)
    return person


def change_person(person: Person, *, kind: Kind, is_active: bool, by: int, at: datetime) -> None:
    """A person who may no longer come in is out at once."""
    stays = kind is Kind.ADMINISTRATOR and is_active
    if not stays and _is_last_administrator(person):
        raise LastAdministrator(
            f"{person.name} is the only administrator. Make somebody else one first."
        )
    if not is_active:
        end_all_sign_ins(person, at=at)
    person.kind, person.is_active = kind, is_active
    note(
        f"made {person.name} {kind}{'' if is_active else ', no longer active'}",
        by=by,
        at=at,
        about=person,
    )


def _is_last_administrator(person: Person) -> bool:
    if person.kind is not Kind.ADMINISTRATOR or not person.is_active:
        return False
    others = select(Person.id).where(
        Person.id != person.id, Person.is_active, Person.kind == Kind.ADMINISTRATOR
    )
    return db.session.scalar(others.limit(1)) is None


def forget_old_failures(*, now: datetime) -> None:
    db.session.execute(delete(FailedSignIn).where(FailedSignIn.at < now - COUNTED_FOR))
