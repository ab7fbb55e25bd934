from datetime import datetime
from enum import StrEnum

from sqlalchemy import Index, Text
from sqlalchemy.orm import Mapped, mapped_column

from bidapp.database import Base


class MessageState(StrEnum):
    """Waiting, in a sender's hands, accepted by a server, or given up with the reason kept."""

    WAITING = "waiting"
    SENDING = "sending"
    SENT = "sent"
    DEAD = "dead"


class Message(Base):
    """An e-mail in the outbox, or already sent from it."""

    __tablename__ = "message"
    __table_args__ = (Index("ix_message_wake", "state", "wake_at"),)

    recipient: Mapped[str]
    subject: Mapped[str]
    body: Mapped[str] = mapped_column(Text)
    thread: Mapped[str | None]
    message_id: Mapped[str] = mapped_column(unique=True)
    written_at: Mapped[datetime]
    state: Mapped[MessageState] = mapped_column(default=MessageState.WAITING)
    wake_at: Mapped[datetime]
    lease: Mapped[int] = mapped_column(default=0)
    attempts: Mapped[int] = mapped_column(default=0)
    sent_at: Mapped[datetime | None]
    answer: Mapped[str | None] = mapped_column(Text)
