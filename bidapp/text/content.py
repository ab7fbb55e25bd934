"""The block tree: a document as plain data, checked by one function, and questions about one."""

import json
from collections.abc import Iterable, Iterator
from hashlib import sha256

from bidapp.text.checking import Check, link_mark, new_id
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
    Node,
    TextRefused,
)

__all__ = [
    "HEADING_LEVELS",
    "LISTS",
    "MAX_ALT",
    "MAX_CHARACTERS",
    "MAX_COLUMNS",
    "MAX_LINK",
    "MAX_LIST_DEPTH",
    "MAX_LIST_START",
    "MAX_NODES",
    "Node",
    "TextRefused",
    "canonical_json",
    "checked",
    "digest",
    "document_from_json",
    "document_of",
    "empty_document",
    "is_empty",
    "link_mark",
    "new_id",
    "pictures_in",
    "walk",
    "without_ids",
]

_OF_WORDS = {kind for kind, held in BLOCKS_IN.items() if held & INLINE}


def checked(tree: object) -> Node:
    """The canonical form of a document from outside, or TextRefused for what may not be in one."""
    if not isinstance(tree, dict) or tree.get("type") != "doc":
        raise TextRefused("This is not a text document.")
    return Check().block(tree, lists=0)


def document_from_json(source: str) -> Node:
    """The checked document in this JSON, or TextRefused also when it is not JSON at all."""
    try:
        tree = json.loads(source)
    except (ValueError, RecursionError):
        raise TextRefused("This is not a text document.") from None
    return checked(tree)


def empty_document() -> Node:
    return {"type": "doc"}


def document_of(blocks: Iterable[Node]) -> Node:
    """A checked document made of these blocks."""
    return checked({"type": "doc", "content": list(blocks)})


def is_empty(document: Node) -> bool:
    """Whether there is neither a written character nor a picture."""
    return not any(
        node["type"] == "figure" or node.get("text", "").strip() for node in walk(document)
    )


def walk(document: Node) -> Iterator[Node]:
    """Every node, the document first, in reading order."""
    waiting = [document]
    while waiting:
        node = waiting.pop()
        yield node
        waiting.extend(reversed(node.get("content", ())))


def pictures_in(document: Node) -> set[str]:
    """The digests of the stored pictures that the document shows."""
    return {node["attrs"]["src"] for node in _blocks(document) if node["type"] == "figure"}


def _blocks(document: Node) -> Iterator[Node]:
    """Every block, without the words in them: half of `walk`, on the way of every save."""
    waiting = [document]
    while waiting:
        node = waiting.pop()
        yield node
        if node["type"] not in _OF_WORDS:
            waiting.extend(node.get("content", ()))


def digest(document: Node) -> str:
    """A fingerprint of what a checked document says, the same whatever the ids of its blocks."""
    return sha256(canonical_json(document).encode()).hexdigest()


def canonical_json(node: Node) -> str:
    """A checked node as text in which ids do not appear, for comparing."""
    return json.dumps(without_ids(node), sort_keys=True, separators=(",", ":"))


def without_ids(node: Node) -> Node:
    bare = dict(node)
    if "attrs" in node:
        bare["attrs"] = {name: value for name, value in node["attrs"].items() if name != "id"}
    if "content" in node:
        bare["content"] = [without_ids(child) for child in node["content"]]
    return bare
