"""The file that other calendars read: right to the octet, and the same until something changes."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar

from bidapp.bids.models import DeadlineStatus
from bidapp.calendars.icalendar_file import write_calendar
from bidapp.calls.models import DeadlineKind
from tests.calendars.entries import OPENED, an_entry
from tests.calendars.ics import read

BASE = "https://bids.example.org"
LATER = OPENED + timedelta(days=200)
ODD_TITLES = [
    "Commas, semicolons; colons: and \\backslashes\\",
    "Two\nlines\r\nor three\rof them",
    "\\n is no new line, \\\\n neither; \\, nor this",
    "👮🏽‍♀️ Köpenick – “Ελλάδα” 日本語 العربية",
    "é" * 500,
    "😀" * 500,
    "x" * 500,
    " " * 80 + "BEGIN:VEVENT",
    "END:VEVENT\r\nEND:VCALENDAR\r\nBEGIN:VCALENDAR",
    'Quotes " and \x00\x07\x1b\x7f control characters\ttoo',
]


def written(*entries, name="Bid deadlines"):
    return read(write_calendar(name, entries, BASE))


def event_of(*due, **changes):
    [event] = written(an_entry(*due, **changes)).parts
    return event


def test_the_calendar_says_what_it_is():
    calendar = written()
    assert {name: calendar[name] for name in calendar.names} == {
        "PRODID": "-//bidapp//Deadlines of bids//EN",
        "VERSION": "2.0",
        "CALSCALE": "GREGORIAN",
        "METHOD": "PUBLISH",
        "NAME": "Bid deadlines",
        "X-WR-CALNAME": "Bid deadlines",
        "REFRESH-INTERVAL": "PT1H",
        "X-PUBLISHED-TTL": "PT1H",
    }
    assert calendar.parameters("REFRESH-INTERVAL") == ";VALUE=DURATION"
    assert calendar.parts == []


def test_a_deadline_is_an_event_at_its_moment():
    event = event_of()
    assert event["SUMMARY"] == "ADAPT: Full bid closes"
    assert event["DTSTART"] == "20300315T160000Z"
    assert event["DTEND"] == "20300315T160100Z"
    assert event["UID"] == "deadline-7-bid-3@bids.example.org"
    assert event["URL"] == "https://bids.example.org/bids/3/deadlines/7"
    assert event["CATEGORIES"] == "funder close"
    assert (event["STATUS"], event["TRANSP"], event["SEQUENCE"]) == (
        "CONFIRMED",
        "TRANSPARENT",
        "0",
    )
    assert event["DESCRIPTION"].split("\n") == [
        "Due: Fri 15 March 2030, 4:00pm (UK)",
        "Bid: Red teaming and adaptability",
        "Funder: ESRC",
        "Call: Policing research",
        "",
        "https://bids.example.org/bids/3/deadlines/7",
    ]
    assert {"ORGANIZER", "ATTENDEE"}.isdisjoint(event.names)


@pytest.mark.parametrize(
    ("due", "zone", "start"),
    [
        ("2030-03-30 16:00", "Europe/London", "20300330T160000Z"),  # the day before summer time
        ("2030-03-31 16:00", "Europe/London", "20300331T150000Z"),
        ("2030-10-26 16:00", "Europe/London", "20301026T150000Z"),  # the last day of summer time
        ("2030-10-27 16:00", "Europe/London", "20301027T160000Z"),
        ("2030-03-31 01:30", "Europe/London", "20300331T010000Z"),  # a time that the clocks skip
        ("2030-10-27 01:30", "Europe/London", "20301027T003000Z"),  # one that comes twice
        ("2030-07-15 17:00", "Europe/Brussels", "20300715T150000Z"),
        ("2030-03-20 17:00", "America/New_York", "20300320T210000Z"),  # their summer time, not ours
    ],
)
def test_the_moment_is_the_same_whatever_the_clocks_do(due, zone, start):
    assert event_of(due, zone)["DTSTART"] == start


def test_another_zone_is_said_beside_our_time():
    described = event_of("2030-07-15 17:00", "Europe/Brussels")["DESCRIPTION"]
    assert described.startswith("Due: Mon 15 July 2030, 4:00pm (UK) · 5:00pm Brussels time\n")


def test_a_mere_date_is_an_event_at_the_time_we_reckon_with():
    event = event_of("2030-03-15 17:00", is_date_only=True, wording="by 15 March")
    assert event["DTSTART"] == "20300315T170000Z"
    assert "\nOnly the day is given: we reckon with this time.\n" in event["DESCRIPTION"]
    assert "\nIn the funder’s words: “by 15 March”\n" in event["DESCRIPTION"]


@pytest.mark.parametrize("label", ["Letter signed", "Letter signed: Derby"])
def test_what_a_partner_has_to_do_names_the_partner_once(label):
    event = event_of(label=label, kind=DeadlineKind.PARTNER, partner_name="Derby")
    assert event["SUMMARY"] == "ADAPT: Letter signed: Derby"
    assert event["CATEGORIES"] == "partner"


def test_a_bid_without_a_short_name_goes_by_its_title():
    assert event_of(bid_acronym=None)["SUMMARY"].startswith("Red teaming and adaptability: ")


def test_the_event_stays_the_same_one_when_it_moves():
    moved = {"sequence": 2, "moved_at": LATER}
    before, after = event_of(), event_of("2030-03-22 16:00", **moved)
    assert before["UID"] == after["UID"]
    assert int(before["SEQUENCE"]) < int(after["SEQUENCE"])
    assert before["DTSTAMP"] == before["LAST-MODIFIED"] == "20290601T090000Z"
    assert after["DTSTAMP"] == after["LAST-MODIFIED"] == "20291218T090000Z"


@pytest.mark.parametrize(
    "off", [{"is_withdrawn": True}, {"status": DeadlineStatus.WITHDRAWN, "status_since": LATER}]
)
def test_a_withdrawn_deadline_is_cancelled_and_says_so(off):
    event = event_of(**off)
    assert event["STATUS"] == "CANCELLED"
    assert event["SUMMARY"] == "Withdrawn: ADAPT: Full bid closes"
    assert event.parts == []


def test_a_met_deadline_says_so_and_rings_no_more():
    event = event_of(status=DeadlineStatus.MET, status_since=LATER)
    assert (event["STATUS"], event["SUMMARY"]) == ("CONFIRMED", "Met: ADAPT: Full bid closes")
    assert event.parts == []


def test_each_change_of_status_makes_a_later_version():
    changes = [
        {},
        {"status": DeadlineStatus.WITHDRAWN, "status_since": LATER},
        {"status": DeadlineStatus.OPEN, "status_since": LATER + timedelta(seconds=5)},
        {
            "status": DeadlineStatus.OPEN,
            "status_since": LATER + timedelta(seconds=5),
            "sequence": 1,
        },
        {"status": DeadlineStatus.MET, "status_since": LATER + timedelta(days=1), "sequence": 1},
    ]
    versions = [int(event_of(**each)["SEQUENCE"]) for each in changes]
    assert versions == sorted(set(versions))


def test_a_version_fits_into_what_calendars_count_with():
    in_a_century = datetime(2130, 1, 1, tzinfo=UTC)
    assert event_of(status_since=in_a_century)["SEQUENCE"] == str(2**31 - 1)
    assert event_of(status_since=OPENED - timedelta(days=1), sequence=4)["SEQUENCE"] == "4"


@pytest.mark.parametrize(
    ("due", "a_working_day"),
    [
        ("2030-03-15 16:00", "-P1D"),
        ("2030-03-18 16:00", "-P3D"),  # Monday: rings on Friday
        ("2030-04-23 12:00", "-P5D"),  # Tuesday after Easter: rings on Thursday
        ("2030-04-01 16:00", "-P2DT23H"),  # the clocks went forward meanwhile
        ("2030-10-28 16:00", "-P3DT1H"),  # and back
    ],
)
def test_it_rings_a_working_day_before_and_three_hours_before(due, a_working_day):
    first, second = event_of(due).parts
    assert [first["TRIGGER"], second["TRIGGER"]] == [a_working_day, "-PT3H"]
    assert first["ACTION"] == second["ACTION"] == "DISPLAY"
    assert first["DESCRIPTION"] == "ADAPT: Full bid closes"


def in_a_line(text):
    """Without control characters, and a blank where there were several."""
    return " ".join("".join(" " if each < " " or each == "\x7f" else each for each in text).split())


@pytest.mark.parametrize("title", ODD_TITLES)
def test_whatever_stands_in_a_title_the_file_can_be_read(title):
    facts = {"bid_acronym": title, "bid_title": title, "call_title": title, "wording": title}
    entries = [an_entry(**facts), an_entry(deadline_id=8, label=title)]
    content = write_calendar(title, entries, BASE)
    calendar = read(content)
    first, second = calendar.parts
    assert calendar["NAME"] == calendar["X-WR-CALNAME"] == in_a_line(title)
    assert first["SUMMARY"] == f"{in_a_line(title)}: Full bid closes"
    assert second["SUMMARY"] == f"ADAPT: {in_a_line(title)}"
    [theirs, _] = Calendar.from_ical(content).walk("VEVENT")
    assert str(theirs["summary"]) == first["SUMMARY"]
    assert str(theirs["description"]) == first["DESCRIPTION"]
    assert theirs.start == datetime(2030, 3, 15, 16, tzinfo=UTC)


@given(st.text(max_size=500), st.text(max_size=100))
def test_no_text_at_all_breaks_the_file(title, label):
    [event] = written(an_entry(bid_title=title, bid_acronym=None, label=label), name=title).parts
    assert event["SUMMARY"] == event["SUMMARY"].strip()
    assert event["DTSTART"] == "20300315T160000Z"


def test_the_same_deadlines_are_the_same_octets():
    assert write_calendar("A", [an_entry()], BASE) == write_calendar("A", [an_entry()], BASE)
