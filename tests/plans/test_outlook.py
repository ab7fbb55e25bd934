"""Whether a bid is still possible, and what is wrong in its plan, in sentences people read."""

from datetime import timedelta

import pytest

from bidapp.bids.models import DeadlineStatus
from bidapp.plans.outlook import Verdict, outlook, warnings
from tests.builders import a_day
from tests.plans.test_chain import SHUT, a_chain, a_link, asked


def a_draft(due="2026-12-30", **facts):
    return a_link(2, due, label="Full draft", **{"parent_id": 1, "lead": 10} | facts)


def test_with_time_to_spare_a_bid_is_possible():
    said = outlook(a_chain(a_draft(), today="2026-12-22"))
    assert said.verdict is Verdict.POSSIBLE
    assert said.headline == "Still possible, with 4 working days to spare"
    assert said.sentence == "“Full draft” comes first, by Wed 30 December 2026 at the latest."
    assert said.critical.owner == "Owner 2"


@pytest.mark.parametrize(
    ("today", "spare"),
    [("2026-12-24", "2 working days"), ("2026-12-29", "1 working day"), ("2026-12-30", "nothing")],
)
def test_with_next_to_no_time_a_bid_is_possible_only_if(today, spare):
    said = outlook(a_chain(a_draft(), today=today))
    assert said.verdict is Verdict.TIGHT
    assert said.headline == f"Still possible, with {spare} to spare"
    assert said.sentence == "Only if “Full draft” is met by Wed 30 December 2026."


def test_on_the_weekend_after_the_latest_day_it_is_still_just_possible():
    draft = a_draft("2027-01-08", lead=4)
    said = outlook(a_chain(draft, today="2027-01-09"))
    assert said.sentence == "Only if “Full draft” is met before the next working day."


def test_a_chain_longer_than_the_days_left_makes_a_bid_impossible():
    said = outlook(a_chain(a_draft(), today="2026-12-31"))
    assert (said.verdict, said.headline) == (Verdict.IMPOSSIBLE, "Not possible as planned")
    assert said.sentence == (
        "“Full draft” and what follows it need 10 working days, "
        "and 9 are left before “Close” on Thu 14 January 2027."
    )


def test_the_numbers_are_right_when_little_or_nothing_is_left():
    assert "and 1 is left" in outlook(a_chain(a_draft(), today="2027-01-13")).sentence
    assert "and none are left" in outlook(a_chain(a_draft(), today="2027-01-14")).sentence


def test_the_whole_chain_of_dependent_milestones_counts():
    review = a_link(3, "2026-12-21", parent_id=2, lead=5, label="Review")
    said = outlook(a_chain(a_draft(), review, today="2026-12-22"))
    assert said.sentence.startswith("“Review” and what follows it need 15 working days, and 14 are")


def test_a_partner_with_too_few_days_is_a_condition():
    said = outlook(a_chain(asked("2026-12-01"), today="2026-11-06"))
    assert (said.verdict, said.headline) == (Verdict.TIGHT, "Still possible, on a condition")
    assert said.sentence == "Only if Derbys signs within 29 working days, where it needs 30."


def test_every_condition_is_said():
    letter = asked("2026-12-16", lead=18)
    said = outlook(a_chain(letter, today="2026-12-16"))
    assert said.sentence == (
        "Only if “Step 2” is met by Wed 16 December 2026; "
        "and only if Derbys signs within 18 working days, where it needs 30."
    )


def test_when_all_is_settled_nothing_is_left_to_do():
    done = a_draft(status=DeadlineStatus.MET)
    said = outlook(a_chain(done, today="2027-01-13"))
    assert (said.verdict, said.headline) == (Verdict.POSSIBLE, "Nothing in the plan is left to do")


def test_a_close_that_has_passed_is_the_end():
    said = outlook(a_chain(a_draft(), today="2027-01-15"))
    assert said.headline == "Not possible: the close has passed"
    assert said.sentence == "“Close” was on Thu 14 January 2027."


def a_chain_with_close(status):
    chain = a_chain(a_draft())
    close = a_link(1, "2027-01-14", label="Close", status=status)
    return type(chain)({**chain.links, 1: close}, close, chain.today)


def test_a_close_that_is_met_or_missed_says_so_whatever_is_left_open():
    done = outlook(a_chain_with_close(DeadlineStatus.MET))
    assert (done.headline, done.critical) == ("Done", None)
    assert outlook(a_chain_with_close(DeadlineStatus.MISSED)).verdict is Verdict.IMPOSSIBLE


def warned(*links, about=None, today="2026-11-06"):
    return warnings(a_chain(*links, today=today), about or links[0])


def test_a_sound_milestone_is_not_warned_of():
    assert warned(a_draft()) == []


def test_a_date_that_has_passed_is_said():
    assert warned(a_draft(), today="2026-12-31") == [
        "Its date has passed: Wed 30 December 2026.",
    ]
    assert warned(a_draft(), today="2026-12-30") == []


@pytest.mark.parametrize(
    ("due", "said"),
    [
        ("2027-01-09", "a weekend, Sat 9 January 2027"),
        ("2026-12-28", "a bank holiday, Mon 28 December 2026"),
    ],
)
def test_a_pin_on_a_day_nobody_works_is_said(due, said):
    assert warned(a_draft(due, is_pinned=True)) == [f"It is pinned to {said}."]


def test_a_pin_in_a_closure_says_who_is_closed():
    draft = a_draft("2026-12-30", is_pinned=True, closed=SHUT)
    assert warned(draft) == ["It is pinned to Wed 30 December 2026, when DMU is closed."]


def test_what_follows_its_parent_by_itself_is_not_warned_of_its_day():
    assert warned(a_draft("2026-12-30", closed=SHUT)) == []


def test_a_milestone_after_its_parent_is_said():
    draft = a_draft("2027-01-15", is_pinned=True)
    assert warned(draft) == ["It lies after “Close”, which it has to come before."]


def test_a_pin_that_did_not_follow_its_parent_is_said():
    stayed = "“Close” has moved; this is pinned and stayed where it was."
    assert warned(a_draft(is_pinned=True, parent_has_moved=True)) == [stayed]
    assert warned(a_draft(parent_has_moved=True)) == []


def test_a_partner_that_needs_longer_is_said():
    letter = asked("2026-12-01")
    (said,) = warned(letter)
    assert said.startswith("It leaves Derbys 29 working days, and it needs 30 from being asked")


@pytest.mark.parametrize("status", [each for each in DeadlineStatus if each != "open"])
def test_what_is_settled_is_warned_of_nothing(status):
    late = a_draft("2027-01-16", is_pinned=True, status=status)
    assert warned(late, today="2027-01-20") == []


def test_a_plan_two_hundred_years_ahead_is_reckoned_all_the_same():
    far = a_link(1, "2199-12-30", label="Close")
    draft = a_link(2, "2199-12-02", parent_id=1, lead=10, label="Full draft")
    chain = a_chain(draft)
    said = outlook(type(chain)({1: far, 2: draft}, far, chain.today))
    assert said.verdict is Verdict.POSSIBLE
    assert far.due_on - chain.today > timedelta(days=60_000)
    assert chain.today == a_day("2026-11-06")
