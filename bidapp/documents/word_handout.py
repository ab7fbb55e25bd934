"""Sections handed out as a Word file for somebody to change and send back."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from io import BytesIO

from docx import Document
from docx.document import Document as WordDocument
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml.ns import nsdecls
from docx.oxml.parser import parse_xml
from lxml import etree
from PIL import Image

from bidapp.documents.word_body import Body, says_something
from bidapp.documents.word_characters import one_line
from bidapp.documents.word_footer import add_page_numbers
from bidapp.documents.word_footnotes import AFTER_FOOTNOTE_SETTINGS
from bidapp.documents.word_layout import PLACEHOLDER
from bidapp.documents.word_manifest import (
    Manifest,
    PictureNote,
    SectionNote,
    block_notes,
    packed,
    short_hash,
)
from bidapp.documents.word_names import (
    KEY,
    name_of_key,
    name_of_note,
    name_of_section,
)
from bidapp.documents.word_page import room_at_the_end
from bidapp.documents.word_pictures import UNREADABLE
from bidapp.documents.word_save import bytes_of, describe
from bidapp.documents.word_styles import OUR_TEMPLATE
from bidapp.documents.word_tags import Element, add, following
from bidapp.text.content import Node, walk

CUSTOM_TYPE = "application/vnd.openxmlformats-officedocument.custom-properties+xml"
CUSTOM = "http://schemas.openxmlformats.org/officeDocument/2006/custom-properties"
VALUES = "http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes"
USER_DEFINED = "{D5CDD505-2E9C-101B-9397-08002B2CF9AE}"
FIRST_PROPERTY = 2  # the numbers below belong to the format
AFTER_TRACKING = (
    *following(
        "doNotTrackMoves doNotTrackFormatting documentProtection autoFormatOverride styleLockTheme"
        " styleLockQFSet defaultTabStop autoHyphenation consecutiveHyphenLimit hyphenationZone"
        " characterSpacingControl footnotePr"
    ),
    *AFTER_FOOTNOTE_SETTINGS,
)


@dataclass(frozen=True)
class HandedSection:
    """One section as it goes out: a checked block tree, or None while nothing is written. The
    note says what the writer has to know, such as the guidance and the limit.
    """

    section_id: int
    title: str
    note: str
    version: int
    content: Node | None


@dataclass(frozen=True)
class Handout:
    """Everything a handout says. The explanation tells its reader what to do with the file; the key
    is six to 36 small letters and figures by which the file is known when it comes back; pictures
    are PNG, JPEG or GIF bytes under their digest.
    """

    title: str
    explanation: str
    author: str
    made_at: datetime
    key: str
    sections: tuple[HandedSection, ...]
    pictures: Mapping[str, bytes]


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
    _keep(document, manifest_of(handout))
    return bytes_of(document)


def _front(handout: Handout) -> tuple[str, str]:
    return one_line(handout.title), one_line(handout.explanation)


def _add_front(body: Body, handout: Handout) -> None:
    title, explanation = _front(handout)
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


def manifest_of(handout: Handout) -> Manifest:
    """What the file has to know of itself when it comes back."""
    nodes = [node for each in handout.sections if each.content for node in walk(each.content)]
    marks = (mark for node in nodes for mark in node.get("marks", ()) if mark["type"] == "link")
    return Manifest(
        key=handout.key,
        front=tuple(map(short_hash, _front(handout))),
        sections=tuple(
            SectionNote(
                each.section_id, each.version, one_line(each.title), block_notes(each.content)
            )
            for each in handout.sections
        ),
        pictures=tuple(
            PictureNote(digest, sha256(blob).hexdigest(), _shape(blob))
            for digest, blob in sorted(handout.pictures.items())
        ),
        figures={
            node["attrs"]["id"]: (node["attrs"]["src"], node["attrs"].get("alt", ""))
            for node in nodes
            if node["type"] == "figure"
        },
        headers=tuple(
            node["content"][0]["attrs"]["id"] for node in nodes if _is_header_of_figures(node)
        ),
        links=tuple(sorted({mark["attrs"]["href"] for mark in marks})),
    )


def _is_header_of_figures(node: Node) -> bool:
    """A heading cell without a paragraph, whose style would tell what it is."""
    return node["type"] == "tableHeader" and {each["type"] for each in node["content"]} == {
        "figure"
    }


def _shape(blob: bytes) -> float:
    try:
        with Image.open(BytesIO(blob)) as image:
            return round(image.width / image.height, 4)
    except UNREADABLE:
        return 0.0


def _keep(document: WordDocument, manifest: Manifest) -> None:
    root = etree.Element(f"{{{CUSTOM}}}Properties", nsmap={"cp": CUSTOM, "vt": VALUES})
    for number, (name, value) in enumerate(packed(manifest), start=FIRST_PROPERTY):
        told = {"fmtid": USER_DEFINED, "pid": str(number), "name": name}
        etree.SubElement(
            etree.SubElement(root, f"{{{CUSTOM}}}property", told), f"{{{VALUES}}}lpwstr"
        ).text = value
    xml = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
    package = document.part.package
    part = Part(PackURI("/docProps/custom.xml"), CUSTOM_TYPE, xml, package)
    package.relate_to(part, RELATIONSHIP_TYPE.CUSTOM_PROPERTIES)
