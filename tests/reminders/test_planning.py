"""Who is reminded of what, how often, and what ends it."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from bidapp import clock
from bidapp.bids.stages import Stage
from bidapp.calls.models import CallStatus, StageKind
from bidapp.database import db, unit_of_work
from bidapp.mail.models import Message
from bidapp.reminders.jobs import plan_due_reminders, queue_due_reminders
from bidapp.reminders.models import Reminder, ReminderState
from tests.builders import a_bid, a_call, a_deadline, a_person, a_section, saved, written

IN_TWO_WEEKS = "2030-03-15 16:00"  # seen from noon on 1 March: the rungs of 30 and 14 days are past


@pytest.fixture
def bid(app, now):
    return saved(a_bid(title="Red teaming", call=a_call(a_deadline(IN_TWO_WEEKS))))


def round_at(monkeypatch, moment):
    monkeypatch.setattr(clock, "now", lambda: moment)
    return plan_due_reminders(), queue_due_reminders()


def rounds(monkeypatch, start, end):
    """A round at each moment at which something is due, and one at the end."""
    moment = start
    while moment < end:
        round_at(monkeypatch, moment)
        ahead = [each.send_at for each in reminders(ReminderState.PLANNED)]
        moment = min((each for each in ahead if each > moment), default=end)
    round_at(monkeypatch, end)


def reminders(state=None):
    db.session.rollback()
    wanted = select(Reminder).order_by(Reminder.send_at, Reminder.id)
    return [each for each in db.session.scalars(wanted) if state in (None, each.state)]


def letters():
    db.session.rollback()
    return db.session.scalars(select(Message).order_by(Message.id)).all()


def due_of(bid):
    [deadline] = bid.call.deadlines
    return deadline.due_at


def change(row, **facts):
    with unit_of_work():
        for name, value in facts.items():
            setattr(row, name, value)


def test_reminders_are_planned_once_however_often_that_is_done(bid):
    assert plan_due_reminders() == 6
    assert plan_due_reminders() == 0
    assert len(reminders()) == 6


def test_a_whole_ladder_is_sent_rung_by_rung_and_each_once(bid, now, monkeypatch):
    rounds(monkeypatch, now, due_of(bid) + timedelta(hours=2))
    sent = [each.hours_before for each in reminders(ReminderState.QUEUED)]
    assert sent == [336, 168, 72, 24, 3]
    assert len(letters()) == 5


def test_a_rung_is_sent_at_its_moment_and_not_before(bid, now, monkeypatch):
    round_at(monkeypatch, now)
    [morning] = [each.send_at for each in reminders() if each.hours_before == 168]
    assert round_at(monkeypatch, morning - timedelta(seconds=1)) == (0, 0)
    assert round_at(monkeypatch, morning) == (0, 1)


def test_the_owner_and_the_writers_are_reminded_and_nobody_else(bid):
    writer, absent = saved(a_person("Writer")), saved(a_person("Gone", is_active=False))
    saved(a_person("Somebody else"))
    for person in (writer, writer, absent, bid.owner):
        saved(a_section(bid, writer=person))
    plan_due_reminders()
    assert {each.person_id for each in reminders()} == {bid.owner_id, writer.id}


def test_a_moved_deadline_is_reminded_of_afresh_and_the_old_one_never(bid, now, monkeypatch):
    round_at(monkeypatch, now)
    old = {each.id for each in reminders(ReminderState.PLANNED)}
    [deadline] = bid.call.deadlines
    with unit_of_work():
        deadline.fall_due(deadline.due_local + timedelta(days=14), deadline.zone)
    rounds(monkeypatch, now + timedelta(days=5), now + timedelta(days=30))
    sent = {each.id for each in reminders(ReminderState.QUEUED)}
    assert old & sent == set()
    assert {each.occurrence for each in reminders() if each.id in old} == {1}
    rungs = [each.hours_before for each in reminders() if each.id in sent]
    assert rungs == [720, 336, 336, 168, 72, 24, 3]


@pytest.mark.parametrize("stage", [Stage.WITHDRAWN, Stage.SUBMITTED, Stage.LOST])
def test_a_bid_that_is_no_longer_written_goes_quiet(bid, now, monkeypatch, stage):
    round_at(monkeypatch, now)
    change(bid, stage=stage)
    rounds(monkeypatch, due_of(bid) - timedelta(hours=34), due_of(bid))
    assert len(letters()) == 1


@pytest.mark.parametrize("status", [CallStatus.WITHDRAWN, CallStatus.PAUSED])
def test_a_call_that_is_withdrawn_or_paused_goes_quiet(bid, now, monkeypatch, status):
    change(bid.call, status=status)
    rounds(monkeypatch, due_of(bid) - timedelta(hours=34), due_of(bid))
    assert letters() == []


def test_a_withdrawn_deadline_goes_quiet(bid, now, monkeypatch):
    round_at(monkeypatch, now)
    change(bid.call.deadlines[0], is_withdrawn=True)
    rounds(monkeypatch, due_of(bid) - timedelta(hours=34), due_of(bid))
    assert len(letters()) == 1
    assert reminders(ReminderState.PLANNED) == []


def test_a_paused_call_that_goes_on_is_reminded_of_again(bid, now, monkeypatch):
    round_at(monkeypatch, now)
    change(bid.call, status=CallStatus.PAUSED)
    round_at(monkeypatch, now + timedelta(hours=1))
    change(bid.call, status=CallStatus.OPEN)
    rounds(monkeypatch, due_of(bid) - timedelta(hours=34), due_of(bid))
    assert [each.hours_before for each in reminders(ReminderState.QUEUED)] == [336, 24, 3]


def test_somebody_who_handed_the_bid_over_is_left_in_peace(bid, now, monkeypatch):
    round_at(monkeypatch, now)
    before, successor = bid.owner_id, saved(a_person("Successor"))
    change(bid, owner=successor)
    rounds(monkeypatch, due_of(bid) - timedelta(hours=34), due_of(bid))
    later = [each.person_id for each in reminders(ReminderState.QUEUED)][1:]
    assert set(later) == {successor.id}
    assert before not in later


def test_after_a_long_outage_only_the_latest_rung_is_sent(bid, now, monkeypatch):
    plan_due_reminders()
    round_at(monkeypatch, due_of(bid) - timedelta(hours=20))
    [sent] = reminders(ReminderState.QUEUED)
    assert sent.hours_before == 24
    assert len(reminders(ReminderState.SUPERSEDED)) == 4


def test_nothing_is_sent_once_the_deadline_has_passed(bid, now, monkeypatch):
    plan_due_reminders()
    round_at(monkeypatch, due_of(bid))
    assert letters() == []


def test_a_submitted_bid_is_reminded_of_its_response_and_not_of_its_full_bid(app, now, monkeypatch):
    response = a_deadline("2030-03-10 16:00", label="Response due", stage=StageKind.RESPONSE)
    call = a_call(a_deadline(IN_TWO_WEEKS), response)
    saved(a_bid(call=call, stage=Stage.SUBMITTED))
    round_at(monkeypatch, now)
    assert {each.deadline.label for each in reminders()} == {"Response due"}


def test_one_that_cannot_be_queued_does_not_hold_up_the_others(bid, now, caplog):
    saved(a_bid(title="Other", call=a_call(a_deadline(IN_TWO_WEEKS))))
    plan_due_reminders()
    change(bid.call.deadlines[0], zone="Nowhere/Nothing")
    assert queue_due_reminders() == 1
    [letter] = letters()
    assert "Other" in letter.subject
    assert "could not be queued" in caplog.text


def test_the_letter_says_the_day_the_time_the_zone_and_what_is_missing(bid):
    saved(a_section(bid, title="Vision", position=1))
    written(saved(a_section(bid, title="Approach", position=2, limit=3)), "<p>a b c d e</p>")
    written(saved(a_section(bid, title="Team", position=3)), "<p>Enough.</p>")
    plan_due_reminders()
    queue_due_reminders()
    [letter] = letters()
    assert "Full bid closes" in letter.subject
    assert "10 working days" in letter.subject
    assert "Fri 15 March 2030, 4:00pm (UK)" in letter.body
    assert "- Vision: nothing written yet" in letter.body
    assert "- Approach: 2 words over the limit" in letter.body
    assert "Team" not in letter.body
    assert f"http://bids.example.org/bids/{bid.id}" in letter.body


def test_a_writer_reads_only_of_the_own_sections(bid):
    writer = saved(a_person("Writer", email="writer@example.org"))
    saved(a_section(bid, title="Mine", writer=writer))
    saved(a_section(bid, title="Not mine"))
    plan_due_reminders()
    queue_due_reminders()
    [body] = [each.body for each in letters() if each.recipient == "writer@example.org"]
    assert "Mine: nothing written yet" in body
    assert "Not mine" not in body


def test_a_deadline_in_brussels_is_told_in_both_times(app, now):
    deadline = a_deadline("2030-03-15 17:00", zone="Europe/Brussels")
    saved(a_bid(call=a_call(deadline)))
    plan_due_reminders()
    queue_due_reminders()
    assert "Fri 15 March 2030, 4:00pm (UK) · 5:00pm Brussels time" in letters()[0].body
