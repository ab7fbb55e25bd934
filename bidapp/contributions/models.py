from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    ForeignKey,
    Index,
    Numeric,
    String,
    Text,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from bidapp.accounts.models import Person
from bidapp.contributions.states import LineState
from bidapp.database import Base
from bidapp.organisations.models import Contact
from bidapp.partners.models import PartnerRole


class Form(StrEnum):
    """Money paid, which UKRI's form calls direct, or anything else of value."""

    CASH = "cash"
    IN_KIND = "in kind"


class Thing(StrEnum):
    """What is brought in kind."""

    STAFF_HOURS = "staff hours"
    DATA_ACCESS = "data access"
    ROOMS = "rooms"
    EQUIPMENT = "equipment"
    EXPERTISE = "expertise"
    OTHER = "something else"


class Contribution(Base):
    """One line of the ledger: a thing or a sum that an organisation is to bring to a bid.

    What it says stands in its revisions, of which one stands; a partner may have proposed another.
    """

    __tablename__ = "contribution"

    role_id: Mapped[int] = mapped_column(ForeignKey("partner_role.id"), index=True)
    position: Mapped[int]
    state: Mapped[LineState] = mapped_column(default=LineState.DRAFT)
    state_since: Mapped[datetime]
    standing_number: Mapped[int] = mapped_column(default=1)
    proposed_number: Mapped[int | None]

    role: Mapped[PartnerRole] = relationship()
    revisions: Mapped[list["ContributionRevision"]] = relationship(
        back_populates="contribution", order_by="ContributionRevision.number"
    )
    moves: Mapped[list["LineMove"]] = relationship(
        back_populates="contribution", order_by="LineMove.id"
    )

    def revision(self, number: int) -> "ContributionRevision":
        """The revision of this number; they are counted from 1 without gaps."""
        return self.revisions[number - 1]

    @property
    def standing(self) -> "ContributionRevision":
        return self.revision(self.standing_number)

    @property
    def proposed(self) -> "ContributionRevision | None":
        return self.revision(self.proposed_number) if self.proposed_number else None


class ContributionRevision(Base):
    """One wording and value of a line. Never changed: a change is the next revision."""

    __tablename__ = "contribution_revision"
    __table_args__ = (
        UniqueConstraint("contribution_id", "number"),
        CheckConstraint("value_pence >= 0", name="value_not_negative"),
        CheckConstraint("rate_pence IS NULL OR rate_pence >= 0", name="rate_not_negative"),
        CheckConstraint("quantity IS NULL OR quantity >= 0", name="quantity_not_negative"),
        CheckConstraint(
            "ends_on IS NULL OR starts_on IS NULL OR ends_on >= starts_on",
            name="ends_after_it_starts",
        ),
    )

    contribution_id: Mapped[int] = mapped_column(ForeignKey("contribution.id"))
    number: Mapped[int]
    title: Mapped[str]
    form: Mapped[Form]
    thing: Mapped[Thing | None]
    quantity: Mapped[Decimal | None] = mapped_column(Numeric(12, 2))
    unit: Mapped[str] = mapped_column(default="")  # one of it: hour, day, report
    rate_pence: Mapped[int | None] = mapped_column(BigInteger)  # for one unit
    rate_source: Mapped[str] = mapped_column(default="")
    rate_year: Mapped[str] = mapped_column(default="")  # 2026–27
    value_pence: Mapped[int] = mapped_column(BigInteger)
    starts_on: Mapped[date | None]
    ends_on: Mapped[date | None]
    description: Mapped[str] = mapped_column(Text, default="")  # as it will stand in the bid
    made_at: Mapped[datetime]
    made_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    contact_id: Mapped[int | None] = mapped_column(ForeignKey("contact.id"))  # who proposed it
    why: Mapped[str] = mapped_column(Text, default="")

    contribution: Mapped[Contribution] = relationship(back_populates="revisions")
    made_by: Mapped[Person | None] = relationship()
    contact: Mapped[Contact | None] = relationship()


class LineMove(Base):
    """One step of a line from state to state: only ever added to."""

    __tablename__ = "line_move"

    contribution_id: Mapped[int] = mapped_column(ForeignKey("contribution.id"), index=True)
    from_state: Mapped[LineState | None]
    to_state: Mapped[LineState]
    number: Mapped[int]  # of the revision that stood
    at: Mapped[datetime]
    by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    contact_id: Mapped[int | None] = mapped_column(ForeignKey("contact.id"))
    who: Mapped[str]  # as the one who did it was called then
    note: Mapped[str] = mapped_column(Text, default="")

    contribution: Mapped[Contribution] = relationship(back_populates="moves")


class Reply(StrEnum):
    """What a partner can say to one revision."""

    CONFIRMED = "confirmed"
    CHANGE_PROPOSED = "change proposed"
    DECLINED = "declined"


class Means(StrEnum):
    """How an answer reached us."""

    ON_PAGE = "on the partner’s page"
    BY_PHONE = "recorded by phone"


class Answer(Base):
    """What somebody at a partner said to one revision, with the words they saw. One that confirms
    is the Confirmation of that revision. Never changed, but for a challenge.
    """

    __tablename__ = "answer"
    __table_args__ = (Index("ix_answer_contribution", "contribution_id", "number"),)

    contribution_id: Mapped[int] = mapped_column(ForeignKey("contribution.id"))
    number: Mapped[int]  # of the revision answered
    reply: Mapped[Reply]
    means: Mapped[Means]
    shown: Mapped[str] = mapped_column(Text)  # every word that the page said of the line
    shown_digest: Mapped[str] = mapped_column(String(64))
    name: Mapped[str]
    position: Mapped[str]
    authority: Mapped[str] = mapped_column(default="")  # the sentence they agreed to
    note: Mapped[str] = mapped_column(Text, default="")
    at: Mapped[datetime]
    contact_id: Mapped[int | None] = mapped_column(ForeignKey("contact.id"), index=True)
    recorded_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    challenged_at: Mapped[datetime | None]
    challenged_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    challenge_note: Mapped[str] = mapped_column(Text, default="")

    contribution: Mapped[Contribution] = relationship()
    contact: Mapped[Contact | None] = relationship()
    recorded_by: Mapped[Person | None] = relationship(foreign_keys=[recorded_by_id])
    challenged_by: Mapped[Person | None] = relationship(foreign_keys=[challenged_by_id])
