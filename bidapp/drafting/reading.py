"""A text as a page shows it."""

from dataclasses import dataclass

from markupsafe import Markup

from bidapp.drafting.models import Section
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
    """The markup is made from the tree alone, every word of it escaped."""
    if pictures_in(document) and not section.allows_images:
        notes = (*notes, "The funder takes no pictures in this section.")
    html = Markup(to_html(document, headings_from=3))
    return Reading(html, count(document, section.counts_with), notes)
