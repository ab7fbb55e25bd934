"""When a partner is reminded: the ladder of the deadline’s kind says it, as for everybody else."""

from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, exists, func, or_, select, update

from bidapp.asking.keys import OF_ASK, name_of_key
from bidapp.asking.models import Ask, AskedLine, Sending, SendingKind
from bidapp.bids.models import Bid, BidDeadline, DeadlineStatus
from bidapp.bids.stages import BEING_WRITTEN
from bidapp.calls.models import BEFORE_SUBMISSION, Call, CallStatus, Deadline
from bidapp.contributions.models import Contribution
from bidapp.contributions.states import OPEN_TO_ANSWER
from bidapp.database import db
from bidapp.mail.models import Message
from bidapp.organisations.models import Contact
from bidapp.partners.models import PartnerRole
from bidapp.reminders.models import Audience, ReminderRule, Rung
from bidapp.wording import local_date

LATE_AT_MOST = timedelta(days=3)  # what was due longer ago is not caught up
NEEDS_SOMETHING_OPEN = (SendingKind.ASKED, SendingKind.CHASED, SendingKind.REMINDED)


def asks_to_remind(now: datetime) -> list[int]:
    """Asks with something open, for which a rung has come since the last letter to the contact.

    After an outage the newest rung alone counts: one letter says everything that matters.
    """
    rungs = (
        select(Ask.id)
        .join(BidDeadline, BidDeadline.id == Ask.bid_deadline_id)
        .join(Deadline, Deadline.id == BidDeadline.deadline_id)
        .join(Rung, and_(Rung.deadline_id == Deadline.id, Rung.occurrence == Deadline.occurrence))
        .join(ReminderRule, ReminderRule.id == Rung.rule_id)
        .join(Bid, Bid.id == BidDeadline.bid_id)
        .join(Call, Call.id == Bid.call_id)
        .join(Contact, Contact.id == Ask.contact_id)
        .where(
            Rung.send_at.between(now - LATE_AT_MOST, now),
            Rung.send_at > Ask.last_sent_at,
            ReminderRule.audience == Audience.PARTNER,
            ReminderRule.is_on,
            Deadline.is_withdrawn.is_(False),
            BidDeadline.status == DeadlineStatus.OPEN,
            Bid.stage.in_(BEING_WRITTEN),
            Call.status.not_in((CallStatus.WITHDRAWN, CallStatus.PAUSED)),
            Ask.ended_at.is_(None),
            Ask.expires_at > now,
            or_(Contact.left_on.is_(None), Contact.left_on >= local_date(now)),
            _has_something_open(),
        )
    )
    return list(db.session.scalars(rungs.distinct().order_by(Ask.id)))


def take_reminder(ask_id: int, now: datetime) -> Ask | None:
    """Only once: whoever moves the time of the last letter writes the next one."""
    if ask_id not in asks_to_remind(now):
        return None
    read = db.session.get_one(Ask, ask_id)
    taken = db.session.scalar(
        update(Ask)
        .where(Ask.id == ask_id, Ask.last_sent_at == read.last_sent_at)
        .values(last_sent_at=now)
        .returning(Ask.id)
    )
    return read if taken is not None else None


def roles_out_of_step() -> list[int]:
    """Roles whose answer is due though nothing is open, or was given though something is."""
    anything_open = exists().where(
        AskedLine.contribution_id == Contribution.id,
        Contribution.role_id == Ask.role_id,
        Contribution.state.in_(OPEN_TO_ANSWER),
    )
    found = (
        select(Ask.role_id)
        .join(BidDeadline, BidDeadline.id == Ask.bid_deadline_id)
        .join(Bid, Bid.id == BidDeadline.bid_id)
        .where(
            Bid.stage.in_(BEING_WRITTEN),
            (and_(BidDeadline.status == DeadlineStatus.OPEN, ~anything_open))
            | (and_(BidDeadline.status == DeadlineStatus.MET, anything_open)),
        )
    )
    return list(db.session.scalars(found.distinct().order_by(Ask.role_id)))


def let_links_follow(now: datetime) -> int:
    """A link lasts until its bid closes: where the close lies ahead and has moved, so does its end.
    How many moved.
    """
    closing = (
        select(func.max(Deadline.due_at))
        .join(Bid, Bid.call_id == Deadline.call_id)
        .join(PartnerRole, PartnerRole.bid_id == Bid.id)
        .where(
            PartnerRole.id == Ask.role_id,
            Deadline.stage.in_(BEFORE_SUBMISSION),
            Deadline.is_withdrawn.is_(False),
        )
        .correlate(Ask)
        .scalar_subquery()
    )
    moved = db.session.scalars(
        update(Ask)
        .where(Ask.ended_at.is_(None), closing > now, Ask.expires_at != closing)
        .values(expires_at=closing)
        .returning(Ask.id)
        .execution_options(synchronize_session=False)
    )
    return len(moved.all())


def reason_against(message: Message, now: datetime) -> str | None:
    """Why a letter to a contact must not leave any more: its link is dead, or all is answered."""
    if message.secret is None or not message.secret.startswith(f"{OF_ASK}:"):
        return None
    sending = db.session.scalar(select(Sending).where(Sending.message_id == message.id))
    if sending is None or sending.kind is SendingKind.RECEIPT:
        return None
    ask = sending.ask
    if ask.is_closed(now):
        return "The link in it was closed before it left."
    if message.secret != name_of_key(ask.role_id, ask.contact_id, ask.generation):
        return "A newer link was sent."
    if sending.kind in NEEDS_SOMETHING_OPEN and not _is_anything_open(ask):
        return "Everything was answered."
    return None


def _has_something_open() -> ColumnElement[bool]:
    return exists().where(
        AskedLine.ask_id == Ask.id,
        AskedLine.contribution_id == Contribution.id,
        Contribution.state.in_(OPEN_TO_ANSWER),
    )


def _is_anything_open(ask: Ask) -> bool:
    found = select(Ask.id).where(Ask.id == ask.id, _has_something_open())
    return db.session.scalar(found) is not None
