"""Rungs that are left out: because somebody has it, or because a writer's part is done."""

import pytest

from bidapp.accounts.permissions import Kind
from bidapp.calls.actions import save_deadline
from bidapp.database import unit_of_work
from bidapp.reminders.actions import acknowledge, take_back
from bidapp.reminders.models import Audience, ReminderState
from tests.builders import LONG_AGO, a_bid, a_milestone, a_person, a_section, saved, written
from tests.reminders.looking import at, letters, live_through, queued, reminders, said

NOON = "2030-03-01 12:00"
SEVEN, THREE, ONE = "2030-03-06 09:00", "2030-03-12 09:00", "2030-03-14 09:00"


@pytest.fixture
def deadline(bid):
    [deadline] = bid.call.deadlines
    return deadline


def has_it(bid, deadline, person):
    with unit_of_work():
        acknowledge(bid, deadline, person, at=LONG_AGO)


def has_it_not(bid, deadline, person):
    with unit_of_work():
        take_back(bid, deadline, person, at=LONG_AGO)


def rungs_of(audience):
    return [said(each) for each in queued() if each.rule.audience is audience]


def test_once_anybody_has_it_only_the_last_rungs_come(bid, deadline, coordinator, turn):
    turn("2030-03-05 12:00")
    has_it(bid, deadline, saved(a_person("A colleague")))
    live_through(turn, SEVEN, ONE)
    assert rungs_of(Audience.OWNER) == ["14WD", "3WD", "1WD"]
    assert rungs_of(Audience.COORDINATORS) == []


def test_who_takes_it_back_is_reminded_again(bid, deadline, owner, turn):
    turn("2030-03-05 12:00")
    has_it(bid, deadline, owner)
    has_it_not(bid, deadline, owner)
    turn(SEVEN)
    assert rungs_of(Audience.OWNER) == ["14WD", "7WD"]


def test_it_is_enough_that_one_of_two_still_has_it(bid, deadline, owner, turn):
    turn("2030-03-05 12:00")
    for person in (owner, saved(a_person("A colleague"))):
        has_it(bid, deadline, person)
    has_it_not(bid, deadline, owner)
    turn(SEVEN)
    assert rungs_of(Audience.OWNER) == ["14WD"]


def test_having_it_for_one_bid_is_not_having_it_for_another(bid, deadline, owner, turn):
    other = saved(a_bid(owner=owner, call=bid.call))
    has_it(other, deadline, owner)
    turn(SEVEN)
    assert {each.bid_id for each in queued()} == {bid.id}


def test_a_move_asks_again_who_has_it(bid, deadline, owner, turn):
    has_it(bid, deadline, owner)
    turn("2030-03-04 12:00")
    with unit_of_work():
        facts = {"due_local": at("2030-03-18 16:00").replace(tzinfo=None), "zone": deadline.zone}
        save_deadline(deadline, facts, by=None, at=LONG_AGO)
    live_through(turn, "2030-03-04 13:00", "2030-03-08 12:00")
    assert rungs_of(Audience.OWNER) == ["moved", "7WD"]


def test_when_nobody_has_it_the_coordinators_are_told_at_three_and_one_days(bid, coordinator, turn):
    saved(a_person("Second coordinator", Kind.COORDINATOR, email="second@example.org"))
    live_through(turn, NOON, ONE)
    assert rungs_of(Audience.COORDINATORS) == ["3WD", "3WD", "1WD", "1WD"]
    told = letters("second@example.org")
    assert [each.subject for each in told] == [
        "Nobody has it – Red teaming: Full bid closes, 3 working days",
        "Nobody has it – Red teaming: Full bid closes, 1 working day",
    ]
    assert "Nobody has said that they have it, so it goes to the coordinators." in told[0].body


def test_a_coordinator_who_looks_after_it_is_not_told_about_themself(app, bid, coordinator, turn):
    saved(a_bid(title="Their own", owner=coordinator, call=bid.call))
    turn("2030-03-11 12:00")
    turn(THREE)
    told = [(each.bid.title, said(each)) for each in queued(person_id=coordinator.id)]
    assert sorted(told) == [("Red teaming", "3WD"), ("Their own", "3WD"), ("Their own", "7WD")]


def test_a_writer_whose_sections_are_written_is_left_in_peace(bid, owner, turn):
    done, half_done, empty = (saved(a_person(name)) for name in ("Done", "Half", "Empty"))
    written(saved(a_section(bid, writer=done)), "<p>Enough.</p>")
    written(saved(a_section(bid, writer=half_done)), "<p>Enough.</p>")
    written(saved(a_section(bid, writer=half_done, limit=2)), "<p>More than two words.</p>")
    saved(a_section(bid, writer=empty))
    turn("2030-03-05 12:00")
    turn(SEVEN)
    heard = {each.person.name for each in queued() if said(each) == "7WD"}
    assert heard == {"Olive Owner", "Half", "Empty"}
    left_out = reminders(ReminderState.CANCELLED)
    assert {(each.person.name, each.reason) for each in left_out} == {
        ("Done", "Their part was done.")
    }


def test_somebody_named_who_writes_nothing_has_no_part_that_could_be_done(bid, deadline, turn):
    named = saved(a_person("Named", email="named@example.org"))
    saved(a_milestone(bid, deadline, also_concerns=[named]))
    turn(SEVEN)
    [letter] = letters("named@example.org")
    assert "Your sections" not in letter.body
    assert "Your sections" not in letter.html


def test_a_writer_hears_of_a_move_also_when_their_part_is_done(bid, deadline, turn):
    writer = saved(a_person("Writer"))
    written(saved(a_section(bid, writer=writer)), "<p>Enough.</p>")
    turn("2030-03-04 12:00")
    with unit_of_work():
        facts = {"due_local": at("2030-03-18 16:00").replace(tzinfo=None), "zone": deadline.zone}
        save_deadline(deadline, facts, by=None, at=LONG_AGO)
    turn("2030-03-04 13:00")
    assert [said(each) for each in queued(person_id=writer.id)] == ["moved"]
