"""The styles of a document, found once by name, and lent to templates that lack them."""

from collections.abc import Iterable
from copy import deepcopy
from functools import cache
from pathlib import Path

from docx import Document
from docx.document import Document as WordDocument

from bidapp.documents.word_tags import Element, w
from bidapp.paths import TEMPLATES

OUR_TEMPLATE = TEMPLATES / "word" / "bid.docx"
REFERENCES = ("basedOn", "next", "link")


class Styles:
    """The ids of a document's styles; asking python-docx by name each time costs a millisecond."""

    def __init__(self, document: WordDocument, lender: Path = OUR_TEMPLATE) -> None:
        self._lender = lender
        self._sheet: Element = document.styles.element
        self._ids = _ids_by_name(self._sheet)

    def __getitem__(self, name: str) -> str:
        if name.lower() not in self._ids:
            self._lend(name.lower())
        return self._ids[name.lower()]

    def _lend(self, name: str) -> None:
        style = deepcopy(_styles_of(self._lender)[name])
        self._ids[name] = self._free_id(style.get(w("styleId"), ""))
        style.set(w("styleId"), self._ids[name])
        style.attrib.pop(w("default"), "")
        for reference in style.iterchildren(*map(w, REFERENCES)):
            reference.set(w("val"), self[_name_of(self._lender, reference.get(w("val"), ""))])
        self._sheet.append(style)

    def _free_id(self, wanted: str) -> str:
        taken = set(self._ids.values())
        while wanted in taken:
            wanted += "Bid"
        return wanted


def _ids_by_name(sheet: Element) -> dict[str, str]:
    return {_name(style): style.get(w("styleId"), "") for style in _styles_in(sheet)}


def _styles_in(sheet: Element) -> Iterable[Element]:
    return (style for style in sheet.iterchildren(w("style")) if style.find(w("name")) is not None)


def _name(style: Element) -> str:
    """Lower case, because Word itself writes both "Heading 1" and "heading 1"."""
    name = style.find(w("name"))
    return "" if name is None else name.get(w("val"), "").lower()


@cache
def _styles_of(template: Path) -> dict[str, Element]:
    return {_name(style): style for style in _styles_in(Document(str(template)).styles.element)}


@cache
def _name_of(template: Path, style_id: str) -> str:
    ids = {style.get(w("styleId"), ""): name for name, style in _styles_of(template).items()}
    return ids[style_id]
