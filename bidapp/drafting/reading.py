"""A text as a page shows it."""

from dataclasses import dataclass

from markupsafe import Markup

from bidapp.drafting.models import Conflict, Section
from bidapp.text.comparing import compared
from bidapp.text.content import Node, pictures_in
from bidapp.text.counting import count
from bidapp.text.html import to_html


@dataclass(frozen=True)
class Reading:
    """A section's text rendered, counted, and with what to know about it."""

    html: Markup
    count: int
    notes: tuple[str, ...] = ()


def reading_of(section: Section, document: Node, notes: tuple[str, ...] = ()) -> Reading:
    """What a page says of a text, with what the funder would not take."""
    if pictures_in(document) and not section.allows_images:
        notes = (*notes, "The funder takes no pictures in this section.")
    return Reading(shown(document), count(document, section.counts_with), notes)


def shown(document: Node) -> Markup:
    """The markup of a text on a page of its own headings, every word of it escaped."""
    return Markup(to_html(document, headings_from=3))


@dataclass(frozen=True)
class Sides:
    """A conflict as a page shows it: what each side changed of the text that both began from."""

    conflict: Conflict
    theirs: Markup
    mine: Markup


def sides_of(conflict: Conflict) -> Sides:
    return Sides(
        conflict, _changes(conflict.base, conflict.theirs), _changes(conflict.base, conflict.mine)
    )


def _changes(old: Node, new: Node) -> Markup:
    return Markup(to_html(compared(old, new).document, headings_from=4))
