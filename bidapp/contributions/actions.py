"""Drafting, changing and withdrawing lines of the ledger."""

from dataclasses import asdict, dataclass
from datetime import datetime

from sqlalchemy import func, select, update

from bidapp.audit.actions import note
from bidapp.contributions.models import Contribution, ContributionRevision, LineMove
from bidapp.contributions.states import (
    NEXT_STATES,
    LineHasMovedOn,
    LineState,
    after_a_change,
    how_it_is,
)
from bidapp.contributions.worth import LineFacts, facts_of
from bidapp.database import db
from bidapp.errors import RuleBroken
from bidapp.partners.models import PartnerRole

MOST_LINES = 60  # of one organisation on one bid
NO_LONGER_AS_SHOWN = (
    "Somebody changed this line meanwhile, so nothing was done. See it as it is now."
)


class LineRefused(RuleBroken):
    """A line that nobody could confirm, or one too many."""


@dataclass(frozen=True)
class Actor:
    """Who does something to a line, and when: one of us, or a contact of the partner's."""

    name: str
    at: datetime
    person_id: int | None = None
    contact_id: int | None = None


def draft_line(role: PartnerRole, facts: LineFacts, actor: Actor) -> Contribution:
    """Write a new line down for an organisation."""
    check_it_can_bring(role)
    last, count = db.session.execute(
        select(func.max(Contribution.position), func.count()).where(Contribution.role_id == role.id)
    ).one()
    if count >= MOST_LINES:
        raise LineRefused(f"An organisation has at most {MOST_LINES} lines on a bid.")
    line = Contribution(
        role=role, position=(last or 0) + 1, state=LineState.DRAFT, state_since=actor.at
    )
    line.revisions.append(_revision(1, facts, actor))
    line.standing_number = 1
    line.moves.append(_move(line, None, LineState.DRAFT, actor))
    db.session.add(line)
    what = f"drafted {facts.title} for {role.organisation.short_name}"
    note(what, by=actor.person_id, at=actor.at, about=line)
    return line


def check_it_can_bring(role: PartnerRole) -> None:
    """A consortium signs nothing: a member does."""
    if role.organisation.is_consortium:
        raise LineRefused(
            f"{role.organisation.short_name} is a consortium, and a consortium never signs. "
            "Choose the member that brings this."
        )


def revise_line(
    line: Contribution, facts: LineFacts, actor: Actor, *, based_on: int, why: str = ""
) -> bool:
    """Let the line say something else from now on; whether that is a change at all.

    Only this line's answer is re-opened by it. A proposal of the partner's that nobody has
    answered is set aside, and stays among the revisions.
    """
    if line.state is LineState.WITHDRAWN:
        raise LineRefused("This line is withdrawn. Take it up again before you change it.")
    if facts == facts_of(line.standing) and line.proposed_number is None:
        return False
    if line.standing_number != based_on:
        raise LineHasMovedOn(NO_LONGER_AS_SHOWN)
    number, state = next_number(line), after_a_change(line.state)
    turn_to(line, state, actor, based_on=based_on, standing_number=number, proposed_number=None)
    line.revisions.append(_revision(number, facts, actor, why))
    what = f"changed {facts.title} of {line.role.organisation.short_name}"
    note(what, by=actor.person_id, at=actor.at, about=line)
    return True


def withdraw_line(
    line: Contribution, actor: Actor, *, why: str = "", number: int | None = None
) -> None:
    """It is asked no more and counts in no total; what was said of it is kept.

    With a number, only while it says what that revision does.
    """
    if number not in (None, line.standing_number):
        raise LineHasMovedOn(NO_LONGER_AS_SHOWN)
    move_line(line, LineState.WITHDRAWN, actor, why=why, proposed_number=None)
    note(f"withdrew {line.standing.title}", by=actor.person_id, at=actor.at, about=line)


def take_up_again(line: Contribution, actor: Actor) -> None:
    """A withdrawn line is a draft again."""
    move_line(line, LineState.DRAFT, actor)
    note(f"took {line.standing.title} up again", by=actor.person_id, at=actor.at, about=line)


def move_line(
    line: Contribution,
    to: LineState,
    actor: Actor,
    *,
    why: str = "",
    **also: int | None,
) -> None:
    """Into another state that its present one allows; LineHasMovedOn where it does not."""
    if to not in NEXT_STATES[line.state]:
        raise LineHasMovedOn(
            f"“{line.standing.title}” {how_it_is(line.state)}, so that cannot be done now."
        )
    turn_to(line, to, actor, based_on=line.standing_number, why=why, **also)


def turn_to(
    line: Contribution,
    state: LineState,
    actor: Actor,
    *,
    based_on: int,
    why: str = "",
    **also: int | None,
) -> None:
    """The one place that changes a line: only while it is still as it was read."""
    was = line.state
    db.session.flush()
    changed = db.session.scalar(
        update(Contribution)
        .where(
            Contribution.id == line.id,
            Contribution.state == was,
            Contribution.standing_number == based_on,
        )
        .values(state=state, state_since=actor.at, **also)
        .returning(Contribution.id)
    )
    if changed is None:
        raise LineHasMovedOn(NO_LONGER_AS_SHOWN)
    if was is not state:
        line.moves.append(_move(line, was, state, actor, why))


def add_proposal(line: Contribution, facts: LineFacts, actor: Actor, why: str) -> None:
    """A revision that does not stand until somebody of us accepts it."""
    number = next_number(line)
    move_line(line, LineState.CHANGE_PROPOSED, actor, why=why, proposed_number=number)
    line.revisions.append(_revision(number, facts, actor, why))


def next_number(line: Contribution) -> int:
    """Of the revision to come. The line is turned before it is written: one of two is refused."""
    return len(line.revisions) + 1


def _revision(number: int, facts: LineFacts, actor: Actor, why: str = "") -> ContributionRevision:
    return ContributionRevision(
        number=number,
        made_at=actor.at,
        made_by_id=actor.person_id,
        contact_id=actor.contact_id,
        why=why,
        **asdict(facts),
    )


def _move(
    line: Contribution, was: LineState | None, state: LineState, actor: Actor, why: str = ""
) -> LineMove:
    return LineMove(
        from_state=was,
        to_state=state,
        number=line.standing_number,
        at=actor.at,
        by_id=actor.person_id,
        contact_id=actor.contact_id,
        who=actor.name,
        note=why,
    )
