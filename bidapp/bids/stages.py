"""The stages a bid passes through, and which moves are allowed."""

from enum import StrEnum

from bidapp.errors import RuleBroken


class Stage(StrEnum):
    """Where a bid stands. The value is the word on the page."""

    IDEA = "Idea"
    DRAFTING = "Drafting"
    REVIEW = "Review"
    SUBMITTED = "Submitted"
    WON = "Won"
    LOST = "Not funded"
    WITHDRAWN = "Withdrawn"


class MoveNotAllowed(RuleBroken):
    """A bid goes through its stages in order."""


NEXT_STAGES = {
    Stage.IDEA: (Stage.DRAFTING, Stage.WITHDRAWN),
    Stage.DRAFTING: (Stage.REVIEW, Stage.IDEA, Stage.WITHDRAWN),
    Stage.REVIEW: (Stage.SUBMITTED, Stage.DRAFTING, Stage.WITHDRAWN),
    Stage.SUBMITTED: (Stage.WON, Stage.LOST, Stage.REVIEW, Stage.WITHDRAWN),
    Stage.WON: (),
    Stage.LOST: (),
    Stage.WITHDRAWN: (Stage.IDEA,),
}
BEING_WRITTEN = (Stage.IDEA, Stage.DRAFTING, Stage.REVIEW)
LIVE = (*BEING_WRITTEN, Stage.SUBMITTED)
DECIDED = (Stage.WON, Stage.LOST, Stage.WITHDRAWN)


def check_move(current: Stage, proposed: Stage) -> None:
    """Refuses a move that the table does not have, naming those it has."""
    allowed = NEXT_STAGES[current]
    if proposed in allowed:
        return
    if proposed is current:
        raise MoveNotAllowed(f"The bid is in {current} already.")
    if not allowed:
        raise MoveNotAllowed(f"{current} is the end: the bid cannot move to {proposed}.")
    *others, last = (str(stage) for stage in allowed)
    choices = f"{', '.join(others)} or {last}" if others else last
    raise MoveNotAllowed(
        f"A bid cannot move from {current} to {proposed}. It can move to {choices}."
    )
