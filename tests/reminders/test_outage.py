"""After a silence: the latest of each in one mail; what passed is told to coordinators alone."""

from datetime import timedelta

import pytest

from bidapp.bids.stages import Stage
from bidapp.calls.actions import save_deadline
from bidapp.database import unit_of_work
from bidapp.mail.models import MessageState
from bidapp.reminders.actions import pause, resume
from bidapp.reminders.models import ReminderState
from bidapp.reminders.queries import the_service
from tests.builders import LONG_AGO, a_bid, a_call, a_deadline, a_person, a_section, saved
from tests.mail.mail_server import a_mail_server, free_port
from tests.reminders.looking import at, change, letters, queued, reminders, said

NOON, CLOSE = "2030-03-01 12:00", "2030-03-15 16:00"
SEVEN, THREE, ONE = "2030-03-06 09:00", "2030-03-12 09:00", "2030-03-14 09:00"
TEN_DAYS_LATER = "2030-03-11 12:00"


@pytest.fixture
def writer(app):
    return saved(a_person("Wilma Writer", email="wilma@example.org"))


@pytest.fixture
def a_bid_due(app, owner, writer):
    """A bid of the same two people's, on a call of its own."""

    def a_bid_due(title, due):
        bid = saved(a_bid(title=title, owner=owner, call=a_call(a_deadline(due))))
        saved(a_section(bid, writer=writer))
        return bid

    return a_bid_due


def since(before):
    return letters()[before:]


def test_after_ten_days_each_person_gets_one_mail_with_the_latest_of_each(
    now, a_bid_due, coordinator, turn
):
    for title, due in (("Later", "2030-03-18 16:00"), ("Sooner", CLOSE)):
        a_bid_due(title, due)
    turn(NOON)
    before = len(letters())
    turn(TEN_DAYS_LATER)
    assert {each.recipient for each in since(before)} == {"olive@example.org", "wilma@example.org"}
    assert len(since(before)) == 2
    for letter in since(before):
        assert "2 deadlines" in letter.subject
        for part in (letter.body, letter.html):
            assert part.index("Sooner") < part.index("Later")
    assert {said(each) for each in queued() if each.settled_at == at(TEN_DAYS_LATER)} == {"7WD"}


def test_the_digest_names_the_deadline_that_comes_first(now, a_bid_due, turn):
    for title, due in (("Later", "2030-03-18 16:00"), ("Sooner", CLOSE)):
        a_bid_due(title, due)
    turn(NOON)
    turn(TEN_DAYS_LATER)
    assert letters("olive@example.org")[-1].subject.endswith("the next is Sooner: Full bid closes")


def test_rungs_that_fell_due_in_between_say_why_they_were_not_sent(bid, turn):
    turn(NOON)
    turn("2030-03-14 12:00")
    overtaken = reminders(ReminderState.SUPERSEDED)
    assert [said(each) for each in overtaken] == ["7WD", "3WD"]
    assert {each.reason for each in overtaken} == {"A later one says it."}
    assert [said(each) for each in queued()] == ["14WD", "1WD"]


def test_of_what_passed_the_team_hears_nothing_and_the_coordinators_one_report(
    now, a_bid_due, coordinator, turn
):
    for title in ("Gone", "Gone too"):
        a_bid_due(title, "2030-03-08 16:00")
    turn(NOON)
    before = len(letters())
    turn(TEN_DAYS_LATER)
    [report] = since(before)
    assert report.recipient == coordinator.email
    assert report.subject == "2 deadlines passed while no reminders were sent"
    assert "From Fri 1 March 2030, 12:00 noon (UK) to Mon 11 March 2030" in report.body
    for title in ("Gone", "Gone too"):
        assert f"- {title}: Full bid closes, Fri 8 March 2030, 4:00pm (UK)" in report.body
    turn("2030-03-11 13:00")
    assert len(since(before)) == 1


def test_a_bid_that_was_submitted_meanwhile_is_not_reported(now, a_bid_due, coordinator, turn):
    bid = a_bid_due("Gone", "2030-03-08 16:00")
    turn(NOON)
    before = len(letters())
    change(bid, stage=Stage.SUBMITTED)
    turn(TEN_DAYS_LATER)
    assert since(before) == []


def test_what_passed_within_the_last_day_is_asked_of_its_owner_in_a_mail_of_its_own(
    now, a_bid_due, turn
):
    a_bid_due("Ahead", CLOSE)
    a_bid_due("Just passed", "2030-03-11 10:00")
    turn(NOON)
    before = len(letters())
    turn(TEN_DAYS_LATER)
    of_owner = [each for each in since(before) if each.recipient == "olive@example.org"]
    of_writer = [each for each in since(before) if each.recipient == "wilma@example.org"]
    assert {each.subject for each in of_owner} == {
        "Just passed: Full bid closes – was it met?",
        "Ahead: Full bid closes, 4 working days",
    }
    assert [each.subject for each in of_writer] == ["Ahead: Full bid closes, 4 working days"]


def test_short_breaks_are_no_silence(bid, a_bid_due, turn):
    a_bid_due("Another", CLOSE)
    turn(NOON)
    before = len(letters())
    turn("2030-03-06 08:45")
    turn("2030-03-06 09:15")
    assert sorted(each.recipient for each in since(before)) == [
        "olive@example.org", "olive@example.org", "wilma@example.org",
    ]  # fmt: skip


def test_a_move_during_the_silence_is_told_after_it(now, a_bid_due, turn):
    bid = a_bid_due("Moved", "2030-03-20 16:00")
    turn(NOON)
    [deadline] = bid.call.deadlines
    with unit_of_work():
        facts = {"due_local": at("2030-03-22 16:00").replace(tzinfo=None), "zone": deadline.zone}
        save_deadline(deadline, facts, by=None, at=LONG_AGO)
    turn(TEN_DAYS_LATER)
    for recipient in ("olive@example.org", "wilma@example.org"):
        assert "has moved" in letters(recipient)[-1].body


# A pause


def test_while_paused_nothing_leaves_and_afterwards_the_latest_only(
    bid, a_bid_due, whole_round, turn, tmp_path
):
    a_bid_due("Another", CLOSE)
    with unit_of_work():
        pause("A trial.", by=None, at=at(NOON))
    for moment in (NOON, SEVEN, THREE, "2030-03-12 12:00"):
        whole_round(moment)
    assert letters() == []
    with unit_of_work():
        resume(by=None, at=at("2030-03-12 12:00"))
    whole_round("2030-03-12 12:01")
    assert sorted(each.recipient for each in letters()) == [
        "olive@example.org", "wilma@example.org",
    ]  # fmt: skip
    assert {said(each) for each in queued()} == {"3WD"}
    assert len(list((tmp_path / "mail").glob("*.eml"))) == 2


def test_what_was_in_the_outbox_stays_there_while_paused(bid, turn, whole_round, tmp_path):
    turn(NOON)
    with unit_of_work():
        pause("A trial.", by=None, at=at(NOON))
    whole_round("2030-03-01 12:10")
    assert [each.state for each in letters()] == [MessageState.WAITING]
    with unit_of_work():
        resume(by=None, at=at("2030-03-01 12:20"))
    whole_round("2030-03-01 12:20")
    assert [each.state for each in letters()] == [MessageState.SENT]


def test_pausing_twice_keeps_the_first_moment_and_reason(app, now):
    with unit_of_work():
        pause("The first.", by=None, at=at(NOON))
        pause("The second.", by=None, at=at(SEVEN))
    assert (the_service().paused_at, the_service().paused_because) == (at(NOON), "The first.")


def test_resuming_what_is_not_paused_changes_nothing(bid, turn):
    turn(NOON)
    with unit_of_work():
        resume(by=None, at=at(SEVEN))
    assert the_service().silent_from is None


# A mail server that is away


def test_when_the_mail_server_was_away_for_days_only_the_latest_is_delivered(app, bid, whole_round):
    port = free_port()
    app.config["SMTP_URL"] = f"smtp://127.0.0.1:{port}"
    for moment in (NOON, SEVEN, THREE):
        whole_round(at(moment) - timedelta(minutes=1))
        whole_round(moment)
    with a_mail_server(port=port) as server:
        whole_round("2030-03-12 09:10")
    assert [each["Subject"] for each in server.letters] == [
        "Red teaming: Full bid closes, 3 working days"
    ]
    overtaken = reminders(ReminderState.SUPERSEDED)
    assert [said(each) for each in overtaken] == ["14WD", "7WD"]
    assert [each.state for each in letters()] == [
        MessageState.CANCELLED, MessageState.CANCELLED, MessageState.SENT,
    ]  # fmt: skip


# A clock that is wrong


def test_a_clock_that_steps_back_sends_nothing_twice(bid, whole_round, tmp_path):
    for moment in (NOON, "2030-03-06 08:59", SEVEN, "2030-03-06 07:00", NOON, "2030-03-06 08:00"):
        whole_round(moment)
    whole_round("2030-03-06 09:00")
    whole_round("2030-03-06 09:01")
    assert [said(each) for each in queued()] == ["14WD", "7WD"]
    assert len(list((tmp_path / "mail").glob("*.eml"))) == 2


def test_a_clock_that_was_a_year_ahead_for_a_moment_does_not_end_reminding(bid, turn):
    turn(NOON)
    later = saved(a_bid(owner=bid.owner, call=a_call(a_deadline("2031-03-14 16:00"))))
    turn("2031-03-01 12:00")
    turn(SEVEN)
    assert later.id in {each.bid_id for each in queued()}
    turn("2031-03-13 09:00")
    assert "1WD" in [said(each) for each in queued(bid_id=later.id)]
