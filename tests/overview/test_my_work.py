"""All that one person has to know: what is due, what to write, what waits."""

from datetime import timedelta

import pytest

from bidapp.accounts.permissions import Kind
from bidapp.bids.stages import Stage
from bidapp.calls.models import StageKind
from bidapp.funders.models import SectionKind
from bidapp.overview.queries import next_closings, work_of
from tests.builders import a_bid, a_call, a_deadline, a_person, a_section, saved, signed_in_as
from tests.conftest import NOON


@pytest.fixture
def writer(app, now):
    return saved(a_person("Co-lead, Derby"))


def due_to(person):
    return [each.deadline.label for each in work_of(person, NOON).due]


def test_the_owner_and_the_writers_of_a_bid_have_its_deadlines(coordinator, writer):
    bid = saved(a_bid(call=a_call(a_deadline()), owner=coordinator))
    saved(a_section(bid, writer=writer))
    stranger = saved(a_person())
    assert [due_to(person) for person in (coordinator, writer, stranger)] == [
        ["Full bid closes"],
        ["Full bid closes"],
        [],
    ]


def test_only_deadlines_that_matter_where_the_bid_stands_are_due(coordinator):
    deadlines = [
        a_deadline("2030-02-23 12:00", label="A week ago"),
        a_deadline("2030-02-20 12:00", label="Long ago"),
        a_deadline("2030-03-10 12:00", label="Withdrawn", is_withdrawn=True),
        a_deadline(),
        a_deadline("2030-06-01 12:00", label="Interview", stage=StageKind.INTERVIEW),
    ]
    call = a_call(*deadlines)
    saved(a_bid(call=call, owner=coordinator))
    assert due_to(coordinator) == ["A week ago", "Full bid closes"]
    saved(a_bid(call=call, owner=coordinator, stage=Stage.SUBMITTED))
    assert due_to(coordinator)[-1] == "Interview"


@pytest.mark.parametrize("stage", [Stage.WON, Stage.LOST, Stage.WITHDRAWN])
def test_a_decided_bid_asks_nothing_of_anybody(coordinator, writer, stage):
    bid = saved(a_bid(call=a_call(a_deadline()), owner=coordinator, stage=stage))
    saved(a_section(bid, writer=writer))
    for person in (coordinator, writer):
        work = work_of(person, NOON)
        assert (work.due, work.to_write, work.to_decide) == ([], [], [])


def test_ones_sections_are_those_one_writes_and_that_are_written_here(writer):
    bid = saved(a_bid())
    mine = saved(a_section(bid, writer=writer))
    saved(a_section(bid, writer=writer, kind=SectionKind.UPLOAD))
    saved(a_section(bid, writer=a_person()))
    assert work_of(writer, NOON).to_write == [mine]


def test_ideas_and_reviews_wait_for_the_owner(coordinator):
    bids = {stage: saved(a_bid(stage=stage, owner=coordinator)) for stage in Stage}
    waiting = work_of(coordinator, NOON).to_decide
    assert waiting == [bids[Stage.IDEA], bids[Stage.REVIEW]]


def test_the_next_closings_are_of_live_bids_soonest_first(app):
    for days in (9, 3, 6):
        due = f"{NOON + timedelta(days=days):%Y-%m-%d %H:%M}"
        saved(a_bid(call=a_call(a_deadline(due, label=f"In {days}"))))
    saved(a_bid(call=a_call(a_deadline("2030-03-02 12:00")), stage=Stage.WITHDRAWN))
    labels = [each.deadline.label for each in next_closings(NOON, limit=2)]
    assert labels == ["In 3", "In 6"]


def test_deadlines_of_later_stages_do_not_crowd_out_the_next_closing(app):
    decisions = [
        a_deadline(f"2030-03-{day:02} 12:00", label="Decision", stage=StageKind.DECISION)
        for day in range(2, 29)
    ]
    saved(a_bid(call=a_call(*decisions, a_deadline("2030-04-15 16:00"))))
    assert [each.deadline.label for each in next_closings(NOON)] == ["Full bid closes"]


def test_the_page_shows_it_all(client, writer):
    bid = saved(a_bid(call=a_call(a_deadline()), acronym="ADAPT"))
    saved(a_section(bid, title="Ethics", writer=writer))
    page = signed_in_as(client, writer).get("/").text
    for words in ("Full bid closes", "10 working days", "ADAPT", "Ethics", "not started"):
        assert words in page
    assert "Waits for me" not in page


def test_a_coordinator_sees_what_waits(signed_in, coordinator):
    saved(a_bid(acronym="ADAPT", stage=Stage.IDEA, owner=coordinator))
    assert "Decide whether to go for it: ADAPT" in signed_in.get("/").text


def test_an_empty_desk_says_so_in_words(client, now):
    reader = saved(a_person(kind=Kind.READER))
    page = signed_in_as(client, reader).get("/").text
    assert "Nothing is due from you." in page
    assert "No section is yours to write." in page
