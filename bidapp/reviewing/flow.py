"""The way of a section from not started to locked: which steps there are, and who takes them."""

from dataclasses import dataclass
from enum import Enum

from bidapp.drafting.models import SectionState as State
from bidapp.errors import RuleBroken


class Taker(Enum):
    """Who may take a step. A coordinator may take every one."""

    WRITER = "whoever may write"
    REVIEWER = "its reviewer"
    COORDINATOR = "a coordinator"


@dataclass(frozen=True)
class Step:
    """One press of a button: from where, to where, whose it is, and what has to be said or true."""

    begins: State
    ends: State
    words: str
    taker: Taker
    needs_note: bool = False
    needs_all_in_order: bool = False  # within its limits, and no two texts of one place


STEPS = (
    Step(State.DRAFTING, State.IN_REVIEW, "Send for review", Taker.WRITER),
    Step(State.CHANGES_ASKED, State.IN_REVIEW, "Send for review again", Taker.WRITER),
    Step(
        State.IN_REVIEW, State.DONE, "Approve it as done", Taker.REVIEWER, needs_all_in_order=True
    ),
    Step(State.IN_REVIEW, State.CHANGES_ASKED, "Ask for changes", Taker.REVIEWER, needs_note=True),
    Step(State.IN_REVIEW, State.DRAFTING, "Take it back", Taker.WRITER),
    Step(State.DRAFTING, State.DONE, "Mark as done", Taker.COORDINATOR, needs_all_in_order=True),
    Step(State.DONE, State.LOCKED, "Lock it", Taker.COORDINATOR, needs_all_in_order=True),
    Step(State.DONE, State.DRAFTING, "Open it again", Taker.WRITER),
    Step(State.LOCKED, State.DONE, "Unlock it", Taker.COORDINATOR, needs_note=True),
)


class StepRefused(RuleBroken):
    """A step that is not open from here, is another's to take, or comes too early."""


@dataclass(frozen=True)
class Standing:
    """What a person is to one section."""

    may_write: bool
    may_coordinate: bool
    is_reviewer: bool

    def may_take(self, step: Step) -> bool:
        if self.may_coordinate:
            return True
        if step.taker is Taker.REVIEWER:
            return self.is_reviewer
        return step.taker is Taker.WRITER and self.may_write


def steps_from(state: State, standing: Standing) -> list[Step]:
    """The steps that this person can take now."""
    return [step for step in STEPS if step.begins is state and standing.may_take(step)]


def step_to(begins: State, ends: State, standing: Standing) -> Step:
    """The step between two states, or StepRefused with who can take it."""
    step = next((each for each in STEPS if (each.begins, each.ends) == (begins, ends)), None)
    if step is None:
        raise StepRefused(f"From {begins}, a section does not go to {ends}.")
    if not standing.may_take(step):
        raise StepRefused(f"“{step.words}” is for {step.taker.value}, or a coordinator.")
    return step
