from datetime import date, datetime, time
from enum import StrEnum
from typing import NamedTuple

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from bidapp.accounts.models import Person
from bidapp.bids.models import Bid
from bidapp.calls.models import Deadline, DeadlineKind
from bidapp.database import Base
from bidapp.mail.models import Channel, Message, OnDoubt

STILL_PLANNED = text("state = 'planned'")
IS_PLANNED = text("reminder.state = 'planned'")  # in the index's own words, which is then used


class Unit(StrEnum):
    """What a rung is counted in, or the event that makes it due."""

    WORKING_DAYS = "working days before"
    DAYS = "days before"
    HOURS = "hours before"
    AT_THE_MOMENT = "at the moment itself"
    MOVED = "as soon as it is moved"


class Audience(StrEnum):
    """Whom a rung goes to."""

    OWNER = "whoever looks after it"
    TEAM = "everybody else it concerns"
    COORDINATORS = "the coordinators"
    PARTNER = "the partner who is asked"


class Urgency(StrEnum):
    """Urgent ones ignore quiet hours and digests."""

    NORMAL = "normal"
    URGENT = "urgent"


class Condition(StrEnum):
    """When a rung is left out. A met or withdrawn deadline reminds nobody, whatever this says."""

    ALWAYS = "always"
    UNACKNOWLEDGED = "unless somebody has it"
    UNFINISHED = "unless their part is done"


class ReminderRule(Base):
    """One rung of the ladder, for a kind of deadline or, instead of those, for one deadline."""

    __tablename__ = "reminder_rule"
    __table_args__ = (CheckConstraint("amount >= 0", name="amount_not_negative"),)

    kind: Mapped[DeadlineKind]
    deadline_id: Mapped[int | None] = mapped_column(ForeignKey("deadline.id"), index=True)
    unit: Mapped[Unit]
    amount: Mapped[int] = mapped_column(default=0)
    local_time: Mapped[time] = mapped_column(default=time(9))
    audience: Mapped[Audience]
    channel: Mapped[Channel] = mapped_column(default=Channel.MAIL)
    urgency: Mapped[Urgency] = mapped_column(default=Urgency.NORMAL)
    condition: Mapped[Condition] = mapped_column(default=Condition.ALWAYS)
    on_doubt: Mapped[OnDoubt] = mapped_column(default=OnDoubt.RESEND)
    is_on: Mapped[bool] = mapped_column(default=True)


class Rung(Base):
    """When one rule falls due for one occurrence of a deadline, worked out once."""

    __tablename__ = "rung"
    __table_args__ = (UniqueConstraint("deadline_id", "occurrence", "rule_id"),)

    deadline_id: Mapped[int] = mapped_column(ForeignKey("deadline.id"))
    occurrence: Mapped[int]
    rule_id: Mapped[int] = mapped_column(ForeignKey("reminder_rule.id"))
    send_at: Mapped[datetime] = mapped_column(index=True)

    rule: Mapped[ReminderRule] = relationship()


class ReminderState(StrEnum):
    """Planned, written to the outbox, overtaken by a later one, untrue when its time came, too
    late, or impossible to write.
    """

    PLANNED = "planned"
    QUEUED = "queued"
    SUPERSEDED = "superseded"
    CANCELLED = "cancelled"
    EXPIRED = "expired"
    DEAD = "dead"


class ReminderKey(NamedTuple):
    """What there is one reminder of, at most."""

    deadline_id: int
    bid_id: int
    occurrence: int
    rule_id: int
    person_id: int | None
    instead_of_id: int | None
    channel: Channel


class Reminder(Base):
    """One nudge about one deadline of one bid, to one person or to the bid's Teams channel."""

    __tablename__ = "reminder"
    __table_args__ = (
        UniqueConstraint(
            "deadline_id", "bid_id", "occurrence", "rule_id", "person_id", "channel",
            name="uq_reminder_once",
        ),
        Index(
            "uq_reminder_once_a_channel",
            "deadline_id", "bid_id", "occurrence", "rule_id", "channel",
            unique=True,
            sqlite_where=text("person_id IS NULL"),
            postgresql_where=text("person_id IS NULL"),
        ),
        Index(
            "ix_reminder_wake", "wake_at",
            sqlite_where=STILL_PLANNED, postgresql_where=STILL_PLANNED,
        ),
        Index("ix_reminder_person", "person_id", "state"),
    )  # fmt: skip

    deadline_id: Mapped[int] = mapped_column(ForeignKey("deadline.id"))
    bid_id: Mapped[int] = mapped_column(ForeignKey("bid.id"), index=True)
    occurrence: Mapped[int]
    rule_id: Mapped[int] = mapped_column(ForeignKey("reminder_rule.id"))
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    channel: Mapped[Channel] = mapped_column(default=Channel.MAIL)
    instead_of_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    send_at: Mapped[datetime]
    wake_at: Mapped[datetime]
    state: Mapped[ReminderState] = mapped_column(default=ReminderState.PLANNED)
    is_for_digest: Mapped[bool] = mapped_column(default=False)
    settled_at: Mapped[datetime | None]
    reason: Mapped[str] = mapped_column(default="")
    message_id: Mapped[int | None] = mapped_column(ForeignKey("message.id"), index=True)

    deadline: Mapped[Deadline] = relationship()
    bid: Mapped[Bid] = relationship()
    rule: Mapped[ReminderRule] = relationship()
    person: Mapped[Person | None] = relationship(foreign_keys=[person_id])
    instead_of: Mapped[Person | None] = relationship(foreign_keys=[instead_of_id])
    message: Mapped[Message | None] = relationship()

    @property
    def key(self) -> ReminderKey:
        return ReminderKey(*(getattr(self, name) for name in ReminderKey._fields))


class Acknowledgement(Base):
    """Somebody said “I have it” of one occurrence of a deadline."""

    __tablename__ = "acknowledgement"
    __table_args__ = (UniqueConstraint("deadline_id", "bid_id", "occurrence", "person_id"),)

    deadline_id: Mapped[int] = mapped_column(ForeignKey("deadline.id"))
    bid_id: Mapped[int] = mapped_column(ForeignKey("bid.id"))
    occurrence: Mapped[int]
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime]

    person: Mapped[Person] = relationship()


class Snooze(Base):
    """Somebody asked not to hear of a deadline before a moment, which is before the deadline."""

    __tablename__ = "snooze"
    __table_args__ = (UniqueConstraint("deadline_id", "bid_id", "person_id"),)

    deadline_id: Mapped[int] = mapped_column(ForeignKey("deadline.id"))
    bid_id: Mapped[int] = mapped_column(ForeignKey("bid.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    until: Mapped[datetime]


class Digest(StrEnum):
    """Each reminder as it comes, or all that are not urgent together."""

    EACH = "each as it comes"
    DAILY = "one mail a day"
    WEEKLY = "one mail a week"


class ReminderPreference(Base):
    """How one person wants to be reminded. Without a row, each as it comes and no quiet hours."""

    __tablename__ = "reminder_preference"

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), unique=True)
    digest: Mapped[Digest] = mapped_column(default=Digest.EACH)
    digest_at: Mapped[time] = mapped_column(default=time(8))
    digest_weekday: Mapped[int] = mapped_column(default=0)  # Monday
    zone: Mapped[str] = mapped_column(default="Europe/London")
    quiet_from: Mapped[time | None]
    quiet_until: Mapped[time | None]


class QuietSpan(Base):
    """A stretch of a person's quiet hours ahead, as instants, so that planning can join to it.

    What would come in it is sent before it, at `send_by`.
    """

    __tablename__ = "quiet_span"
    __table_args__ = (UniqueConstraint("person_id", "begins_at"),)

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    send_by: Mapped[datetime]
    begins_at: Mapped[datetime]
    ends_at: Mapped[datetime]


class Mute(Base):
    """A person unsubscribed from the reminders of one kind of deadline."""

    __tablename__ = "mute"
    __table_args__ = (UniqueConstraint("person_id", "kind"),)

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    kind: Mapped[DeadlineKind]
    since: Mapped[datetime]


class Absence(Base):
    """Days on which somebody is away, and who takes their reminders meanwhile."""

    __tablename__ = "absence"
    __table_args__ = (CheckConstraint("until_on >= from_on", name="ends_after_it_begins"),)

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    from_on: Mapped[date]
    until_on: Mapped[date]
    deputy_id: Mapped[int] = mapped_column(ForeignKey("person.id"))

    deputy: Mapped[Person] = relationship(foreign_keys=[deputy_id])


class BidChannel(Base):
    """The Microsoft Teams workflow that posts a bid's reminders where its team talks."""

    __tablename__ = "bid_channel"

    bid_id: Mapped[int] = mapped_column(ForeignKey("bid.id"), unique=True)
    address: Mapped[str]
    is_on: Mapped[bool] = mapped_column(default=True)


class ReminderService(Base):
    """The one row that says how the reminding itself stands."""

    __tablename__ = "reminder_service"

    planned_until: Mapped[datetime | None]
    calendar_version: Mapped[str] = mapped_column(default="")
    silent_from: Mapped[datetime | None]
    silent_until: Mapped[datetime | None]
    paused_at: Mapped[datetime | None]
    paused_because: Mapped[str] = mapped_column(default="")

    def was_silent_at(self, instant: datetime) -> bool:
        """Whether this fell due while nobody planned or sent, and has to be caught up now."""
        if self.silent_from is None or self.silent_until is None:
            return False
        return self.silent_from < instant <= self.silent_until
