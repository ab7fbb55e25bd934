from dataclasses import dataclass
from functools import cached_property

from sqlalchemy import select
from sqlalchemy.orm import contains_eager, joinedload

from bidapp.accounts.models import Person
from bidapp.commenting.models import Comment, Thread
from bidapp.database import db
from bidapp.drafting.models import Section, SectionVersion
from bidapp.errors import NotFound
from bidapp.text.content import empty_document
from bidapp.text.passages import Passage, Place, Text, find


@dataclass(frozen=True)
class Standing:
    """A thread with all that was said in it, and where its passage stands now."""

    thread: Thread
    said: list[Comment]
    place: Place | None
    words: str = ""  # what the passage says now

    @property
    def is_gone(self) -> bool:
        return self.thread.block_id is not None and self.place is None

    @property
    def says_the_same(self) -> bool:
        """Whether what a suggestion would replace is still what its author saw."""
        return self.place is not None and self.words == self.thread.quote


@dataclass(frozen=True)
class Discussion:
    """What is said about a section: by passage, then of the whole, then of what is gone."""

    section: Section
    text: Text
    threads: list[Standing]

    @cached_property
    def comments(self) -> int:
        return sum(len(each.said) for each in self.threads)


def discussion_of(section: Section, *, settled: bool = False) -> Discussion:
    """Threads that are open, or those that are settled. Two trips, however many there are."""
    threads = _threads_of(section, settled=settled)
    texts = _texts(section, {each.number for each in threads if each.block_id})
    now = texts[section.latest_number]
    standing = [_standing(thread, said, texts, now) for thread, said in threads.items()]
    return Discussion(section, now, sorted(standing, key=lambda each: _order(each, now)))


def _threads_of(section: Section, *, settled: bool) -> dict[Thread, list[Comment]]:
    is_open = Thread.settled_at.is_(None)
    rows = db.session.scalars(
        select(Comment)
        .join(Comment.thread)
        .where(Thread.section_id == section.id, ~is_open if settled else is_open)
        .options(
            contains_eager(Comment.thread).options(
                joinedload(Thread.made_by), joinedload(Thread.settled_by)
            ),
            joinedload(Comment.by),
        )
        .order_by(Comment.id)
    )
    found: dict[Thread, list[Comment]] = {}
    for comment in rows:
        found.setdefault(comment.thread, []).append(comment)
    return found


def _texts(section: Section, numbers: set[int]) -> dict[int, Text]:
    wanted = numbers | {section.latest_number}
    rows = db.session.execute(
        select(SectionVersion.number, SectionVersion.content).where(
            SectionVersion.section_id == section.id, SectionVersion.number.in_(wanted)
        )
    )
    found = {number: Text(content) for number, content in rows}
    return {0: Text(empty_document())} | found


def _standing(thread: Thread, said: list[Comment], texts: dict[int, Text], now: Text) -> Standing:
    passage = passage_of(thread)
    place = find(passage, texts[thread.number], now) if passage else None
    return Standing(thread, said, place, _words_at(place, now))


def _words_at(place: Place | None, text: Text) -> str:
    return text.blocks[place.block_id][place.start : place.end] if place else ""


def _order(each: Standing, now: Text) -> tuple[int, int, int, int]:
    if each.place:
        return 0, now.order[each.place.block_id], each.place.start, each.thread.id
    return 2 if each.is_gone else 1, 0, 0, each.thread.id


def passage_of(thread: Thread) -> Passage | None:
    return Passage(thread.block_id, thread.start, thread.quote) if thread.block_id else None


def thread_in(section: Section, thread_id: int) -> Thread:
    thread = db.session.get(Thread, thread_id)
    if thread is None or thread.section_id != section.id:
        raise NotFound(f"{section.title} has no comment number {thread_id}.")
    return thread


def those_in(thread: Thread) -> list[Person]:
    """Everybody who said something in it, and whoever began it."""
    spoke = select(Comment.by_id).where(Comment.thread_id == thread.id)
    took_part = Person.id.in_(spoke) | (Person.id == thread.made_by_id)
    return list(db.session.scalars(select(Person).where(took_part)))
