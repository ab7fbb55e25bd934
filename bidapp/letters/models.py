from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, BigInteger, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from bidapp.accounts.models import Person
from bidapp.database import Base
from bidapp.organisations.models import Contact
from bidapp.partners.models import PartnerRole


class LetterState(StrEnum):
    """A returned letter waits for a person; findings inform the decision, they do not make it."""

    RECEIVED = "received"
    ACCEPTED = "accepted"
    SENT_BACK = "sent back"


class Letter(Base):
    """One returned letter of support: the file as it came, and what its checks found."""

    __tablename__ = "letter"

    role_id: Mapped[int] = mapped_column(ForeignKey("partner_role.id"), index=True)
    file_digest: Mapped[str] = mapped_column(String(64))
    file_name: Mapped[str]  # as it was called where it came from: shown, never used as a path
    media_type: Mapped[str]
    pages: Mapped[int | None]
    ledger_pence: Mapped[int] = mapped_column(BigInteger)  # its total when this was checked
    findings: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    received_at: Mapped[datetime]
    contact_id: Mapped[int | None] = mapped_column(ForeignKey("contact.id"))
    received_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    state: Mapped[LetterState] = mapped_column(default=LetterState.RECEIVED)
    decided_at: Mapped[datetime | None]
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    note: Mapped[str] = mapped_column(Text, default="")

    role: Mapped[PartnerRole] = relationship()
    contact: Mapped[Contact | None] = relationship()
    received_by: Mapped[Person | None] = relationship(foreign_keys=[received_by_id])
    decided_by: Mapped[Person | None] = relationship(foreign_keys=[decided_by_id])

    def found(self, *states: str) -> list[dict[str, Any]]:
        """The findings of these states."""
        return [each for each in self.findings if each["state"] in states]

    @property
    def is_bad(self) -> bool:
        """Whether its checks found something that has to be put right."""
        return bool(self.found("bad"))

    @property
    def is_accepted(self) -> bool:
        return self.state is LetterState.ACCEPTED

    def is_overtaken(self, pence_now: int) -> bool:
        """Whether the ledger comes to something else than it did when this was checked."""
        return self.ledger_pence != pence_now

    @property
    def answers_to(self) -> Contact | None:
        """Whom to write to about it: who sent it, else the partner's contact on the bid."""
        return self.contact or self.role.contact
