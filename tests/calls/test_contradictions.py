"""Dates of a call that cannot all be true are said in sentences, and never refused."""

import pytest

from bidapp.calls.contradictions import contradictions
from bidapp.calls.models import CallStage, CallStatus, StageKind
from tests.builders import a_call, a_day, a_deadline

TODAY = a_day("2030-03-01")


def found(call):
    return contradictions(call, today=TODAY)


def test_a_sound_call_says_nothing():
    call = a_call(
        a_deadline("2030-03-15 16:00", label="Outline", stage=StageKind.OUTLINE),
        a_deadline("2030-06-15 16:00"),
        published_on=a_day("2030-01-01"),
        opens_on=a_day("2030-02-01"),
        checked_on=TODAY,
    )
    assert found(call) == []


def test_a_call_without_any_date_says_nothing():
    assert found(a_call()) == []


def test_it_opens_before_it_is_published():
    call = a_call(opens_on=a_day("2030-01-01"), published_on=a_day("2030-01-02"))
    assert found(call) == [
        "It opens on Tue 1 January 2030, before it is published on Wed 2 January 2030."
    ]


def test_something_is_due_before_the_call_opens():
    call = a_call(
        a_deadline("2030-04-15 16:00"),
        opens_on=a_day("2030-05-01"),
        status=CallStatus.UPCOMING,
    )
    assert found(call) == [
        "Full bid closes is due on Mon 15 April 2030, before the call opens on Wed 1 May 2030."
    ]


def test_a_later_stage_is_due_before_an_earlier_one():
    call = a_call(
        a_deadline("2030-03-15 16:00", label="Full bid"),
        a_deadline("2030-04-15 16:00", label="Outline", stage=StageKind.OUTLINE),
    )
    assert found(call) == ["Full bid (full bid) is due before Outline (outline)."]


def test_two_deadlines_of_one_stage_have_no_order():
    call = a_call(
        a_deadline("2030-04-15 16:00", label="Text"), a_deadline("2030-03-15 16:00", label="Costs")
    )
    assert found(call) == []


def test_something_is_due_before_its_stage_opens():
    stage = CallStage(kind=StageKind.FULL, opens_on=a_day("2030-03-20"))
    assert found(a_call(a_deadline("2030-03-15 16:00"), stages=[stage])) == [
        "Full bid closes is due on Fri 15 March 2030, before its stage opens on Wed 20 March 2030."
    ]


def test_a_deadline_belongs_to_a_stage_the_call_does_not_have():
    stage = CallStage(kind=StageKind.EOI)
    assert found(a_call(a_deadline(), stages=[stage])) == [
        "Full bid closes belongs to a stage (full bid) that this call is not said to have."
    ]


@pytest.mark.parametrize(
    ("status", "due", "opens_on", "sentence"),
    [
        ("open", "2030-06-15", "2030-03-02", "It is said to be open, and to open on Sat 2 March"),
        ("closed", "2030-06-15", None, "It is said to be closed, and Full bid closes is still"),
        ("upcoming", "2030-06-15", "2030-02-01", "It is said to be upcoming, and opened on Fri 1"),
        ("open", "2030-02-15", None, "It is said to be open, and its last deadline has passed."),
    ],
)
def test_the_status_contradicts_the_dates(status, due, opens_on, sentence):
    call = a_call(
        a_deadline(f"{due} 16:00"),
        status=CallStatus(status),
        opens_on=opens_on and a_day(opens_on),
    )
    (said,) = found(call)
    assert said.startswith(sentence)


def test_a_call_that_closes_today_is_rightly_open():
    assert found(a_call(a_deadline("2030-03-01 09:00"))) == []


def test_it_was_checked_in_the_future():
    assert found(a_call(checked_on=a_day("2030-03-02"))) == [
        "It was checked on Sat 2 March 2030, which is still to come."
    ]


def test_a_check_grows_old_only_while_something_is_ahead():
    old = a_day("2030-01-29")
    assert found(a_call(a_deadline(), checked_on=old)) == [
        "It was last checked on Tue 29 January 2030. Read the funder’s page again."
    ]
    assert found(a_call(a_deadline(), checked_on=a_day("2030-01-30"))) == []
    assert found(a_call(checked_on=old)) == []


def test_a_withdrawn_deadline_contradicts_nothing():
    call = a_call(a_deadline("2030-02-15 16:00", is_withdrawn=True), opens_on=a_day("2030-02-20"))
    assert found(call) == []


def test_the_day_is_that_of_the_zone_in_which_it_was_promised():
    """23:30 in New York on the last day before the call opens is the day itself in the UK."""
    late = a_deadline("2030-04-30 23:30", zone="America/New_York")
    call = a_call(late, opens_on=a_day("2030-05-01"), status=CallStatus.UPCOMING)
    assert found(call) == [
        "Full bid closes is due on Tue 30 April 2030, before the call opens on Wed 1 May 2030."
    ]
