"""Where one line of the ledger stands between us and the partner, and what can become of it."""

from enum import StrEnum

from bidapp.errors import RuleBroken


class LineState(StrEnum):
    """Expired is never stored: it is what asked becomes when nobody can answer any more."""

    DRAFT = "draft"
    ASKED = "asked"
    OPENED = "opened"
    CONFIRMED = "confirmed"
    CHANGE_PROPOSED = "change proposed"
    DECLINED = "declined"
    REOPENED = "re-opened"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"


class LineHasMovedOn(RuleBroken):
    """What somebody wants to do with a line fits a state that it is no longer in."""


OPEN_TO_ANSWER = frozenset({LineState.ASKED, LineState.OPENED, LineState.REOPENED})
ANSWERED = frozenset({LineState.CONFIRMED, LineState.CHANGE_PROPOSED, LineState.DECLINED})
STANDING = frozenset(LineState) - {LineState.WITHDRAWN, LineState.DECLINED}  # counted in totals

NEXT_STATES: dict[LineState, frozenset[LineState]] = {
    LineState.DRAFT: frozenset({LineState.ASKED, LineState.CONFIRMED, LineState.WITHDRAWN}),
    LineState.ASKED: ANSWERED | {LineState.OPENED, LineState.WITHDRAWN},
    LineState.OPENED: ANSWERED | {LineState.WITHDRAWN},
    LineState.REOPENED: ANSWERED | {LineState.WITHDRAWN},
    LineState.CONFIRMED: frozenset({LineState.REOPENED, LineState.WITHDRAWN}),
    LineState.CHANGE_PROPOSED: frozenset({LineState.REOPENED, LineState.WITHDRAWN}),
    LineState.DECLINED: frozenset({LineState.REOPENED, LineState.WITHDRAWN}),
    LineState.WITHDRAWN: frozenset({LineState.DRAFT}),
}


def how_it_is(state: LineState) -> str:
    """The end of a sentence about a line in this state."""
    return "has a change proposed" if state is LineState.CHANGE_PROPOSED else f"is {state}"


def after_a_change(state: LineState) -> LineState:
    """A change of the wording or the value re-opens what was answered, and nothing else."""
    return LineState.REOPENED if state in ANSWERED else state
