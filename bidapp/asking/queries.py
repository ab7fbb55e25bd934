from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, or_, select
from sqlalchemy.orm import joinedload, selectinload

from bidapp.asking.models import Ask, AskedLine, Question, Sending
from bidapp.contributions.models import Answer, Contribution
from bidapp.contributions.queries import lines_of
from bidapp.contributions.states import OPEN_TO_ANSWER, LineState
from bidapp.database import db
from bidapp.errors import NotFound
from bidapp.mail.models import Message, MessageState
from bidapp.organisations.models import Contact
from bidapp.partners.models import PartnerRole
from bidapp.wording import local_date

NOT_ASKED = frozenset({LineState.DRAFT, LineState.WITHDRAWN})
MAY_BE_ASKED = frozenset({LineState.DRAFT}) | OPEN_TO_ANSWER


def live_ask_of(role_id: int, contact_id: int) -> Ask | None:
    """The link a contact has to a role until somebody closes it; it may have expired."""
    return db.session.scalar(
        select(Ask).where(
            Ask.role_id == role_id, Ask.contact_id == contact_id, Ask.ended_at.is_(None)
        )
    )


def letters_not_left(ask: Ask) -> int:
    """How many letters to this contact wait in the outbox still."""
    waiting = select(func.count()).select_from(Sending).join(Sending.message)
    found = waiting.where(Sending.ask_id == ask.id, Message.state == MessageState.WAITING)
    return db.session.scalar(found) or 0


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
