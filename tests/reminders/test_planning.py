"""Who is reminded of what, how often, and what ends it."""

from collections import defaultdict
from datetime import timedelta

import pytest
from sqlalchemy import select

from bidapp.accounts.permissions import Kind
from bidapp.bids.models import BidDeadline, DeadlineStatus
from bidapp.bids.stages import Stage
from bidapp.calls.actions import save_deadline
from bidapp.calls.models import CallStatus, DeadlineKind, StageKind
from bidapp.database import db, unit_of_work
from bidapp.reminders.actions import hand_over, save_channel
from bidapp.reminders.jobs import plan_ahead
from bidapp.reminders.models import (
    Audience,
    Mute,
    Reminder,
    ReminderService,
    ReminderState,
    Rung,
    Unit,
)
from tests.builders import (
    LONG_AGO,
    a_bid,
    a_call,
    a_deadline,
    a_milestone,
    a_person,
    a_section,
    saved,
)
from tests.reminders.conftest import IN_TWO_WEEKS
from tests.reminders.looking import (
    at,
    change,
    letters,
    live_through,
    mails,
    queued,
    reminders,
    said,
)

NOON, CLOSE = "2030-03-01 12:00", IN_TWO_WEEKS
SEVEN, THREE, ONE = "2030-03-06 09:00", "2030-03-12 09:00", "2030-03-14 09:00"
TEAMS = "https://prod-1.westeurope.logic.azure.com/workflows/one"


@pytest.fixture
def deadline(bid):
    [deadline] = bid.call.deadlines
    return deadline


def recipients():
    return {each.person.name for each in reminders() if each.person}


def planned():
    return reminders(ReminderState.PLANNED)


def a_part(bid, deadline, **facts):
    """What a bid makes of a deadline of its call."""
    return saved(a_milestone(bid, deadline, **facts))


def a_channel(bid):
    with unit_of_work():
        save_channel(bid, TEAMS, by=bid.owner_id, at=LONG_AGO)


def move(deadline, due, why="The funder said so."):
    with unit_of_work():
        facts = {"due_local": at(due).replace(tzinfo=None), "zone": deadline.zone, "why": why}
        save_deadline(deadline, facts, by=None, at=at(NOON))


AHEAD = ("7WD", "3WD")


def rungs_by_bid():
    found = defaultdict(list)
    for each in queued():
        if each.rule.audience is Audience.OWNER:
            found[each.bid_id].append(said(each))
    return found


def a_rival(bid):
    """Another bid on the same call, of somebody else's."""
    return saved(a_bid(owner=saved(a_person("Rival")), call=bid.call))


# How often


def test_reminders_are_planned_once_however_often_that_is_done(bid):
    assert plan_ahead() == 1
    assert plan_ahead() == 0
    assert len(reminders()) == 1


def test_a_whole_ladder_is_sent_rung_by_rung_and_each_once(bid, turn):
    live_through(turn, NOON, "2030-03-20 12:00")
    assert [said(each) for each in queued()] == ["14WD", "7WD", "3WD", "1WD", "3h", "now"]
    assert len(letters("olive@example.org")) == 6


def test_a_rung_is_sent_at_its_moment_and_not_before(bid, turn):
    turn(NOON)
    assert turn(at(SEVEN) - timedelta(seconds=1)) == 0
    assert turn(SEVEN) == 1
    assert [said(each) for each in queued()] == ["14WD", "7WD"]


def test_reminders_are_written_down_four_days_ahead_and_no_more(bid, turn):
    turn(at(SEVEN) - timedelta(days=4, seconds=1))
    assert planned() == []
    turn(at(SEVEN) - timedelta(days=4))
    assert [(said(each), each.send_at) for each in planned()] == [("7WD", at(SEVEN))]


# Who


def test_owner_writers_and_those_named_are_reminded_and_nobody_else(bid, deadline, turn, owner):
    writer, absent = saved(a_person("Writer")), saved(a_person("Gone", is_active=False))
    named, silent = saved(a_person("Named")), saved(a_person("Silent"))
    change(silent, email="")
    saved(a_person("Somebody else"))
    for person in (writer, writer, absent, silent, owner, None):
        saved(a_section(bid, writer=person))
    a_part(bid, deadline, also_concerns=[named, writer, owner, absent])
    turn(SEVEN)
    assert recipients() == {"Olive Owner", "Writer", "Named"}
    assert len(mails()) == 3


def test_two_bids_on_a_call_are_each_reminded_for_themselves(bid, turn):
    other = saved(a_bid(title="Blue teaming", owner=saved(a_person("Other")), call=bid.call))
    turn(SEVEN)
    assert {(each.bid_id, each.person.name) for each in queued()} == {
        (bid.id, "Olive Owner"), (other.id, "Other"),
    }  # fmt: skip


def test_one_owner_of_two_bids_on_a_call_is_reminded_of_both(bid, owner, turn):
    other = saved(a_bid(title="Blue teaming", owner=owner, call=bid.call))
    turn(SEVEN)
    assert {each.bid_id for each in queued()} == {bid.id, other.id}


def test_what_a_bid_has_of_its_own_goes_to_whoever_looks_after_it(bid, turn):
    costs = a_deadline("2030-03-08 17:00", label="Costs", kind=DeadlineKind.INTERNAL)
    a_rival(bid)
    saved(a_section(bid, writer=saved(a_person("Writer"))))
    saved(a_milestone(bid, costs, owner=saved(a_person("Finance"))))
    live_through(turn, "2030-03-04 12:00", "2030-03-08 12:00")
    of_it = reminders(deadline_id=costs.id)
    looking_after = [each for each in of_it if each.rule.audience is not Audience.COORDINATORS]
    assert {each.person.name for each in looking_after} == {"Finance"}
    assert {each.bid_id for each in of_it} == {bid.id}


def test_what_a_bid_has_of_its_own_goes_to_the_writers_when_it_is_theirs_to_meet(bid, turn):
    draft = a_deadline("2030-03-08 17:00", label="Full draft", kind=DeadlineKind.INTERNAL)
    saved(a_section(bid, writer=saved(a_person("Writer"))))
    saved(a_milestone(bid, draft, is_for_writers=True))
    turn("2030-03-07 09:00")
    assert {each.person.name for each in reminders(deadline_id=draft.id)} == {
        "Olive Owner", "Writer",
    }  # fmt: skip


def test_the_owner_of_a_part_is_reminded_instead_of_the_bids(bid, deadline, turn):
    a_part(bid, deadline, owner=saved(a_person("Finance")))
    turn(SEVEN)
    assert recipients() == {"Finance"}


@pytest.mark.parametrize("wish", ["inactive", "no address", "unsubscribed"])
def test_who_cannot_be_reached_is_replaced_by_the_coordinators(bid, owner, coordinator, turn, wish):
    saved(a_person("Administrator", Kind.ADMINISTRATOR))
    if wish == "unsubscribed":
        saved(Mute(person_id=owner.id, kind=DeadlineKind.CLOSE, since=LONG_AGO))
    else:
        change(owner, **({"is_active": False} if wish == "inactive" else {"email": ""}))
    turn(SEVEN)
    [reminder] = queued()
    assert (reminder.person_id, reminder.instead_of_id) == (coordinator.id, owner.id)
    [letter] = letters()
    assert "It goes to you because Olive Owner cannot be reached by reminders." in letter.body


def test_who_unsubscribed_from_another_kind_is_still_reminded(bid, owner, turn):
    saved(Mute(person_id=owner.id, kind=DeadlineKind.INTERNAL, since=LONG_AGO))
    turn(SEVEN)
    assert recipients() == {"Olive Owner"}


def test_a_writer_who_unsubscribed_is_replaced_by_nobody(bid, coordinator, turn):
    writer = saved(a_person("Writer"))
    saved(a_section(bid, writer=writer))
    saved(Mute(person_id=writer.id, kind=DeadlineKind.CLOSE, since=LONG_AGO))
    turn(SEVEN)
    assert recipients() == {"Olive Owner"}


@pytest.mark.parametrize("other", [{"is_active": False}, {"email": ""}])
def test_where_no_other_coordinator_can_be_reached_the_administrators_step_in(
    app, now, turn, coordinator, other
):
    saved(a_person("Administrator", Kind.ADMINISTRATOR))
    change(saved(a_person("Other coordinator", Kind.COORDINATOR)), **other)
    change(coordinator, is_active=False)
    saved(a_bid(owner=coordinator, call=a_call(a_deadline(CLOSE))))
    turn(SEVEN)
    assert recipients() == {"Administrator"}


def test_a_new_writer_hears_of_the_rungs_ahead_only(bid, turn):
    turn(NOON)
    turn(at(SEVEN) + timedelta(minutes=1))
    writer = saved(a_person("Writer"))
    saved(a_section(bid, writer=writer))
    live_through(turn, at(SEVEN) + timedelta(minutes=10), THREE)
    assert [said(each) for each in queued(person_id=writer.id)] == ["3WD"]


def test_somebody_who_handed_the_bid_over_is_left_in_peace(bid, owner, turn):
    turn("2030-03-04 09:00")
    assert [said(each) for each in planned()] == ["7WD"]
    successor = saved(a_person("Successor"))
    change(bid, owner=successor)
    live_through(turn, "2030-03-04 10:00", SEVEN)
    assert [said(each) for each in queued(person_id=owner.id)] == ["14WD"]
    assert "7WD" in [said(each) for each in queued(person_id=successor.id)]


def test_a_deadline_handed_to_a_colleague_is_theirs(bid, deadline, owner, turn):
    turn("2030-03-04 09:00")
    colleague = saved(a_person("Colleague"))
    with unit_of_work():
        hand_over(bid, deadline, colleague, by=owner, at=at(NOON))
    live_through(turn, "2030-03-04 10:00", SEVEN)
    assert [said(each) for each in queued(person_id=owner.id)] == ["14WD"]
    assert "7WD" in [said(each) for each in queued(person_id=colleague.id)]


def test_a_channel_hears_of_each_rung_once_and_whatever_the_number_of_people(bid, turn):
    a_channel(bid)
    for name in ("One", "Two"):
        saved(a_section(bid, writer=saved(a_person(name))))
    live_through(turn, NOON, THREE)
    posted = [each for each in queued() if each.person_id is None]
    assert [said(each) for each in posted] == ["14WD", "7WD", "3WD"]


def test_each_bid_has_its_own_channel(bid, turn):
    other = saved(a_bid(title="Blue teaming", call=bid.call))
    saved(a_bid(title="Without one", call=bid.call))
    for each in (bid, other):
        a_channel(each)
    turn(SEVEN)
    assert [each.bid_id for each in queued() if each.person_id is None] == [bid.id, other.id]


# What ends it


def test_a_moved_deadline_is_reminded_of_afresh_and_the_old_one_never(bid, deadline, turn):
    turn(NOON)
    turn("2030-03-04 09:00")
    assert [said(each) for each in planned()] == ["7WD"]
    move(deadline, "2030-03-29 16:00")
    live_through(turn, "2030-03-04 10:00", "2030-03-30 09:00")
    assert [(said(each), each.occurrence) for each in queued()] == [
        ("14WD", 1), ("moved", 2), ("14WD", 2), ("7WD", 2), ("3WD", 2), ("1WD", 2), ("3h", 2),
        ("now", 2),
    ]  # fmt: skip


def test_everybody_is_told_of_a_move_and_where_it_stood_before(bid, deadline, turn):
    saved(a_section(bid, writer=saved(a_person("Writer", email="writer@example.org"))))
    turn(SEVEN)
    move(deadline, "2030-03-29 12:00")
    turn("2030-03-06 10:00")
    told = [each for each in letters() if "moved" in each.subject]
    assert {each.recipient for each in told} == {"olive@example.org", "writer@example.org"}
    for letter in told:
        assert "has moved to Fri 29 March 2030, 12:00 noon (UK)" in letter.subject
        for part in (letter.body, letter.html):
            assert "has moved from Fri 15 March 2030, 4:00pm (UK)" in part
            assert "Fri 29 March 2030, 12:00 noon (UK)" in part


def test_a_deadline_that_was_moved_before_anybody_heard_of_it_is_told_once(bid, deadline, turn):
    move(deadline, "2030-03-18 16:00")
    move(deadline, "2030-03-19 16:00")
    turn(NOON)
    assert len(letters()) == 1
    turn("2030-03-01 13:00")
    assert len(letters()) == 1


def test_half_an_hour_more_is_no_news_but_changes_the_rungs_ahead(bid, deadline, turn):
    turn(THREE)
    move(deadline, "2030-03-15 16:30")
    live_through(turn, at(THREE) + timedelta(minutes=1), "2030-03-15 17:00")
    sent = [(said(each), each.send_at) for each in queued() if each.rule.unit is Unit.HOURS]
    assert sent == [("3h", at("2030-03-15 13:30"))]
    assert len({said(each) for each in queued()}) == len(queued())


def test_a_bid_that_is_no_longer_written_goes_quiet(bid, turn):
    over = {stage: a_rival(bid) for stage in (Stage.WITHDRAWN, Stage.SUBMITTED, Stage.LOST)}
    turn("2030-03-05 12:00")
    for stage, each in over.items():
        change(each, stage=stage)
    live_through(turn, "2030-03-05 13:00", THREE)
    assert rungs_by_bid() == {
        bid.id: ["14WD", *AHEAD], **{each.id: ["14WD"] for each in over.values()},
    }  # fmt: skip


def test_a_call_that_is_withdrawn_or_paused_goes_quiet(bid, turn):
    for status in (CallStatus.WITHDRAWN, CallStatus.PAUSED):
        saved(a_bid(call=a_call(a_deadline(CLOSE), status=status)))
    live_through(turn, NOON, THREE)
    assert rungs_by_bid() == {bid.id: ["14WD", *AHEAD]}


def test_a_deadline_that_is_settled_for_one_bid_goes_quiet_for_that_bid(bid, deadline, turn):
    settled = {status: a_rival(bid) for status in DeadlineStatus}
    still_open = settled.pop(DeadlineStatus.OPEN)
    a_part(still_open, deadline, status=DeadlineStatus.OPEN)
    turn("2030-03-05 12:00")
    for status, each in settled.items():
        a_part(each, deadline, status=status)
    live_through(turn, "2030-03-05 13:00", THREE)
    assert rungs_by_bid() == {
        bid.id: ["14WD", *AHEAD],
        still_open.id: ["14WD", *AHEAD],
        **{each.id: ["14WD"] for each in settled.values()},
    }


def test_a_withdrawn_deadline_goes_quiet_and_says_why(bid, deadline, turn):
    turn("2030-03-05 12:00")
    change(deadline, is_withdrawn=True)
    turn(SEVEN)
    [reminder] = reminders(ReminderState.CANCELLED)
    assert reminder.reason == "The deadline was withdrawn."
    assert len(letters()) == 1


def rest_call(bid, is_over):
    change(bid.call, status=CallStatus.PAUSED if is_over else CallStatus.OPEN)


def withdraw_bid(bid, is_over):
    change(bid, stage=Stage.WITHDRAWN if is_over else Stage.IDEA)


def submit_bid(bid, is_over):
    change(bid, stage=Stage.SUBMITTED if is_over else Stage.REVIEW)


def meet(bid, is_over):
    standing = db.session.scalar(select(BidDeadline).where(BidDeadline.bid_id == bid.id))
    part = standing or a_part(bid, bid.call.deadlines[0])
    change(part, status=DeadlineStatus.MET if is_over else DeadlineStatus.OPEN)


def withdraw_deadline(bid, is_over):
    [deadline] = bid.call.deadlines
    facts = {"due_local": deadline.due_local, "zone": deadline.zone, "is_withdrawn": is_over}
    with unit_of_work():
        save_deadline(deadline, facts, by=None, at=at(NOON))


def test_what_is_taken_up_again_is_reminded_of_again_but_not_of_what_passed(app, now, turn):
    ends = (rest_call, withdraw_bid, submit_bid, meet, withdraw_deadline)
    bids = {end: saved(a_bid(call=a_call(a_deadline(CLOSE)))) for end in ends}

    def say(*, is_over):
        for end, bid in bids.items():
            end(bid, is_over)

    turn("2030-03-04 12:00")
    say(is_over=True)
    turn("2030-03-04 12:10")
    say(is_over=False)
    live_through(turn, "2030-03-05 12:00", SEVEN)
    say(is_over=True)
    live_through(turn, "2030-03-11 12:00", "2030-03-12 09:10")
    say(is_over=False)
    live_through(turn, "2030-03-13 12:00", ONE)
    for end, bid in bids.items():
        assert rungs_by_bid()[bid.id] == ["14WD", "7WD", "1WD"], end


def test_a_submitted_bid_is_reminded_of_its_response_and_not_of_its_full_bid(app, now, turn):
    response = a_deadline("2030-03-08 16:00", label="Response due", stage=StageKind.RESPONSE)
    call = a_call(a_deadline("2030-03-08 16:00"), response)
    saved(a_bid(call=call, stage=Stage.SUBMITTED))
    turn(SEVEN)
    assert {each.deadline.label for each in reminders()} == {"Response due"}


def test_nobody_is_reminded_of_the_funders_own_decision(app, now, turn):
    decision = a_deadline("2030-03-08 16:00", label="Decision", stage=StageKind.DECISION)
    saved(a_bid(call=a_call(decision), stage=Stage.SUBMITTED))
    live_through(turn, NOON, "2030-03-09 12:00")
    assert reminders() == []


# What changes without anybody


def test_a_new_calendar_lays_the_rungs_ahead_anew_and_leaves_what_was_sent(bid, turn):
    turn(SEVEN)
    sent = [(each.id, each.send_at) for each in queued()]
    with unit_of_work():
        db.session.scalars(select(ReminderService)).one().calendar_version = "an older one"
        for rung in db.session.scalars(select(Rung).where(Rung.send_at > at(SEVEN))):
            rung.send_at += timedelta(days=1)  # as a calendar without a bank holiday would have it
    live_through(turn, at(SEVEN) + timedelta(minutes=1), ONE)
    assert [(each.id, each.send_at) for each in queued()][:1] == sent
    assert [each.send_at for each in queued() if said(each) == "3WD"] == [at(THREE)]
    assert [each.send_at for each in queued() if said(each) == "1WD"] == [at(ONE)]


def test_a_new_calendar_replans_what_was_written_down_already(bid, turn):
    turn("2030-03-09 12:00")
    with unit_of_work():
        db.session.scalars(select(ReminderService)).one().calendar_version = "an older one"
        for row in (*db.session.scalars(select(Rung)), *db.session.scalars(select(Reminder))):
            if row.send_at == at(THREE):
                row.send_at += timedelta(days=1)
    turn("2030-03-09 12:01")
    assert [each.send_at for each in planned() if said(each) == "3WD"] == [at(THREE)]


def test_a_zone_whose_clocks_change_otherwise_now_moves_the_instant_and_nothing_else(
    bid, deadline, turn
):
    turn(SEVEN)
    with unit_of_work():
        db.session.scalars(select(ReminderService)).one().calendar_version = "an older one"
        deadline.due_at += timedelta(hours=1)  # as reckoned with older rules of that zone
    turn("2030-03-06 10:00")
    db.session.rollback()
    assert (deadline.due_at, deadline.occurrence) == (at(CLOSE), 1)
    assert len(letters()) == 1
