from datetime import datetime
from hashlib import sha256

from sqlalchemy import select

from bidapp.database import db
from bidapp.files.models import StoredFile


def store_file(content: bytes, media_type: str, *, by: int | None, at: datetime) -> str:
    """Keep the bytes once; the fingerprint under which they are found."""
    digest = sha256(content).hexdigest()
    if db.session.scalar(select(StoredFile.id).where(StoredFile.digest == digest)) is None:
        file = StoredFile(
            digest=digest, media_type=media_type, size=len(content), content=content,
            stored_at=at, stored_by_id=by,
        )  # fmt: skip
        db.session.add(file)
        db.session.flush()
    return digest
