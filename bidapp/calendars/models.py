from datetime import date, datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from bidapp.accounts.models import Person
from bidapp.bids.models import Bid
from bidapp.database import Base


class CalendarFeed(Base):
    """A private address another calendar reads: one person's deadlines, or all of one bid.

    Only the key's digest is kept; the address is shown once, when it is made.
    """

    __tablename__ = "calendar_feed"

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    bid_id: Mapped[int | None] = mapped_column(ForeignKey("bid.id"))
    label: Mapped[str]
    key_digest: Mapped[str] = mapped_column(String(64), unique=True)
    made_at: Mapped[datetime]
    last_read_on: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]

    person: Mapped[Person] = relationship(lazy="joined")
    bid: Mapped[Bid | None] = relationship()

    def was_read_on(self, day: date) -> bool:
        return self.last_read_on is not None and self.last_read_on.date() >= day
