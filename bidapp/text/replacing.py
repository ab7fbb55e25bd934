"""One block of a document put in the place of another, wherever it stands."""

from bidapp.text.content import document_of, new_id, walk
from bidapp.text.fitting import fitted
from bidapp.text.notes import Notes
from bidapp.text.vocabulary import Node


def find_block(document: Node, block_id: str) -> Node | None:
    """The block with this id, at any depth."""
    return next((node for node in walk(document) if id_of(node) == block_id), None)


def id_of(node: Node) -> str | None:
    found: str | None = node.get("attrs", {}).get("id")
    return found


def with_blocks_for(document: Node, block_id: str, blocks: list[Node]) -> Node:
    """The document with these blocks (none takes it out) in the place of the one with the id; at
    the end where it is gone.
    """
    if find_block(document, block_id) is None:
        return _fitting([*document.get("content", []), *blocks])
    return _fitting(_replaced(document.get("content", []), block_id, blocks))


def with_new_ids(document: Node) -> list[Node]:
    """The blocks of a document as a copy of their own."""
    return [_renewed(block) for block in document.get("content", [])]


def _fitting(blocks: list[Node]) -> Node:
    return document_of(fitted(blocks, Notes()))


def _replaced(nodes: list[Node], block_id: str, blocks: list[Node]) -> list[Node]:
    found: list[Node] = []
    for node in nodes:
        if id_of(node) == block_id:
            found += blocks
        elif "content" in node:
            found.append(node | {"content": _replaced(node["content"], block_id, blocks)})
        else:
            found.append(node)
    return found


def _renewed(node: Node) -> Node:
    copy = dict(node)
    if "id" in node.get("attrs", {}):
        copy["attrs"] = {**node["attrs"], "id": new_id()}
    if "content" in node:
        copy["content"] = [_renewed(child) for child in node["content"]]
    return copy
