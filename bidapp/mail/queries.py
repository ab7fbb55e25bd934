from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from bidapp.database import db
from bidapp.mail.models import Message, MessageState


@dataclass(frozen=True)
class Outbox:
    """How the outgoing mail stands, and its newest messages."""

    counts: dict[MessageState, int]
    messages: list[Message]
    oldest_waiting_at: datetime | None


def outbox(limit: int = 100) -> Outbox:
    counted = db.session.execute(select(Message.state, func.count()).group_by(Message.state))
    newest = select(Message).order_by(Message.id.desc()).limit(limit)
    waiting = select(func.min(Message.written_at)).where(Message.state == MessageState.WAITING)
    return Outbox(
        counts=dict(counted.all()),
        messages=list(db.session.scalars(newest)),
        oldest_waiting_at=db.session.scalar(waiting),
    )
