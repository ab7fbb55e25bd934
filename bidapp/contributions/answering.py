"""What a partner says to a line, and what we say back. Each answer keeps the words it was given to.

Whoever answers has seen one revision; an answer to any other is refused, and nothing is kept.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select, update

from bidapp.audit.actions import note
from bidapp.contributions.actions import NO_LONGER_AS_SHOWN, Actor, add_proposal, move_line
from bidapp.contributions.models import Answer, Contribution, Means, Reply
from bidapp.contributions.shown import digest_of_words, shown_words
from bidapp.contributions.states import LineHasMovedOn, LineState
from bidapp.contributions.worth import LineFacts, facts_of
from bidapp.database import db
from bidapp.errors import RuleBroken

CHALLENGED_WITHIN = timedelta(hours=72)


class TooLateToChallenge(RuleBroken):
    """A confirmation stands when nobody has challenged it within 72 hours."""


@dataclass(frozen=True)
class Statement:
    """Who answers, as what, with which words of authority, and how that reached us."""

    name: str
    position: str
    authority: str = ""
    note: str = ""
    means: Means = Means.ON_PAGE


def confirm_line(line: Contribution, statement: Statement, actor: Actor, *, number: int) -> Answer:
    """Yes to exactly this revision. Only once: the second of two is told that the first was."""
    _check_it_is_the_one_shown(line, number)
    move_line(line, LineState.CONFIRMED, actor, why=_signed(statement))
    return _keep(line, Reply.CONFIRMED, statement, actor)


def propose_change(
    line: Contribution, facts: LineFacts, statement: Statement, actor: Actor, *, number: int
) -> Answer:
    """The partner would bring something else: a revision that waits for us to accept it."""
    _check_it_is_the_one_shown(line, number)
    if facts == facts_of(line.standing):
        raise RuleBroken("This says the same as the line does. Change something, or confirm it.")
    add_proposal(line, facts, actor, statement.note)
    return _keep(line, Reply.CHANGE_PROPOSED, statement, actor)


def decline_line(line: Contribution, statement: Statement, actor: Actor, *, number: int) -> Answer:
    """No, with the reason in the statement's note."""
    _check_it_is_the_one_shown(line, number)
    move_line(line, LineState.DECLINED, actor, why=statement.note)
    return _keep(line, Reply.DECLINED, statement, actor)


def accept_proposal(line: Contribution, actor: Actor, *, proposed: int) -> None:
    """What the partner proposed stands from now on, and waits for its confirmation."""
    _check_it_is_the_proposal(line, proposed)
    move_line(
        line, LineState.REOPENED, actor, why="We took the change that was proposed.",
        standing_number=proposed, proposed_number=None,
    )  # fmt: skip
    what = f"accepted a change of {line.standing.title}"
    note(what, by=actor.person_id, at=actor.at, about=line)


def answer_proposal(line: Contribution, why: str, actor: Actor, *, proposed: int) -> None:
    """We would rather leave the line as it is, and say why: the partner decides again."""
    _check_it_is_the_proposal(line, proposed)
    move_line(line, LineState.REOPENED, actor, why=why, proposed_number=None)
    what = f"kept {line.standing.title} as it was"
    note(what, by=actor.person_id, at=actor.at, about=line)


def challenge(answer: Answer, why: str, actor: Actor) -> None:
    """Somebody of us doubts a confirmation: the line is open again, and both stay on record."""
    line = answer.contribution
    if not may_be_challenged(answer, now=actor.at):
        raise TooLateToChallenge(
            "A confirmation can be challenged for 72 hours, and only while it stands. "
            "Change the line instead: that re-opens it."
        )
    challenged = db.session.scalar(
        update(Answer)
        .where(Answer.id == answer.id, Answer.challenged_at.is_(None))
        .values(challenged_at=actor.at, challenged_by_id=actor.person_id, challenge_note=why)
        .returning(Answer.id)
    )
    if challenged is None:
        raise LineHasMovedOn(NO_LONGER_AS_SHOWN)
    move_line(line, LineState.REOPENED, actor, why=why)
    note(f"challenged {answer.name}’s confirmation", by=actor.person_id, at=actor.at, about=line)


def may_be_challenged(answer: Answer, *, now: datetime) -> bool:
    """While it is what the line's state rests on, and for 72 hours."""
    line = answer.contribution
    stands = line.state is LineState.CONFIRMED and answer.number == line.standing_number
    is_open = answer.challenged_at is None and now - answer.at < CHALLENGED_WITHIN
    return answer.reply is Reply.CONFIRMED and stands and is_open


def check_nobody_answered(line: Contribution, last_seen: int) -> None:
    """Somebody who changes a line has seen every answer to it: `last_seen` is the newest's id."""
    answer = last_answer(line)
    if answer is not None and answer.id != last_seen:
        raise LineHasMovedOn(f"{answer.name} answered this line meanwhile, so nothing was done.")


def last_answer(line: Contribution) -> Answer | None:
    return db.session.scalar(
        select(Answer).where(Answer.contribution_id == line.id).order_by(Answer.id.desc()).limit(1)
    )


def _check_it_is_the_one_shown(line: Contribution, number: int) -> None:
    if line.standing_number != number:
        raise LineHasMovedOn(NO_LONGER_AS_SHOWN)


def _check_it_is_the_proposal(line: Contribution, proposed: int) -> None:
    if line.proposed_number != proposed:
        raise LineHasMovedOn(NO_LONGER_AS_SHOWN)


def _keep(line: Contribution, reply: Reply, statement: Statement, actor: Actor) -> Answer:
    shown = shown_words(line, line.standing)
    answer = Answer(
        contribution=line,
        number=line.standing_number,
        reply=reply,
        means=statement.means,
        shown=shown,
        shown_digest=digest_of_words(shown),
        name=statement.name,
        position=statement.position,
        authority=statement.authority,
        note=statement.note,
        at=actor.at,
        contact_id=actor.contact_id,
        recorded_by_id=actor.person_id,
    )
    db.session.add(answer)
    note(
        f"{_signed(statement)}: {reply} {line.standing.title}, {statement.means}",
        by=actor.person_id, at=actor.at, about=line,
    )  # fmt: skip
    return answer


def _signed(statement: Statement) -> str:
    return f"{statement.name}, {statement.position}"
