"""The XML of a file that came back: parsed safely, and asked in few words."""

from collections.abc import Iterator

from lxml import etree

from bidapp.files.refusals import DAMAGED, DocumentRefused

Element = etree._Element

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
M = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
VAL = f"{W}val"
OFF = frozenset({"0", "false", "off", "none"})
TRANSPARENT = frozenset({f"{W}customXml", f"{W}smartTag", f"{W}ins", f"{W}moveTo"})


def parsed(xml: bytes) -> Element:
    """The root of a part that has passed the gate. No entity is resolved, nothing is fetched."""
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True,
        remove_pis=True,
    )  # fmt: skip
    try:
        return etree.fromstring(xml, parser)
    except etree.XMLSyntaxError as fault:
        raise DocumentRefused(DAMAGED) from fault


def value(parent: Element | None, tag: str, default: str = "") -> str:
    """The w:val of the child with this tag."""
    child = None if parent is None else parent.find(W + tag)
    return default if child is None else child.get(VAL, default)


def switch(parent: Element, tag: str) -> bool | None:
    """Whether a property is on or off, or None where it is not mentioned."""
    child = parent.find(W + tag)
    return None if child is None else child.get(VAL, "on").casefold() not in OFF


def number(written: str | None, default: int = 0) -> int:
    try:
        return int(float(written or default))
    except (ValueError, OverflowError):
        return default


def chosen(alternatives: Element) -> Iterator[Element]:
    """What stands in the first of several ways to say the same."""
    for tag in ("Choice", "Fallback"):
        found = alternatives.find(MC + tag)
        if found is not None:
            yield from found
            return


def blocks_in(container: Element) -> Iterator[Element]:
    """Paragraphs, tables, the anchors between them, and controls as themselves."""
    for child in container:
        if child.tag in TRANSPARENT:
            yield from blocks_in(child)
        elif child.tag == f"{MC}AlternateContent":
            yield from chosen(child)
        else:
            yield child


def plainly(container: Element, tag: str) -> Iterator[Element]:
    """The children with a tag, also those inside controls."""
    for child in container:
        if child.tag == W + tag:
            yield child
        elif child.tag in TRANSPARENT or child.tag in (f"{W}sdt", f"{W}sdtContent"):
            yield from plainly(child, tag)
