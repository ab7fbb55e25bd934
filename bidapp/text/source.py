"""The source people type where there is no editor: light Markdown, or HTML where that says more."""

from enum import StrEnum

from bidapp.text.content import Node
from bidapp.text.html import Imported, from_html, to_html
from bidapp.text.markdown import from_markdown, to_markdown


class SourceKind(StrEnum):
    """How the text in a plain form is written."""

    MARKDOWN = "markdown"
    HTML = "html"


def read_source(source: str, kind: SourceKind) -> Imported:
    """The document a source says, with what could not be kept."""
    return from_markdown(source) if kind is SourceKind.MARKDOWN else from_html(source)


def source_of(document: Node) -> tuple[str, SourceKind]:
    """Light Markdown where it can say all of the document, otherwise HTML."""
    markdown = to_markdown(document)
    if markdown is not None:
        return markdown, SourceKind.MARKDOWN
    return to_html(document), SourceKind.HTML
