"""Is anything wrong with reminding itself? A reminder system that is down is silent by nature."""

from datetime import datetime

from sqlalchemy import func, select

from bidapp.database import db
from bidapp.health.models import Heartbeat
from bidapp.health.queries import SILENT_AFTER
from bidapp.mail.models import ChannelFault
from bidapp.reminders.models import ReminderService
from bidapp.wording import moment


def troubles(now: datetime) -> list[str]:
    """What coordinators have to know, in sentences; asked on every page, so in one question."""
    fault = select(func.min(ChannelFault.since)).scalar_subquery()
    beat = select(func.max(Heartbeat.ended_well_at)).scalar_subquery()
    columns = (ReminderService.paused_at, ReminderService.paused_because, fault, beat)
    paused_at, because, fault_since, last_round = db.session.execute(select(*columns)).one()
    found = []
    if last_round is None or now - last_round > SILENT_AFTER:
        since = f"since {moment(last_round)}" if last_round else "yet"
        found.append(f"No reminders are sent: the scheduler has not run {since}.")
    if paused_at:
        found.append(f"No reminders are sent: paused on {moment(paused_at)}. {because}")
    if fault_since:
        found.append(
            f"Mail has not left since {moment(fault_since)}. An administrator sees why under "
            "“Outgoing mail”."
        )
    return found
