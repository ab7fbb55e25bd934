"""A message in a sender's hands: claimed, tried, and what became of it. Statements that run for
every message are built once.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import Any

from sqlalchemy import bindparam, func, insert, literal, select, text, update

from bidapp.database import db
from bidapp.mail.models import Attempt, Channel, Message, MessageState, OnDoubt, Outcome

LEASE = timedelta(minutes=5)  # five times the slowest step of a dialogue with a mail server
WAITS = (1, 2, 5, 15, 30, 60)  # minutes until the next try, give or take half; the last one repeats
MOST_ATTEMPTS = 12
MOST_DOUBTS = 3
LONGEST_ANSWER = 2000
LOOKED_AHEAD = 500
ON_ITS_WAY = text("message.state IN ('waiting', 'sending')")  # as in the index, which is then used
CUT_OFF = "Its sender stopped in the middle: it may have left, and it may not."


@dataclass(frozen=True)
class Claim:
    """One message in this sender's hands, until its lease ends."""

    message_id: int
    lease: int
    channel: Channel
    on_doubt: OnDoubt
    attempts: int
    doubts: int
    ends_at: datetime
    attempt_id: int


_due = (
    select(Message.id, Message.channel)
    .where(
        ON_ITS_WAY,
        Message.state == MessageState.WAITING,
        Message.channel.in_(bindparam("channels", expanding=True)),
        Message.wake_at <= bindparam("now"),
    )
    .order_by(Message.wake_at)
    .limit(LOOKED_AHEAD)
)
_still_due = (
    select(Message.id)
    .where(
        Message.id == bindparam("number"),
        Message.state == MessageState.WAITING,
        Message.wake_at <= bindparam("now"),
    )
    .with_for_update(skip_locked=True)
    .scalar_subquery()
)
_claim = (
    update(Message)
    .where(Message.id == _still_due)
    .values(
        state=MessageState.SENDING, wake_at=bindparam("until"), lease=Message.lease + literal(1)
    )
    .returning(Message)
    .execution_options(synchronize_session=False)
)


def due_messages(channels: Collection[Channel], *, now: datetime) -> list[tuple[int, Channel]]:
    """The next ones on these channels. Many are looked up at once: to look for each anew would take
    longer the more there are, wherever the database misjudges how many that is.
    """
    found = db.session.execute(_due, {"channels": list(channels), "now": now})
    return [(number, channel) for number, channel in found]


def claim_message(number: int, *, now: datetime) -> Message | None:
    """This message, now in this sender's hands; none when somebody else was faster."""
    return db.session.scalar(_claim, {"number": number, "now": now, "until": now + LEASE})


_begin = insert(Attempt).returning(Attempt.id)


def begin_attempt(message: Message, sender: str, *, at: datetime) -> Claim:
    """Written before anything is said to a server: what is cut off leaves a trace."""
    facts = {"message_id": message.id, "lease": message.lease, "sender": sender, "started_at": at}
    attempt_id = db.session.connection().scalar(_begin, facts | {"answer": ""})
    return Claim(
        message.id, message.lease, message.channel, message.on_doubt, message.attempts,
        message.doubts, ends_at=message.wake_at, attempt_id=attempt_id or 0,
    )  # fmt: skip


def drop(message: Message, reason: str) -> None:
    """A claimed message that has become untrue before it left."""
    message.state, message.answer = MessageState.CANCELLED, reason[:LONGEST_ANSWER]


def hold_back(message: Message, until: datetime) -> None:
    """A claimed message whose moment has not come: it waits for that."""
    message.state, message.wake_at = MessageState.WAITING, until


_settle = (
    update(Message)
    .where(
        Message.id == bindparam("message"),
        Message.lease == bindparam("held_lease"),
        Message.state == MessageState.SENDING,
    )
    .values(
        {
            name: bindparam(f"new_{name}")
            for name in ("state", "sent_at", "attempts", "doubts", "wake_at", "answer")
        }
    )
)
_end = (
    update(Attempt)
    .where(Attempt.id == bindparam("attempt"), Attempt.ended_at.is_(None))
    .values(ended_at=bindparam("at"), outcome=bindparam("how"), answer=bindparam("said"))
)


def end_attempt(claim: Claim, outcome: Outcome, answer: str, *, at: datetime) -> None:
    """What became of a claimed message. Only the holder of the current lease may say it."""
    said = answer[:LONGEST_ANSWER]
    stands = {
        "sent_at": None, "attempts": claim.attempts, "doubts": claim.doubts, "wake_at": at,
        "answer": said,
    } | _consequence(claim, outcome, at)  # fmt: skip
    mine = {"message": claim.message_id, "held_lease": claim.lease}
    here = db.session.connection()  # past the session: it has nothing to add to plain rows
    here.execute(_settle, mine | {f"new_{name}": value for name, value in stands.items()})
    here.execute(_end, {"attempt": claim.attempt_id, "at": at, "how": outcome, "said": said})


def _consequence(claim: Claim, outcome: Outcome, at: datetime) -> dict[str, Any]:
    match outcome:
        case Outcome.ACCEPTED:
            return {"state": MessageState.SENT, "sent_at": at}
        case Outcome.REFUSED:
            return {"state": MessageState.DEAD}
        case Outcome.LATER:
            return _later(claim.message_id, claim.attempts + 1, at)
        case Outcome.OUR_FAULT:  # not the message's: nothing is counted against it
            return {"state": MessageState.WAITING}
        case Outcome.IN_DOUBT:
            return _doubt(claim.on_doubt, claim.doubts + 1)


def _later(message_id: int, attempts: int, at: datetime) -> dict[str, Any]:
    state = MessageState.DEAD if attempts >= MOST_ATTEMPTS else MessageState.WAITING
    return {"state": state, "attempts": attempts, "wake_at": at + _wait(message_id, attempts)}


def _wait(message_id: int, attempts: int) -> timedelta:
    """Not all at once that were put off at once, and the same for the same try."""
    spread = Random(f"{message_id} {attempts}").uniform(0.5, 1.5)
    return timedelta(minutes=WAITS[min(attempts, len(WAITS)) - 1]) * spread


def _doubt(on_doubt: OnDoubt, doubts: int) -> dict[str, Any]:
    """Better twice than never, under the same Message-ID: but not for ever, and not for all."""
    again = on_doubt is OnDoubt.RESEND and doubts < MOST_DOUBTS
    return {"state": MessageState.WAITING if again else MessageState.IN_DOUBT, "doubts": doubts}


def put_off(message_id: int, attempts: int, answer: str, *, at: datetime) -> None:
    """A message that could not even be claimed is tried later, and in the end no more."""
    waiting = (Message.id == message_id, Message.state == MessageState.WAITING)
    values = _later(message_id, attempts + 1, at) | {"answer": answer[:LONGEST_ANSWER]}
    db.session.execute(update(Message).where(*waiting).values(values))


def reap(*, now: datetime, is_only_sender: bool) -> None:
    """What a sender left in the middle is in doubt: at once where there can be no other sender,
    else when its lease has ended.
    """
    for claim in _left_behind(None if is_only_sender else now):
        end_attempt(claim, Outcome.IN_DOUBT, CUT_OFF, at=now)


def _left_behind(lapsed_at: datetime | None) -> list[Claim]:
    left = (
        select(
            Message.id, Message.lease, Message.channel, Message.on_doubt, Message.attempts,
            Message.doubts, Message.wake_at, func.coalesce(Attempt.id, 0),
        )
        .outerjoin(Message.tries.and_(Attempt.lease == Message.lease))
        .where(ON_ITS_WAY, Message.state == MessageState.SENDING)
        .with_for_update(skip_locked=True, of=Message)
    )  # fmt: skip
    if lapsed_at:
        left = left.where(Message.wake_at <= lapsed_at)
    return [Claim(*row) for row in db.session.execute(left)]
