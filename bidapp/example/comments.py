"""What the example's people say about each other's drafts."""

from datetime import datetime, timedelta

from bidapp.commenting.actions import Speech, Subject, begin, reply
from bidapp.drafting.models import Section
from bidapp.drafting.queries import text_of
from bidapp.example.cast import Cast
from bidapp.example.story import Row
from bidapp.text.passages import Passage, Text

READ_FOR, ANSWERED_AFTER = timedelta(hours=2), timedelta(hours=3)


def add_comment(section: Section, row: Row, cast: Cast, *, at: datetime) -> None:
    """On words of the text that was saved at this moment, some time after it."""
    subject = Subject(section.latest_number, _passage(section, row["quote"]), row.get("suggestion"))
    thread = begin(section, subject, Speech(row["words"], cast.people[row["by"]], at + READ_FOR))
    if "reply" in row:
        answer = row["reply"]
        by = cast.people[answer["by"]]
        reply(thread, Speech(answer["words"], by, at + ANSWERED_AFTER))


def _passage(section: Section, quote: str) -> Passage:
    blocks = Text(text_of(section)).blocks
    return next(
        Passage(name, words.index(quote), quote) for name, words in blocks.items() if quote in words
    )
