"""The board: a lane for each live stage and one for what was decided within a year."""

from datetime import timedelta

import pytest

from bidapp.bids import queries
from bidapp.bids.queries import Filter, lanes
from bidapp.bids.stages import Stage
from bidapp.calls.models import StageKind
from bidapp.database import db, unit_of_work
from bidapp.organisations.models import Theme
from tests.builders import a_bid, a_call, a_deadline, a_person, an_organisation
from tests.conftest import NOON


@pytest.fixture
def base(app):
    """The call, owner and lead that every bid of a test shares."""
    made = {
        "call": a_call(a_deadline()),
        "owner": a_person(),
        "lead_organisation": an_organisation(),
    }
    with unit_of_work():
        db.session.add_all(made.values())
    return made


def several(base, *stages, **facts):
    with unit_of_work():
        db.session.add_all([a_bid(stage=stage, **base | facts) for stage in stages])


def board(**wanted):
    return {lane.name: lane for lane in lanes(Filter(**wanted), NOON)}


def test_every_bid_stands_in_the_lane_of_its_stage(base):
    several(base, *Stage, stage_since=NOON)
    names = ["Idea", "Drafting", "Review", "Submitted", "Decided"]
    assert [(name, lane.count) for name, lane in board().items()] == [
        *((name, 1) for name in names[:4]),
        ("Decided", 3),
    ]


def test_a_lane_adds_up_what_is_asked_for(base):
    several(base, Stage.IDEA, Stage.IDEA, asked_pence=60_000_000)
    several(base, Stage.IDEA, asked_pence=None)
    lane = board()["Idea"]
    assert (lane.count, lane.asked_pence) == (3, 120_000_000)


def test_what_was_decided_more_than_a_year_ago_is_gone(base):
    several(base, Stage.WON, stage_since=NOON - timedelta(days=366))
    several(base, Stage.LOST, stage_since=NOON - timedelta(days=364))
    assert [card.stage for card in board()["Decided"].cards] == [Stage.LOST]


def test_a_lane_shows_so_many_cards_and_counts_all(base, monkeypatch):
    monkeypatch.setattr(queries, "CARDS_IN_A_LANE", 3)
    several(base, *[Stage.DRAFTING] * 5)
    lane = board()["Drafting"]
    assert (len(lane.cards), lane.count) == (3, 5)


def test_the_soonest_deadline_comes_first_and_none_last(base):
    several(base, Stage.DRAFTING, title="March")
    sooner = a_call(a_deadline("2030-03-04 16:00"))
    several(base, Stage.DRAFTING, title="None", call=a_call())
    several(base, Stage.DRAFTING, title="Sooner", call=sooner)
    assert [card.title for card in board()["Drafting"].cards] == ["Sooner", "March", "None"]


def test_the_next_deadline_is_one_that_matters_where_the_bid_stands(base):
    call = a_call(
        a_deadline("2030-02-01 16:00", label="Passed"),
        a_deadline("2030-03-04 16:00", is_withdrawn=True),
        a_deadline("2030-03-15 16:00"),
        a_deadline("2030-09-01 12:00", stage=StageKind.DECISION),
    )
    several(base, Stage.DRAFTING, Stage.SUBMITTED, call=call)
    found = board()
    assert found["Drafting"].cards[0].next_due_at.month == 3
    assert found["Drafting"].cards[0].next_due_at.day == 15
    assert found["Submitted"].cards[0].next_due_at.month == 9


def test_the_board_is_narrowed_by_funder_owner_theme_and_words(base):
    theme, other = Theme(name="Knife crime"), a_person("Other")
    several(base, Stage.IDEA, title="Knives", themes=[theme], owner=other, call=a_call())
    several(base, Stage.IDEA, title="100% funded")
    bid = board(words="knives")["Idea"].cards[0]
    assert bid.title == "Knives"
    for wanted in ({"theme_id": theme.id}, {"owner_id": other.id}, {"words": "kni POLICING"}):
        assert [card.title for card in board(**wanted)["Idea"].cards] == ["Knives"], wanted
    assert board(words="100%")["Idea"].count == 1
    assert board(words="%")["Idea"].count == 1
    assert board(funder_id=base["call"].funder_id)["Idea"].cards[0].title == "100% funded"


def test_the_page_shows_lanes_sums_and_the_moves_that_are_allowed(base, signed_in):
    several(base, Stage.DRAFTING, title="Red teaming", asked_pence=60_000_000)
    page = signed_in.get("/bids/board").text
    assert page.count("£600,000") >= 2
    for stage in ("Review", "Idea", "Withdrawn"):
        assert f"<option>{stage}</option>" in page
    assert "<option>Won</option>" not in page
