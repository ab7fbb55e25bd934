from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from bidapp.accounts.models import Person
from bidapp.bids.models import Bid
from bidapp.calls.models import Deadline
from bidapp.database import Base
from bidapp.mail.models import Message


class ReminderState(StrEnum):
    """Planned, written to the outbox, overtaken by a later one, or untrue when its time came."""

    PLANNED = "planned"
    QUEUED = "queued"
    SUPERSEDED = "superseded"
    CANCELLED = "cancelled"


class Reminder(Base):
    """One nudge to one person about one deadline of one bid, so long before it."""

    __tablename__ = "reminder"
    __table_args__ = (
        UniqueConstraint("deadline_id", "occurrence", "bid_id", "person_id", "hours_before"),
        Index("ix_reminder_send", "state", "send_at"),
    )

    deadline_id: Mapped[int] = mapped_column(ForeignKey("deadline.id"))
    occurrence: Mapped[int]
    bid_id: Mapped[int] = mapped_column(ForeignKey("bid.id"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    hours_before: Mapped[int]
    send_at: Mapped[datetime]
    state: Mapped[ReminderState] = mapped_column(default=ReminderState.PLANNED)
    settled_at: Mapped[datetime | None]
    message_id: Mapped[int | None] = mapped_column(ForeignKey("message.id"))

    deadline: Mapped[Deadline] = relationship()
    bid: Mapped[Bid] = relationship()
    person: Mapped[Person] = relationship()
    message: Mapped[Message | None] = relationship()
