from datetime import datetime
from typing import Any

from sqlalchemy import Column, ForeignKey, Table, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from bidapp.accounts.models import Person
from bidapp.database import Base
from bidapp.errors import RuleBroken
from bidapp.organisations.models import Theme

text_block_theme = Table(
    "text_block_theme",
    Base.metadata,
    Column("text_block_id", ForeignKey("text_block.id"), primary_key=True),
    Column("theme_id", ForeignKey("theme.id"), primary_key=True),
)


class BlockHasMovedOn(RuleBroken):
    """Somebody saved a newer version of the block while this one was being written."""


class TextBlock(Base):
    """Reusable text. What it says stands in its versions; the latest is the one to use."""

    __tablename__ = "text_block"

    title: Mapped[str] = mapped_column(unique=True)
    owner_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    latest_number: Mapped[int] = mapped_column(default=0)
    is_retired: Mapped[bool] = mapped_column(default=False)

    owner: Mapped[Person] = relationship()
    themes: Mapped[list[Theme]] = relationship(secondary=text_block_theme, order_by=Theme.name)
    versions: Mapped[list["BlockVersion"]] = relationship(
        back_populates="block", order_by="BlockVersion.number"
    )

    def add_version(
        self, content: dict[str, Any], *, based_on: int, by: int, at: datetime
    ) -> "BlockVersion":
        current = self.latest_number or 0
        if based_on != current:
            raise BlockHasMovedOn(f"Version {current} was saved while you were writing.")
        version = BlockVersion(
            block=self, number=current + 1, content=content, saved_by_id=by, saved_at=at
        )
        self.latest_number = version.number
        return version


class BlockVersion(Base):
    """One saved text of a block, never edited."""

    __tablename__ = "block_version"
    __table_args__ = (UniqueConstraint("block_id", "number"),)

    block_id: Mapped[int] = mapped_column(ForeignKey("text_block.id"))
    number: Mapped[int]
    content: Mapped[dict[str, Any]]
    saved_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    saved_at: Mapped[datetime]

    block: Mapped[TextBlock] = relationship(back_populates="versions")
    saved_by: Mapped[Person] = relationship()
