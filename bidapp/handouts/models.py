from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from bidapp.accounts.models import Person
from bidapp.bids.models import Bid
from bidapp.database import Base
from bidapp.drafting.models import Section
from bidapp.organisations.models import Contact


class Handout(Base):
    """A Word file of some sections as they stood; the file carries the key, so that it is known
    again. It is for one contact, who may fetch and return it over their own link, or for anybody.
    """

    __tablename__ = "handout"

    bid_id: Mapped[int] = mapped_column(ForeignKey("bid.id"), index=True)
    key: Mapped[str] = mapped_column(String(64), unique=True)
    contact_id: Mapped[int | None] = mapped_column(ForeignKey("contact.id"), index=True)
    made_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    made_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]

    bid: Mapped[Bid] = relationship()
    contact: Mapped[Contact | None] = relationship()
    made_by: Mapped[Person] = relationship()
    sections: Mapped[list["HandoutSection"]] = relationship(
        back_populates="handout", order_by="HandoutSection.id"
    )
    returns: Mapped[list["ReturnedFile"]] = relationship(
        back_populates="handout", order_by="ReturnedFile.id"
    )


class HandoutSection(Base):
    """The version of one section that a handout holds."""

    __tablename__ = "handout_section"
    __table_args__ = (UniqueConstraint("handout_id", "section_id"),)

    handout_id: Mapped[int] = mapped_column(ForeignKey("handout.id"))
    section_id: Mapped[int] = mapped_column(ForeignKey("section.id"), index=True)
    number: Mapped[int]

    handout: Mapped[Handout] = relationship(back_populates="sections")
    section: Mapped[Section] = relationship()


class ReturnedFile(Base):
    """A handout that came back, as the file that it is; what was read of it stands by section."""

    __tablename__ = "returned_file"

    handout_id: Mapped[int] = mapped_column(ForeignKey("handout.id"), index=True)
    digest: Mapped[str] = mapped_column(String(64))
    file_name: Mapped[str]
    problems: Mapped[list[str]]
    arrived_at: Mapped[datetime]
    brought_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))  # else the contact

    handout: Mapped[Handout] = relationship(back_populates="returns")
    brought_by: Mapped[Person | None] = relationship()
    sections: Mapped[list["ReturnedSection"]] = relationship(
        back_populates="file", order_by="ReturnedSection.id"
    )


class Decision(StrEnum):
    """What was done with a returned section."""

    TAKEN = "taken"
    LEFT = "left"
    UNCHANGED = "unchanged"


class ReturnedSection(Base):
    """One section of a returned file: its text, and what Word says about who changed what.

    `said` holds the comments and tracked changes: {"comments": […], "tracked": […]}.
    """

    __tablename__ = "returned_section"

    file_id: Mapped[int] = mapped_column(ForeignKey("returned_file.id"), index=True)
    section_id: Mapped[int] = mapped_column(ForeignKey("section.id"), index=True)
    number: Mapped[int]  # of the version that was sent
    content: Mapped[dict[str, Any]]
    said: Mapped[dict[str, Any]]
    decision: Mapped[Decision | None]
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    decided_at: Mapped[datetime | None]

    file: Mapped[ReturnedFile] = relationship(back_populates="sections")
    section: Mapped[Section] = relationship()
    decided_by: Mapped[Person | None] = relationship()
