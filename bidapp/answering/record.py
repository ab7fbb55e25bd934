"""What was confirmed as a Word record to keep: one page for a few lines."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from docx import Document
from docx.document import Document as WordDocument
from docx.shared import Pt

from bidapp.contributions.models import Answer
from bidapp.documents.word_characters import one_line, writable
from bidapp.documents.word_footer import add_page_numbers
from bidapp.documents.word_save import bytes_of, describe
from bidapp.documents.word_styles import OUR_TEMPLATE, Styles
from bidapp.wording import moment, pounds

SMALL = Pt(10)


@dataclass(frozen=True)
class Record:
    """What the record says beside the answers themselves."""

    organisation: str
    bid: str
    lead: str
    total_pence: int
    made_at: datetime


def write_record(record: Record, answers: Sequence[Answer]) -> bytes:
    """A .docx: each confirmation with its words, who gave it, and its fingerprint."""
    document = Document(str(OUR_TEMPLATE))
    title = f"What {record.organisation} has confirmed"
    _add(document, title, "Heading 1")
    _add(document, f"“{record.bid}”, led by {record.lead}. Together: {pounds(record.total_pence)}.")
    for answer in answers:
        _add_answer(document, answer)
    add_page_numbers(document, Styles(document))
    describe(document, title, record.lead, record.made_at)
    return bytes_of(document)


def _add_answer(document: WordDocument, answer: Answer) -> None:
    facts = [line.partition(": ") for line in answer.shown.split("\n")]
    said = {name: words for name, _, words in facts if words}
    _add(document, said.get("What", "Confirmed"), "Heading 2")
    for name in ("Kind", "Reckoned as", "Rate from", "Value", "When"):
        if name in said:
            _add_fact(document, name, said[name])
    _add_fact(document, "Words", answer.shown.partition("As it will stand in the bid: ")[2])
    signed = f"{answer.name}, {answer.position}, on {moment(answer.at)}, {answer.means}"
    _add_fact(document, "Confirmed by", signed)
    _add_fact(document, "Authority", answer.authority)
    _add_fact(document, "Fingerprint", f"{answer.shown_digest} (SHA-256 of the words shown)")


def _add_fact(document: WordDocument, name: str, words: str) -> None:
    if not words:
        return
    paragraph = document.add_paragraph()
    paragraph.paragraph_format.space_after = Pt(2)
    for text, is_bold in ((f"{name}: ", True), (writable(words), False)):
        run = paragraph.add_run(text)
        run.bold, run.font.size = is_bold, SMALL


def _add(document: WordDocument, words: str, style: str | None = None) -> None:
    document.add_paragraph(one_line(words), style=style)
