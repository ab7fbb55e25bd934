from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from bidapp.accounts.models import Person
from bidapp.bids.models import BidDeadline
from bidapp.contributions.models import Contribution
from bidapp.database import Base
from bidapp.mail.models import Message
from bidapp.organisations.models import Contact
from bidapp.partners.models import PartnerRole
from bidapp.wording import local_date

HANDED_OVER = "handed over"  # how the reason begins why such a link ended


class Ask(Base):
    """One contact asked for one organisation's part in one bid, and the one link that they have.

    A new link raises the generation; the key of the one before is worth nothing from then on.
    """

    __tablename__ = "ask"
    __table_args__ = (
        Index(
            "uq_ask_live",
            "role_id",
            "contact_id",
            unique=True,
            sqlite_where=text("ended_at IS NULL"),
            postgresql_where=text("ended_at IS NULL"),
        ),
    )

    role_id: Mapped[int] = mapped_column(ForeignKey("partner_role.id"))
    contact_id: Mapped[int] = mapped_column(ForeignKey("contact.id"), index=True)
    generation: Mapped[int] = mapped_column(default=1)
    note: Mapped[str] = mapped_column(Text, default="")  # the coordinator's own words
    made_at: Mapped[datetime]
    made_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    from_ask_id: Mapped[int | None] = mapped_column(ForeignKey("ask.id"))  # who handed it over
    bid_deadline_id: Mapped[int | None] = mapped_column(ForeignKey("bid_deadline.id"), index=True)
    expires_at: Mapped[datetime]
    last_sent_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    ended_because: Mapped[str] = mapped_column(default="")

    role: Mapped[PartnerRole] = relationship()
    contact: Mapped[Contact] = relationship()
    made_by: Mapped[Person | None] = relationship()
    from_ask: Mapped["Ask | None"] = relationship(remote_side="Ask.id")
    bid_deadline: Mapped[BidDeadline | None] = relationship()
    lines: Mapped[list["AskedLine"]] = relationship(back_populates="ask", order_by="AskedLine.id")
    sendings: Mapped[list["Sending"]] = relationship(back_populates="ask", order_by="Sending.id")

    def is_live(self, now: datetime) -> bool:
        return not self.is_closed(now) and now < self.expires_at

    @property
    def is_handed_over(self) -> bool:
        """Its contact closed it on naming a colleague."""
        return self.ended_because.startswith(HANDED_OVER)

    def is_closed(self, now: datetime) -> bool:
        """By somebody, or because the contact has left the organisation."""
        return self.ended_at is not None or not self.contact.is_there_on(local_date(now))


class AskKey(Base):
    """The key of one link. It is derived when a letter leaves and never stored: by this digest it
    is known again.
    """

    __tablename__ = "ask_key"

    ask_id: Mapped[int] = mapped_column(ForeignKey("ask.id"), index=True)
    digest: Mapped[str] = mapped_column(String(64), unique=True)
    sent_to: Mapped[str]  # the contact's folded address then
    made_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]

    ask: Mapped[Ask] = relationship()


class AskedLine(Base):
    """A line of the ledger that an ask is about, and which revision it said first."""

    __tablename__ = "asked_line"
    __table_args__ = (UniqueConstraint("ask_id", "contribution_id"),)

    ask_id: Mapped[int] = mapped_column(ForeignKey("ask.id"))
    contribution_id: Mapped[int] = mapped_column(ForeignKey("contribution.id"), index=True)
    first_number: Mapped[int]
    added_at: Mapped[datetime]

    ask: Mapped[Ask] = relationship(back_populates="lines")
    contribution: Mapped[Contribution] = relationship()


class SendingKind(StrEnum):
    """Why a letter went to a contact."""

    ASKED = "asked"
    CHASED = "chased"
    REMINDED = "reminded"
    HANDED_OVER = "handed over"
    NEW_LINK = "new link"
    REPLIED = "replied"
    RECEIPT = "copy of the answer"


class Sending(Base):
    """One letter to a contact, in the words it left with."""

    __tablename__ = "sending"

    ask_id: Mapped[int] = mapped_column(ForeignKey("ask.id"), index=True)
    kind: Mapped[SendingKind]
    message_id: Mapped[int] = mapped_column(ForeignKey("message.id"), index=True)
    at: Mapped[datetime]
    by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))

    ask: Mapped[Ask] = relationship(back_populates="sendings")
    message: Mapped[Message] = relationship()
    by: Mapped[Person | None] = relationship()


class Question(Base):
    """Something a contact wants to know before they answer."""

    __tablename__ = "question"

    ask_id: Mapped[int] = mapped_column(ForeignKey("ask.id"), index=True)
    text: Mapped[str] = mapped_column(Text)
    asked_at: Mapped[datetime]
    answer: Mapped[str] = mapped_column(Text, default="")
    answered_at: Mapped[datetime | None]
    answered_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))

    ask: Mapped[Ask] = relationship()
    answered_by: Mapped[Person | None] = relationship()


class AccessCode(Base):
    """Six digits mailed to a contact before a sensitive bid is shown; then the proof of one browser
    that it knew them. Only digests are kept.
    """

    __tablename__ = "access_code"

    ask_id: Mapped[int] = mapped_column(ForeignKey("ask.id"), index=True)
    code_digest: Mapped[str] = mapped_column(String(64))
    made_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    tries: Mapped[int] = mapped_column(default=0)
    used_at: Mapped[datetime | None]
    proof_digest: Mapped[str | None] = mapped_column(String(64), unique=True)
    proof_ends_at: Mapped[datetime | None]
