"""Which moves a bid may make: every pair of stages."""

from itertools import product

import pytest

from bidapp.bids.stages import BEING_WRITTEN, DECIDED, LIVE, MoveNotAllowed, Stage, check_move
from tests.builders import LONG_AGO, a_bid
from tests.conftest import NOON

ALLOWED = {
    ("Idea", "Drafting"), ("Idea", "Withdrawn"),
    ("Drafting", "Review"), ("Drafting", "Idea"), ("Drafting", "Withdrawn"),
    ("Review", "Submitted"), ("Review", "Drafting"), ("Review", "Withdrawn"),
    ("Submitted", "Won"), ("Submitted", "Not funded"), ("Submitted", "Review"),
    ("Submitted", "Withdrawn"),
    ("Withdrawn", "Idea"),
}  # fmt: skip


def is_allowed(pair):
    try:
        check_move(*pair)
    except MoveNotAllowed:
        return False
    return True


def test_exactly_these_moves_are_allowed():
    assert {(str(a), str(b)) for a, b in product(Stage, Stage) if is_allowed((a, b))} == ALLOWED


@pytest.mark.parametrize(
    ("current", "proposed", "sentence"),
    [
        ("Idea", "Idea", "The bid is in Idea already."),
        ("Won", "Drafting", "Won is the end: the bid cannot move to Drafting."),
        ("Withdrawn", "Won", "A bid cannot move from Withdrawn to Won. It can move to Idea."),
        (
            "Drafting",
            "Won",
            "A bid cannot move from Drafting to Won. It can move to Review, Idea or Withdrawn.",
        ),
    ],
)
def test_a_refused_move_says_what_is_possible(current, proposed, sentence):
    with pytest.raises(MoveNotAllowed) as refusal:
        check_move(Stage(current), Stage(proposed))
    assert str(refusal.value) == sentence


def test_every_stage_is_live_or_decided():
    assert {*LIVE, *DECIDED} == set(Stage)
    assert set(BEING_WRITTEN) < set(LIVE)


def test_a_move_is_kept_with_who_and_when():
    bid = a_bid()
    move = bid.move_to(Stage.REVIEW, by=7, at=NOON)
    assert (move.from_stage, move.to_stage) == (Stage.DRAFTING, Stage.REVIEW)
    assert (move.moved_by_id, move.moved_at) == (7, NOON)
    assert (bid.stage, bid.stage_since) == (Stage.REVIEW, NOON)


def test_a_refused_move_leaves_the_bid_where_it_was():
    bid = a_bid()
    with pytest.raises(MoveNotAllowed):
        bid.move_to(Stage.WON, by=7, at=NOON)
    assert (bid.stage, bid.stage_since, bid.moves) == (Stage.DRAFTING, LONG_AGO, [])
