from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from bidapp.accounts.models import Person
from bidapp.bids.models import Bid
from bidapp.database import Base
from bidapp.errors import RuleBroken
from bidapp.funders.models import AsksFor, LimitKind, SectionKind
from bidapp.library.models import BlockVersion
from bidapp.text.counting import CountRule


class DraftHasMovedOn(RuleBroken):
    """Somebody saved a newer version while this one was being written."""


class NotKeptAsText(RuleBroken):
    """A section that the funder takes as a file or as rows of a form has no text here."""


class Section(AsksFor, Base):
    """A part of a bid's draft: what the funder asks for, and who writes it."""

    __tablename__ = "section"
    __table_args__ = (
        UniqueConstraint("bid_id", "key"),
        CheckConstraint("limit_value IS NULL OR limit_value > 0", name="limit_is_positive"),
    )

    bid_id: Mapped[int] = mapped_column(ForeignKey("bid.id"))
    count_rule: Mapped[CountRule]
    writer_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    latest_number: Mapped[int] = mapped_column(default=0)
    latest_count: Mapped[int] = mapped_column(default=0)
    latest_at: Mapped[datetime | None]

    bid: Mapped[Bid] = relationship()
    writer: Mapped[Person | None] = relationship()
    versions: Mapped[list["SectionVersion"]] = relationship(
        back_populates="section", order_by="SectionVersion.number"
    )

    @property
    def is_written_here(self) -> bool:
        return self.kind in (SectionKind.TEXT, SectionKind.TEXT_ONLY)

    @property
    def has_text(self) -> bool:
        """Where the funder counts nothing, a saved version is taken for text."""
        is_counted = self.counts_with is not CountRule.NONE
        return bool(self.latest_count if is_counted else self.latest_number)

    @property
    def counts_with(self) -> CountRule:
        """A limit in characters is counted in characters, whatever the funder's rule for words."""
        return CountRule.CHARACTERS if self.limit_kind is LimitKind.CHARACTERS else self.count_rule

    @property
    def counted_limit(self) -> int | None:
        """The limit, where it is one that can be counted here."""
        countable = self.limit_kind in (LimitKind.WORDS, LimitKind.CHARACTERS)
        return self.limit if countable else None

    def add_version(
        self, content: dict[str, Any], *, count: int, based_on: int, by: int, at: datetime
    ) -> "SectionVersion":
        """Versions are only ever added, so nothing anyone wrote is lost."""
        if not self.is_written_here:
            raise NotKeptAsText(
                f"{self.title} is given to the funder as a file or form, not as text."
            )
        current = self.latest_number or 0
        if based_on != current:
            raise DraftHasMovedOn(f"Version {current} was saved while you were writing.")
        version = SectionVersion(
            section=self,
            number=current + 1,
            content=content,
            count=count,
            saved_by_id=by,
            saved_at=at,
        )
        self.latest_number, self.latest_count, self.latest_at = version.number, count, at
        return version


class SectionVersion(Base):
    """One saved text of a section, never edited."""

    __tablename__ = "section_version"
    __table_args__ = (UniqueConstraint("section_id", "number"),)

    section_id: Mapped[int] = mapped_column(ForeignKey("section.id"))
    number: Mapped[int]
    content: Mapped[dict[str, Any]]
    count: Mapped[int]
    saved_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    saved_at: Mapped[datetime]
    note: Mapped[str] = mapped_column(default="")

    section: Mapped[Section] = relationship(back_populates="versions")
    saved_by: Mapped[Person] = relationship()


class BlockUse(Base):
    """A library block put into a section: which version, and the ids of the blocks it became."""

    __tablename__ = "block_use"

    section_id: Mapped[int] = mapped_column(ForeignKey("section.id"), index=True)
    block_version_id: Mapped[int] = mapped_column(ForeignKey("block_version.id"), index=True)
    placed_ids: Mapped[list[str]]
    placed_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    placed_at: Mapped[datetime]

    section: Mapped[Section] = relationship()
    block_version: Mapped[BlockVersion] = relationship()
