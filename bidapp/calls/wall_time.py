"""What instant a wall clock's time means, also in the hour a clock change repeats or leaves out."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from bidapp.wording import clock_time, day, zone_name


def instant_of(local: datetime, zone: str) -> datetime:
    """A repeated time means its first passing; a time left out means the moment the clocks jump."""
    there = local.replace(tzinfo=ZoneInfo(zone), fold=0)
    if _exists(there):
        return there.astimezone(UTC)
    return _moment_of_the_jump(there)


def clock_change_note(local: datetime, zone: str) -> str:
    """Which instant was meant, in a sentence, where a clock change makes that a question; or ''."""
    there = local.replace(tzinfo=ZoneInfo(zone), fold=0)
    said = f"{clock_time(local)} on {day(local)} ({zone_name(zone)})"
    instant = instant_of(local, zone)
    if not _exists(there):
        jumped = instant.astimezone(ZoneInfo(zone))
        return f"{said} does not exist: the clocks go forward then. We took {clock_time(jumped)}."
    if there.utcoffset() != there.replace(fold=1).utcoffset():
        return (
            f"{said} comes twice: the clocks go back then. "
            f"We took the first, which is {instant:%H:%M} UTC."
        )
    return ""


def _exists(there: datetime) -> bool:
    back = there.astimezone(UTC).astimezone(there.tzinfo)
    return back.replace(tzinfo=None) == there.replace(tzinfo=None)


def _moment_of_the_jump(there: datetime) -> datetime:
    """Read with the offset before the jump, a time left out lies after it by what it overshot."""
    before = there.replace(fold=0).utcoffset() or timedelta()
    after = there.replace(fold=1).utcoffset() or timedelta()
    overshot = (there.replace(tzinfo=None) - after).replace(tzinfo=UTC)
    late = (there.replace(tzinfo=None) - before).replace(tzinfo=UTC)
    zone = there.tzinfo
    low, high = overshot, late
    while high - low > timedelta(minutes=1):
        middle = low + (high - low) / 2
        jumped = middle.astimezone(zone).utcoffset() == after
        low, high = (low, middle) if jumped else (middle, high)
    return high.replace(second=0, microsecond=0)
