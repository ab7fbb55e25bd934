"""Real lists: nine levels deep, and every numbered list counting on its own."""

from docx.document import Document as WordDocument
from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.oxml.ns import nsdecls
from docx.oxml.parser import parse_xml
from docx.parts.numbering import NumberingPart

from bidapp.documents.word_layout import STEP
from bidapp.documents.word_tags import Element, add, w
from bidapp.text.content import Node

LEVELS = 9
HIGHEST_START = 32_767
BULLETS = "•◦▪"
COUNTING = ("decimal", "lowerLetter", "lowerRoman")


class Lists:
    """The numbering of one document; one without lists gets no part for it."""

    def __init__(self, document: WordDocument) -> None:
        self._document = document
        self._numbering: Element | None = None
        self._last_id = 0
        self._bullets = ""

    def list_id(self, node: Node, level: int) -> str:
        """What the items of this list are marked with; only bulleted lists share it."""
        if self._numbering is None:
            self._open()
        if node["type"] == "bulletList":
            return self._bullets
        start = node.get("attrs", {}).get("start", 1)
        return self._new_list(self._counting_id, level, min(max(start, 0), HIGHEST_START))

    def _open(self) -> None:
        self._numbering = numbering = _numbering_part(self._document)
        self._last_id = _highest(numbering, "num", "numId")
        first = _highest(numbering, "abstractNum", "abstractNumId") + 1
        _add_kind(numbering, first, [("bullet", BULLETS[n % 3]) for n in range(LEVELS)])
        counting = [(COUNTING[n % 3], f"%{n + 1}.") for n in range(LEVELS)]
        self._counting_id = _add_kind(numbering, first + 1, counting)
        self._bullets = self._new_list(str(first))

    def _new_list(self, kind: str, level: int = 0, start: int | None = None) -> str:
        assert self._numbering is not None
        self._last_id += 1
        number = add(self._numbering, "num", numId=str(self._last_id))
        add(number, "abstractNumId", val=kind)
        if start is not None:
            override = add(number, "lvlOverride", ilvl=str(level))
            add(override, "startOverride", val=str(start))
        return str(self._last_id)


def _numbering_part(document: WordDocument) -> Element:
    try:
        part = document.part.part_related_by(RELATIONSHIP_TYPE.NUMBERING)
    except KeyError:  # python-docx reads this part but has no way to make one
        name, package = PackURI("/word/numbering.xml"), document.part.package
        root = parse_xml(f"<w:numbering {nsdecls('w')}/>")
        part = NumberingPart(name, CONTENT_TYPE.WML_NUMBERING, root, package)
        document.part.relate_to(part, RELATIONSHIP_TYPE.NUMBERING)
    assert isinstance(part, NumberingPart)
    numbering: Element = part.element
    for leftover in numbering.findall(w("numIdMacAtCleanup")):  # must be last, and nothing needs it
        numbering.remove(leftover)
    return numbering


def _highest(numbering: Element, tag: str, attribute: str) -> int:
    return max((int(e.get(w(attribute), "0")) for e in numbering.findall(w(tag))), default=0)


def _add_kind(numbering: Element, kind_id: int, levels: list[tuple[str, str]]) -> str:
    """A way of marking nine levels; Word wants all of these before the first list."""
    kind = add(numbering, "abstractNum", abstractNumId=str(kind_id))
    add(kind, "multiLevelType", val="hybridMultilevel")
    for level, (way, text) in enumerate(levels):
        _add_level(kind, level, way, text)
    first_list = numbering.find(w("num"))
    if first_list is not None:
        first_list.addprevious(kind)
    return str(kind_id)


def _add_level(kind: Element, level: int, way: str, text: str) -> None:
    holder = add(kind, "lvl", ilvl=str(level))
    add(holder, "start", val="1")
    add(holder, "numFmt", val=way)
    add(holder, "lvlText", val=text)
    add(holder, "lvlJc", val="left")
    add(add(holder, "pPr"), "ind", left=str(STEP * (level + 1)), hanging=str(STEP))
    if way == "bullet":
        add(add(holder, "rPr"), "rFonts", ascii="Arial", hAnsi="Arial", cs="Arial", hint="default")
