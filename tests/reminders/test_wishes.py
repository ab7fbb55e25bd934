"""As each person wants it: quiet hours, digests, put off, away."""

from datetime import date, time, timedelta
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from bidapp.calls.actions import save_deadline
from bidapp.database import db, unit_of_work
from bidapp.reminders.actions import TooLate, put_off, save_wishes
from bidapp.reminders.jobs import plan_ahead
from bidapp.reminders.models import (
    Absence,
    Digest,
    QuietSpan,
    ReminderPreference,
    ReminderState,
    Urgency,
)
from bidapp.reminders.quiet_hours import next_digest, quiet_at, quiet_spans
from tests.builders import (
    a_bid,
    a_call,
    a_day,
    a_deadline,
    a_person,
    a_section,
    saved,
    written,
)
from tests.reminders.looking import (
    at,
    change,
    letters,
    live_through,
    queued,
    reminders,
    said,
)

NOON, CLOSE = "2030-03-01 12:00", "2030-03-15 16:00"
SEVEN, THREE, ONE = "2030-03-06 09:00", "2030-03-12 09:00", "2030-03-14 09:00"
ZONES = ("Europe/London", "America/New_York", "Asia/Kolkata", "Pacific/Auckland")
CLOCKS = st.integers(0, 24 * 60 - 1).map(lambda minutes: time(minutes // 60, minutes % 60))
MOMENTS = st.integers(0, 15 * 366 * 24 * 60).map(
    lambda minutes: at("2025-01-01 00:00") + timedelta(minutes=minutes)
)


@pytest.fixture
def deadline(bid):
    [deadline] = bid.call.deadlines
    return deadline


def wants(person, **wishes):
    facts = {"digest": Digest.EACH, "digest_at": time(8), "digest_weekday": 0, "zone": ZONES[0]}
    with unit_of_work():
        save_wishes(person, facts | wishes, at=at(NOON))


def quiet(begin, end, zone=ZONES[0], **more):
    return ReminderPreference(
        quiet_from=time.fromisoformat(begin), quiet_until=time.fromisoformat(end), zone=zone, **more
    )


def outlined(wishes, first="2030-03-05", days=1):
    return [(span.begins_at, span.ends_at) for span in quiet_spans(wishes, a_day(first), days)]


# Quiet hours and digests as arithmetic


def test_quiet_hours_may_reach_over_midnight():
    assert outlined(quiet("19:00", "07:00")) == [(at("2030-03-05 19:00"), at("2030-03-06 07:00"))]
    assert outlined(quiet("12:00", "14:00")) == [(at("2030-03-05 12:00"), at("2030-03-05 14:00"))]


def test_who_asks_for_none_has_no_quiet_hours():
    assert outlined(ReminderPreference(zone=ZONES[0])) == []
    assert quiet_at(ReminderPreference(zone=ZONES[0]), at(NOON)) is None


@pytest.mark.parametrize("on", ["2030-03-30", "2030-10-26"])
def test_quiet_hours_end_by_the_persons_clock_on_both_sides_of_a_clock_change(on):
    [(_, ends_at)] = outlined(quiet("19:00", "07:00"), on)
    assert ends_at == at(f"{date.fromisoformat(on) + timedelta(days=1)} 07:00")


@given(CLOCKS, CLOCKS, st.sampled_from(ZONES), MOMENTS)
def test_quiet_is_from_the_beginning_until_before_the_end(begin, end, zone, moment):
    wishes = quiet(f"{begin:%H:%M}", f"{end:%H:%M}", zone)
    found = quiet_at(wishes, moment)
    assert found is None or found.begins_at <= moment < found.ends_at
    if found:
        assert quiet_at(wishes, found.ends_at - timedelta(seconds=1)) == found
        assert found.send_by < found.begins_at


@given(CLOCKS, st.integers(0, 6), st.sampled_from(ZONES), MOMENTS)
def test_the_next_digest_is_within_a_day_or_a_week(clock, weekday, zone, moment):
    wishes = ReminderPreference(digest_at=clock, digest_weekday=weekday, zone=zone)
    for digest, longest in ((Digest.DAILY, 1), (Digest.WEEKLY, 7)):
        wishes.digest = digest
        found = next_digest(wishes, moment)
        assert moment <= found <= moment + timedelta(days=longest, hours=1)


# Quiet hours kept


def test_what_would_come_in_quiet_hours_comes_before_they_begin(bid, owner, turn):
    wants(owner, quiet_from=time(8, 30), quiet_until=time(10))
    live_through(turn, "2030-03-05 12:00", "2030-03-06 12:00")
    [reminder] = [each for each in queued() if said(each) == "7WD"]
    assert reminder.settled_at == at("2030-03-06 08:20")


def test_over_midnight_it_comes_the_evening_before(bid, owner, turn):
    wants(owner, quiet_from=time(19), quiet_until=time(9, 30))
    live_through(turn, "2030-03-05 12:00", "2030-03-06 12:00")
    assert [each.settled_at for each in queued()][1:] == [at("2030-03-05 18:50")]


def test_what_is_urgent_comes_in_quiet_hours_too(bid, owner, turn):
    wants(owner, quiet_from=time(12), quiet_until=time(15))
    live_through(turn, "2030-03-15 09:30", "2030-03-15 14:00")
    [reminder] = [each for each in queued() if said(each) == "3h"]
    assert reminder.settled_at == at("2030-03-15 13:00")


def test_after_an_outage_quiet_hours_are_waited_out_when_there_is_time(bid, owner, turn):
    wants(owner, quiet_from=time(19), quiet_until=time(7))
    turn(NOON)
    turn("2030-03-08 22:00")
    assert [said(each) for each in queued()] == ["14WD"]
    turn("2030-03-09 07:00")
    assert [said(each) for each in queued()] == ["14WD", "7WD"]


def test_quiet_hours_are_not_waited_out_when_the_deadline_would_pass(bid, owner, turn):
    wants(owner, quiet_from=time(9), quiet_until=time(17))
    turn(NOON)
    turn("2030-03-15 09:30")
    assert [said(each) for each in queued()] == ["1WD"]


def test_what_was_sent_before_quiet_hours_is_not_sent_again_when_the_ladder_is_laid_anew(
    bid, deadline, owner, turn
):
    wants(owner, quiet_from=time(19), quiet_until=time(9, 30))
    live_through(turn, "2030-03-05 12:00", "2030-03-05 19:30")
    before = len(letters())
    assert said(queued()[-1]) == "7WD"
    change(deadline, ladder_is_stale=True)
    live_through(turn, "2030-03-05 20:00", "2030-03-06 12:00")
    assert len(letters()) == before


def test_changed_wishes_hold_for_what_is_planned_already(bid, owner, turn):
    turn("2030-03-05 12:00")
    wants(owner, quiet_from=time(8, 30), quiet_until=time(10))
    turn("2030-03-05 12:10")
    [planned] = reminders(ReminderState.PLANNED, person_id=owner.id)
    assert planned.wake_at == at("2030-03-06 08:20")
    wants(owner, quiet_from=None, quiet_until=None)
    turn("2030-03-05 12:20")
    [planned] = reminders(ReminderState.PLANNED, person_id=owner.id)
    assert planned.wake_at == at(SEVEN)


def some_wishes(random):
    """Quiet hours of all lengths up to 23 hours, in all zones."""
    begins = at("2030-01-01 00:00") + timedelta(minutes=15 * random.randrange(24 * 4))
    ends = begins + timedelta(minutes=15 * random.randrange(1, 23 * 4))
    return {
        "zone": random.choice(ZONES), "quiet_from": begins.time(), "quiet_until": ends.time(),
    }  # fmt: skip


def test_whatever_the_quiet_hours_nothing_is_planned_into_them_or_past_the_deadline(
    app, now, set_clock
):
    random = Random("quiet hours")
    people = [saved(a_person(f"Person {number}")) for number in range(40)]
    for person in people:
        wants(person, **some_wishes(random))
    for number in range(4):
        due = f"2030-04-0{random.randrange(1, 5)} {random.randrange(24):02}:30"
        bid = saved(a_bid(call=a_call(a_deadline(due, zone=random.choice(ZONES)))))
        with unit_of_work():
            db.session.add_all(
                a_section(bid, key=f"s{number}-{person.id}", writer=person) for person in people
            )
    set_clock("2030-03-30 12:00")  # the clocks change in the night, in London
    plan_ahead()
    planned = [each for each in reminders(ReminderState.PLANNED) if each.person in people]
    assert len(planned) > 100
    wishes = {each.person_id: each for each in db.session.scalars(select(ReminderPreference))}
    for each in planned:
        assert each.wake_at < each.deadline.due_at
        assert each.wake_at <= max(each.send_at, at("2030-03-31 12:00"))
        if each.rule.urgency is Urgency.URGENT:
            assert each.wake_at == each.send_at
        elif found := quiet_at(wishes[each.person_id], each.wake_at):
            assert found.ends_at >= each.deadline.due_at


def test_quiet_hours_are_known_for_the_days_ahead_and_forgotten_afterwards(bid, owner, turn):
    wants(owner, quiet_from=time(19), quiet_until=time(7))
    turn("2030-03-05 12:00")
    turn("2030-03-12 12:00")
    spans = db.session.scalars(select(QuietSpan).order_by(QuietSpan.begins_at)).all()
    assert spans[0].ends_at >= at("2030-03-11 12:00")
    assert spans[-1].begins_at >= at("2030-03-16 12:00")
    assert len(spans) < 10


# Digests


def test_a_daily_digest_brings_all_that_is_not_urgent_together(bid, owner, turn):
    wants(owner, digest=Digest.DAILY)
    saved(a_bid(title="Second", owner=owner, call=a_call(a_deadline("2030-03-15 12:00"))))
    live_through(turn, "2030-03-05 08:30", "2030-03-07 08:00")
    assert [each.subject for each in letters()] == [
        "2 deadlines ahead; the next is Second: Full bid closes",  # what was due at once
        "2 deadlines ahead; the next is Second: Full bid closes",
    ]
    assert [each.written_at for each in letters()] == [
        at("2030-03-06 08:00"), at("2030-03-07 08:00"),
    ]  # fmt: skip


def test_a_digest_of_one_is_an_ordinary_reminder_and_of_none_is_no_mail(bid, owner, turn):
    wants(owner, digest=Digest.DAILY)
    live_through(turn, "2030-03-05 12:00", "2030-03-08 12:00")
    assert [each.subject for each in letters()] == [
        "Red teaming: Full bid closes, 7 working days",
        "Red teaming: Full bid closes, 6 working days",
    ]


def test_urgent_ones_come_single_and_at_once(bid, owner, turn):
    wants(owner, digest=Digest.DAILY)
    live_through(turn, "2030-03-15 09:00", "2030-03-15 16:00")
    assert [(said(each), each.settled_at) for each in queued()][-2:] == [
        ("3h", at("2030-03-15 13:00")), ("now", at("2030-03-15 16:00")),
    ]  # fmt: skip


def test_what_a_digest_would_bring_too_late_comes_single(bid, deadline, owner, turn):
    change(deadline, is_withdrawn=True)
    wants(owner, digest=Digest.WEEKLY)
    other = saved(a_bid(title="Later", owner=owner, call=a_call(a_deadline("2030-03-22 11:00"))))
    live_through(turn, "2030-03-14 12:30", "2030-03-21 12:00")
    sent = [(said(each), each.settled_at) for each in queued(bid_id=other.id)]
    assert sent == [
        ("7WD", at("2030-03-18 08:00")),
        ("3WD", at("2030-03-19 09:00")),
        ("1WD", at("2030-03-21 09:00")),
    ]


def test_a_weekly_digest_comes_on_its_day_and_says_the_latest_of_each_once(bid, owner, turn):
    wants(owner, digest=Digest.WEEKLY, digest_weekday=4)  # Friday
    live_through(turn, "2030-03-05 12:00", "2030-03-08 08:00")
    assert [(said(each), each.settled_at) for each in queued()] == [("7WD", at("2030-03-08 08:00"))]
    live_through(turn, "2030-03-08 08:30", "2030-03-15 08:00")
    assert [said(each) for each in queued()] == ["7WD", "1WD"]
    assert [said(each) for each in reminders(ReminderState.SUPERSEDED)] == ["14WD", "3WD"]


def test_a_digest_tells_of_a_move_even_when_a_later_rung_is_in_it(bid, deadline, owner, turn):
    writer = saved(a_person("Writer", email="writer@example.org"))
    written(saved(a_section(bid, writer=writer)), "<p>Enough.</p>")
    turn(NOON)
    for person in (owner, writer):
        wants(person, digest=Digest.WEEKLY)  # Monday
    with unit_of_work():
        facts = {"due_local": at("2030-03-19 16:00").replace(tzinfo=None), "zone": deadline.zone}
        save_deadline(deadline, facts, by=None, at=at(NOON))
    live_through(turn, "2030-03-05 12:00", "2030-03-11 08:00")
    for recipient in ("olive@example.org", "writer@example.org"):
        for part in (letters(recipient)[-1].body, letters(recipient)[-1].html):
            assert "moved from Fri 15 March 2030, 4:00pm (UK)" in part


def test_a_digest_waits_for_the_end_of_quiet_hours(bid, owner, turn):
    wants(owner, digest=Digest.DAILY, quiet_from=time(19), quiet_until=time(8, 30))
    live_through(turn, "2030-03-05 12:00", "2030-03-07 12:00")
    assert [each.written_at for each in letters()] == [
        at("2030-03-06 08:30"), at("2030-03-07 08:30"),
    ]  # fmt: skip


# Put off


def putting_off(bid, deadline, person, until, now=NOON):
    with unit_of_work():
        put_off(bid, deadline, person, at(until), at=at(now))


def test_what_is_put_off_comes_afterwards_and_only_the_latest(bid, deadline, owner, turn):
    turn(NOON)
    putting_off(bid, deadline, owner, "2030-03-13 09:00")
    live_through(turn, "2030-03-01 13:00", "2030-03-13 08:59")
    assert [said(each) for each in queued()] == ["14WD"]
    turn("2030-03-13 09:00")
    assert [said(each) for each in queued()] == ["14WD", "3WD"]
    assert [said(each) for each in reminders(ReminderState.SUPERSEDED)] == ["7WD"]


def test_it_is_put_off_for_one_person_and_one_bid(bid, deadline, owner, turn):
    other = saved(a_bid(title="Other", owner=owner, call=bid.call))
    saved(a_section(bid, writer=saved(a_person("Writer"))))
    turn(NOON)
    putting_off(bid, deadline, owner, "2030-03-13 09:00")
    turn(SEVEN)
    heard = {(each.bid_id, each.person.name) for each in queued() if said(each) == "7WD"}
    assert heard == {(other.id, "Olive Owner"), (bid.id, "Writer")}


@pytest.mark.parametrize("until", [CLOSE, "2030-03-16 09:00", NOON, "2030-02-28 09:00"])
def test_nothing_is_put_off_past_its_deadline_or_into_the_past(bid, deadline, owner, until):
    with pytest.raises(TooLate):
        putting_off(bid, deadline, owner, until)


def test_putting_it_off_again_replaces_the_first_time(bid, deadline, owner, turn):
    turn(NOON)
    for until in ("2030-03-13 09:00", "2030-03-07 09:00"):
        putting_off(bid, deadline, owner, until)
    live_through(turn, "2030-03-01 13:00", "2030-03-07 09:00")
    assert [said(each) for each in queued()] == ["14WD", "7WD"]


def test_a_deadline_moved_to_before_the_time_it_was_put_off_to_is_told_at_once(
    bid, deadline, owner, turn
):
    turn(NOON)
    putting_off(bid, deadline, owner, "2030-03-13 09:00")
    with unit_of_work():
        facts = {"due_local": at("2030-03-08 16:00").replace(tzinfo=None), "zone": deadline.zone}
        save_deadline(deadline, facts, by=None, at=at(NOON))
    turn("2030-03-01 13:00")
    assert [said(each) for each in queued()] == ["14WD", "moved"]


# Away


def away(person, deputy, first="2030-03-04", last="2030-03-08"):
    return saved(
        Absence(person_id=person.id, from_on=a_day(first), until_on=a_day(last), deputy=deputy)
    )


def test_while_somebody_is_away_their_deputy_is_written_to(bid, owner, turn):
    away(owner, saved(a_person("Dee Deputy", email="dee@example.org")))
    turn(NOON)
    turn(SEVEN)
    turn(THREE)
    assert [each.recipient for each in letters()] == [
        "olive@example.org", "dee@example.org", "olive@example.org",
    ]  # fmt: skip
    for part in (letters()[1].body, letters()[1].html):
        assert "Dear Dee Deputy" in part
        assert "Olive Owner is away until Fri 8 March 2030, and you take their" in part
        assert "You look after it." not in part


def test_an_absence_holds_from_its_first_to_its_last_day(bid, owner, turn):
    away(owner, saved(a_person("Dee", email="dee@example.org")), "2030-03-06", "2030-03-06")
    turn("2030-03-05 12:00")
    turn(SEVEN)
    assert [each.recipient for each in letters()] == ["olive@example.org", "dee@example.org"]


@pytest.mark.parametrize("state", [{"is_active": False}, {"email": ""}])
def test_a_deputy_who_cannot_be_reached_replaces_nobody(bid, owner, turn, state):
    deputy = saved(a_person("Dee"))
    away(owner, deputy)
    change(deputy, **state)
    turn(SEVEN)
    assert [each.recipient for each in letters()] == ["olive@example.org"]


def test_a_deputy_cannot_unsubscribe_somebody_else(bid, owner, turn):
    away(owner, saved(a_person("Dee")))
    turn(SEVEN)
    [letter] = letters()
    assert letter.unsubscribe_key is None


def test_a_digest_goes_to_the_deputy_too_and_says_for_whom(bid, owner, turn):
    saved(a_bid(title="Second", owner=owner, call=bid.call))
    wants(owner, digest=Digest.DAILY)
    away(owner, saved(a_person("Dee", email="dee@example.org")))
    live_through(turn, "2030-03-05 12:00", "2030-03-06 08:00")
    [letter] = letters("dee@example.org")
    assert "2 deadlines" in letter.subject
    for part in (letter.body, letter.html):
        assert "Olive Owner is away until Fri 8 March 2030" in part
