"""What a handout knows of itself, taken from it and put into its file."""

from hashlib import sha256
from io import BytesIO

from docx.document import Document as WordDocument
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from lxml import etree
from PIL import Image

from bidapp.documents.handout import Handout
from bidapp.documents.word_characters import one_line
from bidapp.documents.word_manifest import (
    Manifest,
    PictureNote,
    SectionNote,
    block_notes,
    packed,
    short_hash,
)
from bidapp.documents.word_pictures import UNREADABLE
from bidapp.text.content import Node, walk

CUSTOM_TYPE = "application/vnd.openxmlformats-officedocument.custom-properties+xml"
CUSTOM = "http://schemas.openxmlformats.org/officeDocument/2006/custom-properties"
VALUES = "http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes"
USER_DEFINED = "{D5CDD505-2E9C-101B-9397-08002B2CF9AE}"
FIRST_PROPERTY = 2  # the numbers below belong to the format


def front_of(handout: Handout) -> tuple[str, str]:
    """The words of its first page: its title, and what it asks for."""
    return one_line(handout.title), one_line(handout.explanation)


def manifest_of(handout: Handout) -> Manifest:
    """What the file has to know of itself when it comes back."""
    nodes = [node for each in handout.sections if each.content for node in walk(each.content)]
    marks = (mark for node in nodes for mark in node.get("marks", ()) if mark["type"] == "link")
    return Manifest(
        key=handout.key,
        front=tuple(map(short_hash, front_of(handout))),
        sections=tuple(
            SectionNote(
                each.section_id,
                each.version,
                one_line(each.title),
                block_notes(each.content),
                short_hash(one_line(each.note)),
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


def keep(document: WordDocument, manifest: Manifest) -> None:
    """Put it into the file as custom properties, which python-docx cannot write."""
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
