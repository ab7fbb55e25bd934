"""Checks a document from outside, node by node, and gives it the form in which it is kept."""

import re
import secrets
from collections.abc import Iterator

from bidapp.text.inline import clean_line, ordered, tidied
from bidapp.text.links import safe_link
from bidapp.text.tables import TableTooWide, rectangular
from bidapp.text.vocabulary import (
    BLOCKS_IN,
    HEADING_LEVELS,
    INLINE,
    LISTS,
    MAX_ALT,
    MAX_CHARACTERS,
    MAX_COLUMNS,
    MAX_LINK,
    MAX_LIST_DEPTH,
    MAX_LIST_START,
    MAX_NODES,
    PLAIN_MARKS,
    WITHOUT_ID,
    Node,
    TextRefused,
)

_ID = re.compile(r"[a-z0-9]{6,32}")
_PICTURE = re.compile(r"[0-9a-f]{64}")
_CALLED = {
    "doc": "a document",
    "paragraph": "a paragraph",
    "heading": "a heading",
    "bulletList": "a list",
    "orderedList": "a numbered list",
    "listItem": "a list item",
    "blockquote": "a quotation",
    "table": "a table",
    "tableRow": "a table row",
    "tableHeader": "a table cell",
    "tableCell": "a table cell",
    "figure": "a picture",
    "text": "loose text",
    "hardBreak": "a line break",
    "footnote": "a footnote",
}


_NO_FORM = "Part of this text is not in a form that can be kept."


def new_id() -> str:
    return secrets.token_hex(6)


def link_mark(address: object) -> Node | None:
    """The mark for a link to this address, or nothing when links may not lead there."""
    href = safe_link(address) if isinstance(address, str) else None
    if href is None or len(href) > MAX_LINK:
        return None
    return {"type": "link", "attrs": {"href": href}}


class Check:
    """One pass over one document. Lists are counted on the way down, so nothing nests it deeply."""

    def __init__(self) -> None:
        self.nodes = 0
        self.characters = 0
        self.ids: set[str] = set()

    def block(self, node: Node, lists: int) -> Node:
        kind = node["type"]
        attributes = self._attributes(kind, _attributes_of(node))
        children = self._children(node, lists + (kind in LISTS))
        if kind == "table":
            children = _rectangle(children)
            _complete(kind, children)  # rows without cells are gone
            self._count(nodes=sum(1 + len(row["content"]) for row in children))
        checked_node: Node = {"type": kind}
        if attributes:
            checked_node["attrs"] = attributes
        if children:
            checked_node["content"] = children
        return checked_node

    def _children(self, node: Node, lists: int) -> list[Node]:
        kind = node["type"]
        if lists > MAX_LIST_DEPTH:
            raise TextRefused(
                f"Lists can have {MAX_LIST_DEPTH} levels at most, and this one has more."
            )
        found = [self._admitted(child, kind) for child in _content_of(node)]
        if BLOCKS_IN[kind] & INLINE:
            return tidied(each for child in found for each in self._inline(child))
        return _complete(kind, [self.block(child, lists) for child in found])

    def _admitted(self, child: object, parent: str) -> Node:
        self._count(nodes=1)
        if not isinstance(child, dict) or not isinstance(child.get("type"), str):
            raise TextRefused(_NO_FORM)
        if child["type"] not in BLOCKS_IN[parent]:
            raise TextRefused(
                f"{_called(parent).capitalize()} cannot hold {_called(child['type'])}."
            )
        return child

    def _inline(self, node: Node) -> Iterator[Node]:
        """The node in its checked form, or nothing for a footnote that says nothing."""
        if node["type"] == "hardBreak":
            yield {"type": "hardBreak"}
        elif node["type"] == "text":
            yield self._text(node)
        else:
            words = [self._text(self._admitted(child, "footnote")) for child in _content_of(node)]
            flat = tidied(word | {"text": word["text"].replace("\v", " ")} for word in words)
            if flat:
                yield {"type": "footnote", "content": flat}

    def _text(self, node: Node) -> Node:
        text = node.get("text")
        if not isinstance(text, str):
            raise TextRefused(_NO_FORM)
        self._count(nodes=text.count("\v"), characters=len(text))
        checked_text: Node = {"type": "text", "text": text}
        marks = _marks(node.get("marks"))
        return checked_text | {"marks": marks} if marks else checked_text

    def _count(self, *, nodes: int = 0, characters: int = 0) -> None:
        self.nodes += nodes
        self.characters += characters
        if self.nodes > MAX_NODES:
            raise TextRefused("This text has too many parts to be kept as one: please divide it.")
        if self.characters > MAX_CHARACTERS:
            raise TextRefused(f"This text has more than the {MAX_CHARACTERS:,} characters allowed.")

    def _attributes(self, kind: str, given: Node) -> Node:
        own = _OWN_ATTRIBUTES[kind](given) if kind in _OWN_ATTRIBUTES else {}
        return own if kind in WITHOUT_ID else {"id": self._id(given.get("id"))} | own

    def _id(self, given: object) -> str:
        usable = isinstance(given, str) and _ID.fullmatch(given) and given not in self.ids
        kept = str(given) if usable else new_id()
        self.ids.add(kept)
        return kept


def _attributes_of(node: Node) -> Node:
    attributes = node.get("attrs")
    return attributes if isinstance(attributes, dict) else {}


def _content_of(node: Node) -> list[object]:
    content = node.get("content") or []
    if not isinstance(content, list):
        raise TextRefused(_NO_FORM)
    return content


def _complete(kind: str, blocks: list[Node]) -> list[Node]:
    """An item or cell without words has an empty paragraph; nothing else may be empty."""
    if kind == "doc" or kind == "tableRow":
        return blocks
    if kind == "listItem" and blocks and blocks[0]["type"] != "paragraph":
        raise TextRefused("A list item has to begin with a paragraph.")
    if not blocks and kind not in ("listItem", "tableHeader", "tableCell"):
        raise TextRefused(f"{_called(kind).capitalize()} cannot be empty.")
    return blocks or [_empty_paragraph()]


def _empty_paragraph() -> Node:
    return {"type": "paragraph", "attrs": {"id": new_id()}}


def _rectangle(rows: list[Node]) -> list[Node]:
    try:
        return rectangular(rows, filling=_empty_paragraph)
    except TableTooWide:
        raise TextRefused(f"A table can have {MAX_COLUMNS} columns at most.") from None


def _marks(given: object) -> list[Node]:
    if not given:
        return []
    if not isinstance(given, list):
        raise TextRefused(_NO_FORM)
    return ordered(_mark(mark) for mark in given)


def _mark(mark: object) -> Node:
    kind = mark.get("type") if isinstance(mark, dict) else None
    if isinstance(mark, dict) and kind == "link":
        link = link_mark(_attributes_of(mark).get("href"))
        if link is None:
            raise TextRefused("Links can only lead to web pages and e-mail addresses.")
        return link
    if not isinstance(kind, str) or kind not in PLAIN_MARKS:
        raise TextRefused(f"The marking {_called(kind)} cannot be kept in a text.")
    return {"type": kind}


def _heading(given: Node) -> Node:
    level = given.get("level", 1)
    if type(level) is not int or level not in HEADING_LEVELS:
        raise TextRefused("A heading has level 1, 2 or 3.")
    return {"level": level}


def _numbered_list(given: Node) -> Node:
    return {"start": _whole_number(given.get("start"), MAX_LIST_START, "A numbered list starts")}


def _cell(given: Node) -> Node:
    return {
        name: _whole_number(given.get(name), MAX_NODES, "A table cell spans")
        for name in ("colspan", "rowspan")
    }


def _whole_number(value: object, most: int, what: str) -> int:
    if value is None:
        return 1
    if type(value) is not int or not 1 <= value <= most:
        raise TextRefused(f"{what} with a whole number from 1 to {most:,}.")
    return value


def _picture(given: Node) -> Node:
    digest, alt = given.get("src"), given.get("alt") or ""
    if not isinstance(digest, str) or not _PICTURE.fullmatch(digest):
        raise TextRefused("A picture has to be one that is kept here.")
    if not isinstance(alt, str) or len(alt) > MAX_ALT:
        raise TextRefused(f"A picture can be described in {MAX_ALT:,} characters at most.")
    return {"src": digest, "alt": clean_line(alt)}


def _called(kind: object) -> str:
    if not isinstance(kind, str):
        return "something without a name"
    return _CALLED.get(kind) or f"“{clean_line(kind[:40])}”"


_OWN_ATTRIBUTES = {
    "heading": _heading,
    "orderedList": _numbered_list,
    "tableHeader": _cell,
    "tableCell": _cell,
    "figure": _picture,
}
