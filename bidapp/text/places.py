"""Where each block of a document stands, by name: its id, or for cells the id of what is first in
them.
"""

from collections.abc import Iterator

from bidapp.text.vocabulary import BLOCKS_IN, INLINE, Node

_LEAVES = frozenset(kind for kind, held in BLOCKS_IN.items() if held & INLINE)


def is_leaf(node: Node) -> bool:
    """Whether words stand in it, and not blocks."""
    return node["type"] in _LEAVES


def children(node: Node) -> list[Node]:
    found: list[Node] = node.get("content", [])
    return found


def identity(node: Node) -> str:
    """The name by which a block is known again. Rows and cells have no ids of their own."""
    given = node.get("attrs", {}).get("id")
    if given:
        return str(given) if is_leaf(node) else f"around {given}"  # no id makes words a holder
    inside = children(node)
    return f"{node['type'][:8]}:{identity(inside[0])}" if inside else node["type"]


class Places:
    """One document's blocks under their names."""

    def __init__(self, document: Node) -> None:
        self._nodes: dict[str, Node] = {}
        self._holders: dict[str, str] = {}
        self._inside: dict[str, list[str]] = {}
        self._enter(document, "doc")

    def node(self, name: str) -> Node | None:
        return self._nodes.get(name)

    def holder(self, name: str) -> str | None:
        """In which block it stands, or None where it is not in this document."""
        return self._holders.get(name)

    def inside(self, holder: str) -> list[str]:
        return self._inside.get(holder, [])

    def leaves(self) -> Iterator[str]:
        return (name for name, node in self._nodes.items() if is_leaf(node))

    def _enter(self, node: Node, name: str) -> None:
        names = self._inside[name] = []
        for child in children(node):
            its_name = identity(child)
            names.append(its_name)
            self._nodes[its_name], self._holders[its_name] = child, name
            if not is_leaf(child):
                self._enter(child, its_name)
