from datetime import datetime

from sqlalchemy.orm import Mapped, mapped_column

from bidapp.database import Base


class Heartbeat(Base):
    """When a round of the scheduler last began, and when one last ended well."""

    __tablename__ = "heartbeat"

    name: Mapped[str] = mapped_column(unique=True)
    began_at: Mapped[datetime]
    ended_well_at: Mapped[datetime | None]
