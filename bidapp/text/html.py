"""A document from HTML and as HTML."""

import re
from dataclasses import dataclass

from bidapp.text.content import Node, document_of
from bidapp.text.fitting import fitted
from bidapp.text.html_cleaning import cleaned, has_scripts
from bidapp.text.html_inline import OTHER_LINKS
from bidapp.text.html_reading import blocks_in
from bidapp.text.html_writing import to_html
from bidapp.text.notes import Notes

__all__ = ["Imported", "from_html", "to_html"]

_OTHER_LINK = re.compile(r"\bhref\s*=\s*[\"']?\s*(?!https?:|mailto:)[a-z][a-z0-9+.-]*:", re.I)


@dataclass(frozen=True)
class Imported:
    """What was read, and a sentence for each thing that could not be kept as it was."""

    document: Node
    notes: tuple[str, ...]


def from_html(source: str) -> Imported:
    """The document that HTML from anywhere says; refuses nothing but what is too much."""
    notes = Notes()
    html = cleaned(source)
    if has_scripts(source):
        notes.add("Scripts and embedded pages were left out.")
    if _OTHER_LINK.search(source):
        notes.add(OTHER_LINKS)
    blocks = fitted(blocks_in(html, notes), notes)
    return Imported(_without_empty_ends(document_of(blocks)), notes.all())


def _without_empty_ends(document: Node) -> Node:
    blocks = document.get("content", [])
    written = [place for place, block in enumerate(blocks) if not _is_empty_paragraph(block)]
    if not written:
        return {"type": "doc"}
    return {"type": "doc", "content": blocks[written[0] : written[-1] + 1]}


def _is_empty_paragraph(block: Node) -> bool:
    return block["type"] == "paragraph" and "content" not in block
