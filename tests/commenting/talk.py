"""What people say about a text, as tests say it."""

from bidapp.accounts.models import Person
from bidapp.commenting.actions import Speech, Subject, begin, reply
from bidapp.commenting.queries import discussion_of
from bidapp.database import db, unit_of_work
from bidapp.drafting.queries import text_of
from bidapp.text.passages import Passage, Text
from tests.builders import a_person, saved
from tests.conftest import NOON

TEXT = "<p>We expect about 240 reports.</p><p>Twenty-four people take part.</p>"


def passage_of(section, quote):
    """Where the newest text says this."""
    blocks = Text(text_of(section)).blocks
    name, words = next((name, words) for name, words in blocks.items() if quote in words)
    return Passage(name, words.index(quote), quote)


def comment(section, words="Is that so?", quote="", by=None, at=NOON, **more):
    """A thread somebody began, about words of the text or all of it."""
    by = by or saved(a_person("Kim Jones")).id
    suggestion, told = more.pop("suggestion", None), more.pop("told", ())
    passage = passage_of(section, quote) if quote else None
    with unit_of_work():
        subject = Subject(section.latest_number, passage, suggestion)
        return begin(section, subject, Speech(words, by, at, told))


def suggest(section, quote, suggestion, words="", **more):
    return comment(section, words, quote, suggestion=suggestion, **more)


def answer(thread, words="It is.", by=None, at=NOON):
    by = by or saved(a_person("Sam Lee")).id
    with unit_of_work():
        return reply(thread, Speech(words, by, at))


def threads(section, **which):
    db.session.rollback()
    return discussion_of(section, **which).threads


def person(number):
    return db.session.get(Person, number)
