"""When people hear of comments that name them: as they wish to be reminded, together where several
wait. Asked by the delivery of mail, in the transaction in which it has claimed a message.
"""

from datetime import datetime

from sqlalchemy import select

from bidapp.commenting.models import Comment
from bidapp.commenting.telling import names_to, tell_together, told_by
from bidapp.database import db
from bidapp.mail.claims import ON_ITS_WAY, drop
from bidapp.mail.models import Message, MessageState
from bidapp.reminders.models import Digest
from bidapp.reminders.people import wishes_of
from bidapp.reminders.quiet_hours import next_digest, quiet_at

MOST_TOGETHER = 50


def moment_to_tell(message: Message, *, now: datetime) -> datetime | None:
    """Until when it has to wait: for the digest that came next after the comment, or for the end of
    quiet hours.
    """
    told = told_by(message)
    if told is None:
        return None
    comment, person = told
    wishes = wishes_of(person.id)
    if wishes.digest is not Digest.EACH and (digest := next_digest(wishes, comment.at)) > now:
        return digest
    quiet = quiet_at(wishes, now)
    return quiet.ends_at if quiet else None


def gather(message: Message) -> str | None:
    """Let it tell of all that waits for the same person. Why it must not leave at all, or none.

    What has been tried once is left in the words in which it may have arrived.
    """
    told = told_by(message)
    if told is None:
        return None
    comment, person = told
    if not person.is_active:
        return f"{person.name} no longer signs in here."
    if message.tries:  # whoever got it half must not get other words
        return None
    together = [comment, *_taken_along(message, names_to(person))]
    tell_together(message, person, sorted(together, key=lambda each: each.id))
    return None


def _taken_along(message: Message, names: str) -> list[Comment]:
    waiting = db.session.scalars(
        select(Message)
        .where(
            ON_ITS_WAY,
            Message.state == MessageState.WAITING,
            Message.id != message.id,
            Message.message_id.like(names),
            ~Message.tries.any(),
        )
        .order_by(Message.id)
        .limit(MOST_TOGETHER - 1)
        .with_for_update(skip_locked=True)
    )
    found = []
    for each in waiting:
        if told := told_by(each):
            drop(each, f"It went along with message {message.id}.")
            found.append(told[0])
    return found
