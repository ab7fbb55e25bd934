"""The words of one block as tokens that can be compared, and tokens as the words of a block.

A token is what no merge may divide: a word with its marks, the white space between two, a line
break, a footnote with all it says.
"""

import json
import re
from collections.abc import Iterable

from bidapp.text.inline import text_node, tidied
from bidapp.text.vocabulary import Node

Token = tuple[str, tuple[str, ...]]

_PIECE = re.compile(r"\s+|[^\s]+")
_BREAK: Token = ("\n", ("hardBreak",))


def tokens_of(content: Iterable[Node]) -> list[Token]:
    found: list[Token] = []
    for node in content:
        if node["type"] == "text":
            marks = tuple(_said(mark) for mark in node.get("marks", ()))
            found += ((piece, marks) for piece in _PIECE.findall(node["text"]))
        elif node["type"] == "hardBreak":
            found.append(_BREAK)
        else:
            found.append((_said(node["content"]), ("footnote",)))
    return found


def content_of(tokens: Iterable[Token]) -> list[Node]:
    """The inline nodes that these tokens are, in canonical form."""
    return tidied(map(node_of, tokens))


def node_of(token: Token) -> Node:
    text, marks = token
    if token == _BREAK:
        return {"type": "hardBreak"}
    if marks == ("footnote",):
        return {"type": "footnote", "content": json.loads(text)}
    return text_node(text, [json.loads(mark) for mark in marks] or None)


def is_word(token: Token) -> bool:
    """Whether two such side by side would read as one word."""
    text, marks = token
    return "footnote" not in marks and not text.isspace()


def words_in(tokens: Iterable[Token]) -> int:
    return sum(map(is_word, tokens))


def _said(node: object) -> str:
    return json.dumps(node, sort_keys=True)
