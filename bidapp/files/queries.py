from sqlalchemy import select
from sqlalchemy.orm import undefer

from bidapp.database import db
from bidapp.errors import NotFound
from bidapp.files.models import StoredFile

NO_SUCH_FILE = "There is no such file here."


def file_with_digest(digest: str) -> StoredFile:
    file = db.session.scalar(
        select(StoredFile).where(StoredFile.digest == digest).options(undefer(StoredFile.content))
    )
    if file is None:
        raise NotFound(NO_SUCH_FILE)
    return file


def missing_pictures(digests: set[str]) -> set[str]:
    """Those of the fingerprints under which nothing is stored."""
    stored = db.session.scalars(select(StoredFile.digest).where(StoredFile.digest.in_(digests)))
    return digests - set(stored)


def contents_of(digests: set[str]) -> dict[str, bytes]:
    rows = db.session.execute(
        select(StoredFile.digest, StoredFile.content).where(StoredFile.digest.in_(digests))
    )
    return dict(rows.all())
