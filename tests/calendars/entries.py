"""Entries of a calendar, made of plain facts."""

from datetime import UTC, datetime

from bidapp.bids.models import DeadlineStatus
from bidapp.calendars.entries import Entry
from bidapp.calls.models import DeadlineKind
from bidapp.calls.wall_time import instant_of

OPENED = datetime(2029, 6, 1, 9, tzinfo=UTC)


def an_entry(due="2030-03-15 16:00", zone="Europe/London", **changes):
    local = datetime.fromisoformat(due)
    facts = {
        "deadline_id": 7, "bid_id": 3, "lead_id": 1, "bid_title": "Red teaming and adaptability",
        "bid_acronym": "ADAPT", "funder_name": "ESRC", "call_title": "Policing research",
        "partner_name": None, "label": "Full bid closes", "kind": DeadlineKind.CLOSE,
        "due_local": local, "due_at": instant_of(local, zone), "zone": zone,
        "is_date_only": False, "wording": "", "sequence": 0, "is_withdrawn": False,
        "status": DeadlineStatus.OPEN, "status_since": None, "moved_at": None, "opened_at": OPENED,
    }  # fmt: skip
    return Entry(**facts | changes)
