"""Two versions of a text as a Word file with tracked changes, to accept or reject there."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from docx import Document

from bidapp.documents.word_body import Body
from bidapp.documents.word_changes import changes_shown
from bidapp.documents.word_characters import one_line
from bidapp.documents.word_footer import add_page_numbers
from bidapp.documents.word_page import room_at_the_end
from bidapp.documents.word_revisions import Revisions
from bidapp.documents.word_save import bytes_of, describe
from bidapp.documents.word_styles import OUR_TEMPLATE
from bidapp.text.content import Node


@dataclass(frozen=True)
class Comparison:
    """Two checked versions of one text, in which the same block has the same id, and who made the
    new one when. Pictures are PNG, JPEG or GIF bytes under their digest, those of both versions.
    """

    title: str
    old: Node
    new: Node
    author: str
    changed_at: datetime
    pictures: Mapping[str, bytes]


def write_comparison(comparison: Comparison) -> bytes:
    """The bytes of a .docx file: accepting all its changes gives the new text, rejecting the old.

    The same comparison gives the same bytes.
    """
    document = Document(str(OUR_TEMPLATE))
    revisions = Revisions(comparison.author, comparison.changed_at)
    body = Body(document, comparison.pictures, revisions)
    with room_at_the_end(document):
        body.add_line(one_line(comparison.title), "heading 1")
        body.write(changes_shown(comparison.old, comparison.new))
        body.close()
    add_page_numbers(document, body.styles)
    describe(document, comparison.title, comparison.author, comparison.changed_at)
    return bytes_of(document)
