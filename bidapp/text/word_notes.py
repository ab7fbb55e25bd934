"""Joins the footnotes of Word's HTML, which keeps a mark in the text and the words at its end."""

from bidapp.text.content import Node
from bidapp.text.notes import Notes

_MARK = [{"type": "superscript"}]


class WordNotes:
    """Marks as they were met, and the words that go with them."""

    def __init__(self) -> None:
        self._marks: list[tuple[str, Node]] = []
        self._words: dict[str, list[Node]] = {}

    def mark(self, key: str, shown: str) -> Node:
        """A footnote whose words are still to come; until then it is its mark as text."""
        node: Node = {"type": "text", "text": shown, "marks": _MARK}
        self._marks.append((key, node))
        return node

    def keep(self, key: str, words: list[Node]) -> None:
        self._words.setdefault(key, []).extend(words)

    def join(self, notes: Notes) -> list[Node]:
        """Gives each mark its words; those without a mark come back as paragraphs."""
        for key, node in self._marks:
            if words := self._words.get(key):
                node.clear()
                node.update(type="footnote", content=words)
            else:
                notes.add("The words of a footnote were not there: its mark was kept as text.")
        return self._left_over(notes)

    def _left_over(self, notes: Notes) -> list[Node]:
        used = {key for key, _ in self._marks}
        left = [words for key, words in self._words.items() if words and key not in used]
        if left:
            notes.add("A footnote without a mark in the text became a paragraph at the end.")
        return [{"type": "paragraph", "content": words} for words in left]
