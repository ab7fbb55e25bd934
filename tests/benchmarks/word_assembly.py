"""How long a whole bid takes to become a Word file, beside the plain use of python-docx.

Run it with `python tests/benchmarks/word_assembly.py`. Both write the same words in the same
styles from the same template, turn by turn in one process, so that a busy machine slows both.
"""

import sys
from collections.abc import Callable
from datetime import UTC, datetime
from io import BytesIO
from itertools import cycle, islice
from statistics import median
from time import perf_counter
from typing import Any

from docx import Document
from docx.document import Document as WordDocument
from docx.text.paragraph import Paragraph

from bidapp.documents.outline import Chapter, Outline
from bidapp.documents.word import write_word
from bidapp.documents.word_styles import OUR_TEMPLATE

Node = dict[str, Any]
SECTIONS, ROUNDS = 30, 5
SENTENCE = (
    "knife crime among young people fell by a fifth in the pilot area over eighteen months and"
    " partners want to know why before the approach is taken elsewhere"
)
WORDS = SENTENCE.split()
LOOKS = ("", "", "bold", "", "italic")


def measure() -> list[tuple[str, float, float]]:
    """For each way of writing: its name, and the median and best seconds of its rounds."""
    outline = a_bid_of_15_000_words()
    ways: dict[str, Callable[[Outline], bytes]] = {
        "write_word": write_word,
        "plain python-docx": write_plainly,
    }
    times: dict[str, list[float]] = {name: [] for name in ways}
    for _ in range(ROUNDS):
        for name, write in ways.items():
            times[name].append(_seconds(write, outline))
    return [(name, median(taken), min(taken)) for name, taken in times.items()]


def a_bid_of_15_000_words() -> Outline:
    """Each section: six paragraphs, two lists one inside the other, and a table of nine by five."""
    blocks = [
        *(_paragraph(60) for _ in range(6)),
        _list("bulletList", [_item(8), _item(8, _list("bulletList", [_item(6), _item(6)]))]),
        _list("orderedList", [_item(8), _item(8), _item(8)]),
        _table(9, 5),
    ]
    chapters = (Chapter(f"Section {n + 1}", _node("doc", blocks)) for n in range(SECTIONS))
    made_at = datetime(2027, 1, 4, 9, 0, tzinfo=UTC)
    return Outline("A bid", "", (), tuple(chapters), {}, "Sea Trust", made_at)


def write_plainly(outline: Outline) -> bytes:
    """The same document in the calls that python-docx's own pages show."""
    document = Document(str(OUR_TEMPLATE))
    document.add_paragraph(outline.title, style="Title")
    for chapter in outline.chapters:
        document.add_heading(chapter.heading, level=1)
        for block in (chapter.content or {})["content"]:
            _write_block(document, block)
    file = BytesIO()
    document.save(file)
    return file.getvalue()


def _write_block(document: WordDocument, block: Node) -> None:
    if block["type"] == "paragraph":
        _write_runs(document.add_paragraph(), block)
    elif block["type"] == "table":
        _write_table(document, block)
    else:
        for item in block["content"]:
            first, *inner = item["content"]
            _write_runs(document.add_paragraph(style="List Paragraph"), first)
            for nested in inner:
                _write_block(document, nested)


def _write_table(document: WordDocument, block: Node) -> None:
    rows = block["content"]
    table = document.add_table(len(rows), len(rows[0]["content"]), style="Bid Table")
    for r, row in enumerate(rows):
        for c, cell in enumerate(row["content"]):
            paragraph = table.cell(r, c).paragraphs[0]
            paragraph.style = "Table Text" if r else "Table Heading"
            _write_runs(paragraph, cell["content"][0])


def _write_runs(paragraph: Paragraph, node: Node) -> None:
    for text in node["content"]:
        run = paragraph.add_run(text["text"])
        for mark in text.get("marks", ()):
            setattr(run, mark["type"], True)


def _paragraph(words: int) -> Node:
    """Words in five runs or fewer, some of them bold or italic."""
    said = list(islice(cycle(WORDS), words))
    share = max(1, len(said) // len(LOOKS))
    runs = [said[at : at + share] for at in range(0, len(said), share)]
    return _node("paragraph", [_text(run, look) for run, look in zip(runs, cycle(LOOKS))])


def _text(words: list[str], look: str) -> Node:
    text: Node = {"type": "text", "text": " ".join(words) + " "}
    return text | {"marks": [{"type": look}]} if look else text


def _item(words: int, *inner: Node) -> Node:
    return _node("listItem", [_node("paragraph", [_text(WORDS[:words], "")]), *inner])


def _list(kind: str, items: list[Node]) -> Node:
    return _node(kind, items, start=1)


def _table(rows: int, columns: int) -> Node:
    kinds = ["tableHeader", *["tableCell"] * (rows - 1)]
    paragraph = _node("paragraph", [_text(WORDS[:2], "")])
    return _node(
        "table",
        [_node("tableRow", [_node(kind, [paragraph]) for _ in range(columns)]) for kind in kinds],
    )


def _node(kind: str, content: list[Node], **attrs: object) -> Node:
    return {"type": kind, "attrs": attrs, "content": content}


def _seconds(write: Callable[[Outline], bytes], outline: Outline) -> float:
    began = perf_counter()
    write(outline)
    return perf_counter() - began


def report() -> str:
    """One line for people, and for a build that keeps an eye on it."""
    (ours, our_median, _), (theirs, their_median, _) = measure()
    return (
        f"{SECTIONS} sections, 15,000 words: {ours} {our_median * 1000:.0f} ms,"
        f" {theirs} {their_median * 1000:.0f} ms, {their_median / our_median:.1f} times faster"
    )


if __name__ == "__main__":
    sys.stdout.write(report() + "\n")
