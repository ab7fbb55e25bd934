"""When a channel does not work for reasons of our own, nothing is tried on it until a probe."""

from datetime import datetime, timedelta

from sqlalchemy import delete, exists, func, select, update
from sqlalchemy.dialects.postgresql import insert  # its ON CONFLICT is SQLite's too

from bidapp.database import db
from bidapp.mail.models import Attempt, Channel, ChannelFault, Message, Outcome

FIRST_PROBE_AFTER = timedelta(minutes=1)
NEXT_PROBE_AFTER = timedelta(minutes=5)


def open_breaker(channel: Channel, reason: str, *, at: datetime) -> None:
    if not _put_off_probe(channel, at, reason=reason):
        fault = {"channel": channel, "since": at, "reason": reason}
        fault["probe_at"] = at + FIRST_PROBE_AFTER
        db.session.execute(insert(ChannelFault).on_conflict_do_nothing(), fault)


def begin_probe(channel: Channel, *, at: datetime) -> None:
    """Whatever becomes of this one, the next is not tried before its time."""
    _put_off_probe(channel, at)


def close_breaker(channel: Channel) -> None:
    db.session.execute(delete(ChannelFault).where(ChannelFault.channel == channel))


def _put_off_probe(channel: Channel, at: datetime, **values: str) -> bool:
    put_off = update(ChannelFault).where(ChannelFault.channel == channel)
    found = put_off.values(probe_at=at + NEXT_PROBE_AFTER, **values).returning(ChannelFault.id)
    return db.session.scalar(found) is not None


def others_have_passed(message_id: int, channel: Channel) -> bool:
    """Whether another message was accepted after this one had met a fault of the channel."""
    fault = select(func.max(Attempt.id)).where(
        Attempt.message_id == message_id, Attempt.outcome == Outcome.OUR_FAULT
    )
    passed = exists().where(
        Attempt.id > fault.scalar_subquery(),
        Attempt.outcome == Outcome.ACCEPTED,
        Attempt.message_id == Message.id,
        Message.channel == channel,
    )
    return bool(db.session.scalar(select(passed)))
