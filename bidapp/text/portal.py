"""A text as a funder's web form keeps it, and what the form would lose.

UKRI's form keeps the elements and attributes in `KEPT`; of any other element it deletes the words
too. Source: github.com/ukri-funding-service/ukri-tfs, packages/html-utils/src/sanitisation,
`simpleRichTextEditorCleanOptions`. Its counter puts words together where nothing stands between two
tags, so blocks and cells are parted by line breaks.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from bidapp.text.content import document_of
from bidapp.text.fitting import fitted
from bidapp.text.html_writing import to_html
from bidapp.text.notes import Notes
from bidapp.text.places import children, is_leaf
from bidapp.text.plain import plain_text
from bidapp.text.vocabulary import LISTS, Node

KEPT = {
    "h1": (), "h2": (), "h3": (), "p": (), "br": (), "strong": (), "em": (), "u": (), "sup": (),
    "sub": (), "ul": (), "ol": (), "li": (), "table": (), "thead": (), "tbody": (), "tr": (),
    "th": ("colspan", "rowspan", "scope"), "td": ("colspan", "rowspan"), "a": ("href",),
}  # fmt: skip

QUOTES = "Quotations become ordinary paragraphs: the form has none."
STRIKE = "Struck-through words arrive as ordinary words."
NOTES = "Footnotes stand in brackets after their words. They count as they did."
STARTS = "A numbered list that does not begin with 1 begins with 1 there."
PICTURE = "A picture has to be added in the form itself; its legend stands in its place."
LISTS_AS_TEXT = "Lists lose their dots and numbers: as text they would count."
TABLES_AS_TEXT = "Tables become lines, their cells parted by tabs."
MARKS_AS_TEXT = "Bold, italic, links and the like are gone."


@dataclass(frozen=True)
class ForPortal:
    """`document` is what both forms say, and what counts; the sentences name what each loses."""

    document: Node
    html: str
    text: str
    lost_in_html: tuple[str, ...]
    lost_in_text: tuple[str, ...]


def for_portal(document: Node) -> ForPortal:
    reduced, lost = _Reducing(), Notes()
    blocks = list(reduced.blocks(children(document), lost))
    kept = document_of(fitted(blocks, Notes()))
    return ForPortal(
        kept,
        to_html(kept, parted_by="\n"),
        plain_text(kept),
        lost.all(),
        (*lost.all(), *_lost_as_text(kept)),
    )


def _lost_as_text(document: Node) -> Iterator[str]:
    kinds, has_marks = _kinds_in(document)
    if kinds & LISTS:
        yield LISTS_AS_TEXT
    if "table" in kinds:
        yield TABLES_AS_TEXT
    if has_marks:
        yield MARKS_AS_TEXT


def _kinds_in(node: Node) -> tuple[set[str], bool]:
    kinds, has_marks = {node["type"]}, bool(node.get("marks"))
    for child in children(node):
        inside, marked = _kinds_in(child)
        kinds |= inside
        has_marks |= marked
    return kinds, has_marks


class _Reducing:
    """Takes each construct that the form does not keep to the nearest that it does."""

    def blocks(self, blocks: list[Node], lost: Notes) -> Iterator[Node]:
        for block in blocks:
            if block["type"] == "blockquote":
                lost.add(QUOTES)
                yield from self.blocks(children(block), lost)
            elif block["type"] == "figure":
                lost.add(PICTURE)
                if children(block):
                    yield {"type": "paragraph", "content": _words(children(block), lost)}
            else:
                yield self._block(block, lost)

    def _block(self, block: Node, lost: Notes) -> Node:
        if is_leaf(block):
            return block | {"content": _words(children(block), lost)}
        if block.get("attrs", {}).get("start", 1) != 1:
            lost.add(STARTS)
            block = block | {"attrs": block["attrs"] | {"start": 1}}
        return block | {"content": list(self.blocks(children(block), lost))}


def _words(inline: list[Node], lost: Notes) -> list[Node]:
    """The same words; a footnote after the word that it stands in or behind."""
    words: list[Node] = []
    waiting: list[Node] = []
    for node in inline:
        if node["type"] == "footnote":
            lost.add(NOTES)
            waiting += _bracketed([_without_strike(each, lost) for each in children(node)])
        elif node["type"] == "text":
            end = _end_of_word(node["text"]) if waiting else 0
            plain = _without_strike(node, lost)
            words += [plain | {"text": node["text"][:end]}] if end else []
            if end < len(node["text"]):
                words += waiting
                waiting = []
                words.append(plain | {"text": node["text"][end:]})
        else:
            words += [*waiting, node]
            waiting = []
    return words + waiting


def _end_of_word(text: str) -> int:
    return next((place for place, letter in enumerate(text) if letter.isspace()), len(text))


def _bracketed(words: list[Node]) -> list[Node]:
    return [{"type": "text", "text": " ("}, *words, {"type": "text", "text": ")"}]


def _without_strike(node: Node, lost: Notes) -> Node:
    marks = [mark for mark in node.get("marks", []) if mark["type"] != "strike"]
    if len(marks) == len(node.get("marks", [])):
        return node
    lost.add(STRIKE)
    return node | {"marks": marks}
