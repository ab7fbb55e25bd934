"""One XML part of a Word file, read event by event before any library builds a tree of it."""

from dataclasses import dataclass, field
from xml.parsers import expat

from bidapp.files.docx_fields import check_field
from bidapp.files.refusals import (
    CONTROLS,
    DAMAGED,
    EMBEDDED,
    LINKED,
    NOT_WORDS_OWN,
    UNPACKS_TO_TOO_MUCH,
    DocumentRefused,
)

DEEPEST = 200
ENCODINGS = {"utf-8", "utf8", "utf-16", "utf-16le", "utf-16be", "us-ascii", "ascii"}
DECLARING = {"Relationship", "Default", "Override"}
REFUSED = {
    "altChunk": EMBEDDED, "OLEObject": EMBEDDED, "objectEmbed": EMBEDDED, "objectLink": LINKED,
    "subDoc": LINKED, "ocx": CONTROLS,
}  # fmt: skip
VML = "urn:schemas-microsoft-com:vml"
Attributes = dict[str, str]


@dataclass
class _Field:
    """A field that has begun: its code so far, and whether it is still being told."""

    code: str = ""
    is_told: bool = False
    holds_fields: bool = False


@dataclass
class Scanner:
    """Reads parts one after the other, and counts over all of them."""

    most_elements: int
    elements: int = 0
    declared: list[tuple[str, Attributes]] = field(default_factory=list)

    def scan(self, xml: bytes) -> list[tuple[str, Attributes]]:
        """What a part declares of relationships and content types; refuses what is not safe."""
        self.declared = []
        self._depth = 0
        self._fields: list[_Field] = []
        self._is_code = False
        parser = expat.ParserCreate(namespace_separator=" ")
        parser.XmlDeclHandler = _check_encoding
        parser.StartDoctypeDeclHandler = _refuse_document_type
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._letters
        try:
            parser.Parse(xml, True)
        except expat.ExpatError as fault:
            raise DocumentRefused(DAMAGED) from fault
        while self._fields:
            self._close_field()
        return self.declared

    def _start(self, name: str, attributes: Attributes) -> None:
        self.elements += 1
        self._depth += 1
        if self.elements > self.most_elements or self._depth > DEEPEST:
            raise DocumentRefused(UNPACKS_TO_TOO_MUCH)
        space, _, tag = name.rpartition(" ")
        _check_tag(space, tag, attributes)
        if tag in DECLARING:
            self.declared.append((tag, attributes))
        elif tag == "fldSimple":
            check_field(_local(attributes, "instr"))
        elif tag == "fldChar":
            self._turn_field(_local(attributes, "fldCharType"))
        self._is_code = tag in {"instrText", "delInstrText"}

    def _end(self, _name: str) -> None:
        self._depth -= 1
        self._is_code = False

    def _letters(self, letters: str) -> None:
        if self._is_code and self._fields and not self._fields[-1].is_told:
            self._fields[-1].code += letters
        elif self._is_code and letters.strip():
            check_field(letters)  # a code outside every field

    def _turn_field(self, kind: str) -> None:
        if kind == "begin":
            for outer in self._fields[-1:]:
                outer.holds_fields = outer.holds_fields or not outer.is_told
            self._fields.append(_Field())
        elif kind == "separate" and self._fields:
            self._fields[-1].is_told = True
        elif kind == "end" and self._fields:
            self._close_field()

    def _close_field(self) -> None:
        told = self._fields.pop()
        check_field(told.code, holds_fields=told.holds_fields)


def _check_tag(space: str, tag: str, attributes: Attributes) -> None:
    if tag in REFUSED:
        raise DocumentRefused(REFUSED[tag])
    if tag == "control" and "wordprocessingml" in space:
        raise DocumentRefused(CONTROLS)
    if space == VML and attributes.get("src", "#")[:1] != "#":
        raise DocumentRefused(LINKED)


def _local(attributes: Attributes, name: str) -> str:
    """An attribute by its own name, in whichever of Word's namespaces."""
    found = (value for key, value in attributes.items() if key.rpartition(" ")[2] == name)
    return next(found, "")


def _check_encoding(_version: str, encoding: str | None, _standalone: int) -> None:
    """Only those that every reader takes in the same way."""
    if encoding is not None and encoding.casefold() not in ENCODINGS:
        raise DocumentRefused(NOT_WORDS_OWN)


def _refuse_document_type(*_: object) -> None:
    raise DocumentRefused(NOT_WORDS_OWN)
