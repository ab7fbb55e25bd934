from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from bidapp.accounts.models import Person
from bidapp.bids.models import Bid
from bidapp.database import Base
from bidapp.drafting.models import Section, SectionGroup


class ReviewRound(Base):
    """One reading of the whole bid: which version of each section was read."""

    __tablename__ = "review_round"
    __table_args__ = (UniqueConstraint("bid_id", "number"),)

    bid_id: Mapped[int] = mapped_column(ForeignKey("bid.id"))
    number: Mapped[int]
    note: Mapped[str] = mapped_column(Text, default="")
    begun_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    begun_at: Mapped[datetime]
    ended_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    ended_at: Mapped[datetime | None]

    bid: Mapped[Bid] = relationship()
    begun_by: Mapped[Person] = relationship(foreign_keys=[begun_by_id])
    ended_by: Mapped[Person | None] = relationship(foreign_keys=[ended_by_id])
    sections: Mapped[list["RoundSection"]] = relationship(
        back_populates="round", order_by="RoundSection.id"
    )


class RoundSection(Base):
    """The version of one section that a round read."""

    __tablename__ = "round_section"
    __table_args__ = (UniqueConstraint("round_id", "section_id"),)

    round_id: Mapped[int] = mapped_column(ForeignKey("review_round.id"))
    section_id: Mapped[int] = mapped_column(ForeignKey("section.id"), index=True)
    number: Mapped[int]

    round: Mapped[ReviewRound] = relationship(back_populates="sections")
    section: Mapped[Section] = relationship()


class CriterionAnswer(Base):
    """Somebody said that the text answers a criterion, and where."""

    __tablename__ = "criterion_answer"
    __table_args__ = (UniqueConstraint("section_id", "criterion"),)

    section_id: Mapped[int] = mapped_column(ForeignKey("section.id"))
    criterion: Mapped[str]
    block_id: Mapped[str | None] = mapped_column(String(32))
    said_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    said_at: Mapped[datetime]

    section: Mapped[Section] = relationship()
    said_by: Mapped[Person] = relationship()


class LimitOverride(Base):
    """Why a soft limit, of a section or of a group, is passed: said by a person, and kept."""

    __tablename__ = "limit_override"
    __table_args__ = (
        CheckConstraint("(section_id IS NULL) <> (group_id IS NULL)", name="of_one_limit"),
    )

    section_id: Mapped[int | None] = mapped_column(ForeignKey("section.id"), index=True)
    group_id: Mapped[int | None] = mapped_column(ForeignKey("section_group.id"), index=True)
    counted: Mapped[int]
    limit: Mapped[int] = mapped_column("limit_value")
    reason: Mapped[str] = mapped_column(Text)
    said_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    said_at: Mapped[datetime]

    section: Mapped[Section | None] = relationship()
    group: Mapped[SectionGroup | None] = relationship()
    said_by: Mapped[Person] = relationship()
