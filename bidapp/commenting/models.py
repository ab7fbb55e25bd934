from datetime import datetime
from enum import StrEnum

from sqlalchemy import Column, ForeignKey, Index, String, Table, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from bidapp.accounts.models import Person
from bidapp.database import Base
from bidapp.drafting.models import Section

comment_mention = Table(
    "comment_mention",
    Base.metadata,
    Column("comment_id", ForeignKey("comment.id"), primary_key=True),
    Column("person_id", ForeignKey("person.id"), primary_key=True),
)


class Outcome(StrEnum):
    """How a thread ended. Only one with a suggestion is accepted or declined."""

    RESOLVED = "resolved"
    ACCEPTED = "accepted"
    DECLINED = "declined"


class Thread(Base):
    """What is said about one passage, as it stood in one version; of the whole section without one.

    The passage is `quote`, which begins `start` characters (code points) into the words of the
    block. Where it stands now is found by comparing that version with the newest one.
    """

    __tablename__ = "comment_thread"
    __table_args__ = (Index("ix_comment_thread_section_id_settled_at", "section_id", "settled_at"),)

    section_id: Mapped[int] = mapped_column(ForeignKey("section.id"))
    number: Mapped[int]  # of the version in which the passage stood
    block_id: Mapped[str | None] = mapped_column(String(32))
    start: Mapped[int] = mapped_column("starts_at", default=0)
    quote: Mapped[str] = mapped_column(Text, default="")
    suggestion: Mapped[str | None] = mapped_column(Text)  # what should stand in its place
    made_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    made_at: Mapped[datetime]
    outcome: Mapped[Outcome | None]
    settled_at: Mapped[datetime | None]
    settled_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))

    section: Mapped[Section] = relationship()
    made_by: Mapped[Person] = relationship(foreign_keys=[made_by_id])
    settled_by: Mapped[Person | None] = relationship(foreign_keys=[settled_by_id])
    comments: Mapped[list["Comment"]] = relationship(back_populates="thread", order_by="Comment.id")


class Comment(Base):
    """One thing somebody said, never edited. `spoken_by` is who wrote it in a Word file."""

    __tablename__ = "comment"

    thread_id: Mapped[int] = mapped_column(ForeignKey("comment_thread.id"), index=True)
    words: Mapped[str] = mapped_column(Text)
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    spoken_by: Mapped[str] = mapped_column(default="")
    at: Mapped[datetime] = mapped_column("said_at")

    thread: Mapped[Thread] = relationship(back_populates="comments")
    by: Mapped[Person] = relationship()
    mentions: Mapped[list[Person]] = relationship(secondary=comment_mention, order_by=Person.name)

    @property
    def speaker(self) -> str:
        return self.spoken_by or self.by.name

    @property
    def is_first(self) -> bool:
        return self.id == self.thread.comments[0].id
