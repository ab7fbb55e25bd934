from datetime import date, datetime, timedelta
from decimal import Decimal
from enum import StrEnum

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    DateTime,
    ForeignKey,
    Index,
    Numeric,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from bidapp.accounts.models import Person
from bidapp.calls.wall_time import instant_of
from bidapp.database import Base
from bidapp.funders.models import Funder, SectionTemplate
from bidapp.organisations.models import Organisation


class CallStatus(StrEnum):
    """How the funder describes the call. Open without a closing date is shown as always open."""

    UPCOMING = "upcoming"
    OPEN = "open"
    PAUSED = "paused"
    CLOSED = "closed"
    WITHDRAWN = "withdrawn"


class AwardBasis(StrEnum):
    """Whether the funder states awards as the full cost or as what it pays of it."""

    FULL_COST = "full economic cost"
    FUNDER_SHARE = "what the funder pays"


class StageKind(StrEnum):
    """The steps a funder takes, in the order they come."""

    EOI = "expression of interest"
    OUTLINE = "outline"
    FULL = "full bid"
    RESPONSE = "response to reviewers"
    INTERVIEW = "interview"
    DECISION = "decision"


class DeadlineKind(StrEnum):
    """Whose moment it is: the funder's, for the bid itself or a step of its process, or our own."""

    CLOSE = "funder close"
    STAGE = "stage"
    INTERNAL = "internal"
    PARTNER = "partner"


class TeamRole(StrEnum):
    """UKRI's names for people on a bid; other funders' are matched to them."""

    PROJECT_LEAD = "project lead"
    PROJECT_CO_LEAD_UK = "project co-lead (UK)"
    PROJECT_CO_LEAD_INTERNATIONAL = "project co-lead (international)"
    RESEARCHER_CO_LEAD = "researcher co-lead"
    SPECIALIST = "specialist"
    GRANT_MANAGER = "grant manager"
    PROFESSIONAL_ENABLING_STAFF = "professional enabling staff"
    RESEARCH_AND_INNOVATION_ASSOCIATE = "research and innovation associate"
    TECHNICIAN = "technician"
    VISITING_RESEARCHER = "visiting researcher"
    FELLOW = "fellow"
    DOCTORAL_STUDENT = "doctoral student"


class Call(Base):
    """An invitation to bid. Nearly every rule lives here, with where and when it was read."""

    __tablename__ = "call"
    __table_args__ = (
        CheckConstraint(
            "award_min_pence IS NULL OR award_min_pence >= 0", name="least_not_negative"
        ),
        CheckConstraint(
            "award_max_pence IS NULL OR award_max_pence >= 0", name="most_not_negative"
        ),
        CheckConstraint(
            "fec_percent IS NULL OR fec_percent BETWEEN 0 AND 100", name="fec_is_a_share"
        ),
    )

    funder_id: Mapped[int] = mapped_column(ForeignKey("funder.id"), index=True)
    template_id: Mapped[int | None] = mapped_column(ForeignKey("section_template.id"))
    title: Mapped[str]
    reference: Mapped[str] = mapped_column(default="")
    url: Mapped[str] = mapped_column(default="")
    status: Mapped[CallStatus]
    published_on: Mapped[date | None]
    opens_on: Mapped[date | None]
    total_fund_pence: Mapped[int | None] = mapped_column(BigInteger)
    award_min_pence: Mapped[int | None] = mapped_column(BigInteger)
    award_max_pence: Mapped[int | None] = mapped_column(BigInteger)
    award_basis: Mapped[AwardBasis] = mapped_column(default=AwardBasis.FULL_COST)
    fec_percent: Mapped[Decimal | None] = mapped_column(Numeric(5, 2))
    exceptions_percent: Mapped[Decimal | None] = mapped_column(Numeric(5, 2))
    duration_min_months: Mapped[int | None]
    duration_max_months: Mapped[int | None]
    allowed_roles: Mapped[list[str]] = mapped_column(default=list)
    lead_organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"))
    lead_note: Mapped[str] = mapped_column(default="")
    letter_max_pages: Mapped[int | None]
    letter_max_age_months: Mapped[int | None]
    notes: Mapped[str] = mapped_column(Text, default="")
    source_url: Mapped[str] = mapped_column(default="")
    checked_on: Mapped[date | None]

    funder: Mapped[Funder] = relationship()
    template: Mapped[SectionTemplate | None] = relationship()
    lead_organisation: Mapped[Organisation | None] = relationship()
    stages: Mapped[list["CallStage"]] = relationship(
        back_populates="call", cascade="all, delete-orphan", order_by="CallStage.id"
    )
    deadlines: Mapped[list["Deadline"]] = relationship(
        back_populates="call", order_by="Deadline.due_at"
    )

    @property
    def closing(self) -> "Deadline | None":
        """The moment the full bid closes, or the last deadline of an earlier stage."""
        closings = [
            each
            for each in self.deadlines
            if each.stage in BEFORE_SUBMISSION and not each.is_withdrawn
        ]
        return closings[-1] if closings else None

    @property
    def is_always_open(self) -> bool:
        return self.status is CallStatus.OPEN and self.closing is None


BEFORE_SUBMISSION = (StageKind.EOI, StageKind.OUTLINE, StageKind.FULL)
MATERIAL_MOVE = timedelta(hours=1)
AFTER_SUBMISSION = (StageKind.RESPONSE, StageKind.INTERVIEW, StageKind.DECISION)


class CallStage(Base):
    """A step this call has; its deadlines name it."""

    __tablename__ = "call_stage"
    __table_args__ = (UniqueConstraint("call_id", "kind"),)

    call_id: Mapped[int] = mapped_column(ForeignKey("call.id"))
    kind: Mapped[StageKind]
    opens_on: Mapped[date | None]

    call: Mapped[Call] = relationship(back_populates="stages")


class Deadline(Base):
    """A moment something is due: the wall time and zone as promised, and the instant that means.

    One without a call is a bid's own (`bids.models.BidDeadline` says whose).
    """

    __tablename__ = "deadline"
    __table_args__ = (
        Index(
            "ix_deadline_ladder_is_stale",
            "id",
            sqlite_where=text("ladder_is_stale"),
            postgresql_where=text("ladder_is_stale"),
        ),
    )

    call_id: Mapped[int | None] = mapped_column(ForeignKey("call.id"), index=True)
    kind: Mapped[DeadlineKind] = mapped_column(default=DeadlineKind.CLOSE)
    stage: Mapped[StageKind]
    label: Mapped[str]
    due_local: Mapped[datetime] = mapped_column(DateTime())
    zone: Mapped[str]
    due_at: Mapped[datetime] = mapped_column(index=True)
    is_date_only: Mapped[bool] = mapped_column(default=False)
    wording: Mapped[str] = mapped_column(default="")
    occurrence: Mapped[int] = mapped_column(default=1)
    sequence: Mapped[int] = mapped_column(default=0)
    is_withdrawn: Mapped[bool] = mapped_column(default=False)
    ladder_is_stale: Mapped[bool] = mapped_column(default=True)

    call: Mapped[Call | None] = relationship(back_populates="deadlines")
    changes: Mapped[list["DeadlineChange"]] = relationship(
        back_populates="deadline", order_by="DeadlineChange.id"
    )

    def fall_due(self, local: datetime, zone: str) -> None:
        """Set or move the moment. A material move is a new occurrence, so that it is reminded of
        afresh: another date, or an hour or more.
        """
        due_at = instant_of(local, zone)
        if self.due_at is not None and due_at != self.due_at:
            self.ladder_is_stale = True
            is_material = abs(due_at - self.due_at) >= MATERIAL_MOVE or (
                local.date() != self.due_local.date()
            )
            self.occurrence = (self.occurrence or 1) + is_material
        self.due_local, self.zone, self.due_at = local, zone, due_at


class DeadlineChange(Base):
    """One fact of a deadline that somebody changed: what it was, what it became, and why."""

    __tablename__ = "deadline_change"

    deadline_id: Mapped[int] = mapped_column(ForeignKey("deadline.id"), index=True)
    changed_at: Mapped[datetime]
    by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    occurrence: Mapped[int]
    fact: Mapped[str]
    old: Mapped[str]
    new: Mapped[str]
    why: Mapped[str] = mapped_column(default="")

    deadline: Mapped[Deadline] = relationship(back_populates="changes")
    by: Mapped[Person | None] = relationship()
