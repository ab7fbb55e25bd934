from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from bidapp.accounts.models import Person
from bidapp.bids.models import Bid
from bidapp.calls.models import Deadline
from bidapp.database import Base
from bidapp.errors import RuleBroken
from bidapp.funders.models import AsksFor, LimitKind, SectionKind
from bidapp.library.models import BlockVersion
from bidapp.text.counting import CountRule


class NotKeptAsText(RuleBroken):
    """A section that the funder takes as a file or as rows of a form has no text here."""


class SectionLocked(RuleBroken):
    """The section is locked: its text is what goes to the funder."""


class SectionState(StrEnum):
    """How far a section is, as the people who write and review it say."""

    NOT_STARTED = "not started"
    DRAFTING = "drafting"
    IN_REVIEW = "in review"
    CHANGES_ASKED = "changes asked"
    DONE = "done"
    LOCKED = "locked"


READY = (SectionState.DONE, SectionState.LOCKED)


class VersionKind(StrEnum):
    """How a version came about."""

    SAVED = "saved"
    AS_TYPED = "as typed"  # the editor saves while one writes
    MERGED = "merged"
    RESTORED = "restored"
    BLOCK = "text block"
    SUGGESTED = "suggestion"
    FROM_WORD = "from Word"


class SectionGroup(Base):
    """Sections of one bid that share a limit."""

    __tablename__ = "section_group"
    __table_args__ = (
        UniqueConstraint("bid_id", "title"),
        CheckConstraint("limit_value > 0", name="limit_is_positive"),
    )

    bid_id: Mapped[int] = mapped_column(ForeignKey("bid.id"))
    title: Mapped[str]
    limit: Mapped[int] = mapped_column("limit_value")
    limit_kind: Mapped[LimitKind] = mapped_column(default=LimitKind.WORDS)
    limit_is_soft: Mapped[bool] = mapped_column(default=False)

    bid: Mapped[Bid] = relationship()
    sections: Mapped[list["Section"]] = relationship(
        back_populates="group", order_by="Section.position, Section.id"
    )


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
    reviewer_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    deadline_id: Mapped[int | None] = mapped_column(ForeignKey("deadline.id"), index=True)
    group_id: Mapped[int | None] = mapped_column(ForeignKey("section_group.id"), index=True)
    notes: Mapped[str] = mapped_column(Text, default="")  # the team's own, never the funder's
    state: Mapped[SectionState] = mapped_column(default=SectionState.NOT_STARTED)
    state_since: Mapped[datetime | None]
    latest_number: Mapped[int] = mapped_column(default=0)
    latest_count: Mapped[int] = mapped_column(default=0)
    latest_at: Mapped[datetime | None]

    bid: Mapped[Bid] = relationship()
    writer: Mapped[Person | None] = relationship(foreign_keys=[writer_id])
    reviewer: Mapped[Person | None] = relationship(foreign_keys=[reviewer_id])
    deadline: Mapped[Deadline | None] = relationship()
    group: Mapped[SectionGroup | None] = relationship(back_populates="sections")
    versions: Mapped[list["SectionVersion"]] = relationship(
        back_populates="section", order_by="SectionVersion.number"
    )

    @property
    def is_written_here(self) -> bool:
        return self.kind in (SectionKind.TEXT, SectionKind.TEXT_ONLY)

    @property
    def is_ready(self) -> bool:
        """Nothing more is due from anybody."""
        return self.state in READY

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

    def move_to(
        self, state: SectionState, *, by: int, at: datetime, note: str = ""
    ) -> "SectionMove":
        """Every move is kept, with who made it and why."""
        move = SectionMove(
            section=self,
            from_state=self.state,
            to_state=state,
            note=note,
            moved_by_id=by,
            moved_at=at,
        )
        self.state, self.state_since = state, at
        return move


class SectionVersion(Base):
    """One saved text of a section, never edited.

    A text that was written on an older version is kept as it was sent (`is_aside`); what it and the
    newest one make together is the version after it. So a save is always there word for word.
    """

    __tablename__ = "section_version"
    __table_args__ = (
        UniqueConstraint("section_id", "number"),
        UniqueConstraint("section_id", "save_key"),
    )

    section_id: Mapped[int] = mapped_column(ForeignKey("section.id"))
    number: Mapped[int]
    kind: Mapped[VersionKind] = mapped_column(default=VersionKind.SAVED)
    based_on: Mapped[int | None]  # the number of the version it was written on
    is_aside: Mapped[bool] = mapped_column(default=False)
    save_key: Mapped[str | None] = mapped_column(String(64))  # a save that comes twice is one
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


class SectionMove(Base):
    """One step of a section from state to state."""

    __tablename__ = "section_move"

    section_id: Mapped[int] = mapped_column(ForeignKey("section.id"), index=True)
    from_state: Mapped[SectionState]
    to_state: Mapped[SectionState]
    note: Mapped[str] = mapped_column(Text, default="")
    moved_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    moved_at: Mapped[datetime]

    section: Mapped[Section] = relationship()
    moved_by: Mapped[Person] = relationship()


class Settlement(StrEnum):
    """Which of two texts a person chose."""

    THEIRS = "theirs"
    MINE = "mine"
    BOTH = "both"


class Conflict(Base):
    """Two texts of one place that no rule can join: kept until a person has chosen.

    What others had saved stands in the section; what was written on an older version stands here.
    Each text is a document of one block, or of none where that side had deleted it.
    """

    __tablename__ = "conflict"
    __table_args__ = (Index("ix_conflict_section_id_settled_at", "section_id", "settled_at"),)

    section_id: Mapped[int] = mapped_column(ForeignKey("section.id"))
    number: Mapped[int]  # of the version in which the two were to be joined
    block_id: Mapped[str] = mapped_column(String(32))
    base: Mapped[dict[str, Any]]
    theirs: Mapped[dict[str, Any]]
    mine: Mapped[dict[str, Any]]
    theirs_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    mine_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    made_at: Mapped[datetime]
    settled_as: Mapped[Settlement | None]
    settled_at: Mapped[datetime | None]
    settled_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))

    section: Mapped[Section] = relationship()
    theirs_by: Mapped[Person] = relationship(foreign_keys=[theirs_by_id])
    mine_by: Mapped[Person] = relationship(foreign_keys=[mine_by_id])
    settled_by: Mapped[Person | None] = relationship(foreign_keys=[settled_by_id])


class Presence(Base):
    """A page on which a section is open just now, and the block in which its caret stands."""

    __tablename__ = "presence"
    __table_args__ = (UniqueConstraint("section_id", "person_id", "tab"),)

    section_id: Mapped[int] = mapped_column(ForeignKey("section.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    tab: Mapped[str] = mapped_column(String(64))
    block_id: Mapped[str | None] = mapped_column(String(32))
    seen_at: Mapped[datetime] = mapped_column(index=True)

    person: Mapped[Person] = relationship()
