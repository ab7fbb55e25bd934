"""Reads cleaned HTML tag by tag into a loose tree of blocks, however deep or odd it is."""

import re
from collections.abc import Callable

from bidapp.text.content import MAX_ALT, MAX_LIST_DEPTH, MAX_LIST_START, Node
from bidapp.text.html_blocks import closed_figure, closed_list, closed_table, words_in
from bidapp.text.html_inline import COMMENTS, End, InlineReader, nothing
from bidapp.text.html_marks import Attributes, style_of
from bidapp.text.html_tags import DIVISIONS
from bidapp.text.inline import SPACES
from bidapp.text.notes import Notes
from bidapp.text.word_paste import ListPlace, list_place, note_named

MOST_SPANNED = 1_000

_PICTURE = re.compile(r"(?:https?://[^/?#]+)?/files/([0-9a-f]{64})")
_NUMBER = re.compile(r"\s*(\d{1,9})")


def blocks_in(html: str, notes: Notes) -> list[Node]:
    """The blocks that cleaned HTML holds, not yet fitted to what a document admits."""
    reader = _Reader(notes)
    reader.read(html)
    return reader.all_blocks()


class _Reader(InlineReader):
    def __init__(self, notes: Notes) -> None:
        super().__init__(notes)
        self.in_head = 0
        self.starts: dict[str, Callable[[str, Attributes], End]] = {
            **dict.fromkeys((*DIVISIONS, "tbody", "tfoot", "caption"), self._division),
            **dict.fromkeys(("p", "h1", "h2", "h3", "h4", "h5", "h6"), self._paragraph),
            **dict.fromkeys(("ul", "ol"), self._list),
            **dict.fromkeys(("td", "th"), self._cell),
            "pre": self._preformatted,
            "li": self._item,
            "blockquote": self._quote,
            "table": self._table,
            "thead": self._head,
            "tr": self._row,
            "figure": self._figure,
            "figcaption": self._legend,
        }

    def all_blocks(self) -> list[Node]:
        blocks: list[Node] = self.blocks.close()["content"]
        return blocks + self.footnotes.join(self.notes)

    def start_block(self, tag: str, attributes: Attributes) -> End | None:
        start = self.starts.get(tag)
        if start is None:
            return None
        if self.words.in_footnote:
            self.words.add(" ", {})
            return nothing
        return start(tag, attributes)

    def empty_block(self, tag: str, attributes: Attributes) -> None:
        if tag == "img":
            self.words.only_if_written()
        self.blocks.flush()
        if tag == "img":
            self._picture(attributes)

    def _division(self, tag: str, attributes: Attributes) -> End:
        element = style_of(attributes).get("mso-element", "")
        if element == "comment-list":
            self.notes.add(COMMENTS)
            return self.skip()
        key = note_named(attributes.get("id", ""))
        if key and not self.blocks.are_deep:
            return self._footnote_words(key)
        self.blocks.flush()
        return self.blocks.flush

    def _footnote_words(self, key: str) -> End:
        self.blocks.open({"type": "note"})

        def end() -> None:
            words = words_in(self.blocks.close(), between={"type": "text", "text": " "})
            self.footnotes.keep(key, words)

        return end

    def _paragraph(self, tag: str, attributes: Attributes) -> End:
        self.place = list_place(style_of(attributes)) if tag == "p" else None
        self.blocks.flush()
        self.words.begin(_shape(tag, attributes, self.place), "given")
        return self.blocks.flush

    def _preformatted(self, tag: str, attributes: Attributes) -> End:
        self.blocks.flush()
        self.words.begin({"type": "paragraph"}, "expected")
        self.preformatted += 1

        def end() -> None:
            self.preformatted -= 1
            self.blocks.flush()

        return end

    def _held(
        self, block: Node, closed: Callable[[Node], list[Node]], *, words: bool = False
    ) -> End:
        """Opens a block; its end places what it became, unless it stood too deep to be opened."""
        if self.blocks.are_deep:
            self.blocks.flush()
            return self.blocks.flush
        self.blocks.open(block, with_words=words)

        def end() -> None:
            self.blocks.place(*closed(self.blocks.close()))

        return end

    def _list(self, tag: str, attributes: Attributes) -> End:
        if tag == "ul":
            return self._held({"type": "bulletList"}, closed_list)
        start = _number(attributes.get("start", ""), MAX_LIST_START)
        return self._held({"type": "orderedList", "attrs": {"start": start}}, closed_list)

    def _item(self, tag: str, attributes: Attributes) -> End:
        item: Node = {"type": "listItem"}
        if "data-aria-level" in attributes:
            item["place"] = self._place_of_item(attributes)
        return self._held(item, _alone, words=True)

    def _place_of_item(self, attributes: Attributes) -> ListPlace:
        level = _number(attributes["data-aria-level"], MAX_LIST_DEPTH)
        around = self.blocks.innermost
        start = around.get("attrs", {}).get("start", 1)
        return ListPlace("", level, around["type"] == "orderedList", start)

    def _quote(self, tag: str, attributes: Attributes) -> End:
        return self._held({"type": "blockquote"}, _alone)

    def _table(self, tag: str, attributes: Attributes) -> End:
        return self._held({"type": "table"}, closed_table)

    def _head(self, tag: str, attributes: Attributes) -> End:
        self.in_head += 1

        def end() -> None:
            self.in_head -= 1

        return end

    def _row(self, tag: str, attributes: Attributes) -> End:
        if self.blocks.inside != "table":
            return self._division(tag, {})
        return self._held({"type": "tableRow"}, _alone)

    def _cell(self, tag: str, attributes: Attributes) -> End:
        if self.blocks.inside != "tableRow":
            return self._division(tag, {})
        spans = {
            name: _number(attributes.get(name, ""), MOST_SPANNED) for name in ("colspan", "rowspan")
        }
        kind = "tableHeader" if tag == "th" or self.in_head else "tableCell"
        return self._held({"type": kind, "attrs": spans}, _alone, words=True)

    def _figure(self, tag: str, attributes: Attributes) -> End:
        return self._held({"type": "figureBox"}, closed_figure)

    def _legend(self, tag: str, attributes: Attributes) -> End:
        return self._held({"type": "legend"}, _legend_words, words=True)

    def _picture(self, attributes: Attributes) -> None:
        stored = _PICTURE.fullmatch(attributes.get("src", ""))
        alt = attributes.get("alt", "").strip(SPACES)
        if stored:
            self.blocks.place(
                {"type": "figure", "attrs": {"src": stored[1], "alt": alt[:MAX_ALT]}, "content": []}
            )
        else:
            self.notes.add(_picture_left_out(alt or attributes.get("src", "").rpartition("/")[2]))


def _shape(tag: str, attributes: Attributes, place: ListPlace | None) -> Node:
    if place:
        return {"type": "wordItem", "place": place}
    level = tag[1:] or attributes.get("aria-level", "") * (attributes.get("role") == "heading")
    if "MsoTitle" in attributes.get("class", ""):
        level = "1"
    if level.isdecimal():
        return {"type": "heading", "attrs": {"level": max(1, min(int(level[:3]), 3))}}
    return {"type": "paragraph"}


def _alone(block: Node) -> list[Node]:
    return [block]


def _legend_words(block: Node) -> list[Node]:
    pictures = [each for each in block["content"] if each["type"] == "figure"]
    words = words_in(block, between={"type": "hardBreak"})
    return [*pictures, {"type": "legend", "content": words}] if words else pictures


def _number(written: str, most: int) -> int:
    found = _NUMBER.match(written)
    return max(1, min(int(found[1]), most)) if found else 1


def _picture_left_out(name: str) -> str:
    called = f" “{name[:60]}”" if name else ""
    return f"The picture{called} was left out: please add it with the picture button."
