"""Comments in the margin of a returned Word file, as threads about the same passages here."""

from collections.abc import Iterable
from typing import Any

from bidapp.calls.actions import Deed
from bidapp.commenting.forms import LONGEST
from bidapp.commenting.models import Comment, Thread
from bidapp.database import db
from bidapp.text.passages import words_of
from bidapp.text.replacing import find_block
from bidapp.text.vocabulary import Node

NOBODY = "Somebody, in Word"


def take_over(
    comments: Iterable[dict[str, Any]], section_id: int, text: tuple[int, Node], deed: Deed
) -> None:
    """Each comment becomes a thread under its author's name, about `text`: a version's number and
    what that version says.
    """
    number, document = text
    assert deed.by is not None
    for said in comments:
        block_id, start, quote = _passage(said, document)
        thread = Thread(
            section_id=section_id,
            number=number,
            block_id=block_id,
            start=start,
            quote=quote,
            made_by_id=deed.by,
            made_at=deed.at,
        )
        words = said["words"][:LONGEST]
        author = said["author"] or NOBODY
        comment = Comment(words=words, by_id=deed.by, spoken_by=author, at=deed.at)
        thread.comments.append(comment)
        db.session.add(thread)


def _passage(said: dict[str, Any], document: Node) -> tuple[str | None, int, str]:
    """The words it is about where they stand in their block, or else the whole section."""
    block = find_block(document, said["block_id"]) if said["block_id"] else None
    if block is None:
        return None, 0, ""
    words = words_of(block)
    start = words.find(said["quote"]) if said["quote"] else 0
    quote = said["quote"] if said["quote"] and start >= 0 else words
    return said["block_id"], max(start, 0), quote
