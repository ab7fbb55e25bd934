"""Gathers the words of one paragraph at a time while HTML is read."""

from bidapp.text.content import Node
from bidapp.text.html_marks import Marks
from bidapp.text.inline import SPACES


class Words:
    """The paragraph that is being read, and the footnote in it when one is open.

    A paragraph is `given` when a tag says so, `expected` when a list item or a cell begins, and
    otherwise only there because words stand loose between blocks.
    """

    def __init__(self) -> None:
        self._nodes: list[Node] = []
        self._shape: Node | None = None
        self._status = "loose"
        self._footnote: list[Node] | None = None

    @property
    def in_footnote(self) -> bool:
        return self._footnote is not None

    def begin(self, shape: Node, status: str) -> None:
        self._nodes, self._shape, self._status = [], shape, status

    def only_if_written(self) -> None:
        """What Word puts into a paragraph to keep it open is no reason to keep it."""
        self._status = "loose"

    def add(self, text: str, marks: Marks) -> None:
        node: Node = {"type": "text", "text": text}
        if marks:
            node["marks"] = list(marks.values())
        self.add_node(node)

    def add_break(self) -> None:
        self.add_node({"type": "hardBreak"})

    def add_node(self, node: Node) -> None:
        if self._footnote is not None:
            self._footnote.extend(_only_text(node))
            return
        if self._shape is None:
            self.begin({"type": "paragraph"}, "loose")
        self._nodes.append(node)

    def open_footnote(self) -> None:
        self._footnote = []

    def close_footnote(self) -> None:
        content, self._footnote = self._footnote or [], None
        self.add_node({"type": "footnote", "content": content})

    def finished(self) -> Node | None:
        """The paragraph so far, if there is one, and a fresh start."""
        shape, nodes = self._shape, _without_last_break(self._nodes)
        self._nodes, self._shape = [], None
        if shape is None or not _counts(nodes, self._status):
            return None
        return shape | {"content": nodes}


def _only_text(node: Node) -> list[Node]:
    if node["type"] == "text":
        return [node]
    return [{"type": "text", "text": " "}, *node.get("content", [])]


def _counts(nodes: list[Node], status: str) -> bool:
    if status == "given":
        return True
    kinds = {node["type"] for node in nodes if not _is_blank(node)}
    return bool(kinds if status == "expected" else kinds - {"hardBreak"})


def _without_last_break(nodes: list[Node]) -> list[Node]:
    """The last break of a block shows nothing in a browser: it only keeps the line before open."""
    end = len(nodes)
    while end and _is_blank(nodes[end - 1]):
        end -= 1
    return nodes[: end - 1] if end and nodes[end - 1]["type"] == "hardBreak" else nodes


def _is_blank(node: Node) -> bool:
    return node["type"] == "text" and not node["text"].strip(SPACES)
