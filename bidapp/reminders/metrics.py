"""Figures for Prometheus, read from the database when asked: right whichever process answers."""

from datetime import datetime

from prometheus_client import CollectorRegistry, Gauge, generate_latest
from sqlalchemy import func, select

from bidapp.database import db
from bidapp.health.models import Heartbeat
from bidapp.mail.models import ChannelFault, Message, MessageState
from bidapp.reminders.models import IS_PLANNED, Reminder
from bidapp.reminders.queries import the_service


def metrics(now: datetime) -> bytes:
    registry = CollectorRegistry()

    def tell(name: str, what: str, value: float) -> None:
        Gauge(f"bidapp_{name}", what, registry=registry).set(value)

    _count_messages(registry)
    when = select(func.count(), func.min(Reminder.wake_at))
    due = when.where(IS_PLANNED, Reminder.wake_at <= now)
    count, oldest = db.session.execute(due).one()
    tell("reminders_due", "Reminders whose time has come and that are not sent.", count)
    tell("reminder_oldest_due_seconds", "How long the oldest of them waits.", _since(oldest, now))
    tell("reminders_paused", "1 while somebody has paused them.", bool(the_service().paused_at))
    faults = select(func.count()).select_from(ChannelFault)
    tell("channels_at_fault", "Channels that do not work.", db.session.scalar(faults) or 0)
    beat = db.session.scalar(select(func.max(Heartbeat.ended_well_at)))
    age = _since(beat, now) if beat else float("inf")
    tell("scheduler_last_round_seconds", "How long ago a round last ended well.", age)
    return generate_latest(registry)


def _count_messages(registry: CollectorRegistry) -> None:
    messages = Gauge(
        "bidapp_messages", "Messages in the outbox by state.", ["state"], registry=registry
    )
    counted = select(Message.state, func.count()).group_by(Message.state)
    found = dict(db.session.execute(counted).all())
    for state in MessageState:
        messages.labels(state.value.replace(" ", "_")).set(found.get(state, 0))


def _since(instant: datetime | None, now: datetime) -> float:
    return max((now - instant).total_seconds(), 0) if instant else 0
