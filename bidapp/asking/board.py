"""All partners of a bid by state, and whoever holds it up first."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from bidapp.asking.models import Ask, Question, Sending, SendingKind
from bidapp.bids.models import Bid, BidDeadline
from bidapp.contributions.models import Contribution
from bidapp.contributions.queries import lines_of
from bidapp.contributions.states import OPEN_TO_ANSWER, LineState
from bidapp.contributions.totals import Total, total
from bidapp.database import db
from bidapp.letters.models import Letter, LetterState
from bidapp.letters.queries import letter_standing
from bidapp.partners.models import PartnerRole, Position
from bidapp.partners.queries import SignOffPlace, places_on, roles_on
from bidapp.wording import day, local_date, these


class Hold(IntEnum):
    """How a partner holds up the bid; the first holds it up most."""

    LATE = 0
    OURS = 1  # it waits for us
    EXPIRED = 2
    DECLINED = 3
    NOT_ASKED = 4
    WAITING = 5
    LETTER = 6
    DONE = 7
    NOTHING = 8


@dataclass(frozen=True)
class AskOnBoard:
    """One contact's link, and what was sent to them so far."""

    ask: Ask
    is_live: bool
    sent: int
    last_at: datetime
    last_kind: SendingKind


@dataclass(frozen=True)
class RoleOnBoard:
    """One partner of the bid: what it was asked, where each line stands, what is next."""

    role: PartnerRole
    lines: list[Contribution]
    asks: list[AskOnBoard]
    due_at: datetime | None
    questions: int
    letter: Letter | None
    place: SignOffPlace | None
    now: datetime

    @property
    def total(self) -> Total:
        return total(self.lines)

    @property
    def states(self) -> dict[LineState, int]:
        """How many lines stand in each state, as people are shown them."""
        return dict(Counter(self.shown_state(line) for line in self.lines))

    @property
    def is_answerable(self) -> bool:
        return any(each.is_live for each in self.asks)

    @property
    def open_lines(self) -> list[Contribution]:
        return [line for line in self.lines if line.state in OPEN_TO_ANSWER]

    @property
    def is_late(self) -> bool:
        return bool(self.open_lines) and self.due_at is not None and self.due_at <= self.now

    @property
    def needs_letter(self) -> bool:
        return self.role.position is Position.PROJECT_PARTNER and not (
            self.letter and self.letter.state is LetterState.ACCEPTED
        )

    def shown_state(self, line: Contribution) -> LineState:
        """Open to answer, but with no link that lives, is expired."""
        is_open = line.state in OPEN_TO_ANSWER
        return LineState.EXPIRED if is_open and not self.is_answerable else line.state

    def has(self, state: LineState) -> bool:
        return any(line.state is state for line in self.lines)

    @property
    def waits_for_us(self) -> list[str]:
        """What only we can do, in words."""
        proposals = sum(line.state is LineState.CHANGE_PROPOSED for line in self.lines)
        is_letter_new = self.letter is not None and self.letter.state is LetterState.RECEIVED
        found = [
            (proposals, f"{these(proposals, 'change')} proposed"),
            (self.questions, f"{these(self.questions, 'question')} asked"),
            (is_letter_new, "a letter to look at"),
        ]
        return [words for count, words in found if count]

    @property
    def hold(self) -> Hold:
        if self.is_late:
            return Hold.LATE
        holds = (
            (bool(self.waits_for_us), Hold.OURS),
            (LineState.EXPIRED in self.states, Hold.EXPIRED),
            (self.has(LineState.DECLINED), Hold.DECLINED),
            (self.has(LineState.DRAFT), Hold.NOT_ASKED),
            (bool(self.open_lines), Hold.WAITING),
            (not self.lines and not self.needs_letter, Hold.NOTHING),
            (not self.lines, Hold.NOT_ASKED),
            (self.needs_letter, Hold.LETTER),
        )
        return next((hold for is_so, hold in holds if is_so), Hold.DONE)

    @property
    def why(self) -> str:
        """In a sentence, what the bid waits for here."""
        count = these(len(self.open_lines), "line")
        due = f", due {day(local_date(self.due_at))}" if self.due_at else ""
        return {
            Hold.LATE: f"{count} not answered{due}.",
            Hold.OURS: f"Waits for us: {', '.join(self.waits_for_us)}.",
            Hold.EXPIRED: f"{count} not answered, and no link lives. Ask again.",
            Hold.DECLINED: "It declined a line. Change it and ask again, or withdraw it.",
            Hold.NOT_ASKED: "Not asked yet." if self.lines else "Nothing is asked of it yet.",
            Hold.WAITING: f"{count} not answered yet{due}.",
            Hold.LETTER: "All confirmed. Its letter of support is still missing.",
            Hold.DONE: "Everything is confirmed.",
            Hold.NOTHING: "Nothing is asked of it.",
        }[self.hold]


def board_of(bid: Bid, now: datetime) -> list[RoleOnBoard]:
    """Every organisation on the bid but the lead and consortia with nothing of their own, whoever
    holds up the bid first; then by when the answer is due.
    """
    roles = [role for role in roles_on(bid) if role.position is not Position.LEAD]
    found = on_board(bid, roles, now)
    shown = [each for each in found if each.lines or not each.role.organisation.is_consortium]
    far = datetime.max.replace(tzinfo=now.tzinfo)
    return sorted(shown, key=lambda each: (each.hold, each.due_at or far, each.role.id))


def role_on_board(role: PartnerRole, now: datetime) -> RoleOnBoard:
    return on_board(role.bid, [role], now)[0]


def on_board(bid: Bid, roles: list[PartnerRole], now: datetime) -> list[RoleOnBoard]:
    lines, asks, places = lines_of(roles), _asks_of(roles, now), places_on(bid, now)
    questions, letters = _open_questions(roles), letter_standing(roles)
    return [
        RoleOnBoard(
            role=role,
            lines=[line for line in lines[role.id] if line.state is not LineState.WITHDRAWN],
            asks=asks.get(role.id, []),
            due_at=_due_at(asks.get(role.id, [])),
            questions=questions.get(role.id, 0),
            letter=letters.get(role.id),
            place=places.get(role.organisation_id),
            now=now,
        )
        for role in roles
    ]


def _due_at(asks: list[AskOnBoard]) -> datetime | None:
    parts = [each.ask.bid_deadline for each in asks if each.ask.bid_deadline is not None]
    return parts[-1].deadline.due_at if parts else None


def _asks_of(roles: list[PartnerRole], now: datetime) -> Mapping[int, list[AskOnBoard]]:
    """By role, its asks in the order in which they were made, with the last letter of each."""
    last = (
        select(Sending.ask_id, func.count().label("sent"), func.max(Sending.id).label("last_id"))
        .group_by(Sending.ask_id)
        .subquery()
    )
    rows = db.session.execute(
        select(Ask, last.c.sent, Sending.at, Sending.kind)
        .join(last, last.c.ask_id == Ask.id)
        .join(Sending, Sending.id == last.c.last_id)
        .where(Ask.role_id.in_([role.id for role in roles]))
        .options(
            joinedload(Ask.contact),
            joinedload(Ask.bid_deadline).joinedload(BidDeadline.deadline),
        )
        .order_by(Ask.id)
    )
    found: dict[int, list[AskOnBoard]] = {}
    for ask, sent, at, kind in rows:
        shown = AskOnBoard(ask, ask.is_live(now), sent, at, kind)
        found.setdefault(ask.role_id, []).append(shown)
    return found


def _open_questions(roles: list[PartnerRole]) -> dict[int, int]:
    counted = db.session.execute(
        select(Ask.role_id, func.count())
        .join(Question, Question.ask_id == Ask.id)
        .where(Ask.role_id.in_([role.id for role in roles]), Question.answered_at.is_(None))
        .group_by(Ask.role_id)
    )
    return dict(counted.all())
