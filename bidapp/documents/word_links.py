"""Hyperlinks out of the document, each address kept once in the part that points to it."""

import re
from itertools import count
from urllib.parse import quote, urlsplit

from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.part import Part
from docx.oxml.ns import qn

from bidapp.documents.word_characters import writable
from bidapp.documents.word_tags import Element, add

SCHEMES = {"http", "https", "mailto"}
LONE_PERCENT = re.compile("%(?![0-9A-Fa-f]{2})")
MUST_BE_ESCAPED = re.compile(r"""[\x00-\x20"<>\\^`{|}\x7f-\xa0]""")


class Links:
    """The addresses one part of the package points at."""

    def __init__(self, part: Part) -> None:
        self._part = part
        self._ids: dict[str, str] = {}
        self._numbers = count(1)

    def open(self, paragraph: Element, href: str | None) -> Element:
        """Where the words of a link go: into a hyperlink, or plainly when it leads nowhere."""
        address = safe_address(href) if href else None
        if address is None:
            return paragraph
        hyperlink = add(paragraph, "hyperlink", history="1")
        hyperlink.set(qn("r:id"), self._id_of(address))
        return hyperlink

    def _id_of(self, address: str) -> str:
        if address not in self._ids:
            self._ids[address] = self._free_id()
            self._part.rels.add_relationship(
                RELATIONSHIP_TYPE.HYPERLINK, address, self._ids[address], is_external=True
            )
        return self._ids[address]

    def _free_id(self) -> str:
        ids = (f"link{number}" for number in self._numbers)
        return next(link_id for link_id in ids if link_id not in self._part.rels)


def safe_address(href: str) -> str | None:
    """The address as a file may hold it, or None when it is no web or mail address."""
    address = LONE_PERCENT.sub("%25", writable(href).strip())
    address = MUST_BE_ESCAPED.sub(lambda found: quote(found[0]), address)
    try:
        parts = urlsplit(address)
    except ValueError:
        return None
    return address if parts.scheme in SCHEMES and (parts.netloc or parts.path) else None
