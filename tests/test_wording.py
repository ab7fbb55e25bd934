"""How money, days, moments and counts are said."""

from datetime import UTC, date, datetime, timedelta

import pytest

from bidapp import wording

NOON = datetime(2027, 1, 14, 12, tzinfo=UTC)  # a Thursday
SUMMER = datetime(2027, 7, 14, 15, tzinfo=UTC)


@pytest.mark.parametrize(
    ("pence", "said"),
    [
        (None, ""),
        (0, "£0"),
        (1_260_600, "£12,606"),
        (1_260_605, "£12,606.05"),
        (50, "£0.50"),
        (-1_260_600, "-£12,606"),
        (10**14, "£1,000,000,000,000"),
    ],
)
def test_money_shows_pence_only_where_there_are_some(pence, said):
    assert wording.pounds(pence) == said


def test_a_day_has_its_weekday_and_no_zero_before_it():
    assert wording.day(date(2027, 1, 4)) == "Mon 4 January 2027"


def test_a_short_day_names_the_year_only_when_it_is_another():
    assert wording.short_day(date(2027, 1, 4), today=date(2027, 12, 1)) == "4 Jan"
    assert wording.short_day(date(2028, 1, 4), today=date(2027, 12, 1)) == "4 Jan 2028"


@pytest.mark.parametrize(
    ("hour", "minute", "said"),
    [
        (0, 0, "12:00 midnight"),
        (0, 5, "12:05am"),
        (11, 59, "11:59am"),
        (12, 0, "12:00 noon"),
        (12, 30, "12:30pm"),
        (16, 0, "4:00pm"),
        (23, 59, "11:59pm"),
    ],
)
def test_a_time_of_day_leaves_noon_and_midnight_in_no_doubt(hour, minute, said):
    assert wording.clock_time(datetime(2027, 1, 14, hour, minute, tzinfo=UTC)) == said


def test_a_moment_is_said_in_uk_time_in_winter_and_in_summer():
    assert wording.moment(NOON) == "Thu 14 January 2027, 12:00 noon (UK)"
    assert wording.moment(SUMMER) == "Wed 14 July 2027, 4:00pm (UK)"


def test_a_moment_promised_elsewhere_says_both_times():
    said = wording.moment(NOON, "Europe/Brussels")
    assert said == "Thu 14 January 2027, 12:00 noon (UK) · 1:00pm Brussels time"
    assert wording.moment(NOON, "America/New_York").endswith("7:00am New York time")


def test_a_zone_with_the_same_time_as_the_uk_is_not_said_twice():
    assert wording.moment(NOON, "Europe/Lisbon") == wording.moment(NOON)


@pytest.mark.parametrize(
    ("instant", "said"),
    [
        (NOON, "Today, in 0 minutes"),
        (NOON + timedelta(minutes=1), "Today, in 1 minute"),
        (NOON + timedelta(minutes=59), "Today, in 59 minutes"),
        (NOON + timedelta(hours=1), "Today, in 1 hour"),
        (NOON + timedelta(hours=5), "Today, in 5 hours"),
        (NOON - timedelta(hours=1), "Earlier today"),
        (NOON + timedelta(days=1), "1 working day"),
        (NOON + timedelta(days=2), "1 working day"),  # Saturday, with Friday before it
        (NOON + timedelta(days=28), "20 working days"),
        (NOON - timedelta(days=1), "1 working day late"),
        (NOON - timedelta(days=7), "5 working days late"),
    ],
)
def test_how_far_a_moment_is_off(instant, said):
    assert wording.how_far(instant, now=NOON) == said


def test_a_weekend_holds_no_working_day():
    saturday, sunday = NOON + timedelta(days=2), NOON + timedelta(days=3)
    assert wording.how_far(sunday, now=saturday) == "Before the next working day"
    assert wording.how_far(saturday, now=sunday) == "Since the last working day"


def test_years_away_are_said_as_years():
    assert wording.how_far(NOON.replace(year=2200), now=NOON) == "173 years away"
    assert wording.how_far(NOON.replace(year=1950), now=NOON) == "77 years late"


def test_today_is_the_day_in_the_uk():
    """Half past midnight in summer is still yesterday in UTC."""
    late = datetime(2027, 7, 14, 23, 30, tzinfo=UTC)
    assert wording.local_date(late) == date(2027, 7, 15)
    assert wording.how_far(late + timedelta(hours=3), now=late) == "Today, in 3 hours"


@pytest.mark.parametrize(
    ("ago", "said"),
    [
        (timedelta(seconds=20), "Just now"),
        (timedelta(minutes=1), "1 minute ago"),
        (timedelta(minutes=40), "40 minutes ago"),
        (timedelta(hours=3), "Today, 9:00am"),
        (timedelta(days=1), "Yesterday, 12:00 noon"),
        (timedelta(days=41, hours=1), "Fri 4 December 2026, 11:00am"),
    ],
)
def test_how_long_ago_something_was(ago, said):
    assert wording.since(NOON - ago, now=NOON) == said


def test_machines_are_told_utc():
    assert wording.machine_time(SUMMER) == "2027-07-14T15:00:00Z"


@pytest.mark.parametrize(
    ("name", "letters"),
    [
        ("Bid coordinator", "BC"),
        ("Co-lead, Derby", "CL"),
        ("Ada", "A"),
        ("  ", "?"),
        ("(the) desk", "D"),
        ("Élodie Østergård", "ÉØ"),
    ],
)
def test_initials_are_of_the_first_two_words(name, letters):
    assert wording.initials(name) == letters


def test_counts_agree_with_their_word():
    assert wording.these(1, "bid") == "1 bid"
    assert wording.these(0, "bid") == "0 bids"
    assert wording.these(12_000, "body", "bodies") == "12,000 bodies"
