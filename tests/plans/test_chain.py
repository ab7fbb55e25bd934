"""Milestones lie working days before what they are reckoned from, and the room they have."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bidapp.bids.models import DeadlineStatus
from bidapp.plans.chain import Chain, Link, day_before, parents_first, place_before
from bidapp.plans.outlook import warnings
from bidapp.working_days import is_working_day
from tests.builders import a_day

CLOSE = datetime.fromisoformat("2027-01-14T16:00")
SHUT = frozenset(a_day("2026-12-24") + timedelta(days=ahead) for ahead in range(9))


def a_link(number, due, **facts):
    local = datetime.fromisoformat(f"{due}T17:00")
    names = {"label": f"Step {number}", "owner": f"Owner {number}", "place": "DMU"}
    at = local.replace(tzinfo=UTC)
    return Link(deadline_id=number, due_at=at, due_local=local, **names | facts)


def a_chain(*links, today="2026-11-06"):
    close = a_link(1, "2027-01-14", label="Close")
    return Chain({each.deadline_id: each for each in (close, *links)}, close, a_day(today))


@pytest.mark.parametrize(
    ("lead", "closed", "day"),
    [
        (2, SHUT, "2027-01-12"),
        (5, SHUT, "2027-01-07"),
        (8, SHUT, "2027-01-04"),
        (9, SHUT, "2026-12-23"),
        (10, SHUT, "2026-12-22"),
        (30, SHUT, "2026-11-24"),
        (10, frozenset(), "2026-12-30"),
        (30, frozenset(), "2026-11-30"),
    ],
)
def test_a_closed_university_pushes_its_milestones_before_christmas(lead, closed, day):
    assert place_before(CLOSE, lead, closed) == datetime.fromisoformat(f"{day}T17:00")


@pytest.mark.parametrize(
    ("lead", "day"), [(2, "2027-03-24"), (5, "2027-03-19"), (10, "2027-03-12")]
)
def test_easter_and_closed_days_beside_it_are_left_out(lead, day):
    """Good Friday is 26 March; the university shuts from the Thursday to the Tuesday after."""
    shut = frozenset(a_day(f"2027-03-{number}") for number in (25, 26, 27, 28, 29, 30))
    before = place_before(datetime.fromisoformat("2027-04-01T16:00"), lead, shut)
    assert before.date() == a_day(day)


def test_a_milestone_on_the_day_itself_is_never_after_it():
    assert place_before(CLOSE, 0) == CLOSE
    assert place_before(CLOSE.replace(hour=23), 0) == CLOSE.replace(hour=17)


def test_no_days_before_a_day_off_is_the_last_working_day():
    assert day_before(a_day("2027-01-17"), 0) == a_day("2027-01-15")
    assert day_before(a_day("2026-12-30"), 0, SHUT) == a_day("2026-12-23")


@given(
    st.datetimes(datetime.fromisoformat("2020-01-01"), datetime.fromisoformat("2040-01-01")),
    st.integers(0, 60),
    st.sets(st.dates(a_day("2019-06-01"), a_day("2040-01-01")), max_size=30).map(frozenset),
)
def test_a_milestone_is_always_on_a_working_day_and_never_after_its_parent(parent, lead, closed):
    before = place_before(parent, lead, closed)
    assert before <= parent
    assert is_working_day(before.date(), closed)


def test_what_hangs_on_another_comes_after_it_and_a_circle_ends():
    parents = {1: None, 2: 1, 3: 2, 4: 3, 5: 6, 6: 5}
    in_order = parents_first({number: number for number in (4, 3, 2, 1)}, parents.get)
    assert in_order == [1, 2, 3, 4]
    assert sorted(parents_first({5: 5, 6: 6}, parents.get)) == [5, 6]


def test_what_must_follow_a_milestone_are_the_leads_on_its_way():
    review = a_link(2, "2026-12-30", parent_id=1, lead=10)
    draft = a_link(3, "2026-12-21", parent_id=2, lead=5)
    room = a_chain(review, draft, today="2026-12-17").room(draft)
    assert (room.needed, room.left, room.spare) == (15, 17, 2)
    assert room.latest_on == a_day("2026-12-21")


def test_what_is_settled_on_the_way_needs_no_more_time():
    review = a_link(2, "2026-12-30", parent_id=1, lead=10, status=DeadlineStatus.MET)
    draft = a_link(3, "2026-12-21", parent_id=2, lead=5)
    room = a_chain(review, draft, today="2026-12-17").room(draft)
    assert (room.needed, room.left) == (5, 17)


def test_the_latest_day_comes_from_the_close_and_not_from_a_pin():
    review = a_link(2, "2026-12-10", parent_id=1, lead=10, is_pinned=True)
    draft = a_link(3, "2026-12-03", parent_id=2, lead=5)
    assert a_chain(review, draft).room(draft).latest_on == a_day("2026-12-21")


def test_the_critical_one_has_the_least_to_spare_along_the_longest_chain():
    review = a_link(2, "2026-12-30", parent_id=1, lead=10)
    draft = a_link(3, "2026-12-21", parent_id=2, lead=5)
    costs = a_link(4, "2026-12-29", parent_id=1, lead=11)
    assert a_chain(review, draft, costs).critical() == draft


def test_of_equals_the_earliest_is_critical():
    late = a_link(2, "2026-12-30", parent_id=1, lead=10)
    soon = a_link(3, "2026-12-28", parent_id=1, lead=10, is_pinned=True)
    assert a_chain(late, soon).critical() == soon


def test_what_is_settled_is_not_critical():
    done = a_link(2, "2026-12-30", parent_id=1, lead=10, status=DeadlineStatus.MET)
    assert a_chain(done).critical() is None


def test_what_leads_to_a_deadline_that_has_passed_holds_nothing_up():
    outline = a_link(2, "2026-10-01", label="Outline")
    forgotten = a_link(3, "2026-09-01", parent_id=2, lead=20)
    assert a_chain(outline, forgotten).critical() is None


def test_a_circle_in_a_plan_comes_to_an_end():
    one, other = a_link(2, "2026-12-30", parent_id=3), a_link(3, "2026-12-29", parent_id=2)
    assert a_chain(one, other).room(one).latest_on <= a_day("2026-12-30")


def asked(due, **facts):
    partner = {"partner_id": 7, "partner_needs": 30, "place": "Derbys"}
    return a_link(2, due, parent_id=1, **partner | facts)


def test_a_partner_asked_too_late_is_short_of_working_days():
    letter = asked("2026-12-01")
    short = a_chain(letter).shortage(letter)
    assert (short.given, short.needs) == (29, 30)
    exact = asked("2026-11-30")
    assert a_chain(exact).shortage(exact) is None


def test_a_partner_has_until_its_last_milestone():
    letter, in_hand = asked("2026-11-24"), replace(asked("2027-01-04"), deadline_id=3)
    chain = a_chain(letter, in_hand)
    assert chain.shortage(letter).given == 26
    assert chain.shortage(in_hand) is None


def test_a_partner_not_asked_in_time_has_what_is_left_from_today():
    letter = asked("2026-11-24")
    assert a_chain(letter, today="2027-01-11").shortage(letter).given == 3
    assert a_chain(letter, today="2027-01-20").shortage(letter).given == 0


@pytest.mark.parametrize(
    "facts", [{"partner_needs": None}, {"partner_id": None}, {"status": DeadlineStatus.MET}]
)
def test_nobody_is_short_who_needs_nothing_or_was_asked(facts):
    letter = asked("2027-01-12", **facts)
    assert a_chain(letter).shortage(letter) is None


AT_IT = {"partner_is_at_it": True, "partner_needs": 8}


def test_a_partner_that_is_at_it_has_from_today_even_if_it_should_be_asked_later():
    letter = asked("2027-01-11", **AT_IT)
    assert a_chain(letter, today="2027-01-04").shortage(letter) is None
    short = a_chain(letter, today="2027-01-05").shortage(letter)
    assert (short.given, short.needs) == (7, 8)


def test_a_partner_that_is_at_it_is_told_of_at_its_first_open_milestone():
    met = asked("2026-11-24", status=DeadlineStatus.MET, **AT_IT)
    in_hand = replace(asked("2027-01-08", **AT_IT), deadline_id=3)
    chain = a_chain(met, in_hand, today="2026-12-30")
    assert chain.shortage(met) is None
    assert chain.shortage(in_hand).given == 6
    assert "what remains of its sign-off takes 8." in str(warnings(chain, in_hand))


def test_nothing_is_short_once_everybody_has_signed():
    letter = asked("2027-01-11", **AT_IT | {"partner_needs": 0})
    assert a_chain(letter, today="2027-01-20").shortage(letter) is None
