"""Sections handed out as a Word file for somebody to change and send back."""

from docx import Document
from docx.document import Document as WordDocument
from docx.oxml.ns import nsdecls
from docx.oxml.parser import parse_xml

from bidapp.documents.handout import HandedSection, Handout
from bidapp.documents.word_body import Body, says_something
from bidapp.documents.word_characters import one_line
from bidapp.documents.word_footer import add_page_numbers
from bidapp.documents.word_footnotes import AFTER_FOOTNOTE_SETTINGS
from bidapp.documents.word_layout import PLACEHOLDER
from bidapp.documents.word_memory import front_of, keep, manifest_of
from bidapp.documents.word_names import KEY, name_of_key, name_of_note, name_of_section
from bidapp.documents.word_page import room_at_the_end
from bidapp.documents.word_save import bytes_of, describe
from bidapp.documents.word_styles import OUR_TEMPLATE
from bidapp.documents.word_tags import Element, add, following
from bidapp.text.content import Node

__all__ = ["HandedSection", "Handout", "write_handout"]

AFTER_TRACKING = (
    *following(
        "doNotTrackMoves doNotTrackFormatting documentProtection autoFormatOverride styleLockTheme"
        " styleLockQFSet defaultTabStop autoHyphenation consecutiveHyphenLimit hyphenationZone"
        " characterSpacingControl footnotePr"
    ),
    *AFTER_FOOTNOTE_SETTINGS,
)


def write_handout(handout: Handout) -> bytes:
    """The bytes of a .docx file that tracks changes, and in which every block is found again.

    The same handout gives the same bytes. ValueError for a key of another form.
    """
    if not KEY.fullmatch(handout.key):
        raise ValueError("a handout's key is six to 36 small letters and figures")
    document = Document(str(OUR_TEMPLATE))
    body = Body(document, handout.pictures)
    with room_at_the_end(document):
        _add_front(body, handout)
        for place, section in enumerate(handout.sections):
            _add_section(body, place, section)
    add_page_numbers(document, body.styles)
    describe(document, handout.title, handout.author, handout.made_at)
    _track_changes(document)
    keep(document, manifest_of(handout))
    return bytes_of(document)


def _add_front(body: Body, handout: Handout) -> None:
    title, explanation = front_of(handout)
    body.anchors.expect(name_of_key(handout.key))
    body.add_line(title, "Title")
    body.add_line(explanation, "Chapter Note")


def _add_section(body: Body, place: int, section: HandedSection) -> None:
    """In a control that Word shows around it, with a bookmark that also others keep."""
    name = name_of_section(place, section.section_id, section.version)
    outside = body.place.parent
    body.go_into(_control(outside, one_line(section.title), name))
    body.anchors.begin(place)
    body.anchors.expect(name)
    body.add_line(one_line(section.title), "heading 1")
    if section.note:
        body.anchors.expect(name_of_note(place))
        body.add_line(one_line(section.note), "Chapter Note")
    content: Node = section.content or {"type": "doc"}
    if not says_something(content):
        body.add_line(PLACEHOLDER, "Nothing Written")
    body.write(content)
    body.go_into(outside)


def _control(parent: Element, title: str, name: str) -> Element:
    control = add(parent, "sdt")
    properties = add(control, "sdtPr")
    add(properties, "alias", val=title[:60])
    add(properties, "tag", val=name)
    return add(control, "sdtContent")


def _track_changes(document: WordDocument) -> None:
    tracking = parse_xml(f"<w:trackRevisions {nsdecls('w')}/>")
    document.settings.element.insert_element_before(tracking, *AFTER_TRACKING)
