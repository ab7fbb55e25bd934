from datetime import datetime

from sqlalchemy import select

from bidapp.database import db
from bidapp.health.models import Heartbeat

SCHEDULER = "scheduler"


def _heartbeat(at: datetime) -> Heartbeat:
    beat = db.session.scalar(select(Heartbeat).where(Heartbeat.name == SCHEDULER).with_for_update())
    if beat is None:
        beat = Heartbeat(name=SCHEDULER, began_at=at)
        db.session.add(beat)
    return beat


def round_began(*, at: datetime) -> None:
    _heartbeat(at).began_at = at


def round_ended_well(*, at: datetime) -> None:
    _heartbeat(at).ended_well_at = at
