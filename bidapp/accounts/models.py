from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from bidapp.accounts.permissions import Kind
from bidapp.database import Base


class Look(StrEnum):
    """Light or dark pages, or whatever the person's machine says."""

    SYSTEM = "system"
    LIGHT = "light"
    DARK = "dark"


class Person(Base):
    """Someone who signs in, known by the folded address: blanks and capitals make no twin."""

    __tablename__ = "person"

    name: Mapped[str]
    email: Mapped[str]
    folded_email: Mapped[str] = mapped_column(unique=True)
    kind: Mapped[Kind]
    password_hash: Mapped[str | None]
    is_active: Mapped[bool] = mapped_column(default=True)
    look: Mapped[Look] = mapped_column(default=Look.SYSTEM)
    added_at: Mapped[datetime]


class SignIn(Base):
    """One browser of one person. Ending the row ends it at once, whatever the cookie says."""

    __tablename__ = "sign_in"

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    key_digest: Mapped[str] = mapped_column(String(64), unique=True)
    began_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]

    person: Mapped[Person] = relationship(lazy="joined")


class FailedSignIn(Base):
    """A wrong password, counted by account and by address. The account is kept as a digest."""

    __tablename__ = "failed_sign_in"
    __table_args__ = (
        Index("ix_failed_sign_in_account", "account_digest", "at"),
        Index("ix_failed_sign_in_address", "address", "at"),
    )

    account_digest: Mapped[str] = mapped_column(String(64))
    address: Mapped[str]
    at: Mapped[datetime]


class PasswordLink(Base):
    """A mailed link that sets a password, once. Only its digest is kept."""

    __tablename__ = "password_link"

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    key_digest: Mapped[str] = mapped_column(String(64), unique=True)
    made_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]

    person: Mapped[Person] = relationship(lazy="joined")
