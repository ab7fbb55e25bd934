"""Reads the words of cleaned HTML: marks, links, footnotes, and what Word puts among them."""

import re
from collections.abc import Callable
from html import unescape

from bidapp.text.content import link_mark
from bidapp.text.html_blocks import Blocks
from bidapp.text.html_marks import Attributes, Marks, marks_inside, style_of
from bidapp.text.notes import Notes
from bidapp.text.word_notes import WordNotes
from bidapp.text.word_paste import ListPlace, leads_back, read_marker, reference_of

OTHER_LINKS = "Links other than to web pages and e-mail addresses were kept as plain text."
COMMENTS = "Comments from Word were left out."

_EMPTY_TAGS = frozenset({"br", "hr", "img"})
# Cleaned HTML is regular: lower case, each value quoted, every other < and & an entity.
_TOKEN = re.compile(r'<(/?)([a-z][^\s>]*)((?: [^\s=>]+="[^"]*")*)>|([^<]+)')
_ATTRIBUTE = re.compile(r' ([^\s=]+)="([^"]*)"')
_UNSEEN = " \t\n\r\xa0"

End = Callable[[], None]


def nothing() -> None:
    """The end of a tag that changed nothing."""


class InlineReader:
    """Each start tag leaves on a pile what its end will do: cleaned HTML ends all it starts."""

    def __init__(self, notes: Notes) -> None:
        self.notes = notes
        self.blocks = Blocks()
        self.words = self.blocks.words
        self.footnotes = WordNotes()
        self.ends: list[End] = []
        self.marks: Marks = {}
        self.place: ListPlace | None = None
        self.heard: list[str] | None = None  # text that is listened to and not written down
        self.skipping = self.preformatted = self.in_office = 0

    def start_block(self, tag: str, attributes: Attributes) -> End | None:
        """What the end of a block's tag will do, or None when the tag is no block."""
        raise NotImplementedError

    def empty_block(self, tag: str, attributes: Attributes) -> None:
        raise NotImplementedError

    def read(self, html: str) -> None:
        for token in _TOKEN.finditer(html):
            ending, tag, attributes, text = token.groups()
            if tag is None:
                self._text(unescape(text) if "&" in text else text)
            elif ending:
                self._end_tag(tag)
            else:
                self._start_tag(tag, _attributes(attributes))

    def _start_tag(self, tag: str, attributes: Attributes) -> None:
        if tag in _EMPTY_TAGS:
            self._empty_tag(tag, attributes)
        elif self.skipping or self.heard is not None:
            self.ends.append(nothing)
        else:
            self.ends.append(self._start(tag, attributes))

    def _end_tag(self, tag: str) -> None:
        if tag not in _EMPTY_TAGS and self.ends:
            self.ends.pop()()

    def _text(self, data: str) -> None:
        if self.skipping:
            return
        if self.heard is not None:
            self.heard.append(data)
        elif self.in_office and not data.strip(_UNSEEN):
            self.words.only_if_written()
        else:
            self._write(data)

    def _write(self, data: str) -> None:
        lines = data.split("\n") if self.preformatted else [data]
        for number, line in enumerate(lines):
            if number:
                self.words.add_break()
            self.words.add(line, self.marks)

    def _empty_tag(self, tag: str, attributes: Attributes) -> None:
        if self.skipping or self.heard is not None:
            return
        if tag == "br":
            self.words.add_break()
        elif self.words.in_footnote:
            self.words.add(" ", {})
        else:
            self.empty_block(tag, attributes)

    def _start(self, tag: str, attributes: Attributes) -> End:
        if tag == "a":
            return self._link(attributes)
        if tag == "span":
            return self._span(attributes)
        if tag == "o:p":
            return self._office()
        return self.start_block(tag, attributes) or self.marked(tag, attributes)

    def marked(self, tag: str, attributes: Attributes) -> End:
        """Words inside get the marks of this tag and of its style."""
        before = self.marks
        self.marks = marks_inside(before, tag, attributes)

        def end() -> None:
            self.marks = before

        return end

    def skip(self) -> End:
        """Nothing inside is read."""
        self.skipping += 1

        def end() -> None:
            self.skipping -= 1

        return end

    def _office(self) -> End:
        self.in_office += 1

        def end() -> None:
            self.in_office -= 1

        return end

    def _link(self, attributes: Attributes) -> End:
        address = attributes.get("href", "")
        if address.startswith("#_msocom") or "msocomanchor" in attributes.get("class", ""):
            self.notes.add(COMMENTS)
            return self.skip()
        if leads_back(address):
            return self.skip() if self.blocks.inside == "note" else nothing
        if key := reference_of(address):
            return self._hear(lambda shown: self._footnote_mark(key, shown))
        if address and not address.startswith("#") and link_mark(address) is None:
            self.notes.add(OTHER_LINKS)
        return self.marked("a", attributes)

    def _span(self, attributes: Attributes) -> End:
        if "footnote" in attributes.get("class", "").split() and not self.words.in_footnote:
            self.words.open_footnote()
            return self.words.close_footnote
        if style_of(attributes).get("mso-list") == "ignore":
            return self._hear(self._list_marker)
        return self.marked("span", attributes)

    def _hear(self, then: Callable[[str], None]) -> End:
        heard: list[str] = []
        self.heard = heard

        def end() -> None:
            self.heard = None
            then("".join(heard))

        return end

    def _footnote_mark(self, key: str, shown: str) -> None:
        self.words.add_node(self.footnotes.mark(key, shown.strip(_UNSEEN)))

    def _list_marker(self, shown: str) -> None:
        words = read_marker(self.place or ListPlace("", 1), shown)
        if words:
            self.words.add(words, self.marks)


def _attributes(written: str) -> Attributes:
    return {name: unescape(value) for name, value in _ATTRIBUTE.findall(written)}
