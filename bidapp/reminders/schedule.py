"""When people are reminded of a deadline. Pure arithmetic on instants and wall clocks."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

HOURS_BEFORE = (30 * 24, 14 * 24, 7 * 24, 3 * 24, 24, 3)
MORNING = time(9, 0)  # reminders of whole days come when people start work


def reminder_moment(due_at: datetime, zone: str, hours_before: int) -> datetime:
    """The instant of one reminder: whole days are counted on the calendar and sent in the morning.

    Where the deadline is earlier in the day than that, the same time of day is kept, so that “a day
    before” is never less than a day.
    """
    days, hours = divmod(hours_before, 24)
    if hours:
        return due_at - timedelta(hours=hours_before)
    due = due_at.astimezone(ZoneInfo(zone))
    clock = min(MORNING, due.time().replace(second=0, microsecond=0))
    local = datetime.combine(due.date() - timedelta(days=days), clock, tzinfo=ZoneInfo(zone))
    return local.astimezone(UTC)


def reminder_moments(due_at: datetime, zone: str) -> list[tuple[int, datetime]]:
    """Every rung of the ladder with its instant, the earliest first."""
    return [(hours, reminder_moment(due_at, zone, hours)) for hours in HOURS_BEFORE]
