"""The ladder is what the rules say: the usual ones of a kind, or those one deadline has instead."""

from datetime import time, timedelta

import pytest

from bidapp.calls.models import DeadlineKind
from bidapp.database import db, unit_of_work
from bidapp.reminders.actions import give_own_rules, save_rule
from bidapp.reminders.models import Audience, ReminderRule, ReminderState, Unit
from bidapp.reminders.queries import rules_for
from tests.builders import LONG_AGO, a_bid, a_call, a_deadline, saved
from tests.reminders.looking import at, live_through, queued, reminders, said

NOON, CLOSE = "2030-03-01 12:00", "2030-03-15 16:00"
SEVEN, THREE = "2030-03-06 09:00", "2030-03-12 09:00"


@pytest.fixture
def deadline(bid):
    [deadline] = bid.call.deadlines
    return deadline


def save(rule, **facts):
    with unit_of_work():
        save_rule(rule, facts, by=None, at=LONG_AGO)


def usual(unit, amount=0, audience=Audience.OWNER):
    [rule] = [
        each
        for each in rules_for(DeadlineKind.CLOSE, None)
        if (each.unit, each.amount, each.audience) == (unit, amount, audience)
        and each.channel == "mail"
    ]
    return rule


def own_rules(deadline):
    with unit_of_work():
        give_own_rules(deadline, by=None, at=LONG_AGO)
    return rules_for(deadline.kind, deadline.id)


def owners_rungs():
    return [said(each) for each in queued() if each.rule.audience is Audience.OWNER]


def test_a_rule_that_is_switched_off_reminds_nobody(bid, turn):
    turn(NOON)
    save(usual(Unit.WORKING_DAYS, 7), is_on=False)
    live_through(turn, "2030-03-01 13:00", THREE)
    assert owners_rungs() == ["14WD", "3WD"]


def test_a_rule_switched_off_after_it_was_planned_is_not_sent(bid, turn):
    turn("2030-03-05 12:00")
    save(usual(Unit.WORKING_DAYS, 7), is_on=False)
    turn(SEVEN)
    assert owners_rungs() == ["14WD"]


def test_a_changed_rule_moves_what_lies_ahead_and_leaves_what_was_sent(bid, turn):
    turn(NOON)
    turn(SEVEN)
    sent = [(each.id, each.send_at) for each in queued()]
    turn("2030-03-09 12:00")
    [planned] = reminders(ReminderState.PLANNED, person_id=bid.owner_id)
    assert planned.send_at == at("2030-03-12 09:00")
    for days in (7, 3):
        save(usual(Unit.WORKING_DAYS, days), local_time=time(14, 30))
    turn("2030-03-09 12:10")
    [planned] = reminders(ReminderState.PLANNED, person_id=bid.owner_id)
    assert planned.send_at == at("2030-03-12 14:30")
    assert [(each.id, each.send_at) for each in queued()] == sent


def test_a_new_rule_whose_time_has_passed_is_not_caught_up(bid, turn):
    turn(NOON)
    rule = ReminderRule(kind=DeadlineKind.CLOSE, channel="mail")
    save(rule, unit=Unit.DAYS, amount=20, audience=Audience.OWNER, local_time=time(9))
    save(
        ReminderRule(kind=DeadlineKind.CLOSE),
        unit=Unit.DAYS, amount=13, audience=Audience.OWNER, local_time=time(9),
    )  # fmt: skip
    turn("2030-03-01 12:10")
    turn("2030-03-02 09:00")
    assert owners_rungs() == ["14WD", "13d"]


def test_rules_are_of_their_kind_alone(bid, turn):
    turn("2030-03-05 12:00")
    for rule in rules_for(DeadlineKind.STAGE, None):
        save(rule, is_on=False)
    turn(SEVEN)
    assert owners_rungs() == ["14WD", "7WD"]


def test_a_deadline_with_rules_of_its_own_has_no_others(bid, deadline, turn):
    other = saved(a_bid(owner=bid.owner, call=a_call(a_deadline(CLOSE))))
    turn(NOON)
    for rule in own_rules(deadline):
        keeps = (rule.unit, rule.amount) in {(Unit.WORKING_DAYS, 3), (Unit.AT_THE_MOMENT, 0)}
        save(rule, is_on=keeps and rule.audience is Audience.OWNER)
    live_through(turn, "2030-03-01 13:00", THREE)
    by_bid = {bid.id: [], other.id: []}
    for each in queued():
        if each.rule.audience is Audience.OWNER:
            by_bid[each.bid_id].append(said(each))
    assert by_bid[bid.id] == ["14WD", "3WD"]
    assert by_bid[other.id] == ["14WD", "7WD", "3WD"]


def test_rules_of_its_own_begin_as_a_copy_of_the_usual_ones(bid, deadline, turn):
    facts = ("unit", "amount", "audience", "channel", "urgency", "condition", "local_time")

    def listed(rules):
        return [tuple(getattr(rule, fact) for fact in facts) for rule in rules]

    assert listed(own_rules(deadline)) == listed(rules_for(DeadlineKind.CLOSE, None))
    assert len(rules_for(DeadlineKind.CLOSE, None)) == 22


def test_what_was_sent_by_the_usual_rules_is_not_sent_again_by_its_own(bid, deadline, turn):
    turn(NOON)
    turn(SEVEN)
    own_rules(deadline)
    live_through(turn, "2030-03-06 09:10", THREE)
    assert owners_rungs() == ["14WD", "7WD", "3WD"]


def test_with_all_of_its_own_switched_off_the_usual_rules_hold_again(bid, deadline, turn):
    turn(NOON)
    for rule in own_rules(deadline):
        save(rule, is_on=False)
    live_through(turn, "2030-03-01 13:00", SEVEN)
    assert owners_rungs() == ["14WD", "7WD"]
    db.session.rollback()
    assert {each.rule.deadline_id for each in reminders()} == {None}


def test_a_rule_for_one_deadline_lays_no_other_ladder_anew(bid, deadline, turn):
    other = saved(a_deadline(CLOSE))
    turn(NOON)
    [rule, *_] = own_rules(deadline)
    turn("2030-03-01 12:10")
    save(rule, is_on=False)
    db.session.rollback()
    assert (deadline.ladder_is_stale, other.ladder_is_stale) == (True, False)


def test_a_rung_in_calendar_days_at_another_hour_comes_then(bid, deadline, turn):
    for rule in own_rules(deadline):
        save(rule, is_on=False)
    rule = ReminderRule(kind=deadline.kind, deadline_id=deadline.id)
    save(rule, unit=Unit.DAYS, amount=2, audience=Audience.OWNER, local_time=time(14, 45))
    turn(NOON)
    turn(at("2030-03-13 14:45") - timedelta(seconds=1))
    assert queued() == []
    turn("2030-03-13 14:45")
    assert owners_rungs() == ["2d"]
