"""Light Markdown, for people who write without the editor."""

import re

from markdown_it import MarkdownIt

from bidapp.text.content import MAX_CHARACTERS, Node, TextRefused, digest
from bidapp.text.html import Imported, from_html
from bidapp.text.markdown_writing import NotMarkdown, markdown_of

# The parser leaves out what nests too deep for it; a line nests no deeper than it is indented.
_DEEPEST_LINE = 150
_READER = (
    MarkdownIt("commonmark", {"html": False, "maxNesting": _DEEPEST_LINE + 50})
    .enable(["table", "strikethrough"])
    .disable("reference")  # it would swallow a paragraph such as "[Note]: important"
)
_DEEP_LINE = re.compile(rf"^[ >*+\-0-9.)]{{{_DEEPEST_LINE},}}", re.M)
_MARKER = re.compile(r"[ >]+|[*+-](?= )|\d{1,9}[.)](?= )")
_PARAGRAPH = re.compile(r"(?:.+\n?)+")
_MOST_BRACKETS = 1_000  # in one paragraph; the parser's time grows with their square


def from_markdown(source: str) -> Imported:
    """The document that Markdown says: CommonMark, tables and ~~strikethrough~~, HTML as text."""
    if len(source) > MAX_CHARACTERS:
        raise TextRefused(f"This text has more than the {MAX_CHARACTERS:,} characters allowed.")
    flat = _DEEP_LINE.sub(lambda line: _MARKER.sub("", line[0]), source.expandtabs(4))
    return from_html(_READER.render(_PARAGRAPH.sub(_with_few_links, flat)))


def to_markdown(document: Node) -> str | None:
    """Markdown that reads back as exactly this document, or None when Markdown cannot say it."""
    try:
        source = markdown_of(document)
    except NotMarkdown:
        return None
    return source if digest(from_markdown(source).document) == digest(document) else None


def _with_few_links(paragraph: re.Match[str]) -> str:
    words = paragraph[0]
    return words.replace("[", r"\[") if words.count("[") > _MOST_BRACKETS else words
