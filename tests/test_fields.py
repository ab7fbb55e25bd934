"""What people may type, and what is kept of it."""

from datetime import date, time
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.datastructures import MultiDict
from wtforms import Form, StringField

from bidapp.fields import (
    ClockTimeField,
    PercentField,
    PoundsField,
    email_field,
    is_zone,
    line_field,
    one_line,
    optional_day,
    plain_text,
    web_address_field,
)


class Typed(Form):
    title = line_field("Title", required="Enter a title.", longest=20)
    money = PoundsField("Money")
    share = PercentField("Share")
    at = ClockTimeField("Time")
    on = optional_day("Date")
    email = email_field("E-mail")
    zone = StringField("Zone", [is_zone])
    url = web_address_field("Address")


def kept(name, text):
    """What a field makes of a text, or the sentence with which it refuses it."""
    form = Typed(MultiDict({name: text}))
    field = form[name]
    return field.data if field.validate(form) else field.errors[0]


@pytest.mark.parametrize(
    ("text", "pence"),
    [
        ("600,000", 60_000_000),
        ("£600,000", 60_000_000),
        (" £ 1 260.5 ", 126_050),
        ("0.05", 5),
        ("0", 0),
        ("", None),
        ("999999999999", 99_999_999_999_900),
    ],
)
def test_pounds_are_kept_as_pence(text, pence):
    assert kept("money", text) == pence


@pytest.mark.parametrize("text", ["-5", "1e6", "12.345", "six", "1.2.3", "١٢", "9" * 13, "."])
def test_what_is_no_sum_is_refused(text):
    assert (
        kept("money", text) == "Enter pounds as a number from 0, for example 600,000 or 1,250.50."
    )


@given(st.integers(0, 10**14 - 1))
def test_pounds_shown_are_read_back_as_the_same(pence):
    shown = Typed(data={"money": pence}).money._value()
    assert kept("money", shown) == pence


@pytest.mark.parametrize(
    ("text", "share"),
    [("80", "80"), (" 12.5 % ", "12.5"), ("0", "0"), ("100.00", "100"), ("07", "7")],
)
def test_a_percentage_is_kept_exactly(text, share):
    assert kept("share", text) == Decimal(share)


@pytest.mark.parametrize(
    "text", ["half", "-1", "12.345", "1e2", "NaN", "sNaN", "Infinity", "٨٠", "9" * 5000, "80%%"]
)
def test_what_is_no_percentage_is_refused(text):
    assert kept("share", text) == "Enter a percentage as a number, for example 80 or 12.5."


@pytest.mark.parametrize("text", ["100.01", "999"])
def test_more_than_all_is_refused(text):
    assert kept("share", text) == "Enter a percentage from 0 to 100."


@pytest.mark.parametrize(
    ("text", "clock"),
    [
        ("16:00", time(16)),
        ("16:00:00", time(16)),
        ("4pm", time(16)),
        ("4:00 PM", time(16)),
        ("11.30am", time(11, 30)),
        ("12am", time(0)),
        ("12pm", time(12)),
        ("noon", time(12)),
        ("00:00", time(0)),
        ("23:59", time(23, 59)),
    ],
)
def test_times_are_read_as_people_say_them(text, clock):
    assert kept("at", text) == clock


@pytest.mark.parametrize("text", ["4", "24:00", "13pm", "0am", "4:60pm", "soon", "midnight", "٤pm"])
def test_a_time_in_doubt_is_refused(text):
    assert kept("at", text) == "Enter a time like 16:00 or 4:00pm."


@pytest.mark.parametrize("text", ["2027-01-14", "14/01/2027", "14 January 2027", " 14 Jan 2027 "])
def test_dates_are_read_in_four_shapes(text):
    assert kept("on", text) == date(2027, 1, 14)


@pytest.mark.parametrize("text", ["2027-02-30", "01/14/2027", "tomorrow", "14/01/27"])
def test_what_is_no_date_is_refused(text):
    assert kept("on", text) == "Enter a date like 14/01/2027."


@pytest.mark.parametrize("text", ["1066-10-14", "9999-12-31"])
def test_a_date_far_away_is_refused(text):
    assert kept("on", text) == "Enter a year between 1900 and 2200."


@pytest.mark.parametrize("text", ["name@example.ac.uk", " Name.Surname+bids@example.org "])
def test_an_email_address_is_kept(text):
    assert kept("email", text) == text.strip()


@pytest.mark.parametrize(
    "text",
    ["name", "a@b@c", "a@example.org, b@example.org", "a@example.org\nBcc: b@example.org", "@"],
)
def test_more_or_less_than_one_email_address_is_refused(text):
    assert kept("email", text) == "Enter an e-mail address like name@example.ac.uk."


@pytest.mark.parametrize("zone", ["Europe/London", "Europe/Brussels", "America/New_York"])
def test_a_zone_is_kept(zone):
    assert kept("zone", zone) == zone


@pytest.mark.parametrize("zone", ["", "BST", "Europe/Leicester", "../etc/passwd", "Europe"])
def test_what_is_no_zone_is_refused(zone):
    assert kept("zone", zone).startswith("Enter a time zone like")


@pytest.mark.parametrize("text", ["https://www.ukri.org", "http://example.org/a?b=c#d"])
def test_a_web_address_is_kept(text):
    assert kept("url", text) == text


@pytest.mark.parametrize("text", ["javascript:alert(1)", "ukri.org", "https://", "https:///x"])
def test_other_addresses_are_refused(text):
    assert kept("url", text).startswith("Enter a web address")


def test_a_line_has_no_breaks_and_no_edge_blanks():
    assert one_line("  A\ttitle\r\nin two\x00 lines\u2028 ") == "A title in two lines"


def test_a_line_has_no_overrides_of_direction():
    assert one_line("invoice\u202excod.exe\u2066 \u2069") == "invoice xcod.exe"


def test_a_line_keeps_letters_of_every_script():
    assert one_line("Größe, 東京, עברית, 🚓") == "Größe, 東京, עברית, 🚓"


@pytest.mark.parametrize("text", ["", "   ", "\u202e", "\x00"])
def test_a_line_of_nothing_visible_is_missing(text):
    assert kept("title", text) == "Enter a title."


def test_a_line_too_long_says_how_long_it_may_be():
    assert kept("title", "x" * 21) == "Use at most 20 characters."


def test_plain_text_keeps_its_lines_and_loses_what_nobody_sees():
    assert plain_text(" One\r\ntwo\rthree\x00\x07\n\n") == "One\ntwo\nthree"


@given(st.text())
def test_a_line_cleaned_twice_is_the_line_cleaned_once(text):
    assert one_line(one_line(text)) == one_line(text)
