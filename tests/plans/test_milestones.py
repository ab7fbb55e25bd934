"""What coordinators do with milestones, and the history it leaves."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import func, select

from bidapp.accounts.permissions import Kind
from bidapp.audit.models import AuditEvent
from bidapp.bids.models import BidDeadline, DeadlineStatus
from bidapp.calls.actions import Deed
from bidapp.calls.models import DeadlineKind
from bidapp.calls.queries import changes_of
from bidapp.database import db, unit_of_work
from bidapp.errors import NotFound
from bidapp.plans.actions import (
    Concerned,
    MilestoneFacts,
    PlanRefused,
    add_milestone,
    change_milestone,
    mark,
    part_to_change,
    say_whom_it_concerns,
)
from bidapp.plans.queries import plan_of
from tests.builders import a_call, a_deadline, a_person, an_organisation, saved
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

PINNED_TO = datetime.fromisoformat("2026-12-18T12:00")


@pytest.fixture
def bid(app):
    """Draft, five working days before review, ten before the close on Thu 14 January 2027."""
    bid = a_planned_bid()
    laid_out(bid, a_plan(("Review", 10), ("Draft", 5, {"before": "Review"})))
    return bid


def facts_of(part, **changes):
    standing = {
        "label": part.deadline.label,
        "reckoned_from_id": part.reckoned_from_id,
        "lead_working_days": part.lead_working_days,
        "organisation_id": part.organisation_id,
        "is_for_writers": part.is_for_writers,
    }
    return MilestoneFacts(**standing | changes)


def change(bid, called, why="", **changes):
    with unit_of_work():
        part = milestone(bid, called)
        change_milestone(part, facts_of(part, **changes), deed(bid, why))


def marked(bid, label, status):
    with unit_of_work():
        mark(milestone(bid, label), status, deed(bid))


def history(bid, label):
    """Every change of a milestone, oldest first, as (fact, old, new)."""
    changes = reversed(changes_of(milestone(bid, label).deadline))
    return [(each.fact, each.old, each.new) for each in changes]


def test_a_new_milestone_takes_its_place(bid):
    with unit_of_work():
        facts = MilestoneFacts("Costs", bid.call.closing.id, 8)
        add_milestone(bid, facts, Concerned(bid.owner), deed(bid))
    assert dates(bid)["Costs"] == "Mon 4 Jan 2027"
    assert history(bid, "Costs") == []


def test_other_working_days_move_it_and_what_hangs_on_it(bid):
    change(bid, "Review", "The panel meets earlier", lead_working_days=12)
    assert dates(bid) == {"Draft": "Fri 11 Dec 2026", "Review": "Fri 18 Dec 2026"}
    before = "working days before Full bid closes"
    assert set(history(bid, "Review")) == {
        (
            "when it is due",
            "Tue 22 December 2026, 5:00pm (UK)",
            "Fri 18 December 2026, 5:00pm (UK)",
        ),
        ("reckoned", f"10 {before}", f"12 {before}"),
    }
    (followed,) = changes_of(milestone(bid, "Draft").deadline)
    assert (followed.by_id, followed.why) == (None, "follows Review")
    reasons = {each.why for each in changes_of(milestone(bid, "Review").deadline)}
    assert reasons == {"The panel meets earlier"}


def test_a_pinned_one_keeps_its_date_and_follows_again_when_let_go(bid):
    change(bid, "Draft", pinned_to=PINNED_TO)
    change(bid, "Review", lead_working_days=12)
    assert dates(bid)["Draft"] == "Fri 18 Dec 2026"
    assert milestone(bid, "Draft").deadline.due_local == PINNED_TO
    change(bid, "Draft", pinned_to=None)
    assert dates(bid)["Draft"] == "Fri 11 Dec 2026"
    pins = [each for each in history(bid, "Draft") if each[0] == "pinned"]
    assert pins == [("pinned", "no", "yes"), ("pinned", "yes", "no")]


def test_a_pin_is_warned_of_only_once_its_parent_has_moved(bid):
    def said():
        lines = plan_of(bid, AT).lines
        return next(line.warnings for line in lines if line.link.label == "Draft")

    change(bid, "Review", lead_working_days=11)
    change(bid, "Draft", pinned_to=PINNED_TO - timedelta(days=4))
    assert said() == ()
    change(bid, "Review", lead_working_days=12)
    assert said() == ("“Review” has moved; this is pinned and stayed where it was.",)
    change(bid, "Draft", pinned_to=None)
    assert said() == ()


def test_one_pinned_from_the_start_is_not_warned_of_earlier_moves(bid):
    move_close(bid, "2027-01-15T16:00")
    with unit_of_work():
        facts = MilestoneFacts("Costs", bid.call.closing.id, None, PINNED_TO)
        add_milestone(bid, facts, Concerned(bid.owner), deed(bid))
    (line,) = [each for each in plan_of(bid, AT).lines if each.link.label == "Costs"]
    assert line.warnings == ()


def test_a_milestone_at_a_partner_counts_the_partners_days(bid):
    force = saved(an_organisation())
    change(bid, "Review", organisation_id=force.id)
    assert dates(bid)["Review"] == "Wed 30 Dec 2026"
    assert milestone(bid, "Review").deadline.kind is DeadlineKind.PARTNER


def test_another_label_is_seen_in_calendars_and_in_the_history(bid):
    sequence = milestone(bid, "Draft").deadline.sequence
    change(bid, "Draft", label="Full draft")
    assert history(bid, "Full draft") == [("what is due", "Draft", "Full draft")]
    assert milestone(bid, "Full draft").deadline.sequence == sequence + 1


@pytest.mark.parametrize("label", ["Review", "Draft"])
def test_nothing_lies_before_itself_at_once_or_in_a_circle(bid, label):
    draft = milestone(bid, "Draft").deadline.id
    with pytest.raises(PlanRefused, match="in a circle"):
        change(bid, label, reckoned_from_id=draft)
    assert dates(bid) == {"Draft": "Tue 15 Dec 2026", "Review": "Tue 22 Dec 2026"}


def test_what_is_not_pinned_is_reckoned_from_something(bid):
    with pytest.raises(PlanRefused, match="Say what it is reckoned from"):
        change(bid, "Draft", reckoned_from_id=None)


def test_without_any_close_a_milestone_has_a_date_of_its_own(app):
    bid = a_planned_bid(None)
    with unit_of_work():
        facts = MilestoneFacts("Idea discussed", pinned_to=PINNED_TO)
        add_milestone(bid, facts, Concerned(bid.owner), deed(bid))
    plan = plan_of(bid, AT)
    assert dates(bid) == {"Idea discussed": "Fri 18 Dec 2026"}
    assert (plan.close, plan.outlook, plan.lines[0].room) == (None, None, None)


def test_it_is_handed_to_another_and_concerns_others_too(bid):
    tom, uma = saved(a_person("Tom")), saved(a_person("Uma", Kind.READER))
    with unit_of_work():
        say_whom_it_concerns(
            milestone(bid, "Draft"), Concerned(tom, (uma,)), deed(bid, "Bea is on leave")
        )
    part = milestone(bid, "Draft")
    assert (part.owner, part.also_concerns) == (tom, [uma])
    assert set(history(bid, "Draft")) == {
        ("looked after by", "Bid coordinator", "Tom"),
        ("also concerns", "", "Uma"),
    }


def test_saying_the_same_again_leaves_no_trace(bid):
    noted = db.session.scalar(select(func.count()).select_from(AuditEvent))
    with unit_of_work():
        say_whom_it_concerns(milestone(bid, "Draft"), Concerned(bid.owner), deed(bid))
    assert db.session.scalar(select(func.count()).select_from(AuditEvent)) == noted
    assert history(bid, "Draft") == []


@pytest.mark.parametrize("status", [DeadlineStatus.MET, DeadlineStatus.MISSED])
def test_what_is_settled_stays_where_it_was_until_it_is_opened_again(bid, status):
    marked(bid, "Draft", status)
    change(bid, "Review", lead_working_days=12)
    assert dates(bid)["Draft"] == "Tue 15 Dec 2026"
    assert milestone(bid, "Draft").status_since == AT
    marked(bid, "Draft", DeadlineStatus.OPEN)
    assert dates(bid)["Draft"] == "Fri 11 Dec 2026"
    assert history(bid, "Draft")[:2] == [("state", "open", status), ("state", status, "open")]


def test_a_withdrawn_one_leaves_calendars_and_can_come_back(bid):
    marked(bid, "Draft", DeadlineStatus.WITHDRAWN)
    due = milestone(bid, "Draft").deadline
    assert (due.is_withdrawn, due.sequence, due.ladder_is_stale) == (True, 1, True)
    assert [part.deadline.label for part in plan_of(bid, AT).withdrawn] == ["Draft"]
    marked(bid, "Draft", DeadlineStatus.OPEN)
    assert not milestone(bid, "Draft").deadline.is_withdrawn


def test_the_calls_deadline_is_said_of_each_bid_alone(app):
    call = a_call(a_deadline("2027-01-14 16:00"))
    bid, other = a_planned_bid(None, call=call, acronym="ADAPT"), a_planned_bid(None, call=call)
    tom, close = saved(a_person("Tom")), call.deadlines[0].id
    with unit_of_work():
        say_whom_it_concerns(part_to_change(bid, close), Concerned(tom), deed(bid))
        mark(part_to_change(bid, close), DeadlineStatus.MET, deed(bid))
    assert milestone(bid, "Full bid closes").status is DeadlineStatus.MET
    assert milestone(other, "Full bid closes").status is DeadlineStatus.OPEN
    assert set(history(bid, "Full bid closes")) == {
        ("looked after by, for ADAPT", "", "Tom"),
        ("state, for ADAPT", "open", "met"),
    }
    assert db.session.scalar(select(func.count()).select_from(BidDeadline)) == 1


def test_the_calls_deadline_is_not_withdrawn_from_a_bid(bid):
    with pytest.raises(PlanRefused, match="Withdraw it on the call’s page"):
        marked(bid, "Full bid closes", DeadlineStatus.WITHDRAWN)


def test_a_deadline_of_another_bid_is_not_found(bid):
    stranger = a_planned_bid("2027-02-01 16:00", lead_organisation=an_organisation())
    number = milestone(bid, "Draft").deadline.id
    with pytest.raises(NotFound, match=f"no deadline number {number}"), unit_of_work():
        part_to_change(stranger, number)


def test_what_people_do_is_in_the_record(bid):
    person = saved(a_person("Cora", Kind.COORDINATOR))
    with unit_of_work():
        mark(milestone(bid, "Draft"), DeadlineStatus.MET, Deed(person.id, AT))
    last = db.session.scalars(select(AuditEvent).order_by(AuditEvent.id.desc())).first()
    assert (last.what, last.person_id) == ("marked Draft as met", person.id)
