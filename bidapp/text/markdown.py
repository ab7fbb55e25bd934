"""Light Markdown, for people who write without the editor: read by its standard, written if lossless."""

import re

from markdown_it import MarkdownIt

from bidapp.text.content import Node, digest
from bidapp.text.html import Imported, from_html
from bidapp.text.markdown_writing import NotMarkdown, markdown_of

MOST_NESTED = 60

_READER = MarkdownIt("commonmark", {"html": False, "maxNesting": 2 * MOST_NESTED + 20}).enable(
    ["table", "strikethrough"]
)
_DEEP = re.compile(rf"^(?:[ \t]*(?:>|[-+*]|\d{{1,9}}[.)])){{{MOST_NESTED}}}|^[ \t]{{200}}", re.M)


def from_markdown(source: str) -> Imported:
    """The document that Markdown says: CommonMark with tables and ~~strikethrough~~, HTML as text."""
    return from_html(_READER.render(source))


def to_markdown(document: Node) -> str | None:
    """Markdown that reads back as exactly this document, or nothing when Markdown cannot say it."""
    try:
        source = markdown_of(document)
    except NotMarkdown:
        return None
    return source if digest(from_markdown(source).document) == digest(document) else None
