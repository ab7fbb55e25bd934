"""The reader's text of a document: what somebody would read aloud, and what funders count."""

from bidapp.text.content import Node


def plain_text(document: Node) -> str:
    """Blocks and breaks on new lines, cells apart by a tab; a footnote follows its own block."""
    return "\n".join(_lines(document))


def _lines(node: Node) -> list[str]:
    kind = node["type"]
    if kind in ("paragraph", "heading"):
        return _block(node)
    if kind == "figure":
        return _block(node) if "content" in node else []
    if kind == "tableRow":
        return ["\t".join("\n".join(_lines(cell)) for cell in node["content"])]
    return [line for child in node.get("content", ()) for line in _lines(child)]


def _block(node: Node) -> list[str]:
    inline = node.get("content", [])
    if len(inline) == 1 and "text" in inline[0]:
        return [inline[0]["text"]]
    words = "".join(_words(each) for each in inline)
    notes = ["".join(map(_words, each["content"])) for each in inline if each["type"] == "footnote"]
    return [words, *notes]


def _words(inline: Node) -> str:
    return "\n" if inline["type"] == "hardBreak" else str(inline.get("text", ""))
