"""Quiet hours and digests: when a person may be written to. Pure arithmetic."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from bidapp.calls.wall_time import instant_of
from bidapp.reminders.models import Digest, ReminderPreference

EARLIER = timedelta(minutes=10)  # what falls into quiet hours leaves this long before they begin


@dataclass(frozen=True)
class Quiet:
    """One stretch of quiet hours."""

    begins_at: datetime
    ends_at: datetime

    @property
    def send_by(self) -> datetime:
        return self.begins_at - EARLIER


def quiet_spans(wishes: ReminderPreference, first: date, days: int) -> Iterator[Quiet]:
    """The quiet hours that begin on these days; over midnight where they end earlier than begin."""
    if wishes.quiet_from is None or wishes.quiet_until is None:
        return
    over_midnight = wishes.quiet_until <= wishes.quiet_from
    for ahead in range(days):
        day = first + timedelta(days=ahead)
        end_day = day + timedelta(days=over_midnight)
        yield Quiet(
            instant_of(datetime.combine(day, wishes.quiet_from), wishes.zone),
            instant_of(datetime.combine(end_day, wishes.quiet_until), wishes.zone),
        )


def quiet_at(wishes: ReminderPreference, now: datetime) -> Quiet | None:
    today = _local_day(now, wishes.zone)
    spans = quiet_spans(wishes, today - timedelta(days=1), 2)
    return next((span for span in spans if span.begins_at <= now < span.ends_at), None)


def next_digest(wishes: ReminderPreference, now: datetime) -> datetime:
    """When the person's next digest leaves, at or after now."""
    today = _local_day(now, wishes.zone)
    moments = (
        instant_of(datetime.combine(today + timedelta(days=ahead), wishes.digest_at), wishes.zone)
        for ahead in range(9)
        if wishes.digest is Digest.DAILY
        or (today + timedelta(days=ahead)).weekday() == wishes.digest_weekday
    )
    return next(moment for moment in moments if moment >= now)


def _local_day(instant: datetime, zone: str) -> date:
    return instant.astimezone(ZoneInfo(zone)).date()
