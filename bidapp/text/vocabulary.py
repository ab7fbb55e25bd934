"""What a document may hold and how much of it: the limits, and what each kind of node admits."""

from typing import Any

from bidapp.errors import RuleBroken

MAX_CHARACTERS = 4_000_000  # of one document
MAX_NODES = 200_000
MAX_LIST_DEPTH = 9  # as many levels as Word has
MAX_COLUMNS = 63  # as many as Word opens
MAX_LIST_START = 32_767
MAX_ALT = 1_000
MAX_LINK = 2_000
HEADING_LEVELS = (1, 2, 3)

Node = dict[str, Any]

LISTS = frozenset({"bulletList", "orderedList"})
INLINE = frozenset({"text", "hardBreak", "footnote"})
PLAIN_MARKS = frozenset({"bold", "italic", "underline", "strike", "superscript", "subscript"})
BLOCKS_IN = {
    "doc": frozenset({"paragraph", "heading", "blockquote", "table", "figure"}) | LISTS,
    "listItem": frozenset({"paragraph", "blockquote", "figure"}) | LISTS,
    "blockquote": frozenset({"paragraph"}) | LISTS,
    "bulletList": frozenset({"listItem"}),
    "orderedList": frozenset({"listItem"}),
    "table": frozenset({"tableRow"}),
    "tableRow": frozenset({"tableHeader", "tableCell"}),
    "tableHeader": frozenset({"paragraph", "figure"}) | LISTS,
    "tableCell": frozenset({"paragraph", "figure"}) | LISTS,
    "paragraph": INLINE,
    "heading": INLINE,
    "figure": frozenset({"text", "hardBreak"}),
    "footnote": frozenset({"text"}),
}
WITHOUT_ID = frozenset({"doc", "tableRow", "tableHeader", "tableCell"})


class TextRefused(RuleBroken):
    """The text holds something that cannot be kept, or too much; the message says what."""
