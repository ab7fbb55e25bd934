"""Mail to whoever is named in a comment, or took part in what it answers.

A message is written for each of them with the comment itself, so none is lost; it carries the
number of the comment and of the person in its own name, so there is one of each.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bidapp.accounts.models import Person
from bidapp.commenting.models import Comment
from bidapp.database import db
from bidapp.mail.actions import Dispatch, put_in_outbox, word
from bidapp.mail.models import Message
from bidapp.web import address_of

LETTER = "comments"
_NAME = re.compile(r"comment-(\d+)-to-(\d+)-\d+@bidapp")


@dataclass(frozen=True)
class Heard:
    """One comment as mail tells it to one person. Of a sensitive bid the words stay at home."""

    by: str
    why: str
    bid: str
    section: str
    is_sensitive: bool
    quote: str
    suggestion: str | None
    words: str
    address: str


def tell(comment: Comment, people: Iterable[Person]) -> None:
    """Write to each of them; when they want to hear of it is settled when it would leave."""
    for person in people:
        dispatch = Dispatch(
            message_id=f"comment-{comment.id}-to-{person.id}-{int(comment.at.timestamp())}@bidapp",
            thread=_mail_thread([comment]),
            reply_to=_author_of([comment]),
        )
        put_in_outbox(
            LETTER, person.email, at=comment.at, dispatch=dispatch, **_letter(person, [comment])
        )


def told_by(message: Message) -> tuple[Comment, Person] | None:
    """Which comment a message tells of, and whom; none for one about something else."""
    name = _NAME.fullmatch(message.message_id)
    if name is None:
        return None
    comment = db.session.get(Comment, int(name[1]))
    person = db.session.get(Person, int(name[2]))
    return (comment, person) if comment and person else None


def names_to(person: Person) -> str:
    """What the names of all messages to this person about comments are like."""
    return f"comment-%-to-{person.id}-%@bidapp"


def tell_together(message: Message, person: Person, comments: Sequence[Comment]) -> None:
    """Let one message tell of all these comments, in the words of now."""
    message.recipient = person.email
    message.thread, message.reply_to = _mail_thread(comments), _author_of(comments)
    word(message, LETTER, **_letter(person, comments))


def _mail_thread(comments: Sequence[Comment]) -> str | None:
    threads = {each.thread_id for each in comments}
    return f"comment-thread-{threads.pop()}" if len(threads) == 1 else None


def _author_of(comments: Sequence[Comment]) -> str | None:
    authors = {each.by.email for each in comments}
    return authors.pop() if len(authors) == 1 else None


def _letter(person: Person, comments: Sequence[Comment]) -> dict[str, object]:
    return {"name": person.name, "items": [_heard(each, person) for each in comments]}


def _heard(comment: Comment, person: Person) -> Heard:
    thread, section = comment.thread, comment.thread.section
    page = address_of("drafting.write", section_id=section.id)
    return Heard(
        by=comment.speaker,
        why="mentions you" if person in comment.mentions else "replied",
        bid=section.bid.short_name,
        section=section.title,
        is_sensitive=section.bid.is_sensitive,
        quote=thread.quote,
        suggestion=thread.suggestion if comment.is_first else None,
        words=comment.words,
        address=f"{page}#thread-{thread.id}",
    )
