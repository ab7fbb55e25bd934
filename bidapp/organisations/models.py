from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from bidapp.database import Base
from bidapp.errors import RuleBroken

USUAL_MOST_ASKS = 3  # bids a quarter


class OrganisationKind(StrEnum):
    UNIVERSITY = "university"
    POLICE_FORCE = "police force"
    LOCAL_POLICING_BODY = "local policing body"
    REGIONAL_UNIT = "regional unit"
    NATIONAL_POLICING_BODY = "national policing body"
    GOVERNMENT = "government"
    NHS = "NHS"
    BUSINESS = "business"
    THIRD_SECTOR = "third sector"
    CONSORTIUM = "consortium"


class MembersMakeNoSense(RuleBroken):
    """A consortium has other organisations as members, each once at a time."""


class Theme(Base):
    """What research is about; calls, bids and text blocks carry themes."""

    __tablename__ = "theme"

    name: Mapped[str] = mapped_column(unique=True)


class Organisation(Base):
    """A body that can take part in bids. Bodies end and have successors, so both are kept."""

    __tablename__ = "organisation"
    __table_args__ = (
        CheckConstraint(
            "valid_to IS NULL OR valid_from IS NULL OR valid_to >= valid_from",
            name="ends_after_it_begins",
        ),
        CheckConstraint(
            "NOT is_default_lead OR kind <> 'consortium'", name="a_consortium_never_leads"
        ),
        Index(
            "uq_organisation_default_lead",
            "is_default_lead",
            unique=True,
            sqlite_where=text("is_default_lead"),
            postgresql_where=text("is_default_lead"),
        ),
    )

    name: Mapped[str] = mapped_column(unique=True)
    short_name: Mapped[str]
    kind: Mapped[OrganisationKind]
    ror_id: Mapped[str | None]
    valid_from: Mapped[date | None]
    valid_to: Mapped[date | None]
    successor_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"))
    is_default_lead: Mapped[bool] = mapped_column(default=False)
    is_default_partner: Mapped[bool] = mapped_column(default=False)
    notes: Mapped[str] = mapped_column(Text, default="")
    needs_working_days: Mapped[int | None]  # from being asked until its authority has signed
    most_asks_a_quarter: Mapped[int | None]  # bids, before somebody is warned
    letterhead_digest: Mapped[str | None] = mapped_column(String(64))  # a .docx to write letters on

    successor: Mapped["Organisation | None"] = relationship(remote_side="Organisation.id")
    memberships: Mapped[list["Membership"]] = relationship(
        back_populates="consortium",
        foreign_keys="Membership.consortium_id",
        order_by="Membership.joined_on",
    )
    closures: Mapped[list["Closure"]] = relationship(
        back_populates="organisation", cascade="all, delete-orphan", order_by="Closure.starts_on"
    )
    contacts: Mapped[list["Contact"]] = relationship(
        back_populates="organisation", order_by="Contact.name"
    )
    sign_off_steps: Mapped[list["SignOffStep"]] = relationship(
        back_populates="organisation",
        cascade="all, delete-orphan",
        order_by="SignOffStep.position",
    )

    @property
    def is_consortium(self) -> bool:
        return self.kind is OrganisationKind.CONSORTIUM

    @property
    def asks_before_a_warning(self) -> int:
        return self.most_asks_a_quarter or USUAL_MOST_ASKS

    @property
    def working_days_to_sign(self) -> int | None:
        """What its chain of sign-off takes in all; without one, what somebody said it needs."""
        if self.sign_off_steps:
            return sum(step.working_days for step in self.sign_off_steps)
        return self.needs_working_days

    def exists_on(self, day: date) -> bool:
        return (self.valid_from is None or self.valid_from <= day) and not self.has_ended_by(day)

    def has_ended_by(self, day: date) -> bool:
        return self.valid_to is not None and self.valid_to < day

    def members_on(self, day: date) -> list["Organisation"]:
        return [each.member for each in self.memberships if each.holds_on(day)]

    def add_member(self, member: "Organisation", *, joined_on: date) -> "Membership":
        if not self.is_consortium:
            raise MembersMakeNoSense(f"{self.name} is not a consortium, so it has no members.")
        if member is self or member.is_consortium:
            raise MembersMakeNoSense("A consortium cannot be a member. Choose the body itself.")
        if any(each.member_id == member.id and each.left_on is None for each in self.memberships):
            raise MembersMakeNoSense(f"{member.name} is a member already.")
        membership = Membership(member=member, joined_on=joined_on)
        self.memberships.append(membership)
        return membership


class Membership(Base):
    """An organisation's time in a consortium."""

    __tablename__ = "membership"
    __table_args__ = (
        CheckConstraint("left_on IS NULL OR left_on >= joined_on", name="leaves_after_joining"),
    )

    consortium_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    joined_on: Mapped[date]
    left_on: Mapped[date | None]

    consortium: Mapped[Organisation] = relationship(
        back_populates="memberships", foreign_keys=[consortium_id]
    )
    member: Mapped[Organisation] = relationship(foreign_keys=[member_id], lazy="joined")

    def holds_on(self, day: date) -> bool:
        return self.joined_on <= day and (self.left_on is None or day <= self.left_on)

    def end(self, left_on: date) -> None:
        if left_on < self.joined_on:
            raise MembersMakeNoSense("A member leaves on or after the day it joined.")
        self.left_on = left_on


class Closure(Base):
    """Days on which an organisation is closed, beyond weekends and bank holidays."""

    __tablename__ = "closure"
    __table_args__ = (CheckConstraint("ends_on >= starts_on", name="ends_after_it_starts"),)

    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    name: Mapped[str]
    starts_on: Mapped[date]
    ends_on: Mapped[date]

    organisation: Mapped[Organisation] = relationship(back_populates="closures")


class Contact(Base):
    """A person at an organisation whom we may ask for something. Contacts never sign in."""

    __tablename__ = "contact"
    __table_args__ = (UniqueConstraint("organisation_id", "folded_email"),)

    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    name: Mapped[str]
    position: Mapped[str] = mapped_column(default="")  # rank or job title
    email: Mapped[str]
    folded_email: Mapped[str]
    phone: Mapped[str] = mapped_column(default="")
    may_sign: Mapped[bool] = mapped_column(default=False)  # for the organisation
    known_from: Mapped[str] = mapped_column(default="")  # where we have these details from
    added_at: Mapped[datetime]
    left_on: Mapped[date | None]

    organisation: Mapped[Organisation] = relationship(back_populates="contacts")

    def is_there_on(self, day: date) -> bool:
        return self.left_on is None or day <= self.left_on


class SignOffStep(Base):
    """Who has to see what we ask before it is signed, and how many working days that takes."""

    __tablename__ = "sign_off_step"
    __table_args__ = (CheckConstraint("working_days >= 0", name="days_not_negative"),)

    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    position: Mapped[int]
    label: Mapped[str]
    working_days: Mapped[int]

    organisation: Mapped[Organisation] = relationship(back_populates="sign_off_steps")
