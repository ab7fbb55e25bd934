"""Word's XML, written with as little ceremony as lxml allows."""

from functools import cache

from docx.oxml.ns import qn
from lxml import etree

Element = etree._Element


@cache
def w(name: str) -> str:
    """The full name of one of Word's own tags or attributes."""
    return qn(f"w:{name}")


def add(parent: Element, tag: str, **attributes: str) -> Element:
    """One more child, made inside its own tree: lxml is slow at moving what was made elsewhere."""
    return etree.SubElement(parent, w(tag), {w(name): value for name, value in attributes.items()})


def following(names: str) -> tuple[str, ...]:
    """The tags that must come after a new one, for python-docx's insert_element_before."""
    return tuple(f"w:{name}" for name in names.split())
