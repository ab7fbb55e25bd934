"""Writes down ahead of time what will be sent: ladders laid once, reminders planned set by set."""

import logging
from datetime import datetime, timedelta
from importlib.metadata import version
from itertools import groupby
from typing import Any, cast
from zoneinfo import ZoneInfoNotFoundError

from sqlalchemy import ColumnElement, CursorResult, and_, delete, func, literal, select, update
from sqlalchemy.dialects.postgresql import insert  # its ON CONFLICT is SQLite's too

from bidapp.calls.models import Deadline, DeadlineKind
from bidapp.calls.wall_time import instant_of
from bidapp.database import db
from bidapp.reminders.concerned import Wanted, wanted_reminders
from bidapp.reminders.ladder import Due, rungs_ahead
from bidapp.reminders.models import (
    QuietSpan,
    Reminder,
    ReminderPreference,
    ReminderRule,
    ReminderState,
    Rung,
)
from bidapp.reminders.queries import the_service
from bidapp.reminders.quiet_hours import quiet_spans
from bidapp.wording import local_date

log = logging.getLogger(__name__)
HORIZON = timedelta(days=4)
SILENCE = timedelta(hours=1)  # without planning; what fell due in it is caught up together
LADDERS_A_ROUND = 2_000


def lay_ladders(*, now: datetime) -> int:
    """Work out the rungs of deadlines that are new or changed; what was sent stays sent."""
    _notice_a_new_calendar(now)
    stale = list(
        db.session.scalars(
            select(Deadline)
            .where(Deadline.ladder_is_stale)
            .order_by(Deadline.id)
            .limit(LADDERS_A_ROUND)
        )
    )
    rules = _rules_by_deadline({deadline.id for deadline in stale})
    for deadline in stale:
        own = rules.get((deadline.id, deadline.kind))
        try:
            _lay(deadline, own or rules.get((None, deadline.kind), []), now)
        except ZoneInfoNotFoundError:  # it stays stale, and holds up no other
            log.exception("Deadline %s is in a zone unknown here", deadline.id)
    return len(stale)


def _rules_by_deadline(
    deadline_ids: set[int],
) -> dict[tuple[int | None, DeadlineKind], list[ReminderRule]]:
    """A deadline with rules of its own has no others."""
    wanted = ReminderRule.deadline_id.is_(None) | ReminderRule.deadline_id.in_(deadline_ids)
    order = (ReminderRule.deadline_id, ReminderRule.kind, ReminderRule.id)
    found = db.session.scalars(
        select(ReminderRule).where(ReminderRule.is_on, wanted).order_by(*order)
    )
    keyed = groupby(found, key=lambda rule: (rule.deadline_id, rule.kind))
    return {key: list(rules) for key, rules in keyed}


def _lay(deadline: Deadline, rules: list[ReminderRule], now: datetime) -> None:
    """Rungs whose time has come are evidence and stay; those ahead are reckoned anew."""
    deadline.due_at = instant_of(deadline.due_local, deadline.zone)  # zones' rules change
    deadline.ladder_is_stale = False
    of_it = and_(Rung.deadline_id == deadline.id, Rung.occurrence == deadline.occurrence)
    db.session.execute(delete(Rung).where(of_it, Rung.send_at > now))
    unsent = and_(Reminder.deadline_id == deadline.id, Reminder.state == ReminderState.PLANNED)
    db.session.execute(delete(Reminder).where(unsent, Reminder.send_at > now))
    past = set(db.session.scalars(select(Rung.rule_id).where(of_it)))
    if deadline.due_at <= now:
        return
    due = Due(deadline.due_at, deadline.zone, was_moved=deadline.occurrence > 1)
    for rule_id, send_at in rungs_ahead(rules, due, now=now).items():
        if rule_id not in past and (send_at > now or not past):
            db.session.add(
                Rung(
                    deadline_id=deadline.id,
                    occurrence=deadline.occurrence,
                    rule_id=rule_id,
                    send_at=send_at,
                )
            )


def _notice_a_new_calendar(now: datetime) -> None:
    """New bank holidays or clock changes arrive with new versions of two packages."""
    current = f"holidays {version('holidays')}, tzdata {version('tzdata')}"
    service = the_service()
    if service.calendar_version != current:
        lay_all_anew(now)
        service.calendar_version = current


def lay_all_anew(now: datetime) -> None:
    db.session.execute(update(Deadline).where(Deadline.due_at > now).values(ladder_is_stale=True))


def plan_reminders(*, now: datetime) -> int:
    """Make the reminders of the days ahead what they should be; how many are new.

    Safe to repeat, and beside another planner: each exists once, whoever writes it down first.
    What fell due while nobody planned is planned now, and sending drops what has been overtaken.
    """
    service = the_service()
    since = min(service.planned_until or now, now)
    if now - since > SILENCE:
        service.silent_from, service.silent_until = since, now
    ahead = Rung.send_at.between(since, now + HORIZON)
    new = 0
    if db.session.scalar(select(Rung.id).where(ahead).limit(1)):
        _know_quiet_hours(now)
        new = _write_down(ahead, now)
    service.planned_until = now
    return new


def _write_down(which: ColumnElement[bool], now: datetime) -> int:
    """In the order of the key, so that two planners cannot deadlock."""
    wanted = wanted_reminders(which).params(now=now).subquery()
    planned = literal(ReminderState.PLANNED, Reminder.state.type)
    blank = (planned, literal(False), literal(""))  # what is not yet to say
    found = select(*wanted.c, *blank).order_by(*list(wanted.c)[:5])
    into = [*Wanted._fields, "state", "is_for_digest", "reason"]
    statement = insert(Reminder).from_select(into, found).on_conflict_do_nothing()
    counted = {"preserve_rowcount": True}
    done = db.session.execute(statement, execution_options=counted)
    return cast("CursorResult[Any]", done).rowcount


def _know_quiet_hours(now: datetime) -> None:
    """Keep the quiet hours of the days ahead as instants, for those who have any."""
    db.session.execute(delete(QuietSpan).where(QuietSpan.ends_at < now))
    known = select(func.max(QuietSpan.begins_at)).where(
        QuietSpan.person_id == ReminderPreference.person_id
    )
    for wishes, until in db.session.execute(
        select(ReminderPreference, known.scalar_subquery()).where(
            ReminderPreference.quiet_from.is_not(None)
        )
    ):
        if until is None or until < now + HORIZON:
            _add_quiet_hours(wishes, until, now)


def _add_quiet_hours(wishes: ReminderPreference, until: datetime | None, now: datetime) -> None:
    yesterday = local_date(now, wishes.zone) - timedelta(days=1)
    for span in quiet_spans(wishes, yesterday, HORIZON.days + 3):
        if until is None or span.begins_at > until:
            db.session.add(
                QuietSpan(
                    person_id=wishes.person_id,
                    send_by=span.send_by,
                    begins_at=span.begins_at,
                    ends_at=span.ends_at,
                )
            )


def forget_plans_of(person_id: int, *, now: datetime) -> None:
    """After a change of wishes: what lies ahead is planned again by them."""
    db.session.execute(delete(QuietSpan).where(QuietSpan.person_id == person_id))
    ahead = and_(Reminder.person_id == person_id, Reminder.send_at > now)
    planned = Reminder.state == ReminderState.PLANNED
    db.session.execute(delete(Reminder).where(ahead, planned))
