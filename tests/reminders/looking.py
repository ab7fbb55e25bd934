"""What came of the reminders: read afresh each time, as the next process would see it."""

from datetime import datetime

from sqlalchemy import select

from bidapp.calls.wall_time import instant_of
from bidapp.database import db, unit_of_work
from bidapp.mail.models import Channel, Message
from bidapp.reminders.models import Reminder, ReminderState, Rung, Unit
from bidapp.wording import UK

SHORT = {
    Unit.WORKING_DAYS: "WD", Unit.DAYS: "d", Unit.HOURS: "h",
    Unit.AT_THE_MOMENT: "now", Unit.MOVED: "moved",
}  # fmt: skip


def at(moment, zone=UK):
    """An instant, or a wall time like 2030-03-06 09:00."""
    if isinstance(moment, datetime):
        return moment
    return instant_of(datetime.fromisoformat(moment), zone)


def reminders(state=None, **facts):
    db.session.rollback()
    found = db.session.scalars(select(Reminder).filter_by(**facts).order_by(Reminder.id)).all()
    return [each for each in found if state in (None, each.state)]


def said(reminder):
    """“7WD”, “3h”, “now”, “moved”."""
    rule = reminder.rule
    return f"{rule.amount or ''}{SHORT[rule.unit]}"


def queued(**facts):
    """What was written to the outbox, in the order in which it was."""
    found = reminders(ReminderState.QUEUED, **facts)
    return sorted(found, key=lambda each: (each.settled_at, each.id))


def letters(recipient=None):
    db.session.rollback()
    found = db.session.scalars(select(Message).order_by(Message.id)).all()
    return [each for each in found if recipient in (None, each.recipient)]


def mails(recipient=None):
    return [each for each in letters(recipient) if each.channel is Channel.MAIL]


def change(row, **facts):
    with unit_of_work():
        for name, value in facts.items():
            setattr(row, name, value)


def live_through(turn, start, end):
    """Rounds at each moment at which something is due."""
    moment, end = at(start), at(end)
    while moment < end:
        turn(moment)
        moment = min([each for each in _waking() if each > moment] + [end])
    turn(end)


def _waking():
    db.session.rollback()
    planned = select(Reminder.wake_at).where(Reminder.state == ReminderState.PLANNED)
    return [*db.session.scalars(select(Rung.send_at)), *db.session.scalars(planned)]
