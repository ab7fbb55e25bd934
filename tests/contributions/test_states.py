"""From where to where a line can go: each pair of states is in the table, or refused."""

from itertools import product

import pytest

from bidapp.contributions.actions import move_line
from bidapp.contributions.states import (
    NEXT_STATES,
    STANDING,
    LineHasMovedOn,
    LineState,
    after_a_change,
    how_it_is,
)
from bidapp.database import db, unit_of_work
from tests.builders import a_line, saved
from tests.contributions.ledger_builders import PARTNER

STORED = [state for state in LineState if state is not LineState.EXPIRED]
DRAFT, ASKED, OPENED = LineState.DRAFT, LineState.ASKED, LineState.OPENED
CONFIRMED, PROPOSED = LineState.CONFIRMED, LineState.CHANGE_PROPOSED
DECLINED, REOPENED, WITHDRAWN = LineState.DECLINED, LineState.REOPENED, LineState.WITHDRAWN

TABLE = {
    (DRAFT, ASKED), (DRAFT, CONFIRMED), (DRAFT, WITHDRAWN),
    (ASKED, OPENED), (ASKED, CONFIRMED), (ASKED, PROPOSED), (ASKED, DECLINED), (ASKED, WITHDRAWN),
    (OPENED, CONFIRMED), (OPENED, PROPOSED), (OPENED, DECLINED), (OPENED, WITHDRAWN),
    (REOPENED, CONFIRMED), (REOPENED, PROPOSED), (REOPENED, DECLINED), (REOPENED, WITHDRAWN),
    (CONFIRMED, REOPENED), (CONFIRMED, WITHDRAWN),
    (PROPOSED, REOPENED), (PROPOSED, WITHDRAWN),
    (DECLINED, REOPENED), (DECLINED, WITHDRAWN),
    (WITHDRAWN, DRAFT),
}  # fmt: skip


def test_the_table_is_the_specification():
    assert {(was, to) for was, after in NEXT_STATES.items() for to in after} == TABLE


def test_every_state_that_is_stored_can_be_left_and_no_other():
    assert set(NEXT_STATES) == set(STORED)
    assert all(NEXT_STATES.values())


@pytest.mark.parametrize("state", STORED)
def test_a_change_opens_again_what_was_answered_and_nothing_else(state):
    answered = state in {CONFIRMED, PROPOSED, DECLINED}
    assert after_a_change(state) is (REOPENED if answered else state)


def test_what_counts_in_totals():
    assert set(LineState) - STANDING == {WITHDRAWN, DECLINED}


@pytest.mark.parametrize(
    ("state", "said"), [(CONFIRMED, "is confirmed"), (PROPOSED, "has a change proposed")]
)
def test_a_state_ends_a_sentence(state, said):
    assert how_it_is(state) == said


def test_every_pair_of_states_is_a_move_or_is_refused(app):
    """And what is refused leaves no trace."""
    line = saved(a_line())
    for was, to in product(STORED, LineState):
        with unit_of_work():
            line.state = was
        if (was, to) in TABLE:
            with unit_of_work():
                move_line(line, to, PARTNER)
            assert (line.state, line.moves[-1].from_state, line.moves[-1].to_state) == (to, was, to)
            continue
        before = len(line.moves)
        with pytest.raises(LineHasMovedOn, match="so that cannot be done now"), unit_of_work():
            move_line(line, to, PARTNER)
        db.session.rollback()
        assert (line.state, len(line.moves)) == (was, before)
