"""Paragraphs that came back, put into a tree again: lists, quotations, figures with their legends.

Word knows no tree. What a paragraph is in, its mark, its style and its indent tell, and the hidden
names tell where a list, an item or a quotation began.
"""

from collections.abc import Iterable, Iterator
from itertools import groupby

from bidapp.documents.word_layout import QUOTE_INDENT, STEP
from bidapp.returns.paragraph import Paragraph
from bidapp.text.content import LISTS, Node, new_id
from bidapp.text.inline import SPACES

LETTER_OF = {"bulletList": "l", "orderedList": "l", "listItem": "i", "blockquote": "q"}
ROUNDING = 60  # twips by which LibreOffice may move an indent
LOWEST_HEADING = 3
OWN_STYLES = ("figure", "nothing written")  # also inside a quotation, so they do not tell of one


class Tree:
    """Takes paragraphs in their order; `blocks` is what they make.

    Every block has an id: its old one, as far as nothing else in the section has it, or a new one.
    """

    def __init__(self, taken: set[str]) -> None:
        self.blocks: list[Node] = []
        self._taken = taken
        self._open: list[Node] = []
        self._marks: dict[int, str] = {}  # of which list in the file an open list is

    def add(self, paragraph: Paragraph) -> None:
        """The paragraph with what it says, unless it says nothing and never did."""
        if paragraph.part == "caption" and self._is_legend(paragraph):
            return
        leaves = () if paragraph.is_gone else self._leaves(paragraph)
        for leaf in leaves:
            self._find_place(paragraph)
            self._siblings().append(leaf)
            paragraph.block = paragraph.block or leaf
        for boxed in paragraph.boxed:
            self.add(boxed)

    def add_table(self, table: Node) -> None:
        self._open = []
        self.blocks.append(table)

    def identity(self, wanted: Iterable[str]) -> str:
        """The first of these ids that is still free, or a new one."""
        found = next((each for each in wanted if each not in self._taken), None) or new_id()
        self._taken.add(found)
        return found

    def _siblings(self) -> list[Node]:
        return _content(self._open[-1]) if self._open else self.blocks

    def _is_legend(self, paragraph: Paragraph) -> bool:
        """Whether it is the legend of the figure just before it, which then takes its words."""
        last = next(reversed(self._siblings()), None)
        if last is None or last["type"] != "figure" or "content" in last or paragraph.blocks():
            return False
        last["content"] = paragraph.nodes
        paragraph.block = last
        return True

    def _leaves(self, paragraph: Paragraph) -> Iterator[Node]:
        """The paragraph itself, and pictures in it as blocks of their own."""
        parts = [
            (is_figure, list(run))
            for is_figure, run in groupby(paragraph.nodes, key=lambda n: n["type"] == "figure")
        ]
        figures, words = paragraph.ids("f"), paragraph.ids("ph")
        written = [each for each in parts if each[0] or _says_something(each[1])]
        if not written and (words or paragraph.ids("i")):
            yield self._leaf(paragraph, [], words)
        for is_figure, run in written:
            if is_figure:
                yield from (self._figure(figure, figures) for figure in run)
            else:
                yield self._leaf(paragraph, run, words)

    def _figure(self, read: Node, ids: list[str]) -> Node:
        return {"type": "figure", "attrs": {"id": self.identity(ids), **read["attrs"]}}

    def _leaf(self, paragraph: Paragraph, words: list[Node], ids: list[str]) -> Node:
        attributes: Node = {"id": self.identity(ids)}
        leaf: Node = {"type": "paragraph", "attrs": attributes}
        if paragraph.part == "heading":
            leaf["type"] = "heading"
            attributes["level"] = min(max(paragraph.level - 1, 1), LOWEST_HEADING)
        return leaf | {"content": words} if words else leaf

    def _find_place(self, paragraph: Paragraph) -> None:
        if paragraph.part == "heading":
            self._open = []
        elif paragraph.mark and not self._goes_on(paragraph):
            self._open_item(paragraph)
        elif not paragraph.mark:
            self._continue(paragraph)

    def _goes_on(self, paragraph: Paragraph) -> bool:
        """Whether this is more of a paragraph whose beginning has already opened its item."""
        return paragraph.block is not None

    def _open_item(self, paragraph: Paragraph) -> None:
        mark = paragraph.mark
        assert mark is not None
        depth = self._holder_depth(mark.level, paragraph)
        begins = bool(paragraph.ids("q")) or not _in_quote(self._open[:depth])
        if paragraph.part == "quote" and begins:
            self._open = self._open[:depth]
            self._begin("blockquote", paragraph)
            depth += 1
        if not self._is_same_list(depth, paragraph):
            self._open = self._open[:depth]
            kind = "orderedList" if mark.is_ordered else "bulletList"
            opened = self._begin(kind, paragraph)
            if mark.is_ordered:
                opened["attrs"]["start"] = mark.start
            self._marks[id(opened)] = mark.list_id
        self._open = self._open[: depth + 1]
        self._begin("listItem", paragraph)

    def _holder_depth(self, level: int, paragraph: Paragraph) -> int:
        """How much of what is open holds the list of an item at this level."""
        possible = [at for at in self._ends() if _lists(self._open[:at]) <= level]
        deepest = max(_lists(self._open[:at]) for at in possible)
        best = [at for at in possible if _lists(self._open[:at]) == deepest]
        if paragraph.ids("q"):
            return min(best)
        is_quote = paragraph.part == "quote"
        fitting = [at for at in best if _in_quote(self._open[:at]) == is_quote] or best
        going_on = [at for at in fitting if self._is_same_list(at, paragraph)]
        return max(going_on or fitting)

    def _is_same_list(self, depth: int, paragraph: Paragraph) -> bool:
        """Whether the list that is open there goes on with this item."""
        mark = paragraph.mark
        assert mark is not None
        if depth >= len(self._open) or self._open[depth]["type"] not in LISTS:
            return False
        its = self._open[depth]
        if (its["type"] == "orderedList") != mark.is_ordered or self._begins_another(
            its, paragraph
        ):
            return False
        is_same = self._marks[id(its)] == mark.list_id
        return is_same or not mark.is_ordered or bool(paragraph.ids("i")) or not mark.is_begun

    def _begins_another(self, its: Node, paragraph: Paragraph) -> bool:
        named = paragraph.ids("l")
        return bool(named) and its["attrs"]["id"] not in named

    def _continue(self, paragraph: Paragraph) -> None:
        """An unmarked paragraph: as far in as its indent says."""
        is_quote = paragraph.part == "quote"
        indent = max(paragraph.indent, QUOTE_INDENT * is_quote)
        ends = [at for at in self._ends() if _indent(self._open[:at]) <= indent + ROUNDING]
        if paragraph.part not in OWN_STYLES:
            ends = [at for at in ends if _in_quote(self._open[:at]) == is_quote]
        if is_quote and (paragraph.ids("q") or not ends):
            self._begin_quote(paragraph, indent - QUOTE_INDENT)
        else:
            self._open = self._open[: max(ends, default=0)]

    def _begin_quote(self, paragraph: Paragraph, indent: int) -> None:
        around = [at for at in self._ends() if _indent(self._open[:at]) <= indent + ROUNDING]
        self._open = self._open[: max(around)]
        self._begin("blockquote", paragraph)

    def _ends(self) -> list[int]:
        """How much of what is open can hold blocks: all of it up to an item or a quotation."""
        inside = [at + 1 for at, each in enumerate(self._open) if each["type"] not in LISTS]
        return [0, *inside]

    def _begin(self, kind: str, paragraph: Paragraph) -> Node:
        opened: Node = {
            "type": kind,
            "attrs": {"id": self.identity(paragraph.ids(LETTER_OF[kind]))},
            "content": [],
        }
        self._siblings().append(opened)
        self._open.append(opened)
        return opened


def _content(node: Node) -> list[Node]:
    content: list[Node] = node["content"]
    return content


def _says_something(nodes: list[Node]) -> bool:
    return any(node["type"] != "text" or node["text"].strip(SPACES) for node in nodes)


def _lists(path: list[Node]) -> int:
    return len([each for each in path if each["type"] in LISTS])


def _quotes(path: list[Node]) -> int:
    return len([each for each in path if each["type"] == "blockquote"])


def _in_quote(path: list[Node]) -> bool:
    return _quotes(path) > 0


def _indent(path: list[Node]) -> int:
    return _lists(path) * STEP + _quotes(path) * QUOTE_INDENT
