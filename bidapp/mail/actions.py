from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from sqlalchemy import select, update

from bidapp.database import db
from bidapp.mail.letters import letter
from bidapp.mail.models import Message, MessageState

LEASE = timedelta(minutes=5)  # five times what the slowest dialogue with a mail server may take
WAITS = (1, 2, 5, 15, 30, 60)  # minutes until the next try; the last one repeats
MOST_ATTEMPTS = 80  # about three days, then somebody has to look


def put_in_outbox(
    letter_name: str, recipient: str, *, at: datetime, thread: str | None = None, **context: Any
) -> Message:
    """Write a message down; it leaves only if the surrounding work is kept."""
    subject, body = letter(letter_name, context)
    message = Message(
        recipient=recipient,
        subject=subject,
        body=body,
        thread=thread,
        message_id=f"{uuid4().hex}@bidapp",
        written_at=at,
        wake_at=at,
    )
    db.session.add(message)
    return message


def claim_message(*, now: datetime) -> Message | None:
    """The next message to send, now in this sender's hands until its lease ends.

    A message whose sender died in the middle is claimed again: better twice than never, and both
    copies carry the same Message-ID.
    """
    due = (
        select(Message.id)
        .where(
            Message.state.in_((MessageState.WAITING, MessageState.SENDING)), Message.wake_at <= now
        )
        .order_by(Message.wake_at, Message.id)
        .limit(1)
        .with_for_update(skip_locked=True)
        .scalar_subquery()  # asked once: an IN may be asked again, and then takes a second message
    )
    return db.session.scalar(
        update(Message)
        .where(Message.id == due)
        .values(
            state=MessageState.SENDING,
            wake_at=now + LEASE,
            lease=Message.lease + 1,
            attempts=Message.attempts + 1,
        )
        .returning(Message)
    )


def mark_sent(message_id: int, lease: int, answer: str, *, at: datetime) -> None:
    _settle(message_id, lease, state=MessageState.SENT, sent_at=at, answer=answer[:2000])


def mark_refused(message_id: int, lease: int, answer: str) -> None:
    """The server will never take it for this recipient; an administrator sees why."""
    _settle(message_id, lease, state=MessageState.DEAD, answer=answer[:2000])


def try_again_later(
    message_id: int, lease: int, answer: str, *, attempts: int, at: datetime
) -> None:
    if attempts >= MOST_ATTEMPTS:
        mark_refused(message_id, lease, f"Given up after {attempts} tries: {answer}")
        return
    wait = timedelta(minutes=WAITS[min(attempts, len(WAITS)) - 1])
    _settle(message_id, lease, state=MessageState.WAITING, wake_at=at + wait, answer=answer[:2000])


def send_again(message: Message, *, at: datetime) -> None:
    """A person decided that a message that was given up is worth another round."""
    message.state, message.wake_at, message.attempts = MessageState.WAITING, at, 0


def _settle(message_id: int, lease: int, **values: Any) -> None:
    """Only the holder of the current lease may say what became of the message."""
    mine = update(Message).where(
        Message.id == message_id, Message.lease == lease, Message.state == MessageState.SENDING
    )
    db.session.execute(mine.values(**values))
