"""Real footnotes, which python-docx cannot write: a part of their own, with its own links."""

from itertools import count

from docx.document import Document as WordDocument
from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import PartFactory, XmlPart
from docx.oxml.ns import nsdecls
from docx.oxml.parser import parse_xml

from bidapp.documents.word_direction import runs_right_to_left
from bidapp.documents.word_inline import Inline, add_run, add_text
from bidapp.documents.word_links import Links
from bidapp.documents.word_styles import Styles
from bidapp.documents.word_tags import Element, add, following, w
from bidapp.text.content import Node

SEPARATORS = {"-1": ("separator", "separator"), "0": ("continuationSeparator",) * 2}
AFTER_FOOTNOTE_SETTINGS = following(
    "endnotePr compat docVars rsids attachedSchema themeFontLang clrSchemeMapping"
    " doNotIncludeSubdocsInStats doNotAutoCompressPictures forceUpgrade captions"
    " readModeInkLockDown smartTagType shapeDefaults doNotEmbedSmartTags decimalSymbol"
    " listSeparator"
)

# Without this python-docx reads a template's footnotes as bytes, and nothing can be added to them.
PartFactory.part_type_for[CONTENT_TYPE.WML_FOOTNOTES] = XmlPart


class Footnotes:
    """The notes at the foot of the pages; a document without any gets no part for them."""

    def __init__(self, document: WordDocument, styles: Styles) -> None:
        self._document = document
        self._styles = styles
        self._part: XmlPart | None = None

    def add(self, parent: Element, note: Node) -> None:
        """The mark in the text, and the note itself."""
        if self._part is None:
            self._open()
        note_id = str(next(self._ids))
        mark = add_run(parent, style=self._styles["footnote reference"])
        add(mark, "footnoteReference", id=note_id)
        self._write(note_id, note.get("content", []))

    def _open(self) -> None:
        self._part = _footnotes_part(self._document)
        self._notes: Element = self._part.element
        self._inline = Inline(Links(self._part), self._styles)
        used = (int(note.get(w("id"), "0")) for note in self._notes)
        self._ids = count(max([0, *used]) + 1)

    def _write(self, note_id: str, content: list[Node]) -> None:
        right_to_left = runs_right_to_left(node.get("text", "") for node in content)
        paragraph = add(add(self._notes, "footnote", id=note_id), "p")
        properties = add(paragraph, "pPr")
        add(properties, "pStyle", val=self._styles["footnote text"])
        if right_to_left:
            add(properties, "bidi")
        add(add_run(paragraph, style=self._styles["footnote reference"]), "footnoteRef")
        add_text(add_run(paragraph), " ")
        self._inline.write(paragraph, content, right_to_left)


def _footnotes_part(document: WordDocument) -> XmlPart:
    try:
        part = document.part.part_related_by(RELATIONSHIP_TYPE.FOOTNOTES)
    except KeyError:
        return _new_part(document)
    assert isinstance(part, XmlPart)
    return part


def _new_part(document: WordDocument) -> XmlPart:
    notes = parse_xml(f"<w:footnotes {nsdecls('w', 'r')}/>")
    package = document.part.package
    name = PackURI("/word/footnotes.xml")
    part = XmlPart(name, CONTENT_TYPE.WML_FOOTNOTES, notes, package)
    document.part.relate_to(part, RELATIONSHIP_TYPE.FOOTNOTES)
    for note_id, (kind, tag) in SEPARATORS.items():
        _add_separator(notes, note_id, kind, tag)
    _announce_separators(document)
    return part


def _add_separator(notes: Element, note_id: str, kind: str, tag: str) -> None:
    note = add(notes, "footnote", type=kind, id=note_id)
    paragraph = add(note, "p")
    add(add(paragraph, "pPr"), "spacing", after="0", line="240", lineRule="auto")
    add(add(paragraph, "r"), tag)


def _announce_separators(document: WordDocument) -> None:
    settings = document.settings.element
    if settings.find(w("footnotePr")) is not None:
        return
    announced = parse_xml(f"<w:footnotePr {nsdecls('w')}/>")
    settings.insert_element_before(announced, *AFTER_FOOTNOTE_SETTINGS)
    for note_id in SEPARATORS:
        add(announced, "footnote", id=note_id)
