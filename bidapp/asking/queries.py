from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, or_, select
from sqlalchemy.orm import joinedload, selectinload

from bidapp.asking.access import why_not_to_answer
from bidapp.asking.models import Ask, AskedLine, Question, Sending
from bidapp.contributions.models import Answer, Contribution, LineMove
from bidapp.contributions.queries import lines_of
from bidapp.contributions.shown import Difference, Fact, differences, line_facts
from bidapp.contributions.states import OPEN_TO_ANSWER, STANDING, LineState
from bidapp.contributions.totals import Total, total
from bidapp.contributions.worth import facts_of, reckoning
from bidapp.database import db
from bidapp.errors import NotFound
from bidapp.letters.models import Letter
from bidapp.organisations.models import Contact
from bidapp.partners.models import PartnerRole
from bidapp.partners.queries import SignOffPlace, where_it_is
from bidapp.wording import local_date

NOT_ASKED = frozenset({LineState.DRAFT, LineState.WITHDRAWN})
MAY_BE_ASKED = frozenset({LineState.DRAFT}) | OPEN_TO_ANSWER


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
    def answered_by(self) -> str:
        """Who gave the newest answer on this page; empty where nobody has."""
        given = [each.answer for each in self.lines if each.answer]
        return max(given, key=lambda answer: answer.id).name if given else ""

    @property
    def shown(self) -> str:
        """Which revision of each open line this page shows, as its forms send it back."""
        return " ".join(f"{each.line.id}:{each.line.standing_number}" for each in self.open_lines)


def live_ask_of(role_id: int, contact_id: int) -> Ask | None:
    """The link a contact has to a role until somebody closes it; it may have expired."""
    return db.session.scalar(
        select(Ask).where(
            Ask.role_id == role_id, Ask.contact_id == contact_id, Ask.ended_at.is_(None)
        )
    )


def lines_asked(ask: Ask) -> list[Contribution]:
    """The lines an ask is about, in the ledger's order. One not kept yet has none."""
    if ask.id is None:
        return []
    return list(
        db.session.scalars(
            select(Contribution)
            .join(AskedLine, AskedLine.contribution_id == Contribution.id)
            .where(AskedLine.ask_id == ask.id)
            .options(selectinload(Contribution.revisions), joinedload(Contribution.role))
            .order_by(Contribution.position, Contribution.id)
        )
    )


def last_answers(lines: Sequence[Contribution]) -> dict[int, Answer]:
    """The newest answer to each line that has one."""
    newest = (
        select(func.max(Answer.id))
        .where(Answer.contribution_id.in_([line.id for line in lines]))
        .group_by(Answer.contribution_id)
    )
    found = db.session.scalars(select(Answer).where(Answer.id.in_(newest)))
    return {answer.contribution_id: answer for answer in found}


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
    """Only those that this contact sent."""
    found = select(Letter).where(Letter.role_id == ask.role_id, Letter.contact_id == ask.contact_id)
    return list(db.session.scalars(found.order_by(Letter.id.desc())))


def lines_to_ask(role: PartnerRole) -> list[Contribution]:
    """What can be asked for now: drafts, and what is open still or again."""
    lines = lines_of([role])[role.id]
    return [line for line in lines if line.state in MAY_BE_ASKED]


def sendings_to(role: PartnerRole) -> dict[int, list[Sending]]:
    """By ask, every letter that its contact was sent, the newest first."""
    found = db.session.scalars(
        select(Sending)
        .join(Sending.ask)
        .where(Ask.role_id == role.id)
        .options(joinedload(Sending.message), joinedload(Sending.by))
        .order_by(Sending.id.desc())
    )
    sent: dict[int, list[Sending]] = {}
    for each in found:
        sent.setdefault(each.ask_id, []).append(each)
    return sent


def questions_of(role: PartnerRole) -> list[Question]:
    """Every question of the role's contacts, those not answered first."""
    return list(
        db.session.scalars(
            select(Question)
            .join(Question.ask)
            .where(Ask.role_id == role.id)
            .options(
                joinedload(Question.ask).joinedload(Ask.contact), joinedload(Question.answered_by)
            )
            .order_by(Question.answered_at.is_not(None), Question.id)
        )
    )


def role_with_bid(role_id: int) -> PartnerRole:
    """One role, with its bid, organisation and contact in the same statement."""
    role = db.session.scalar(
        select(PartnerRole)
        .where(PartnerRole.id == role_id)
        .options(
            joinedload(PartnerRole.bid),
            joinedload(PartnerRole.organisation),
            joinedload(PartnerRole.consortium),
            joinedload(PartnerRole.contact),
        )
    )
    if role is None:
        raise NotFound(f"There is no partner role number {role_id}.")
    return role


def expired_lines(bid_id: int, now: datetime) -> frozenset[int]:
    """The lines of a bid that wait for an answer which no link can bring any more."""
    live = (
        select(AskedLine.id)
        .join(AskedLine.ask)
        .join(Ask.contact)
        .where(
            AskedLine.contribution_id == Contribution.id,
            Ask.ended_at.is_(None),
            Ask.expires_at > now,
            or_(Contact.left_on.is_(None), Contact.left_on >= local_date(now)),
        )
    )
    found = (
        select(Contribution.id)
        .join(Contribution.role)
        .where(
            PartnerRole.bid_id == bid_id,
            Contribution.state.in_(OPEN_TO_ANSWER),
            ~live.exists(),
        )
    )
    return frozenset(db.session.scalars(found))
