"""Deadlines as an iCalendar file (RFC 5545, RFC 7986): plain data in, the file's bytes out.

The same deadlines always give the same bytes, so that a reader can be told that nothing changed.
"""

import re
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from icalendar import Alarm, Calendar, Event, vText

from bidapp.calendars.entries import Entry
from bidapp.calls.wall_time import instant_of
from bidapp.wording import moment
from bidapp.working_days import working_days_before

MADE_BY = "-//bidapp//Deadlines of bids//EN"
LOOK_AGAIN = timedelta(hours=1)  # a hint only: calendars look when they like, some once a day
SHORTEST = timedelta(minutes=1)
LAST_CALL = timedelta(hours=3)
LARGEST_SEQUENCE = 2**31 - 1
NOT_IN_TEXT = re.compile(r"[\x00-\x08\x0a-\x1f\x7f]")  # what RFC 5545 leaves out of a text


def write_calendar(name: str, entries: Iterable[Entry], base_url: str) -> bytes:
    """Published for reading: nobody organises or attends a deadline."""
    calendar = Calendar()
    calendar.add("prodid", MADE_BY)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    calendar.add("name", _line(name))
    calendar.add("x-wr-calname", _line(name))
    calendar.add("refresh-interval", LOOK_AGAIN, parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", "PT1H")
    for entry in entries:
        calendar.add_component(_event(entry, base_url))
    written: bytes = calendar.to_ical()
    return written


def address_of_deadline(entry: Entry, base_url: str) -> str:
    return f"{base_url}/bids/{entry.bid_id}/deadlines/{entry.deadline_id}"


def _event(entry: Entry, base_url: str) -> Event:
    """It begins at the moment itself, which is the time that every calendar shows and counts from.

    RFC 5545 wants an end that is later, Outlook wants an end at all; a minute is the least. Time is
    written in UTC: the moment is then the same whatever a calendar makes of zones.
    """
    event = Event()
    host = urlsplit(base_url).hostname
    event.add("uid", f"deadline-{entry.deadline_id}-bid-{entry.bid_id}@{host}")
    event.add("sequence", _sequence(entry))
    event.add("dtstamp", entry.changed_at)
    event.add("last-modified", entry.changed_at)
    event.add("dtstart", entry.due_at)
    event.add("dtend", entry.due_at + SHORTEST)
    event.add("summary", _line(_summary(entry)))
    event.add("description", _text(_description(entry, base_url)))
    event.add("url", address_of_deadline(entry, base_url))
    event.add("categories", [entry.kind.value])
    event.add("status", "CANCELLED" if entry.is_off else "CONFIRMED")
    event.add("transp", "TRANSPARENT")  # a deadline makes nobody busy
    for alarm in _alarms(entry):
        event.add_component(alarm)
    return event


def _sequence(entry: Entry) -> int:
    """Rises with each change of the deadline, and with each of its status, which is dated."""
    since = entry.status_since - entry.opened_at if entry.status_since else timedelta()
    return min(entry.sequence + max(int(since.total_seconds()), 0), LARGEST_SEQUENCE)


def _summary(entry: Entry) -> str:
    """Says itself that it is off: some calendars pay no heed to the status."""
    said = f"{entry.bid_name}: {entry.what}"
    if entry.is_off:
        return f"Withdrawn: {said}"
    return f"Met: {said}" if entry.is_met else said


def _description(entry: Entry, base_url: str) -> str:
    facts = [
        f"Due: {moment(entry.due_at, entry.zone)}",
        f"Bid: {entry.bid_title}",
        f"Funder: {entry.funder_name}",
        f"Call: {entry.call_title}",
    ]
    if entry.is_date_only:
        facts.insert(1, "Only the day is given: we reckon with this time.")
    if entry.wording:
        facts.append(f"In the funder’s words: “{entry.wording}”")
    return "\n".join([*facts, "", address_of_deadline(entry, base_url)])


def _alarms(entry: Entry) -> Iterator[Alarm]:
    """One working day before at the same time of day, and three hours before.

    Said as time before the event, which more calendars understand than an instant.
    """
    if entry.is_off or entry.is_met:
        return
    for before in (entry.due_at - _a_working_day_before(entry), LAST_CALL):
        alarm = Alarm()
        alarm.add("action", "DISPLAY")
        alarm.add("description", _line(_summary(entry)))
        alarm.add("trigger", -before)
        yield alarm


def _a_working_day_before(entry: Entry) -> datetime:
    day = working_days_before(entry.due_local.date(), 1)
    return instant_of(datetime.combine(day, entry.due_local.time()), entry.zone)


def _line(words: str) -> vText:
    return vText(" ".join(NOT_IN_TEXT.sub(" ", words).split()))


def _text(words: str) -> vText:
    """The library escapes what has a meaning; characters that nobody can see are left out."""
    lines = words.replace("\r\n", "\n").replace("\r", "\n")
    return vText("\n".join(NOT_IN_TEXT.sub(" ", line) for line in lines.split("\n")))
