from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from bidapp.database import Base


class OwnerRole(StrEnum):
    """Who looks after a milestone, said so that it fits every bid."""

    BID_OWNER = "whoever looks after the bid"
    WRITERS = "the writers of its sections"
    COORDINATOR = "a coordinator"


class Place(StrEnum):
    """In which organisation a milestone happens; at each partner, every partner gets its own."""

    LEAD = "the lead organisation"
    EACH_PARTNER = "each partner"


class PlanTemplate(Base):
    """The milestones an organisation wants before every close."""

    __tablename__ = "plan_template"

    name: Mapped[str] = mapped_column(unique=True)
    notes: Mapped[str] = mapped_column(default="")
    is_usual: Mapped[bool] = mapped_column(default=False)

    steps: Mapped[list["PlanStep"]] = relationship(
        back_populates="template", cascade="all, delete-orphan", order_by="PlanStep.position"
    )


class PlanStep(Base):
    """One milestone: so many working days before the close, or before another milestone."""

    __tablename__ = "plan_step"
    __table_args__ = (CheckConstraint("lead_working_days >= 0", name="lead_not_negative"),)

    template_id: Mapped[int] = mapped_column(ForeignKey("plan_template.id"), index=True)
    position: Mapped[int]
    label: Mapped[str]
    lead_working_days: Mapped[int]
    before_id: Mapped[int | None] = mapped_column(ForeignKey("plan_step.id"))
    owner_role: Mapped[OwnerRole] = mapped_column(default=OwnerRole.BID_OWNER)
    place: Mapped[Place] = mapped_column(default=Place.LEAD)

    template: Mapped[PlanTemplate] = relationship(back_populates="steps")
    before: Mapped["PlanStep | None"] = relationship(remote_side="PlanStep.id")
