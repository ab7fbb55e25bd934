from datetime import UTC, date, datetime, time

from sqlalchemy import or_, update

from bidapp.accounts.identity import digest_of, new_key
from bidapp.audit.actions import note
from bidapp.calendars.models import CalendarFeed
from bidapp.calendars.queries import feeds_of
from bidapp.database import db
from bidapp.errors import RuleBroken

MOST_FEEDS = 20


class TooManyFeeds(RuleBroken):
    """Nobody keeps track of so many private addresses."""


def make_feed(label: str, bid_id: int | None, *, by: int, at: datetime) -> str:
    """The key of a new feed of one's own deadlines, or of one bid's. It is told this once."""
    if len(feeds_of(by)) >= MOST_FEEDS:
        raise TooManyFeeds(f"You have {MOST_FEEDS} feeds. End one that you no longer use first.")
    key = new_key()
    feed = CalendarFeed(
        person_id=by, bid_id=bid_id, label=label, key_digest=digest_of(key), made_at=at
    )
    db.session.add(feed)
    note(f"made the calendar feed {label}", by=by, at=at, about=feed)
    return key


def end_feed(feed: CalendarFeed, *, at: datetime) -> None:
    """Its address works no longer, for whoever has it."""
    feed.revoked_at = at
    note(f"ended the calendar feed {feed.label}", by=feed.person_id, at=at, about=feed)


def note_reading(feed_id: int, day: date) -> None:
    """On which day it was last read; the time of day is nobody's business."""
    on = datetime.combine(day, time(), UTC)
    earlier = or_(CalendarFeed.last_read_on.is_(None), CalendarFeed.last_read_on < on)
    db.session.execute(
        update(CalendarFeed).where(CalendarFeed.id == feed_id, earlier).values(last_read_on=on)
    )
