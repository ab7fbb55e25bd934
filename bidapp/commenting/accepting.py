"""Making what somebody suggests stand in the newest text."""

from datetime import datetime

from bidapp.audit.actions import note
from bidapp.commenting.actions import SettledAlready, claim
from bidapp.commenting.models import Outcome, Thread
from bidapp.commenting.queries import passage_of
from bidapp.drafting.models import VersionKind
from bidapp.drafting.queries import text_at, text_of
from bidapp.drafting.saving import Kept, Save, save_text, take_turn
from bidapp.errors import RuleBroken
from bidapp.text.passages import Place, Text, find
from bidapp.text.rewording import reworded
from bidapp.text.vocabulary import Node


class PassageChanged(RuleBroken):
    """The words that a suggestion would replace no longer stand there."""


def accept(thread: Thread, *, by: int, at: datetime) -> Kept:
    """Put the suggested words where the passage stands now, as a version of their own.

    Raises PassageChanged, SettledAlready, and all that a save may raise.
    """
    section = take_turn(thread.section)
    claim(thread, Outcome.ACCEPTED, by=by, at=at)
    suggestion = thread.suggestion
    if suggestion is None:
        raise SettledAlready("This is a comment without a suggestion. Resolve it instead.")
    document = text_of(section)
    changed = reworded(document, _place(thread, document), suggestion)
    said = f"Suggestion by {thread.made_by.name} accepted"
    save = Save(section.latest_number, by, at, VersionKind.SUGGESTED, note=said)
    note(f"accepted a suggestion in {section.title}", by=by, at=at, about=section)
    return save_text(section, changed, save)


def _place(thread: Thread, document: Node) -> Place:
    """Where the passage stands, word for word as it was when somebody suggested other words."""
    now, passage = Text(document), passage_of(thread)
    assert passage is not None  # which a suggestion always has
    place = find(passage, Text(text_at(thread.section, thread.number)), now)
    if place is None:
        raise PassageChanged("These words are no longer in the text, so nothing can stand there.")
    if now.blocks[place.block_id][place.start : place.end] != passage.quote:
        raise PassageChanged(
            "These words were changed since. Write in the text what should stand there, "
            "then decline the suggestion."
        )
    return place
