from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, Numeric, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from bidapp.bids.models import Bid
from bidapp.calls.models import TeamRole
from bidapp.database import Base
from bidapp.organisations.models import Contact, Organisation


class Position(StrEnum):
    """What an organisation can be on a bid; it holds one position only."""

    LEAD = "lead"
    CORE_TEAM = "core team"
    PROJECT_PARTNER = "project partner"
    SUBCONTRACTOR = "subcontractor"
    ADVISORY = "advisory"

    @property
    def said(self) -> str:
        """As it stands in a sentence about an organisation: it would be a project partner."""
        return {
            Position.LEAD: "the lead",
            Position.CORE_TEAM: "part of the core team",
            Position.PROJECT_PARTNER: "a project partner",
            Position.SUBCONTRACTOR: "a subcontractor",
            Position.ADVISORY: "an adviser",
        }[self]


class PartnerRole(Base):
    """What one organisation is on one bid, and who there speaks for it."""

    __tablename__ = "partner_role"
    __table_args__ = (UniqueConstraint("bid_id", "organisation_id"),)

    bid_id: Mapped[int] = mapped_column(ForeignKey("bid.id"))
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    position: Mapped[Position]
    added_at: Mapped[datetime]
    summary: Mapped[str] = mapped_column(Text, default="")  # what it does on this bid
    consortium_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"))
    contact_id: Mapped[int | None] = mapped_column(ForeignKey("contact.id"))

    bid: Mapped[Bid] = relationship()
    organisation: Mapped[Organisation] = relationship(foreign_keys=[organisation_id])
    consortium: Mapped[Organisation | None] = relationship(foreign_keys=[consortium_id])
    contact: Mapped[Contact | None] = relationship()
    sign_offs: Mapped[list["SignOff"]] = relationship(
        back_populates="role", cascade="all, delete-orphan", order_by="SignOff.position"
    )
    asked: Mapped[list["RoleContact"]] = relationship(
        back_populates="role", cascade="all, delete-orphan", order_by="RoleContact.id"
    )

    @property
    def speakers(self) -> list[Contact]:
        """Everybody who speaks for it on this bid: whom we chose, and whoever was asked."""
        chosen = [self.contact] if self.contact is not None else []
        return list(dict.fromkeys(chosen + [each.contact for each in self.asked]))

    def has_asked(self, contact: Contact) -> bool:
        return any(each.contact is contact for each in self.asked)


class RoleContact(Base):
    """Somebody at an organisation who speaks for it on one bid since they were asked."""

    __tablename__ = "role_contact"
    __table_args__ = (UniqueConstraint("role_id", "contact_id"),)

    role_id: Mapped[int] = mapped_column(ForeignKey("partner_role.id"))
    contact_id: Mapped[int] = mapped_column(ForeignKey("contact.id"), index=True)
    since: Mapped[datetime]

    role: Mapped[PartnerRole] = relationship(back_populates="asked")
    contact: Mapped[Contact] = relationship()


class TeamMember(Base):
    """One person on a bid, or a post that somebody will fill, in the funder's role names."""

    __tablename__ = "team_member"
    __table_args__ = (
        CheckConstraint(
            "share_percent IS NULL OR share_percent BETWEEN 0 AND 100", name="share_of_full_time"
        ),
        Index(
            "uq_team_member_project_lead",
            "bid_id",
            unique=True,
            sqlite_where=text("role = 'project lead'"),
            postgresql_where=text("role = 'project lead'"),
        ),
    )

    bid_id: Mapped[int] = mapped_column(ForeignKey("bid.id"), index=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    role: Mapped[TeamRole]
    is_named: Mapped[bool]
    name: Mapped[str]  # of the person; of the post where nobody is named
    email: Mapped[str] = mapped_column(default="")
    folded_email: Mapped[str] = mapped_column(default="", index=True)
    share_percent: Mapped[Decimal | None] = mapped_column(Numeric(5, 2))
    starts_on: Mapped[date | None]
    ends_on: Mapped[date | None]
    added_at: Mapped[datetime]

    bid: Mapped[Bid] = relationship()
    organisation: Mapped[Organisation] = relationship()


class SignOff(Base):
    """One step that what we ask takes inside a partner, copied from its chain when it started."""

    __tablename__ = "sign_off"
    __table_args__ = (
        UniqueConstraint("role_id", "position"),
        CheckConstraint("working_days >= 0", name="days_not_negative"),
    )

    role_id: Mapped[int] = mapped_column(ForeignKey("partner_role.id"))
    position: Mapped[int]
    label: Mapped[str]
    working_days: Mapped[int]
    reached_at: Mapped[datetime | None]
    passed_at: Mapped[datetime | None]
    told_by: Mapped[str] = mapped_column(default="")  # who said that it passed
    note: Mapped[str] = mapped_column(default="")

    role: Mapped[PartnerRole] = relationship(back_populates="sign_offs")
