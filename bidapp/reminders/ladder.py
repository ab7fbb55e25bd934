"""When the rungs of a ladder fall due: pure arithmetic on instants, clocks and working days."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from bidapp.calls.wall_time import instant_of
from bidapp.mail.models import Channel
from bidapp.reminders.models import Audience, ReminderRule, Unit
from bidapp.working_days import working_days_before

ONLY_AHEAD = (Audience.COORDINATORS, Audience.PARTNER)  # told nothing because of a late entry


@dataclass(frozen=True)
class Due:
    """When a deadline is due, and whether it was moved there from somewhere else."""

    at: datetime
    zone: str
    was_moved: bool = False


def moment_of(rule: ReminderRule, due: Due) -> datetime:
    """The instant of one rung.

    Days are counted on the calendar of the deadline's own zone and fall in the morning; where the
    deadline is earlier in the day than that, the same time of day is kept, so that “a day before”
    is never less than a day. Hours are counted in real time.
    """
    if rule.unit is Unit.HOURS:
        return due.at - timedelta(hours=rule.amount)
    if rule.unit in (Unit.AT_THE_MOMENT, Unit.MOVED):
        return due.at
    local = due.at.astimezone(ZoneInfo(due.zone))
    clock = min(rule.local_time, local.time().replace(second=0, microsecond=0))
    return instant_of(datetime.combine(_day_of(rule, local.date()), clock), due.zone)


def _day_of(rule: ReminderRule, due_on: date) -> date:
    if rule.unit is Unit.WORKING_DAYS:
        return working_days_before(due_on, rule.amount)
    return due_on - timedelta(days=rule.amount)


def rungs_ahead(rules: Iterable[ReminderRule], due: Due, *, now: datetime) -> dict[int, datetime]:
    """Which rules fall due when, from now on.

    Of the rungs whose time has passed already, the nearest of each audience is due at once: who
    hears late should hear now. After a move, the news of the move takes its place.
    """
    ahead: dict[int, datetime] = {}
    nearest: dict[tuple[Audience, Channel], tuple[datetime, int]] = {}
    for rule in rules:
        moment = moment_of(rule, due)
        to = (rule.audience, rule.channel)
        if rule.unit is Unit.MOVED:
            if due.was_moved:
                nearest[to] = (due.at, rule.id)
        elif moment > now:
            ahead[rule.id] = moment
        elif rule.audience not in ONLY_AHEAD:
            nearest[to] = max(nearest.get(to, (moment, rule.id)), (moment, rule.id))
    return ahead | {rule_id: now for _, rule_id in nearest.values()}
