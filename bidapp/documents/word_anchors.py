"""Bookmarks around what has to be found again; a document that does not come back has none."""

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count

from bidapp.documents.word_names import name_of_block
from bidapp.documents.word_tags import Element, add
from bidapp.text.content import Node


class Anchors:
    """Names wait here until the next paragraph is written, and then stand around its words."""

    def __init__(self) -> None:
        self._place: int | None = None
        self._waiting: list[str] = []
        self._numbers = count(1)

    def begin(self, place: int) -> None:
        """From here on, blocks are those of the how manieth section."""
        self._place = place

    def expect(self, name: str) -> None:
        self._waiting.append(name)

    def expect_block(self, block: Node) -> None:
        """The next paragraph is the first of this block."""
        block_id = block.get("attrs", {}).get("id")
        if self._place is not None and block_id:
            self.expect(name_of_block(block["type"], self._place, block_id))

    @contextmanager
    def around(self, paragraph: Element) -> Iterator[None]:
        """Everything that waits begins here, and ends after what is written meanwhile."""
        waiting, self._waiting = self._waiting, []
        ids = [str(next(self._numbers)) for _ in waiting]
        for name, mark in zip(waiting, ids, strict=True):
            add(paragraph, "bookmarkStart", id=mark, name=name)
        yield
        for mark in reversed(ids):
            add(paragraph, "bookmarkEnd", id=mark)
