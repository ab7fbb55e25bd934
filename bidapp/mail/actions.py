"""The outbox: a message is a row, written with the fact it tells; a job delivers it later."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import uuid4

from sqlalchemy import update

from bidapp.database import db
from bidapp.errors import RuleBroken
from bidapp.mail.letters import letter
from bidapp.mail.models import Channel, Message, MessageState, OnDoubt


class MessageHasMovedOn(RuleBroken):
    """What somebody wants to do with a message fits a state that it is no longer in."""


@dataclass(frozen=True)
class Dispatch:
    """How a message travels, what ties it to others, and what is done when its fate is unknown.

    `message_id` may be given by whoever writes a message that must exist once: a second one of the
    same is refused by the database, so it is for them to look first. `thread` makes mail programs
    show messages together; `unsubscribe_key` is what stands in the address to unsubscribe at.
    `secret` names what is filled in for SECRET_PLACE when the message leaves, and never kept here.
    """

    channel: Channel = Channel.MAIL
    message_id: str | None = None
    thread: str | None = None
    reply_to: str | None = None
    unsubscribe_key: str | None = None
    secret: str | None = None
    on_doubt: OnDoubt = OnDoubt.RESEND


ORDINARY = Dispatch()


def put_in_outbox(
    letter_name: str,
    recipient: str,
    *,
    at: datetime,
    dispatch: Dispatch = ORDINARY,
    **context: Any,
) -> Message:
    """Write a message down; it leaves only if the surrounding work is kept."""
    message = Message(
        recipient=recipient,
        channel=dispatch.channel,
        message_id=dispatch.message_id or f"{uuid4().hex}@bidapp",
        thread=dispatch.thread,
        reply_to=dispatch.reply_to,
        unsubscribe_key=dispatch.unsubscribe_key,
        secret=dispatch.secret,
        on_doubt=dispatch.on_doubt,
        written_at=at,
        wake_at=at,
    )
    word(message, letter_name, **context)
    db.session.add(message)
    return message


def word(message: Message, letter_name: str, **context: Any) -> None:
    """Let the message say this letter, also when it said something else before."""
    words = letter(letter_name, context)
    message.subject, message.body, message.html = words.subject, words.body, words.html


def send_again(message: Message, *, by: str, at: datetime) -> None:
    """A person decided that it is worth another round, even if it then arrives twice."""
    _decide(
        message,
        (MessageState.DEAD, MessageState.IN_DOUBT),
        state=MessageState.WAITING, wake_at=at, attempts=0, doubts=0, answer=f"{by} sent it again.",
    )  # fmt: skip


def was_delivered(message: Message, *, by: str, at: datetime) -> None:
    """A person found out that a message in doubt has arrived."""
    _decide(
        message,
        (MessageState.IN_DOUBT,),
        state=MessageState.SENT, sent_at=at, answer=f"{by} says that it was delivered.",
    )  # fmt: skip


def _decide(message: Message, fitting: Collection[MessageState], **values: Any) -> None:
    decided = db.session.scalar(
        update(Message)
        .where(Message.id == message.id, Message.state.in_(fitting))
        .values(values)
        .returning(Message.id)
    )
    if decided is None:
        raise MessageHasMovedOn("This message has moved on meanwhile. See how it stands now.")
