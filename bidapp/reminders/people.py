"""What is known of the people whom reminders go to."""

from datetime import date, datetime, time

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from bidapp.accounts.models import Person
from bidapp.accounts.permissions import Kind
from bidapp.calls.models import DeadlineKind
from bidapp.database import db
from bidapp.reminders.models import Absence, Digest, Mute, ReminderPreference, Snooze
from bidapp.wording import UK, local_date


def wishes_of(person_id: int) -> ReminderPreference:
    """How a person wants to be reminded; without a word of theirs, each as it comes."""
    found = db.session.scalar(
        select(ReminderPreference).where(ReminderPreference.person_id == person_id)
    )
    return found or ReminderPreference(
        person_id=person_id, digest=Digest.EACH, digest_at=time(8), digest_weekday=0, zone=UK
    )


def snooze_of(deadline_id: int, bid_id: int, person_id: int) -> datetime | None:
    """Until when a person asked not to hear of a deadline."""
    return db.session.scalar(
        select(Snooze.until).where(
            Snooze.deadline_id == deadline_id,
            Snooze.bid_id == bid_id,
            Snooze.person_id == person_id,
        )
    )


def absences_of(person_id: int, today: date) -> list[Absence]:
    return list(
        db.session.scalars(
            select(Absence)
            .where(Absence.person_id == person_id, Absence.until_on >= today)
            .options(joinedload(Absence.deputy))
            .order_by(Absence.from_on)
        )
    )


def deputy_of(person: Person, now: datetime) -> Absence | None:
    """The absence a person is in today, when somebody takes their reminders meanwhile."""
    today = local_date(now, wishes_of(person.id).zone)
    return db.session.scalar(
        select(Absence)
        .join(Absence.deputy)
        .where(
            Absence.person_id == person.id,
            Absence.from_on <= today,
            Absence.until_on >= today,
            Person.is_active,
            Person.email != "",
        )
        .order_by(Absence.id.desc())
        .limit(1)
    )


def muted_kinds(person_id: int) -> list[DeadlineKind]:
    muted = select(Mute.kind).where(Mute.person_id == person_id).order_by(Mute.kind)
    return list(db.session.scalars(muted))


def coordinators() -> list[Person]:
    """Whom trouble is told; the administrators where there is no coordinator."""
    active = select(Person).where(Person.is_active, Person.email != "").order_by(Person.id)
    found = list(db.session.scalars(active.where(Person.kind == Kind.COORDINATOR)))
    return found or list(db.session.scalars(active.where(Person.kind == Kind.ADMINISTRATOR)))
