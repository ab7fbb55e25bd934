from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    ForeignKey,
    Table,
    Text,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from bidapp.accounts.models import Person
from bidapp.bids.stages import Stage, check_move
from bidapp.calls.models import Call, Deadline
from bidapp.database import Base
from bidapp.organisations.models import Organisation, Theme

bid_theme = Table(
    "bid_theme",
    Base.metadata,
    Column("bid_id", ForeignKey("bid.id"), primary_key=True),
    Column("theme_id", ForeignKey("theme.id"), primary_key=True),
)


class Marking(StrEnum):
    """How the government's classification policy has a bid marked; lower tiers need no mark."""

    NONE = "none"
    OFFICIAL = "OFFICIAL"
    OFFICIAL_SENSITIVE = "OFFICIAL-SENSITIVE"


class Bid(Base):
    """Our answer to one call."""

    __tablename__ = "bid"
    __table_args__ = (
        CheckConstraint("asked_pence IS NULL OR asked_pence >= 0", name="asked_not_negative"),
        CheckConstraint(
            "ends_on IS NULL OR starts_on IS NULL OR ends_on >= starts_on",
            name="ends_after_it_starts",
        ),
    )

    call_id: Mapped[int] = mapped_column(ForeignKey("call.id"), index=True)
    title: Mapped[str]
    acronym: Mapped[str | None] = mapped_column(unique=True)
    summary: Mapped[str] = mapped_column(Text, default="")
    stage: Mapped[Stage] = mapped_column(default=Stage.IDEA, index=True)
    stage_since: Mapped[datetime]
    lead_organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    owner_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    asked_pence: Mapped[int | None] = mapped_column(BigInteger)
    opened_at: Mapped[datetime]
    marking: Mapped[Marking] = mapped_column(default=Marking.NONE)
    starts_on: Mapped[date | None]  # the work, if the bid is funded
    ends_on: Mapped[date | None]

    call: Mapped[Call] = relationship()
    lead_organisation: Mapped[Organisation] = relationship()
    owner: Mapped[Person] = relationship()
    themes: Mapped[list[Theme]] = relationship(secondary=bid_theme, order_by=Theme.name)
    moves: Mapped[list["StageMove"]] = relationship(
        back_populates="bid", order_by="StageMove.moved_at, StageMove.id"
    )

    @property
    def short_name(self) -> str:
        return self.acronym or self.title

    @property
    def is_sensitive(self) -> bool:
        return self.marking is Marking.OFFICIAL_SENSITIVE

    def move_to(self, stage: Stage, *, by: int, at: datetime) -> "StageMove":
        """Every move is kept, with who made it."""
        check_move(self.stage, stage)
        move = StageMove(from_stage=self.stage, to_stage=stage, moved_by_id=by, moved_at=at)
        self.moves.append(move)
        self.stage, self.stage_since = stage, at
        return move


class StageMove(Base):
    """One step of a bid from stage to stage."""

    __tablename__ = "stage_move"

    bid_id: Mapped[int] = mapped_column(ForeignKey("bid.id"), index=True)
    from_stage: Mapped[Stage]
    to_stage: Mapped[Stage]
    moved_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    moved_at: Mapped[datetime]

    bid: Mapped[Bid] = relationship(back_populates="moves")
    moved_by: Mapped[Person] = relationship()


class DeadlineStatus(StrEnum):
    """How a deadline stands for one bid, as somebody said it."""

    OPEN = "open"
    MET = "met"
    MISSED = "missed"
    WITHDRAWN = "withdrawn"


bid_deadline_person = Table(
    "bid_deadline_person",
    Base.metadata,
    Column("bid_deadline_id", ForeignKey("bid_deadline.id"), primary_key=True),
    Column("person_id", ForeignKey("person.id"), primary_key=True),
)


class BidDeadline(Base):
    """What one bid makes of a deadline: who looks after it, whom else it concerns, how it stands.

    Every deadline of the bid's own has one; a deadline of its call gets one when there is something
    to say. A milestone lies some working days before the deadline it is reckoned from, and moves
    with it unless it is pinned.
    """

    __tablename__ = "bid_deadline"
    __table_args__ = (UniqueConstraint("bid_id", "deadline_id"),)

    bid_id: Mapped[int] = mapped_column(ForeignKey("bid.id"))
    deadline_id: Mapped[int] = mapped_column(ForeignKey("deadline.id"), index=True)
    status: Mapped[DeadlineStatus] = mapped_column(default=DeadlineStatus.OPEN)
    status_since: Mapped[datetime | None]
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"))
    is_for_writers: Mapped[bool] = mapped_column(default=False)
    reckoned_from_id: Mapped[int | None] = mapped_column(ForeignKey("deadline.id"), index=True)
    lead_working_days: Mapped[int | None]
    is_pinned: Mapped[bool] = mapped_column(default=False)

    bid: Mapped[Bid] = relationship()
    deadline: Mapped[Deadline] = relationship(foreign_keys=[deadline_id])
    reckoned_from: Mapped[Deadline | None] = relationship(foreign_keys=[reckoned_from_id])
    owner: Mapped[Person | None] = relationship()
    organisation: Mapped[Organisation | None] = relationship()
    also_concerns: Mapped[list[Person]] = relationship(
        secondary=bid_deadline_person, order_by=Person.name
    )
