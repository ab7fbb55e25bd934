"""What is reckoned from a deadline follows it, round by round, and nothing else moves."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import func, select

from bidapp import clock
from bidapp.bids.models import DeadlineStatus
from bidapp.bids.stages import Stage
from bidapp.calls.models import DeadlineChange
from bidapp.calls.queries import changes_of
from bidapp.database import db, unit_of_work
from bidapp.organisations.actions import add_closure, remove_closure
from bidapp.plans.actions import MilestoneFacts, change_milestone, mark
from bidapp.plans.jobs import follow_moved_deadlines
from tests.builders import a_day
from tests.plans.plan_builders import (
    AT,
    a_plan,
    a_planned_bid,
    dates,
    deed,
    laid_out,
    milestone,
    move_close,
)

A_WEEK_LATER = "2027-01-21T16:00"


@pytest.fixture(autouse=True)
def today(monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: AT + timedelta(hours=2))


@pytest.fixture
def bid(app):
    bid = a_planned_bid()
    laid_out(bid, a_plan(("Review", 10), ("Draft", 5, {"before": "Review"}), ("Submit", 2)))
    return bid


def test_when_the_close_moves_the_whole_chain_follows(bid):
    move_close(bid, A_WEEK_LATER)
    assert follow_moved_deadlines() == 3
    assert dates(bid) == {
        "Draft": "Tue 22 Dec 2026",
        "Review": "Thu 7 Jan 2027",
        "Submit": "Tue 19 Jan 2027",
    }


def test_what_followed_says_why_and_that_nobody_did_it(bid):
    move_close(bid, A_WEEK_LATER)
    follow_moved_deadlines()
    (change,) = changes_of(milestone(bid, "Submit").deadline)
    assert (change.old, change.new) == (
        "Tue 12 January 2027, 5:00pm (UK)",
        "Tue 19 January 2027, 5:00pm (UK)",
    )
    assert (change.by, change.why) == (None, "follows Full bid closes")
    due = milestone(bid, "Submit").deadline
    assert (due.occurrence, due.sequence, due.ladder_is_stale) == (2, 1, True)


def test_a_second_round_finds_nothing_to_do(bid):
    move_close(bid, A_WEEK_LATER)
    follow_moved_deadlines()
    changes = db.session.scalar(select(func.count()).select_from(DeadlineChange))
    assert follow_moved_deadlines() == 0
    assert db.session.scalar(select(func.count()).select_from(DeadlineChange)) == changes


def test_a_pinned_one_stays_and_what_hangs_on_it_too(bid):
    with unit_of_work():
        part = milestone(bid, "Review")
        moment = datetime.fromisoformat("2026-12-18T12:00")
        facts = MilestoneFacts("Review", part.reckoned_from_id, 10, moment)
        change_milestone(part, facts, deed(bid))
    move_close(bid, A_WEEK_LATER)
    assert follow_moved_deadlines() == 1
    assert dates(bid) == {
        "Draft": "Fri 11 Dec 2026",
        "Review": "Fri 18 Dec 2026",
        "Submit": "Tue 19 Jan 2027",
    }


@pytest.mark.parametrize("status", [each for each in DeadlineStatus if each != "open"])
def test_what_is_settled_stays(bid, status):
    with unit_of_work():
        mark(milestone(bid, "Submit"), status, deed(bid))
    move_close(bid, A_WEEK_LATER)
    assert follow_moved_deadlines() == 2
    assert dates(bid)["Submit"] == "Tue 12 Jan 2027"


@pytest.mark.parametrize("stage", [Stage.SUBMITTED, Stage.WITHDRAWN, Stage.LOST])
def test_the_plan_of_a_bid_no_longer_written_stays(bid, stage):
    with unit_of_work():
        bid.stage = stage
    move_close(bid, A_WEEK_LATER)
    assert follow_moved_deadlines() == 0


def test_another_hour_of_the_close_moves_only_what_would_be_after_it(app):
    bid = a_planned_bid()
    laid_out(bid, a_plan(("Submit", 2), ("Press the button", 0)))
    move_close(bid, "2027-01-14T11:00")
    assert follow_moved_deadlines() == 1
    assert milestone(bid, "Press the button").deadline.due_local.hour == 11


def test_another_zone_of_the_close_is_taken_over(bid):
    move_close(bid, "2027-01-14T16:00", zone="Europe/Brussels")
    assert follow_moved_deadlines() == 3
    assert milestone(bid, "Draft").deadline.zone == "Europe/Brussels"


def test_closed_days_move_what_they_push_aside_and_back(bid):
    with unit_of_work():
        facts = {"name": "Strike", "starts_on": a_day("2027-01-11"), "ends_on": a_day("2027-01-13")}
        add_closure(bid.lead_organisation, facts, by=bid.owner_id, at=AT)
    assert follow_moved_deadlines() == 3
    assert dates(bid) == {
        "Draft": "Thu 10 Dec 2026",
        "Review": "Thu 17 Dec 2026",
        "Submit": "Thu 7 Jan 2027",
    }
    with unit_of_work():
        remove_closure(bid.lead_organisation.closures[-1], by=bid.owner_id, at=AT)
    assert follow_moved_deadlines() == 3
    assert dates(bid)["Submit"] == "Tue 12 Jan 2027"


def test_one_bad_plan_does_not_hold_up_the_others(bid, caplog):
    other = a_planned_bid(lead_organisation=bid.lead_organisation)
    laid_out(other)
    move_close(bid, A_WEEK_LATER)
    move_close(other, A_WEEK_LATER)
    with unit_of_work():
        bid.call.closing.zone = "Nowhere/Atall"
    assert follow_moved_deadlines() == 5
    assert f"The plan of bid {bid.id} could not follow its deadlines" in caplog.text
