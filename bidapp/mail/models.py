from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, Text, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from bidapp.database import Base


class Channel(StrEnum):
    """How a message travels."""

    MAIL = "mail"
    TEAMS = "Microsoft Teams"


class MessageState(StrEnum):
    """Waiting, in a sender's hands, accepted by a server, given up, untrue before it left, or
    perhaps delivered and perhaps not: then a person decides.
    """

    WAITING = "waiting"
    SENDING = "sending"
    SENT = "sent"
    DEAD = "dead"
    CANCELLED = "cancelled"
    IN_DOUBT = "in doubt"


class OnDoubt(StrEnum):
    """What to do when nobody knows whether the server took a message."""

    RESEND = "send again"
    HOLD = "hold for a person"


class Message(Base):
    """A message in the outbox, or already sent from it."""

    __tablename__ = "message"
    __table_args__ = (
        Index(
            "ix_message_wake",
            "wake_at",
            sqlite_where=text("state IN ('waiting', 'sending')"),
            postgresql_where=text("state IN ('waiting', 'sending')"),
        ),
        Index(
            "ix_message_dead", "id",
            sqlite_where=text("state = 'dead'"), postgresql_where=text("state = 'dead'"),
        ),
    )  # fmt: skip

    channel: Mapped[Channel] = mapped_column(default=Channel.MAIL)
    recipient: Mapped[str]
    subject: Mapped[str]
    body: Mapped[str] = mapped_column(Text)
    html: Mapped[str] = mapped_column(Text, default="")
    thread: Mapped[str | None]
    reply_to: Mapped[str | None]
    message_id: Mapped[str] = mapped_column(unique=True)
    unsubscribe_key: Mapped[str | None] = mapped_column(unique=True)
    secret: Mapped[str | None]  # the name of what is filled in only when it leaves
    written_at: Mapped[datetime]
    state: Mapped[MessageState] = mapped_column(default=MessageState.WAITING)
    wake_at: Mapped[datetime]
    lease: Mapped[int] = mapped_column(default=0)
    attempts: Mapped[int] = mapped_column(default=0)
    doubts: Mapped[int] = mapped_column(default=0)
    on_doubt: Mapped[OnDoubt] = mapped_column(default=OnDoubt.RESEND)
    sent_at: Mapped[datetime | None]
    answer: Mapped[str | None] = mapped_column(Text)

    tries: Mapped[list["Attempt"]] = relationship(back_populates="message", order_by="Attempt.id")


class Outcome(StrEnum):
    """How one attempt to deliver ended. One without an end was cut off with its process."""

    ACCEPTED = "accepted"
    LATER = "not now"
    REFUSED = "refused"
    OUR_FAULT = "our side"
    IN_DOUBT = "in doubt"


class Attempt(Base):
    """Evidence of one attempt to deliver a message: only ever added to and then ended."""

    __tablename__ = "attempt"

    message_id: Mapped[int] = mapped_column(ForeignKey("message.id"), index=True)
    lease: Mapped[int]
    sender: Mapped[str]
    started_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    outcome: Mapped[Outcome | None]
    answer: Mapped[str] = mapped_column(Text, default="")

    message: Mapped[Message] = relationship(back_populates="tries")


class ChannelFault(Base):
    """A channel that does not work for reasons of our own: nothing is sent on it until a probe."""

    __tablename__ = "channel_fault"

    channel: Mapped[Channel] = mapped_column(unique=True)
    since: Mapped[datetime]
    reason: Mapped[str] = mapped_column(Text)
    probe_at: Mapped[datetime]
