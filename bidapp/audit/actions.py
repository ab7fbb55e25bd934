from datetime import datetime

from bidapp.audit.models import AuditEvent
from bidapp.database import Base, db


def note(what: str, *, by: int | None, at: datetime, about: Base | None = None) -> AuditEvent:
    """Write down who did what, in the same transaction as the deed. Long titles are cut."""
    if about is not None and about.id is None:
        db.session.flush()
    event = AuditEvent(
        what=what[:500],
        person_id=by,
        at=at,
        subject=about.__tablename__ if about is not None else None,
        subject_id=about.id if about is not None else None,
    )
    db.session.add(event)
    return event
