from datetime import datetime

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    ForeignKey,
    Table,
    Text,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from bidapp.accounts.models import Person
from bidapp.bids.stages import Stage, check_move
from bidapp.calls.models import Call
from bidapp.database import Base
from bidapp.organisations.models import Organisation, Theme

bid_theme = Table(
    "bid_theme",
    Base.metadata,
    Column("bid_id", ForeignKey("bid.id"), primary_key=True),
    Column("theme_id", ForeignKey("theme.id"), primary_key=True),
)


class Bid(Base):
    """Our answer to one call."""

    __tablename__ = "bid"
    __table_args__ = (
        CheckConstraint("asked_pence IS NULL OR asked_pence >= 0", name="asked_not_negative"),
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
