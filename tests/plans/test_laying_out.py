"""A template becomes a bid's own milestones, on both sides of Christmas and Easter."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, time

import pytest
from sqlalchemy import func, select

from bidapp.accounts.permissions import Kind
from bidapp.bids.models import Bid, BidDeadline, DeadlineStatus
from bidapp.calls.models import Deadline, DeadlineKind, StageKind
from bidapp.database import db, fetch, unit_of_work
from bidapp.organisations.models import OrganisationKind
from bidapp.partners.actions import add_role
from bidapp.partners.models import Position
from bidapp.plans.actions import MilestoneFacts, PlanRefused, change_milestone, mark
from bidapp.plans.models import OwnerRole, Place
from tests.builders import a_call, a_deadline, a_person, an_organisation, saved
from tests.plans.plan_builders import (
    AT,
    CHRISTMAS,
    a_plan,
    a_planned_bid,
    a_university,
    dates,
    deed,
    laid_out,
    milestone,
)

LETTERS = "Letters of support requested"


def a_force(**facts):
    kind = OrganisationKind.POLICE_FORCE
    return an_organisation("Derbyshire Constabulary", kind, short_name="Derbys", **facts)


def test_the_usual_plan_goes_round_a_university_closed_at_christmas(app):
    bid = a_planned_bid("2027-01-14 16:00", partners=[a_force()])
    assert laid_out(bid) == 6
    assert dates(bid) == {
        f"{LETTERS}: Derbys": "Mon 30 Nov 2026",  # the force stays open
        "Go or no-go, and partners’ costs": "Tue 8 Dec 2026",
        "Full draft": "Tue 15 Dec 2026",
        "Final costings to the research office": "Tue 22 Dec 2026",
        "Final text and approvals": "Thu 7 Jan 2027",
        "Submit": "Tue 12 Jan 2027",
    }


def test_the_usual_plan_goes_round_easter(app):
    """Good Friday is 26 March, Easter Monday the 29th; the university shuts on two days beside."""
    easter = [("2027-03-25", "2027-03-25"), ("2027-03-30", "2027-03-30")]
    bid = a_planned_bid("2027-04-01 16:00", lead_organisation=a_university(*easter))
    laid_out(bid)
    assert dates(bid) == {
        "Go or no-go, and partners’ costs": "Fri 26 Feb 2027",
        "Full draft": "Fri 5 Mar 2027",
        "Final costings to the research office": "Fri 12 Mar 2027",
        "Final text and approvals": "Fri 19 Mar 2027",
        "Submit": "Wed 24 Mar 2027",
    }


def test_a_milestone_is_due_at_the_end_of_the_day_where_the_close_is(app):
    call = a_call(a_deadline("2027-01-14 17:00", zone="Europe/Brussels"))
    bid = a_planned_bid(None, call=call)
    laid_out(bid, a_plan(("Submit", 2)))
    due = milestone(bid, "Submit").deadline
    assert (due.due_local.time(), due.zone) == (time(17), "Europe/Brussels")
    assert due.due_at == datetime(2027, 1, 12, 16, tzinfo=UTC)


def test_a_milestone_on_the_day_of_the_close_is_not_after_it(app):
    bid = a_planned_bid("2027-01-14 12:00")
    laid_out(bid, a_plan(("Press the button", 0)))
    assert milestone(bid, "Press the button").deadline.due_at == bid.call.closing.due_at


def test_a_step_before_another_is_reckoned_from_that(app):
    bid = a_planned_bid()
    laid_out(bid, a_plan(("Review", 10), ("Draft", 5, {"before": "Review"})))
    assert dates(bid) == {"Draft": "Tue 15 Dec 2026", "Review": "Tue 22 Dec 2026"}
    draft = milestone(bid, "Draft")
    assert draft.reckoned_from is milestone(bid, "Review").deadline
    assert draft.lead_working_days == 5


def test_each_partner_gets_its_own_and_neither_lead_nor_consortium_does(app):
    group = an_organisation("EMPAC", OrganisationKind.CONSORTIUM)
    other = an_organisation("Nottinghamshire Police", short_name="Notts")
    bid = a_planned_bid(partners=[group, a_force(), other])
    steps = a_plan(("Letters", 30, {"place": Place.EACH_PARTNER}))
    assert laid_out(bid, steps) == 2
    part = milestone(bid, "Letters: Notts")
    assert (part.organisation, part.deadline.kind) == (other, DeadlineKind.PARTNER)


def test_a_partners_step_lies_before_its_own_and_a_leads_before_the_soonest(app):
    shut = a_force(closures=a_university(CHRISTMAS).closures)
    other = an_organisation("Nottinghamshire Police", short_name="Notts")
    bid = a_planned_bid(partners=[shut, other])
    each = {"place": Place.EACH_PARTNER}
    plan = a_plan(
        ("Signed", 10, each),
        ("Asked", 5, {"before": "Signed"} | each),
        ("Drafted", 1, {"before": "Asked"}),
    )
    assert laid_out(bid, plan) == 5
    assert dates(bid) == {
        "Signed: Derbys": "Tue 22 Dec 2026",
        "Signed: Notts": "Wed 30 Dec 2026",
        "Asked: Derbys": "Tue 15 Dec 2026",
        "Asked: Notts": "Mon 21 Dec 2026",
        "Drafted": "Mon 14 Dec 2026",
    }
    assert milestone(bid, "Asked: Notts").reckoned_from.label == "Signed: Notts"


def test_what_lies_before_a_step_that_nobody_has_is_left_out_until_somebody_does(app):
    bid = a_planned_bid()
    plan = a_plan(("Signed", 10, {"place": Place.EACH_PARTNER}), ("Asked", 5, {"before": "Signed"}))
    assert laid_out(bid, plan) == 0
    with unit_of_work():
        add_role(bid, a_force(), Position.PROJECT_PARTNER, by=bid.owner_id, at=AT)
    assert laid_out(bid, plan) == 2


def test_laying_out_again_doubles_nothing(app):
    bid = a_planned_bid(partners=[a_force()])
    assert (laid_out(bid), laid_out(bid)) == (6, 0)


def test_only_what_a_new_partner_lacks_is_added(app):
    bid = a_planned_bid(partners=[a_force()])
    laid_out(bid)
    with unit_of_work():
        notts = an_organisation("Nottinghamshire Police", short_name="Notts")
        add_role(bid, notts, Position.PROJECT_PARTNER, by=bid.owner_id, at=AT)
    assert laid_out(bid) == 1
    assert f"{LETTERS}: Notts" in dates(bid)


def test_a_renamed_or_withdrawn_milestone_is_not_laid_out_again(app):
    bid = a_planned_bid(partners=[a_force()])
    laid_out(bid)
    with unit_of_work():
        part = milestone(bid, f"{LETTERS}: Derbys")
        facts = MilestoneFacts(
            "Ask the force", part.reckoned_from_id, 30, None, part.organisation_id
        )
        change_milestone(part, facts, deed(bid))
        mark(milestone(bid, "Submit"), DeadlineStatus.WITHDRAWN, deed(bid))
        part.organisation.short_name = "Derbyshire"
    assert laid_out(bid) == 0


def test_milestones_belong_to_the_stage_of_the_close_and_to_no_call(app):
    call = a_call(a_deadline("2027-01-14 16:00", stage=StageKind.OUTLINE))
    bid = a_planned_bid(None, call=call)
    laid_out(bid)
    due = milestone(bid, "Full draft").deadline
    assert (due.call_id, due.kind, due.stage) == (None, DeadlineKind.INTERNAL, StageKind.OUTLINE)


def test_who_looks_after_a_step_fits_the_bid(app):
    administrator = saved(a_person("Ada", Kind.ADMINISTRATOR))
    saved(a_person("Left long ago", Kind.COORDINATOR, is_active=False))
    coordinator = saved(a_person("Cora", Kind.COORDINATOR))
    steps = [(role.name, 5, {"owner_role": role}) for role in OwnerRole]
    plan, retired = a_plan(*steps), saved(a_person("Gone", Kind.COORDINATOR, is_active=False))
    for owner, who in [(administrator, administrator), (retired, coordinator)]:
        bid = a_planned_bid(owner=owner, lead_organisation=an_organisation())
        laid_out(bid, plan)
        assert milestone(bid, "BID_OWNER").owner is owner
        assert milestone(bid, "COORDINATOR").owner is who
        assert milestone(bid, "WRITERS").owner is owner
        assert [milestone(bid, role.name).is_for_writers for role in OwnerRole] == [
            False, True, False,
        ]  # fmt: skip


@pytest.mark.parametrize(
    ("due", "sentence"),
    [(None, "The call names no closing date yet."), ("2026-11-06 11:00", "The call has closed")],
)
def test_without_a_close_ahead_there_is_nothing_to_lay_out(app, due, sentence):
    bid = a_planned_bid(due)
    with pytest.raises(PlanRefused, match=sentence):
        laid_out(bid)
    assert db.session.scalar(select(func.count()).select_from(BidDeadline)) == 0


def test_a_plan_longer_than_the_time_left_is_laid_out_all_the_same(app):
    """The page says what is late; nothing is bent to hide it."""
    bid = a_planned_bid("2026-11-20 16:00")
    assert laid_out(bid) == 5
    assert dates(bid)["Go or no-go, and partners’ costs"] == "Fri 23 Oct 2026"


def test_the_deadlines_of_two_bids_on_a_call_are_their_own(app):
    call = a_call(a_deadline("2027-01-14 16:00"))
    one = a_planned_bid(None, call=call)
    other = a_planned_bid(None, call=call, lead_organisation=an_organisation())
    plan = a_plan(("Submit", 10))
    laid_out(one, plan)
    laid_out(other, plan)
    assert (dates(one), dates(other)) == (
        {"Submit": "Tue 22 Dec 2026"},
        {"Submit": "Wed 30 Dec 2026"},
    )
    assert db.session.scalar(select(func.count()).select_from(Deadline)) == 3


def test_people_who_lay_out_at_the_same_moment_double_nothing(app):
    bid_id = a_planned_bid(partners=[a_force()]).id

    def at_once(_):
        with app.app_context():
            new = laid_out(fetch(Bid, bid_id))
            db.session.remove()
            return new

    with ThreadPoolExecutor(4) as people:
        assert sorted(people.map(at_once, range(4))) == [0, 0, 0, 6]
    db.session.rollback()  # and look again
    assert db.session.scalar(select(func.count()).select_from(BidDeadline)) == 6
