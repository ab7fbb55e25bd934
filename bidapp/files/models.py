from datetime import datetime

from sqlalchemy import ForeignKey, LargeBinary, String
from sqlalchemy.orm import Mapped, deferred, mapped_column

from bidapp.database import Base


class StoredFile(Base):
    """Some bytes and what they are. Two uploads of the same bytes are one row."""

    __tablename__ = "stored_file"

    digest: Mapped[str] = mapped_column(String(64), unique=True)
    media_type: Mapped[str]
    size: Mapped[int]
    content: Mapped[bytes] = deferred(mapped_column(LargeBinary))
    stored_at: Mapped[datetime]
    stored_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
