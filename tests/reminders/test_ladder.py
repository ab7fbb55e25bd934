"""When rungs fall due: in the morning where the deadline is, hours to the minute, late ones now."""

from datetime import UTC, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bidapp.calls.wall_time import instant_of
from bidapp.mail.models import Channel
from bidapp.reminders.ladder import Due, moment_of, rungs_ahead
from bidapp.reminders.models import Audience, ReminderRule, Unit

LONDON, BRUSSELS, NEW_YORK = "Europe/London", "Europe/Brussels", "America/New_York"
LONG_BEFORE = datetime(2020, 1, 1, tzinfo=UTC)
MOMENTS = st.integers(0, 15 * 366 * 24 * 60).map(
    lambda minutes: datetime(2025, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
)
LADDER = (
    *((Unit.WORKING_DAYS, amount) for amount in (30, 14, 7, 3, 1)),
    *((Unit.DAYS, amount) for amount in (2, 1)),
    (Unit.HOURS, 3), (Unit.AT_THE_MOMENT, 0),
)  # fmt: skip


def a_rule(unit, amount=0, audience=Audience.OWNER, **facts):
    ordinary = {"id": 1, "local_time": time(9), "channel": Channel.MAIL}
    return ReminderRule(**ordinary | {"unit": unit, "amount": amount, "audience": audience} | facts)


def the_ladder():
    return [a_rule(*rung, id=number) for number, rung in enumerate(LADDER)]


def at(text, zone=LONDON):
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)


def said(due, unit, amount, zone=LONDON, **facts):
    """What the clock on the wall shows, where the deadline is, when this rung falls due."""
    moment = moment_of(a_rule(unit, amount, **facts), Due(at(due, zone), zone))
    return moment.astimezone(ZoneInfo(zone)).strftime("%Y-%m-%d %H:%M")


@pytest.mark.parametrize(
    ("due", "days", "rung"),
    [
        ("2030-03-15 16:00", 7, "2030-03-06 09:00"),
        ("2030-03-18 16:00", 1, "2030-03-15 09:00"),  # a Monday: the Friday before
        ("2027-03-30 16:00", 1, "2027-03-25 09:00"),  # Good Friday and Easter Monday lie between
        ("2027-03-30 16:00", 3, "2027-03-23 09:00"),
        ("2027-01-04 16:00", 1, "2026-12-31 09:00"),
        ("2027-01-04 16:00", 3, "2026-12-29 09:00"),  # 28 December stands in for Boxing Day
        ("2027-01-04 16:00", 4, "2026-12-24 09:00"),
    ],
)
def test_working_days_leave_out_weekends_and_bank_holidays(due, days, rung):
    assert said(due, Unit.WORKING_DAYS, days) == rung


def test_calendar_days_leave_out_nothing():
    assert said("2027-03-30 16:00", Unit.DAYS, 1) == "2027-03-29 09:00"


@pytest.mark.parametrize(
    ("closes", "hour"),
    [("16:00", "09:00"), ("12:00", "09:00"), ("09:00", "09:00"), ("08:30", "08:30"),
     ("00:00", "00:00")],
)  # fmt: skip
def test_a_day_before_is_never_less_than_a_day(closes, hour):
    assert said(f"2030-03-14 {closes}", Unit.WORKING_DAYS, 1) == f"2030-03-13 {hour}"
    assert said(f"2030-03-14 {closes}", Unit.DAYS, 1) == f"2030-03-13 {hour}"


def test_a_rule_may_name_another_time_of_day():
    rung = said("2030-03-14 16:00", Unit.WORKING_DAYS, 1, local_time=time(14, 30))
    assert rung == "2030-03-13 14:30"


def test_the_morning_is_that_of_the_place_where_it_is_due():
    assert said("2030-03-15 17:00", Unit.WORKING_DAYS, 1, BRUSSELS) == "2030-03-14 09:00"
    due = Due(at("2030-03-15 17:00", BRUSSELS), BRUSSELS)
    assert moment_of(a_rule(Unit.DAYS, 1), due) == datetime(2030, 3, 14, 8, tzinfo=UTC)


@pytest.mark.parametrize("due", ["2030-04-02 16:00", "2030-10-29 16:00"])
@pytest.mark.parametrize("zone", [LONDON, BRUSSELS])
def test_the_morning_is_the_morning_on_both_sides_of_a_clock_change(due, zone):
    for days in (1, 3, 7, 14, 30):
        assert said(due, Unit.WORKING_DAYS, days, zone).endswith("09:00")


def test_hours_are_real_hours_across_both_clock_changes():
    assert said("2030-03-31 03:30", Unit.HOURS, 3) == "2030-03-30 23:30"
    assert said("2030-10-27 03:30", Unit.HOURS, 3) == "2030-10-27 01:30"
    for due in (at("2030-03-31 03:30"), at("2030-10-27 03:30")):
        assert due - moment_of(a_rule(Unit.HOURS, 24), Due(due, LONDON)) == timedelta(hours=24)


def test_at_the_moment_is_the_moment():
    due = at("2030-03-15 16:00")
    assert moment_of(a_rule(Unit.AT_THE_MOMENT), Due(due, LONDON)) == due


# Every clock change in London and New York, from 2025 to 2035


def clock_changes(zone):
    """The minute of each change, and the offsets before and after it."""
    there = ZoneInfo(zone)
    hours = (datetime(2025, 1, 1, tzinfo=UTC) + timedelta(hours=n) for n in range(11 * 8_766))
    for before, after in pairwise(hours):
        offsets = tuple(each.astimezone(there).utcoffset() for each in (before, after))
        if offsets[0] != offsets[1]:
            yield after, *offsets  # the clocks change on the hour


CHANGES = {zone: list(clock_changes(zone)) for zone in (LONDON, NEW_YORK)}
CLOCKS = [time(hour, minute) for hour in (0, 1, 2, 3, 8) for minute in (0, 1, 30, 59)]
CLOCKS += [time(9), time(12), time(16), time(23, 59)]


def meant(wall, change):
    """The first instant at which the clocks show this; the jump itself when they never do."""
    instant, *offsets = change
    for offset in sorted(offsets, reverse=True):
        found = (wall - offset).replace(tzinfo=UTC)
        if offset == (offsets[1] if found >= instant else offsets[0]):
            return found
    return instant


def walls_around(change, zone):
    """Wall times on the days around a change, those it repeats or leaves out among them."""
    on = change[0].astimezone(ZoneInfo(zone)).date()
    for days in range(-1, 4):
        for clock in CLOCKS:
            yield datetime.combine(on + timedelta(days=days), clock)


def test_there_are_two_clock_changes_a_year():
    assert {zone: len(changes) for zone, changes in CHANGES.items()} == {LONDON: 22, NEW_YORK: 22}


@pytest.mark.parametrize("zone", [LONDON, NEW_YORK])
def test_a_deadline_set_in_any_repeated_or_missing_hour_means_the_first_instant(zone):
    for change in CHANGES[zone]:
        for wall in walls_around(change, zone):
            assert instant_of(wall, zone) == meant(wall, change), wall


@pytest.mark.parametrize("zone", [LONDON, NEW_YORK])
def test_around_every_clock_change_each_rung_comes_once_at_the_stated_time(zone):
    there = ZoneInfo(zone)
    for change in CHANGES[zone]:
        for wall in walls_around(change, zone):
            due_at = meant(wall, change)
            ahead = rungs_ahead(the_ladder(), Due(due_at, zone), now=LONG_BEFORE)
            assert sorted(ahead) == list(range(len(LADDER)))
            local = due_at.astimezone(there).replace(tzinfo=None)
            stated = datetime.combine(local - timedelta(days=1), min(time(9), local.time()))
            assert ahead[LADDER.index((Unit.DAYS, 1))] == meant(stated, change), wall
            assert ahead[LADDER.index((Unit.HOURS, 3))] == due_at - timedelta(hours=3)
            assert ahead[LADDER.index((Unit.AT_THE_MOMENT, 0))] == due_at
            working_day = ahead[LADDER.index((Unit.WORKING_DAYS, 1))].astimezone(there)
            assert working_day.time() == min(time(9), local.time()), wall


@given(
    MOMENTS,
    st.sampled_from([LONDON, BRUSSELS, NEW_YORK, "Pacific/Auckland", "Asia/Kolkata"]),
)
def test_every_rung_comes_before_the_deadline_and_the_rungs_in_order(due_at, zone):
    working_days = [rung for rung in LADDER if rung[0] is not Unit.DAYS]
    moments = [moment_of(a_rule(*rung), Due(due_at, zone)) for rung in working_days]
    assert moments == sorted(moments)
    assert moments[-2] < moments[-1] == due_at


# Late ones

FRIDAY = Due(at("2030-03-15 16:00"), LONDON)
TWO_WEEKS_BEFORE = at("2030-03-01 12:00")


def ahead_of(due, *rules, now=TWO_WEEKS_BEFORE):
    return rungs_ahead(rules, due, now=now)


def test_of_the_rungs_that_have_passed_the_nearest_is_due_at_once():
    rules = [a_rule(Unit.WORKING_DAYS, days, id=days) for days in (7, 14, 30)]
    assert ahead_of(FRIDAY, *rules) == {7: at("2030-03-06 09:00"), 14: TWO_WEEKS_BEFORE}


def test_each_audience_and_channel_hears_at_once():
    owner, team = a_rule(Unit.DAYS, 20, id=1), a_rule(Unit.DAYS, 15, Audience.TEAM, id=2)
    channel = a_rule(Unit.DAYS, 30, Audience.TEAM, id=3, channel=Channel.TEAMS)
    assert ahead_of(FRIDAY, owner, team, channel) == dict.fromkeys((1, 2, 3), TWO_WEEKS_BEFORE)


def test_coordinators_are_not_told_late_that_nobody_has_it():
    assert ahead_of(FRIDAY, a_rule(Unit.DAYS, 20, Audience.COORDINATORS)) == {}


def test_a_rung_exactly_now_is_due_at_once():
    rule = a_rule(Unit.WORKING_DAYS, 7, id=7)
    assert ahead_of(FRIDAY, rule, now=at("2030-03-06 09:00")) == {7: at("2030-03-06 09:00")}


def test_the_news_of_a_move_takes_the_place_of_the_nearest_rung():
    rules = [a_rule(Unit.MOVED, id=1), a_rule(Unit.DAYS, 20, id=20), a_rule(Unit.DAYS, 2, id=2)]
    moved = Due(FRIDAY.at, LONDON, was_moved=True)
    ahead = {2: at("2030-03-13 09:00")}
    assert ahead_of(moved, *rules) == ahead | {1: TWO_WEEKS_BEFORE}
    assert ahead_of(moved, *reversed(rules)) == ahead | {1: TWO_WEEKS_BEFORE}
    assert ahead_of(FRIDAY, *rules) == ahead | {20: TWO_WEEKS_BEFORE}


def test_whoever_hears_nothing_of_moves_hears_the_nearest_rung():
    news, team = a_rule(Unit.MOVED, id=1), a_rule(Unit.DAYS, 20, Audience.TEAM, id=20)
    moved = Due(FRIDAY.at, LONDON, was_moved=True)
    assert ahead_of(moved, news, team) == dict.fromkeys((1, 20), TWO_WEEKS_BEFORE)
