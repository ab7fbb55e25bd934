"""How money, days, moments and counts are said to people, on pages and in mail alike."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from bidapp.working_days import working_days_between

UK = "Europe/London"
LONGEST_COUNTED = 3_000  # days; beyond, working days say nothing and take long to reckon


def pounds(pence: int | None) -> str:
    """£12,606; the pence only where there are some."""
    if pence is None:
        return ""
    whole, rest = divmod(abs(pence), 100)
    sign = "-" if pence < 0 else ""
    return f"{sign}£{whole:,}.{rest:02}" if rest else f"{sign}£{whole:,}"


def day(when: date) -> str:
    """Thu 14 January 2027."""
    return f"{when:%a} {when.day} {when:%B %Y}"


def plain_day(when: date) -> str:
    """14 January 2027, where the day of the week is of no use: years ahead, or on a letter."""
    return f"{when.day} {when:%B %Y}"


def short_day(when: date, *, today: date) -> str:
    """14 Jan; with the year when it is not this one."""
    said = f"{when.day} {when:%b}"
    return said if when.year == today.year else f"{said} {when.year}"


def clock_time(when: datetime) -> str:
    """4:00pm; 12:00 noon and 12:00 midnight, which am and pm leave in doubt."""
    if when.hour % 12 == when.minute == 0:
        return "12:00 noon" if when.hour else "12:00 midnight"
    hour = when.hour % 12 or 12
    return f"{hour}:{when:%M}{'am' if when.hour < 12 else 'pm'}"


def moment(instant: datetime, zone: str = UK) -> str:
    """Thu 14 January 2027, 4:00pm (UK); with Brussels time beside it where that is the promise."""
    london = instant.astimezone(ZoneInfo(UK))
    said = f"{day(london)}, {clock_time(london)} (UK)"
    if zone == UK:
        return said
    there = instant.astimezone(ZoneInfo(zone))
    if there.utcoffset() == london.utcoffset():
        return said
    return f"{said} · {clock_time(there)} {zone_name(zone)}"


def zone_name(zone: str) -> str:
    """Brussels time; never an abbreviation, which nobody reads the same way."""
    return "UK time" if zone == UK else f"{zone.rpartition('/')[2].replace('_', ' ')} time"


def local_date(instant: datetime, zone: str = UK) -> date:
    return instant.astimezone(ZoneInfo(zone)).date()


def how_far(instant: datetime, *, now: datetime) -> str:
    """20 working days; Today, in 5 hours; 1 working day late."""
    start, end = local_date(now), local_date(instant)
    if start == end:
        return _how_far_today(instant, now)
    if abs((end - start).days) > LONGEST_COUNTED:
        return f"{abs(end.year - start.year)} years {'late' if end < start else 'away'}"
    days = working_days_between(start, end)
    if days == 0:
        return "Before the next working day" if end > start else "Since the last working day"
    said = "1 working day" if abs(days) == 1 else f"{abs(days)} working days"
    return said if days > 0 else f"{said} late"


def _how_far_today(instant: datetime, now: datetime) -> str:
    minutes = round((instant - now).total_seconds() / 60)
    if minutes < 0:
        return "Earlier today"
    if minutes < 60:
        return f"Today, in {minutes} minute{'' if minutes == 1 else 's'}"
    hours = minutes // 60
    return f"Today, in {hours} hour{'' if hours == 1 else 's'}"


def since(instant: datetime, *, now: datetime) -> str:
    """40 minutes ago; Yesterday, 4:12pm; Fri 4 December 2026, 10:32am."""
    minutes = int((now - instant).total_seconds() // 60)
    local = instant.astimezone(ZoneInfo(UK))
    if 0 <= minutes < 1:
        return "Just now"
    if 0 < minutes < 60:
        return f"{minutes} minute{'' if minutes == 1 else 's'} ago"
    days = (local_date(now) - local.date()).days
    named = {0: "Today", 1: "Yesterday"}.get(days)
    return f"{named or day(local)}, {clock_time(local)}"


def brief_moment(instant: datetime, *, now: datetime) -> str:
    """10:32am; 24 Nov, 10:32am when it was another day."""
    local = instant.astimezone(ZoneInfo(UK))
    today = local_date(now)
    said = clock_time(local)
    return said if local.date() == today else f"{short_day(local.date(), today=today)}, {said}"


def machine_time(instant: datetime) -> str:
    """What stands in <time datetime>."""
    return instant.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def initials(name: str) -> str:
    """BC for Bid coordinator, CL for Co-lead, Derby."""
    words = [word for word in name.replace("-", " ").split() if word[:1].isalnum()]
    return "".join(word[0] for word in words[:2]).upper() or "?"


def these(count: int, one: str, many: str = "") -> str:
    """1 bid, 12 bids."""
    return f"{count:,} {one if count == 1 else many or one + 's'}"


def capitalised(text: str) -> str:
    """The first letter alone: the rest may hold names."""
    return text[:1].upper() + text[1:]
