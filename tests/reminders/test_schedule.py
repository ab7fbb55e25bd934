"""When reminders come: whole days in the morning where the deadline is, hours to the minute."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bidapp.reminders.schedule import HOURS_BEFORE, reminder_moment, reminder_moments

LONDON, BRUSSELS = "Europe/London", "Europe/Brussels"
DAY = 24
MOMENTS = st.integers(0, 15 * 366 * 24 * 60).map(
    lambda minutes: datetime(2025, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
)


def at(text, zone=LONDON):
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)


def said(due, days, zone=LONDON):
    """The wall clock, where the deadline is, on which people hear of it so many days before."""
    moment = reminder_moment(at(due, zone), zone, days * DAY)
    return moment.astimezone(ZoneInfo(zone)).strftime("%Y-%m-%d %H:%M")


def test_the_ladder_is_thirty_fourteen_seven_three_days_one_day_and_three_hours():
    assert HOURS_BEFORE == (720, 336, 168, 72, 24, 3)


def test_whole_days_are_said_in_the_morning():
    assert said("2030-03-15 16:00", days=7) == "2030-03-08 09:00"


def test_a_deadline_before_the_morning_keeps_its_own_time():
    assert said("2030-03-15 08:30", days=1) == "2030-03-14 08:30"
    assert said("2030-03-15 00:00", days=3) == "2030-03-12 00:00"


@pytest.mark.parametrize("due", ["2030-04-02 16:00", "2030-10-29 16:00"])
@pytest.mark.parametrize("zone", [LONDON, BRUSSELS])
def test_the_morning_is_the_morning_on_both_sides_of_a_clock_change(due, zone):
    for days in (1, 3, 7, 14, 30):
        assert said(due, days, zone).endswith("09:00")


def test_hours_are_hours_across_both_clock_changes():
    spring, autumn = at("2030-03-31 03:30"), at("2030-10-27 03:30")
    for due in (spring, autumn):
        assert due - reminder_moment(due, LONDON, 3) == timedelta(hours=3)
    assert reminder_moment(spring, LONDON, 3).astimezone(ZoneInfo(LONDON)).hour == 23


def test_a_morning_that_the_clock_change_leaves_out_moves_by_an_hour_at_most():
    due = at("2030-04-01 01:30")  # on the day before, half past one does not exist
    assert due - reminder_moment(due, LONDON, DAY) in {timedelta(hours=23), timedelta(hours=24)}


def test_a_deadline_in_brussels_is_reminded_of_by_its_own_clock():
    assert reminder_moment(at("2030-03-15 17:00", BRUSSELS), BRUSSELS, DAY) == at(
        "2030-03-14 08:00"
    )


@given(
    MOMENTS,
    st.sampled_from([LONDON, BRUSSELS, "America/New_York", "Pacific/Auckland", "Asia/Kolkata"]),
)
def test_every_rung_comes_before_the_deadline_and_the_rungs_in_order(due_at, zone):
    moments = [moment for _, moment in reminder_moments(due_at, zone)]
    assert [*moments, due_at] == [*sorted(moments), due_at]
    assert moments[-1] < due_at


@given(MOMENTS, st.sampled_from([1, 3, 7, 14, 30]))
def test_so_many_days_before_is_so_many_days_on_the_calendar(due_at, days):
    london = ZoneInfo(LONDON)
    moment = reminder_moment(due_at, LONDON, days * DAY).astimezone(london)
    assert (due_at.astimezone(london).date() - moment.date()).days == days
    assert moment.hour <= 9
