from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from bidapp.bids.models import Bid
from bidapp.database import Base
from bidapp.organisations.models import Organisation


class Position(StrEnum):
    """What an organisation can be on a bid; it holds one position only."""

    LEAD = "lead"
    CORE_TEAM = "core team"
    PROJECT_PARTNER = "project partner"
    SUBCONTRACTOR = "subcontractor"
    ADVISORY = "advisory"


class PartnerRole(Base):
    """What one organisation is on one bid."""

    __tablename__ = "partner_role"
    __table_args__ = (UniqueConstraint("bid_id", "organisation_id"),)

    bid_id: Mapped[int] = mapped_column(ForeignKey("bid.id"))
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    position: Mapped[Position]
    added_at: Mapped[datetime]

    bid: Mapped[Bid] = relationship()
    organisation: Mapped[Organisation] = relationship()
