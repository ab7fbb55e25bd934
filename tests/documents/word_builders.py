"""Pieces of text, outlines made of them, and the files written from those, opened again."""

from datetime import UTC, datetime
from io import BytesIO
from typing import Any
from zipfile import ZipFile

from docx import Document
from docx.document import Document as WordDocument
from docx.oxml.ns import nsmap, qn
from lxml import etree
from PIL import Image

from bidapp.documents.outline import Chapter, Outline
from bidapp.documents.word import write_word

Node = dict[str, Any]
NAMES = {**nsmap, "r": "http://schemas.openxmlformats.org/officeDocument/2006/relationships"}
MADE_AT = datetime(2027, 3, 1, 16, 30, tzinfo=UTC)
PICTURE = "a" * 64


def text(words: str, *looks: str, href: str = "") -> Node:
    marks: list[Node] = [{"type": look} for look in looks]
    if href:
        marks.append({"type": "link", "attrs": {"href": href}})
    return {"type": "text", "text": words} | ({"marks": marks} if marks else {})


def paragraph(*content: str | Node) -> Node:
    return {"type": "paragraph", "content": _inline(content)}


def heading(level: int, words: str) -> Node:
    return {"type": "heading", "attrs": {"level": level}, "content": [text(words)]}


def item(*blocks: str | Node) -> Node:
    return {"type": "listItem", "content": _blocks(blocks)}


def bullets(*items: str | Node) -> Node:
    return {"type": "bulletList", "content": _items(items)}


def numbers(*items: str | Node, start: int = 1) -> Node:
    return {"type": "orderedList", "attrs": {"start": start}, "content": _items(items)}


def quote(*blocks: str | Node) -> Node:
    return {"type": "blockquote", "content": _blocks(blocks)}


def footnote(*content: str | Node) -> Node:
    return {"type": "footnote", "content": _inline(content)}


def figure(digest: str, alt: str, *legend: str | Node) -> Node:
    return {"type": "figure", "attrs": {"src": digest, "alt": alt}, "content": _inline(legend)}


def cell(*blocks: str | Node, across: int = 1, down: int = 1, kind: str = "tableCell") -> Node:
    spans = {"colspan": across, "rowspan": down}
    return {"type": kind, "attrs": spans, "content": _blocks(blocks)}


def header(*blocks: str | Node, across: int = 1, down: int = 1) -> Node:
    return cell(*blocks, across=across, down=down, kind="tableHeader")


def table(*rows: list[str | Node]) -> Node:
    return {
        "type": "table",
        "content": [
            {"type": "tableRow", "content": [cell(c) if isinstance(c, str) else c for c in row]}
            for row in rows
        ],
    }


def document(*blocks: str | Node) -> Node:
    return {"type": "doc", "content": _blocks(blocks)}


def a_picture(width: int = 80, height: int = 40, kind: str = "PNG") -> bytes:
    file = BytesIO()
    Image.new("RGB", (width, height), "#0f4757").save(file, kind)
    return file.getvalue()


def an_outline(*chapters: Chapter, **told: Any) -> Outline:
    about: dict[str, Any] = {
        "title": "Safer streets",
        "subtitle": "Full proposal",
        "facts": (("Funder", "Economic and Social Research Council"),),
        "chapters": chapters,
        "pictures": {PICTURE: a_picture()},
        "author": "Sea Trust",
        "made_at": MADE_AT,
    }
    return Outline(**about | told)


def written(*blocks: str | Node, **told: Any) -> bytes:
    """The file of a bid whose one chapter says this."""
    return write_word(an_outline(Chapter("Vision", document(*blocks)), **told))


def opened(file: bytes) -> WordDocument:
    return Document(BytesIO(file))


def part(file: bytes, name: str = "word/document.xml") -> etree._Element:
    with ZipFile(BytesIO(file)) as package:
        return etree.fromstring(package.read(name))


def parts(file: bytes) -> list[str]:
    with ZipFile(BytesIO(file)) as package:
        return package.namelist()


def found(element: etree._Element, path: str) -> list[Any]:
    return list(element.xpath(path, namespaces=NAMES))


def paragraph_saying(file: bytes, words: str) -> etree._Element:
    """The one paragraph of the body with these words in it."""
    (match,) = [p for p in part(file).iter(qn("w:p")) if words in letters(p)]
    return match


def letters(element: etree._Element) -> str:
    return "".join(holder.text or "" for holder in element.iter(qn("w:t")))


def style_of(paragraph: etree._Element) -> str:
    return "".join(found(paragraph, "w:pPr/w:pStyle/@w:val"))


def chapter_text(file: bytes) -> list[str]:
    """What the paragraphs after the first chapter's heading say."""
    said = [letters(p) for p in part(file).iter(qn("w:p"))]
    return said[said.index("Vision") + 1 :]


def a_rich_outline() -> Outline:
    """Something of everything."""
    blocks = (
        paragraph("Crime fell", footnote("Source: ", text("ONS", href="https://ons.gov.uk")), "."),
        heading(1, "What we will do"),
        paragraph(
            text("bold", "bold"),
            text(" raised", "italic", "underline", "strike", "superscript"),
            text(" linked", href="https://example.org/a"),
            {"type": "hardBreak"},
            "on the next line",
        ),
        numbers("Talk to schools", item("Train officers", paragraph("twice a year"))),
        bullets(item("Before", numbers("listen", "write"), quote("as somebody said")), "After"),
        numbers("Count again", start=5),
        quote(paragraph("Nobody asked us before.")),
        heading(2, "Who pays"),
        table(
            [header("Who"), header("What", across=2)],
            [cell("Police", down=2), "Cash", "£10"],
            ["In kind", cell(bullets("a room"))],
        ),
        table([header("Alone")], ["x", "y"]),
        figure(PICTURE, "A blue field", "Figure 1. Blue."),
        heading(3, "Voices"),
        paragraph("שלום to all"),
    )
    return an_outline(
        Chapter("Vision", document(*blocks), "12 of 500 words"),
        Chapter("Approach", None),
        facts=(("Funder", "ESRC"), ("Lead", "Sea Trust\nHarbour Road")),
    )


def _inline(content: tuple[str | Node, ...]) -> list[Node]:
    return [text(words) if isinstance(words, str) else words for words in content]


def _blocks(blocks: tuple[str | Node, ...]) -> list[Node]:
    return [paragraph(block) if isinstance(block, str) else block for block in blocks]


def _items(items: tuple[str | Node, ...]) -> list[Node]:
    return [item(words) if isinstance(words, str) else words for words in items]
