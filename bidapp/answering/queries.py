from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from bidapp.answering.access import hands_of
from bidapp.asking.links import why_not_to_answer
from bidapp.asking.models import Ask, Question
from bidapp.asking.queries import NOT_ASKED, last_answers, lines_asked
from bidapp.contributions.models import Answer, Contribution, LineMove
from bidapp.contributions.shown import Difference, Fact, differences, line_facts
from bidapp.contributions.states import OPEN_TO_ANSWER, STANDING, LineState
from bidapp.contributions.totals import Total, total
from bidapp.contributions.worth import facts_of, reckoning
from bidapp.database import db
from bidapp.handouts.models import Handout
from bidapp.handouts.queries import handouts_for
from bidapp.letters.models import Letter
from bidapp.letters.queries import letters_counting
from bidapp.partners.models import Position
from bidapp.partners.queries import SignOffPlace, where_it_is

OF_POSITION = 0  # stands where the number of a line does, and is that of none


def place_of(position: Position) -> int:
    """A position as a number, for the forms of a page."""
    return list(Position).index(position)


@dataclass(frozen=True)
class LineOnPage:
    """A line as its contact sees it: what it says now, what it said before, what was answered."""

    line: Contribution
    facts: list[Fact]
    reckoning: str
    changes: list[Difference]
    answer: Answer | None
    reply: str  # what we said to a change they proposed

    @property
    def is_open(self) -> bool:
        return self.line.state in OPEN_TO_ANSWER

    @property
    def is_changed(self) -> bool:
        return self.is_open and bool(self.changes)


@dataclass(frozen=True)
class PartnerPage:
    """Everything that one contact's page shows, and nothing of anybody else."""

    ask: Ask
    lines: list[LineOnPage]
    questions: list[Question]
    letters: list[Letter]
    handouts: list[Handout]
    is_letter_accepted: bool
    sign_off: SignOffPlace | None
    standing: Total
    to_confirm: Total
    cannot_be_answered: str

    @property
    def open_lines(self) -> list[LineOnPage]:
        return [] if self.cannot_be_answered else [each for each in self.lines if each.is_open]

    @property
    def confirmed(self) -> list[LineOnPage]:
        return [each for each in self.lines if each.line.state is LineState.CONFIRMED]

    @property
    def unsettled(self) -> int:
        """How many lines the draft letter would name though they are not agreed."""
        not_agreed = OPEN_TO_ANSWER | {LineState.CHANGE_PROPOSED}
        return sum(each.line.state in not_agreed for each in self.lines)

    @property
    def answered_by(self) -> str:
        """Who gave the newest answer on this page; empty where nobody has."""
        given = [each.answer for each in self.lines if each.answer]
        return max(given, key=lambda answer: answer.id).name if given else ""

    @property
    def shown(self) -> str:
        """Which position and which revision of each open line this page shows, as its forms send
        it back.
        """
        lines = [f"{each.line.id}:{each.line.standing_number}" for each in self.open_lines]
        return " ".join([f"{OF_POSITION}:{place_of(self.ask.role.position)}", *lines])


def confirmations_in(ask: Ask) -> list[Answer]:
    """The confirmation of each line of the ask that stands confirmed."""
    confirmed = [line for line in lines_asked(ask) if line.state is LineState.CONFIRMED]
    return list(last_answers(confirmed).values())


def partner_page(ask: Ask, now: datetime) -> PartnerPage:
    lines = lines_asked(ask)
    shown = [line for line in lines if line.state not in NOT_ASKED]
    answers, first = last_answers(shown), {each.contribution_id: each for each in ask.lines}
    replies = _replies(shown)
    on_page = [
        _on_page(line, answers.get(line.id), first[line.id].first_number, replies.get(line.id, ""))
        for line in shown
    ]
    return PartnerPage(
        ask=ask,
        lines=on_page,
        questions=_questions(ask),
        letters=_letters(ask),
        handouts=handouts_for(ask.role.bid_id, hands_of(ask)),
        is_letter_accepted=_has_accepted_letter(ask),
        sign_off=where_it_is(ask.role, now),
        standing=total(line for line in shown if line.state in STANDING),
        to_confirm=total(line for line in shown if line.state in OPEN_TO_ANSWER),
        cannot_be_answered=why_not_to_answer(ask.role.bid),
    )


def _on_page(
    line: Contribution, answer: Answer | None, first_number: int, reply: str
) -> LineOnPage:
    """Changed since it was last answered, or since it was first asked where nobody has."""
    seen = answer.number if answer else first_number
    now = facts_of(line.standing)
    return LineOnPage(
        line=line,
        facts=line_facts(now),
        reckoning=reckoning(now),
        changes=differences(facts_of(line.revision(seen)), now),
        answer=answer,
        reply=reply if line.state is LineState.REOPENED else "",
    )


def _replies(lines: Iterable[Contribution]) -> dict[int, str]:
    """Why each line that is open again was opened, by the one who did it."""
    ids = [line.id for line in lines if line.state is LineState.REOPENED]
    moves = db.session.scalars(
        select(LineMove)
        .where(LineMove.contribution_id.in_(ids), LineMove.to_state == LineState.REOPENED)
        .order_by(LineMove.id)
    )
    return {move.contribution_id: move.note for move in moves}


def _questions(ask: Ask) -> list[Question]:
    found = select(Question).where(Question.ask_id == ask.id).order_by(Question.id)
    return list(db.session.scalars(found))


def _letters(ask: Ask) -> list[Letter]:
    """Only those that this contact sent, or whoever handed over to them."""
    found = select(Letter).where(
        Letter.role_id == ask.role_id, Letter.contact_id.in_(hands_of(ask))
    )
    with_sender = found.options(joinedload(Letter.contact))
    return list(db.session.scalars(with_sender.order_by(Letter.id.desc())))


def _has_accepted_letter(ask: Ask) -> bool:
    """Also one that reached us by another way."""
    counting = letters_counting([ask.role])[ask.role_id]
    return counting is not None and counting.is_accepted
