"""Tracked changes: what somebody inserted or deleted, for others to accept or reject in Word."""

from datetime import UTC, datetime, timedelta
from itertools import count

from bidapp.documents.word_characters import one_line
from bidapp.documents.word_tags import Element, add, w
from bidapp.text.content import Node

APART = timedelta(minutes=2)
TAGS = {"inserted": "ins", "deleted": "del"}


class Revisions:
    """The changes of one author at one time; a text without the marks for them has none.

    Whole paragraphs are said to be two minutes older than words. LibreOffice takes changes that
    touch and are hardly a minute apart for one, also over the end of a paragraph that is nobody's
    change, and would take that end away with them.
    """

    def __init__(self, author: str = "", at: datetime | None = None) -> None:
        self._author = one_line(author)
        self._at = at or datetime(1980, 1, 1, tzinfo=UTC)
        self._are_whole = False
        self._numbers = count(1)

    def open(self, parent: Element, change: str) -> Element:
        """Where runs go that are changed like this: into the change, or plainly when none is."""
        return self._add(parent, change) if change else parent

    def close(self, parent: Element, change: str) -> None:
        """Deleted letters have a tag of their own, so that no reader takes them for text."""
        if change == "deleted":
            for letters in parent.iter(w("t")):
                letters.tag = w("delText")

    def mark_paragraph(self, paragraph: Element, change: str) -> None:
        """The end of a paragraph: rejected or accepted, it goes and with it the paragraph.

        Called before the words of each paragraph, also of one that stays.
        """
        self._are_whole = bool(change)
        if not change:
            return
        properties = paragraph.find(w("pPr"))
        if properties is None:
            properties = add(paragraph, "pPr")
        self._add(add(properties, "rPr"), change)

    def mark_row(self, properties: Element, change: str) -> None:
        self._are_whole = bool(change)
        if change:
            self._add(properties, change)

    def _add(self, parent: Element, change: str) -> Element:
        at = self._at.astimezone(UTC) - APART * self._are_whole
        date, number = at.strftime("%Y-%m-%dT%H:%M:%SZ"), str(next(self._numbers))
        return add(parent, TAGS[change], id=number, author=self._author, date=date)


def change_of_words(node: Node) -> str:
    """The change that the marks of inline content name, or nothing."""
    kinds = {mark["type"] for mark in node.get("marks", ())}
    return next((change for change in TAGS if change in kinds), "")


def change_of_block(block: Node) -> str:
    return str(block.get("attrs", {}).get("change", ""))
