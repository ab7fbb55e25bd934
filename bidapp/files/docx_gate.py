"""What a Word file must not hold, looked for before any library touches it.

Nothing is repaired: a file with something in it that could fetch or run is refused, with a
sentence that says how to send the same letter without it.
"""

import re

from bidapp.files.docx_fields import is_safe_link
from bidapp.files.docx_package import is_xml, unpack
from bidapp.files.docx_xml import Attributes, Scanner
from bidapp.files.refusals import (
    CONTROLS,
    EMBEDDED,
    LINKED,
    MACROS,
    NOT_WORD,
    TEMPLATE,
    DocumentRefused,
)

MOST_ELEMENTS = 300_000
TYPES, FIRST_RELATIONSHIPS = "[Content_Types].xml", "_rels/.rels"
MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
BY_NAME = (
    (re.compile(r"vbaproject|vbadata|attachedtoolbars", re.IGNORECASE), MACROS),
    (re.compile(r"(^|/)activex/", re.IGNORECASE), CONTROLS),
    (re.compile(r"(^|/)embeddings/|oleobject", re.IGNORECASE), EMBEDDED),
)
BY_TYPE = (
    (re.compile(r"macroenabled|vbaproject|vba|attachedtoolbars", re.IGNORECASE), MACROS),
    (re.compile(r"activex|controlproperties", re.IGNORECASE), CONTROLS),
    (re.compile(r"oleobject|\.package|ms-excel|spreadsheetml\.sheet$", re.IGNORECASE), EMBEDDED),
    (re.compile(r"wordprocessingml\.template", re.IGNORECASE), TEMPLATE),
)
KNOWN_BINARIES = re.compile(
    r"image/[\w.+-]+|application/(x-font[\w-]*|vnd\.ms-opentype|[\w.-]+\.obfuscatedFont"
    r"|[\w.-]+\.printerSettings|[\w.-]+digital-signature-origin)|font/[\w.+-]+",
    re.IGNORECASE,
)
XML_TYPE = re.compile(r".*[/+]xml\s*$", re.IGNORECASE | re.DOTALL)


def check_docx(content: bytes, most_elements: int = MOST_ELEMENTS) -> dict[str, bytes]:
    """The parts of a Word document that is safe to open; otherwise a refusal."""
    parts = unpack(content)
    if TYPES not in parts or FIRST_RELATIONSHIPS not in parts:
        raise DocumentRefused(NOT_WORD)
    scanner = Scanner(most_elements)
    types = _Types(scanner.scan(parts[TYPES]))
    for name, part in parts.items():
        _check_part(name, types.of(name))
        if name != TYPES and (is_xml(name) or XML_TYPE.match(types.of(name))):
            _check_relationships(scanner.scan(part))
    main = main_part(scanner.scan(parts[FIRST_RELATIONSHIPS]))
    if types.of(main) != MAIN or main not in parts:
        raise DocumentRefused(NOT_WORD)
    return parts


def main_part(relationships: list[tuple[str, Attributes]]) -> str:
    """Where the document itself stands in its package."""
    for _, said in relationships:
        if said.get("Type", "").endswith("/officeDocument"):
            return said.get("Target", "").removeprefix("/")
    raise DocumentRefused(NOT_WORD)


class _Types:
    """The content type of each part, as the package declares it."""

    def __init__(self, declared: list[tuple[str, Attributes]]) -> None:
        self._of_parts: dict[str, str] = {}
        self._of_endings: dict[str, str] = {}
        for tag, said in declared:
            kind = said.get("ContentType", "")
            _refuse_any(BY_TYPE, kind)
            if tag == "Override":
                self._of_parts[said.get("PartName", "").casefold().removeprefix("/")] = kind
            else:
                self._of_endings[said.get("Extension", "").casefold()] = kind

    def of(self, name: str) -> str:
        """Nothing for a part that nobody declared, which no reader then opens."""
        name = name.casefold()
        return self._of_parts.get(name) or self._of_endings.get(name.rpartition(".")[2], "")


def _check_part(name: str, kind: str) -> None:
    _refuse_any(BY_NAME, name)
    is_understood = not kind or is_xml(name) or XML_TYPE.match(kind)
    if not is_understood and not KNOWN_BINARIES.fullmatch(kind.strip()):
        raise DocumentRefused(EMBEDDED)


def _check_relationships(declared: list[tuple[str, Attributes]]) -> None:
    for tag, said in declared:
        if tag != "Relationship":
            continue
        kind, target = said.get("Type", "").rpartition("/")[2], said.get("Target", "")
        if said.get("TargetMode", "").strip().casefold() == "external":
            if kind != "hyperlink" or not is_safe_link(target):
                raise DocumentRefused(LINKED)
        elif ":" in target or "\\" in target:
            raise DocumentRefused(LINKED)


def _refuse_any(patterns: tuple[tuple[re.Pattern[str], str], ...], said: str) -> None:
    for pattern, sentence in patterns:
        if pattern.search(said):
            raise DocumentRefused(sentence)
