"""Which instant a wall clock's time means, around both clock changes."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bidapp.calls.wall_time import clock_change_note, instant_of

LONDON, BRUSSELS, NEW_YORK = "Europe/London", "Europe/Brussels", "America/New_York"
ZONES = st.sampled_from([LONDON, BRUSSELS, NEW_YORK, "Asia/Kolkata", "Australia/Lord_Howe"])
FIRST, LAST = datetime.fromisoformat("2000-01-01"), datetime.fromisoformat("2037-12-31")
MINUTES = st.datetimes(FIRST, LAST).map(lambda when: when.replace(second=0, microsecond=0))


def utc(local, zone):
    return f"{instant_of(datetime.fromisoformat(local), zone):%Y-%m-%d %H:%M}"


def note(local, zone):
    return clock_change_note(datetime.fromisoformat(local), zone)


@pytest.mark.parametrize(
    ("local", "zone", "instant"),
    [
        ("2027-01-14 16:00", LONDON, "2027-01-14 16:00"),
        ("2027-07-14 16:00", LONDON, "2027-07-14 15:00"),
        ("2027-01-14 17:00", BRUSSELS, "2027-01-14 16:00"),
        ("2027-07-14 17:00", BRUSSELS, "2027-07-14 15:00"),
        ("2027-03-20 17:00", NEW_YORK, "2027-03-20 21:00"),
    ],
)
def test_summer_and_winter_times_are_their_own_instants(local, zone, instant):
    assert utc(local, zone) == instant


@pytest.mark.parametrize(
    ("local", "zone", "instant"),
    [
        ("2027-03-28 00:59", LONDON, "2027-03-28 00:59"),
        ("2027-03-28 02:00", LONDON, "2027-03-28 01:00"),
        ("2027-10-31 00:59", LONDON, "2027-10-30 23:59"),
        ("2027-10-31 02:00", LONDON, "2027-10-31 02:00"),
        ("2027-03-28 01:59", BRUSSELS, "2027-03-28 00:59"),
        ("2027-03-28 03:00", BRUSSELS, "2027-03-28 01:00"),
        ("2027-03-14 01:59", NEW_YORK, "2027-03-14 06:59"),
        ("2027-03-14 03:00", NEW_YORK, "2027-03-14 07:00"),
    ],
)
def test_both_sides_of_a_clock_change_are_in_no_doubt(local, zone, instant):
    assert utc(local, zone) == instant
    assert note(local, zone) == ""


@pytest.mark.parametrize("minute", ["00", "01", "30", "59"])
def test_a_time_left_out_means_the_moment_the_clocks_jump(minute):
    assert utc(f"2027-03-28 01:{minute}", LONDON) == "2027-03-28 01:00"
    assert utc(f"2027-03-28 02:{minute}", BRUSSELS) == "2027-03-28 01:00"
    assert utc(f"2027-03-14 02:{minute}", NEW_YORK) == "2027-03-14 07:00"


@pytest.mark.parametrize("minute", ["00", "30", "59"])
def test_a_time_that_comes_twice_means_its_first_coming(minute):
    assert utc(f"2027-10-31 01:{minute}", LONDON) == f"2027-10-31 00:{minute}"
    assert utc(f"2027-10-31 02:{minute}", BRUSSELS) == f"2027-10-31 00:{minute}"
    assert utc(f"2027-11-07 01:{minute}", NEW_YORK) == f"2027-11-07 05:{minute}"


def test_a_jump_of_half_an_hour_and_one_of_a_whole_day_are_found_too():
    assert utc("2027-10-03 02:15", "Australia/Lord_Howe") == "2027-10-02 15:30"
    assert utc("2011-12-30 12:00", "Pacific/Apia") == "2011-12-30 10:00"


def test_the_note_says_what_was_taken_for_a_time_left_out():
    assert note("2027-03-28 01:30", LONDON) == (
        "1:30am on Sun 28 March 2027 (UK time) does not exist: "
        "the clocks go forward then. We took 2:00am."
    )


def test_the_note_says_which_of_two_times_was_taken():
    assert note("2027-10-31 02:30", BRUSSELS) == (
        "2:30am on Sun 31 October 2027 (Brussels time) comes twice: "
        "the clocks go back then. We took the first, which is 00:30 UTC."
    )


@given(MINUTES, ZONES)
def test_a_wall_time_that_exists_is_read_back_as_it_was_said(local, zone):
    back = instant_of(local, zone).astimezone(ZoneInfo(zone)).replace(tzinfo=None)
    assert back == local or "does not exist" in clock_change_note(local, zone)


@given(MINUTES, ZONES)
def test_every_instant_is_found_from_its_wall_time_or_came_second(instant, zone):
    instant = instant.replace(tzinfo=UTC)
    local = instant.astimezone(ZoneInfo(zone))
    found = instant_of(local.replace(tzinfo=None), zone)
    assert found == instant or (local.fold and found < instant)


@given(MINUTES, ZONES, st.integers(1, 60 * 24))
def test_a_later_wall_time_is_never_an_earlier_instant_outside_the_repeated_hour(
    local, zone, minutes
):
    later = local + timedelta(minutes=minutes)
    in_order = instant_of(local, zone) <= instant_of(later, zone)
    assert in_order or "comes twice" in clock_change_note(local, zone)
