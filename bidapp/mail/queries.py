from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from bidapp.database import db
from bidapp.mail.models import ChannelFault, Message, MessageState

NEEDS_A_PERSON = (MessageState.DEAD, MessageState.IN_DOUBT)


@dataclass(frozen=True)
class Outbox:
    """How the outgoing mail stands: what a person has to look at, and the newest of the rest."""

    counts: dict[MessageState, int]
    stuck: list[Message]
    messages: list[Message]
    oldest_waiting_at: datetime | None


def outbox(limit: int = 100) -> Outbox:
    counted = db.session.execute(select(Message.state, func.count()).group_by(Message.state))
    newest = select(Message).order_by(Message.id.desc()).limit(limit)
    waiting = select(func.min(Message.written_at)).where(Message.state == MessageState.WAITING)
    return Outbox(
        counts=dict(counted.all()),
        stuck=list(db.session.scalars(newest.where(Message.state.in_(NEEDS_A_PERSON)))),
        messages=list(db.session.scalars(newest.where(Message.state.not_in(NEEDS_A_PERSON)))),
        oldest_waiting_at=db.session.scalar(waiting),
    )


def channel_faults() -> list[ChannelFault]:
    """The channels on which nothing leaves, and why."""
    return list(db.session.scalars(select(ChannelFault).order_by(ChannelFault.id)))
