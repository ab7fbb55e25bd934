"""All partners of a bid by state, and whoever holds it up first."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from bidapp.asking.models import Ask, Question, Sending, SendingKind
from bidapp.asking.queries import expired_lines
from bidapp.asking.waiting import Waiting
from bidapp.bids.models import Bid, BidDeadline
from bidapp.contributions.models import Contribution
from bidapp.contributions.queries import lines_of
from bidapp.contributions.states import OPEN_TO_ANSWER, LineState
from bidapp.contributions.totals import Total, total
from bidapp.database import db
from bidapp.letters.models import Letter
from bidapp.letters.queries import letters_counting, letters_to_look_at
from bidapp.letters.rules import covers
from bidapp.partners.models import PartnerRole, Position
from bidapp.partners.queries import SignOffPlace, places_on, roles_on
from bidapp.wording import day, local_date, pounds, these


class Hold(IntEnum):
    """How a partner holds up the bid; the first holds it up most."""

    OURS = 0  # it waits for us
    LATE = 1
    EXPIRED = 2
    DECLINED = 3
    WAITING = 4
    NOT_ASKED = 5
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
    questions: int  # not answered yet


@dataclass(frozen=True)
class RoleOnBoard:
    """One partner of the bid: what it was asked, where each line stands, what is next."""

    role: PartnerRole
    lines: list[Contribution]
    asks: list[AskOnBoard]
    due_at: datetime | None
    letter: Letter | None  # the one that counts
    has_new_letter: bool
    place: SignOffPlace | None
    expired: frozenset[int]
    now: datetime

    @property
    def total(self) -> Total:
        return total(self.lines)

    @property
    def states(self) -> dict[LineState, int]:
        """How many lines stand in each state, as people are shown them."""
        return dict(Counter(self.shown_state(line) for line in self.lines))

    @property
    def open_lines(self) -> list[Contribution]:
        return [line for line in self.lines if line.state in OPEN_TO_ANSWER]

    @property
    def waiting_lines(self) -> list[Contribution]:
        """Open, and with a link that can bring the answer."""
        return [line for line in self.open_lines if line.id not in self.expired]

    @property
    def is_late(self) -> bool:
        return bool(self.waiting_lines) and self.due_at is not None and self.due_at <= self.now

    @property
    def to_chase(self) -> list[AskOnBoard]:
        return [each for each in self.asks if each.is_live] if self.waiting_lines else []

    @property
    def needs_letter(self) -> bool:
        return self.role.position is Position.PROJECT_PARTNER and not (
            self.letter and self.letter.is_accepted
        )

    @property
    def overtaken_letter(self) -> str:
        """In a sentence, that an accepted letter was checked against another ledger; or nothing."""
        letter, now = self.letter, total(filter(covers, self.lines)).pence
        if letter is None or not letter.is_accepted or not letter.is_overtaken(now):
            return ""
        checked = pounds(letter.ledger_pence)
        return f"Its letter was checked against {checked}; the ledger comes to {pounds(now)} now."

    def shown_state(self, line: Contribution) -> LineState:
        """Open to answer, but with no link that lives, is expired."""
        return LineState.EXPIRED if line.id in self.expired else line.state

    def count_of(self, state: LineState) -> int:
        return sum(line.state == state for line in self.lines)

    @property
    def waits_for_us(self) -> str:
        """What only we can do, in words; empty where there is nothing."""
        proposals = self.count_of(LineState.CHANGE_PROPOSED)
        questions = sum(each.questions for each in self.asks)
        return Waiting(self.role, proposals, questions, int(self.has_new_letter)).words

    @property
    def reasons(self) -> list[tuple[Hold, str]]:
        """Everything the bid waits for here, in sentences; what holds it up most comes first."""
        waiting = self.waits_for_us
        late, expired = self.is_late, sum(line.id in self.expired for line in self.lines)
        drafts, declined = self.count_of(LineState.DRAFT), self.count_of(LineState.DECLINED)
        open_count = these(len(self.waiting_lines), "line")
        found = (
            (Hold.OURS, waiting, f"{waiting}."),
            (Hold.LATE, late, f"{open_count} not answered{self._due('was due')}."),
            (
                Hold.EXPIRED,
                expired,
                f"{these(expired, 'line')} open, but no link works.",
            ),
            (Hold.DECLINED, declined, f"{these(declined, 'line')} declined: change or withdraw."),
            (
                Hold.WAITING,
                bool(self.waiting_lines) and not late,
                f"{open_count} not answered yet{self._due('due')}.",
            ),
            (Hold.NOT_ASKED, drafts, f"{these(drafts, 'line')} drafted, not asked for."),
            (Hold.LETTER, self.lines and self.needs_letter, "No letter of support accepted yet."),
            (Hold.LETTER, self.overtaken_letter, self.overtaken_letter),
        )
        return [(hold, words) for hold, is_so, words in found if is_so]

    @property
    def hold(self) -> Hold:
        if self.reasons:
            return self.reasons[0][0]
        return Hold.DONE if self.lines else Hold.NOTHING

    @property
    def why(self) -> str:
        """In sentences, what the bid waits for here."""
        said = " ".join(words for _, words in self.reasons)
        return said or ("Everything is confirmed." if self.lines else "No line is drafted yet.")

    def _due(self, verb: str) -> str:
        return f", {verb} {day(local_date(self.due_at))}" if self.due_at else ""


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
    letters, new_letters = letters_counting(roles), letters_to_look_at(roles)
    expired = expired_lines(bid.id, now)
    return [
        RoleOnBoard(
            role=role,
            lines=[line for line in lines[role.id] if line.state is not LineState.WITHDRAWN],
            asks=asks.get(role.id, []),
            due_at=_due_at(asks.get(role.id, [])),
            letter=letters.get(role.id),
            has_new_letter=role.id in new_letters,
            place=places.get(role.organisation_id),
            expired=expired,
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
    questions = (
        select(func.count())
        .where(Question.ask_id == Ask.id, Question.answered_at.is_(None))
        .correlate(Ask)
        .scalar_subquery()
    )
    rows = db.session.execute(
        select(Ask, last.c.sent, Sending.at, Sending.kind, questions)
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
    for ask, *sent in rows:
        found.setdefault(ask.role_id, []).append(AskOnBoard(ask, ask.is_live(now), *sent))
    return found
