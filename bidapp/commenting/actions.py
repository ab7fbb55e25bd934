from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, update

from bidapp.accounts.models import Person
from bidapp.accounts.permissions import Action
from bidapp.accounts.queries import people_who_may
from bidapp.audit.actions import note
from bidapp.commenting.mentioning import named_in
from bidapp.commenting.models import Comment, Outcome, Thread
from bidapp.commenting.queries import those_in
from bidapp.commenting.telling import tell
from bidapp.database import db
from bidapp.drafting.models import Section
from bidapp.drafting.queries import text_at
from bidapp.errors import RuleBroken
from bidapp.text.passages import FOOTNOTE, Passage, Text


class NoSuchPassage(RuleBroken):
    """What a comment would be about does not stand in the text it names."""


class NothingSuggested(RuleBroken):
    """A suggestion that changes nothing, or more than words."""


class SettledAlready(RuleBroken):
    """Somebody else was faster, or it cannot end like that."""


@dataclass(frozen=True)
class Subject:
    """What a thread is about: a passage of a version, or the whole section; and what should stand
    there instead, where that is suggested.
    """

    number: int
    passage: Passage | None = None
    suggestion: str | None = None


@dataclass(frozen=True)
class Speech:
    """What somebody says, and whom they tell of it besides those it names."""

    words: str
    by: int
    at: datetime
    told: tuple[int, ...] = ()


def begin(section: Section, subject: Subject, speech: Speech) -> Thread:
    """Say something about the section or a passage of it, or suggest other words for that."""
    _check(section, subject)
    passage = subject.passage
    thread = Thread(
        section=section,
        number=subject.number,
        block_id=passage.block_id if passage else None,
        start=passage.start if passage else 0,
        quote=passage.quote if passage else "",
        suggestion=subject.suggestion,
        made_by_id=speech.by,
        made_at=speech.at,
    )
    _say(thread, speech)
    did = "commented on" if subject.suggestion is None else "suggested other words in"
    note(f"{did} {section.title}", by=speech.by, at=speech.at, about=section)
    return thread


def _check(section: Section, subject: Subject) -> None:
    document = text_at(section, subject.number)
    passage = subject.passage
    if passage is None:
        if subject.suggestion is not None:
            raise NoSuchPassage("Choose the paragraph for which you suggest other words.")
        return
    words = Text(document).words(passage.block_id) or ""
    if not passage.quote.strip() or words[passage.start : passage.end] != passage.quote:
        raise NoSuchPassage(
            f"These words do not stand there in version {subject.number} of {section.title}. "
            "Load the page again and choose them anew."
        )
    _check_suggestion(passage.quote, subject.suggestion)


def _check_suggestion(quote: str, suggestion: str | None) -> None:
    if suggestion == quote:
        raise NothingSuggested("The words you suggest are those that stand there.")
    if suggestion is not None and FOOTNOTE in quote + suggestion:
        raise NothingSuggested("A suggestion changes words only. Choose words beside the footnote.")


def reply(thread: Thread, speech: Speech) -> Comment:
    """Say something more. It is kept also where somebody settles the thread meanwhile."""
    comment = _say(thread, speech)
    said = f"replied to a comment on {thread.section.title}"
    note(said, by=speech.by, at=speech.at, about=thread.section)
    return comment


def _say(thread: Thread, speech: Speech) -> Comment:
    colleagues = people_who_may(Action.SEE)
    named = named_in(speech.words, colleagues)
    named += [each for each in colleagues if each.id in speech.told and each not in named]
    comment = Comment(thread=thread, words=speech.words, by_id=speech.by, at=speech.at)
    comment.mentions = named
    db.session.add(comment)
    db.session.flush()
    tell(comment, _listeners(comment))
    return comment


def _listeners(comment: Comment) -> list[Person]:
    """Whoever is named, and whoever took part before: but for the speaker, and those who left."""
    heard = {each.id: each for each in (*comment.mentions, *those_in(comment.thread))}
    return [each for each in heard.values() if each.is_active and each.id != comment.by_id]


def resolve(thread: Thread, *, by: int, at: datetime) -> None:
    if thread.suggestion is not None:
        raise SettledAlready("A suggestion is accepted or declined.")
    claim(thread, Outcome.RESOLVED, by=by, at=at)
    note(f"resolved a comment on {thread.section.title}", by=by, at=at, about=thread.section)


def decline(thread: Thread, *, by: int, at: datetime) -> None:
    if thread.suggestion is None:
        raise SettledAlready("This is a comment without a suggestion. Resolve it instead.")
    claim(thread, Outcome.DECLINED, by=by, at=at)
    note(f"declined a suggestion in {thread.section.title}", by=by, at=at, about=thread.section)


def reopen(thread: Thread, *, by: int, at: datetime) -> None:
    if thread.outcome is Outcome.ACCEPTED:
        raise SettledAlready(
            "An accepted suggestion stands in the text. Suggest other words for it instead."
        )
    is_settled = Thread.settled_at.is_not(None) & (Thread.outcome != Outcome.ACCEPTED)
    if not _moved(thread, is_settled, None, by=None, at=None):
        raise SettledAlready("Somebody has opened this again already.")
    note(f"opened a comment on {thread.section.title} again", by=by, at=at, about=thread.section)


def claim(thread: Thread, outcome: Outcome, *, by: int, at: datetime) -> None:
    """End the thread, unless somebody else has."""
    if not _moved(thread, Thread.settled_at.is_(None), outcome, by=by, at=at):
        raise SettledAlready("Somebody has settled this already. Load the page to see how.")


def _moved(
    thread: Thread,
    stands: ColumnElement[bool],
    outcome: Outcome | None,
    *,
    by: int | None,
    at: datetime | None,
) -> bool:
    moved = db.session.scalar(
        update(Thread)
        .where(Thread.id == thread.id, stands)
        .values(outcome=outcome, settled_by_id=by, settled_at=at)
        .returning(Thread.id)
    )
    db.session.expire(thread)
    return moved is not None
