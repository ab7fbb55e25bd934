"""The comments of a section as a page shows them, with the forms to say more."""

import re
from dataclasses import dataclass, field
from typing import TypeVar

from flask import request
from wtforms import SelectChoice

from bidapp.accounts.gate import me
from bidapp.accounts.permissions import Action
from bidapp.accounts.queries import people_who_may
from bidapp.commenting.forms import LONGEST, CommentForm, ReplyForm
from bidapp.commenting.queries import Discussion, discussion_of
from bidapp.drafting.models import Section
from bidapp.fields import PressForm, offer
from bidapp.text.passages import FOOTNOTE, Passage, Text

Form = TypeVar("Form", CommentForm, ReplyForm)
LONGEST_CHOICE = 60


@dataclass(frozen=True)
class Board:
    """`form` begins a thread; `replies` are the forms that came back with something to mend."""

    discussion: Discussion
    form: CommentForm
    shows_settled: bool
    press: PressForm = field(default_factory=PressForm)
    replies: dict[int, ReplyForm] = field(default_factory=dict)

    def reply_form(self, thread_id: int) -> ReplyForm:
        """Under names of its own, so that a page can hold many."""
        form = self.replies.get(thread_id) or ReplyForm(None)
        return with_ids(form, str(thread_id))


def board_of(
    section: Section,
    form: CommentForm | None = None,
    replies: dict[int, ReplyForm] | None = None,
) -> Board:
    settled = request.args.get("comments") == "resolved"
    discussion = discussion_of(section, settled=settled)
    if form is None:
        form = CommentForm(None, based_on=section.latest_number)
        form.block.choices = block_choices(discussion.text)
        offer_people(form)
    return Board(discussion, with_ids(form, "comment"), settled, replies=replies or {})


def offer_people(form: CommentForm) -> None:
    colleagues = [(each.id, each.name) for each in people_who_may(Action.SEE) if each.id != me().id]
    offer(form.tell, colleagues, nothing="Nobody else")


def block_choices(text: Text) -> list[SelectChoice]:
    """Every block that has words, in reading order, by its number and how it begins."""
    written = [(name, words) for name, words in text.blocks.items() if words.strip()]
    return [SelectChoice("", "The whole section")] + [
        SelectChoice(name, f"Paragraph {number}: {_beginning(words)}")
        for number, (name, words) in enumerate(written, 1)
    ]


def _beginning(words: str) -> str:
    shown = " ".join(words.replace(FOOTNOTE, "").split())
    return shown if len(shown) <= LONGEST_CHOICE else f"{shown[:LONGEST_CHOICE].rstrip()}…"


def passage_in(text: Text, block_id: str, quote: str, start: int = 0) -> Passage | None:
    """The words somebody named, where the block first says them from `start` on, or at all; all of
    the block when they named none.
    """
    words = text.words(block_id) or ""
    if not quote:
        return Passage(block_id, 0, words[:LONGEST]) if words else None
    spelt = re.compile(r"\s+".join(map(re.escape, quote.split())))
    found = spelt.search(words, start) or re.search(spelt.pattern, words, re.IGNORECASE)
    return Passage(block_id, found.start(), found[0]) if found else None


def with_ids(form: Form, suffix: str) -> Form:
    """Fields whose ids no other form on the page has."""
    for each in form:
        each.id = f"{each.name}-{suffix}"
    return form
