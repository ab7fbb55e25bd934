"""A draft letter written as a Word file, on the partner's own letterhead where there is one."""

from datetime import UTC, date, datetime, time
from io import BytesIO

from docx import Document
from docx.document import Document as WordDocument
from docx.opc.constants import RELATIONSHIP_TYPE

from bidapp.contributions.totals import Total
from bidapp.documents.word_characters import one_line
from bidapp.documents.word_inline import Inline
from bidapp.documents.word_links import Links
from bidapp.documents.word_page import room_at_the_end, text_area
from bidapp.documents.word_paragraphs import Paragraphs, Place
from bidapp.documents.word_save import bytes_of, describe
from bidapp.documents.word_styles import Styles
from bidapp.documents.word_tables import Tables
from bidapp.errors import RuleBroken
from bidapp.letters.draft import FILL_IN, SALUTATION, Draft, Promise
from bidapp.letters.word_margins import mark, say_british
from bidapp.paths import TEMPLATES
from bidapp.text.content import Node
from bidapp.wording import pounds

PLAIN = TEMPLATES / "word" / "letter.docx"
NOTHING = Draft(
    sender="", dated="", addressee=(), subject="", opening="", reason="", commitment="",
    promises=(), total=Total(), closing=(), signed_by=("",), marking="OFFICIAL",
)  # fmt: skip
TELLS_OF_ITS_MAKER = {
    RELATIONSHIP_TYPE.EXTENDED_PROPERTIES,
    RELATIONSHIP_TYPE.CUSTOM_PROPERTIES,
    RELATIONSHIP_TYPE.THUMBNAIL,
}


class LetterheadRefused(RuleBroken):
    """A file that passes the gate, and yet is nothing to write on."""


def write_letter(draft: Draft, letterhead: bytes | None, *, made_on: date) -> bytes:
    """The bytes of a .docx file. What a letterhead holds stays, and the letter comes after it."""
    document = Document(BytesIO(letterhead) if letterhead else str(PLAIN))
    writer = _Writer(document)
    with room_at_the_end(document):
        writer.add_head(draft, with_sender=not letterhead)
        writer.add_text(draft)
        writer.add_signature(draft)
    if draft.marking:
        mark(document, draft.marking, writer.styles["Letter Marking"])
    say_british(document)
    _forget_its_maker(document)
    made_at = datetime.combine(made_on, time(), UTC)
    describe(document, f"{draft.subject} ({draft.sender})", "", made_at)
    return bytes_of(document)


def check_writable(letterhead: bytes) -> None:
    """Write on it once, so that nobody finds out later that it cannot be done."""
    try:
        write_letter(NOTHING, letterhead, made_on=date.min)
    except Exception as fault:  # what a foreign file makes python-docx raise has no end
        raise LetterheadRefused(
            "Letters cannot be written on this file. Open it in Word, save it as an ordinary Word "
            "document, then send it again."
        ) from fault


class _Writer:
    """Adds the parts of a letter to the body of a document."""

    def __init__(self, document: WordDocument) -> None:
        width, _ = text_area(document)
        self.styles = Styles(document, lender=PLAIN)
        self._place = Place(document.element.body, width)
        self._paragraphs = Paragraphs(Inline(Links(document.part), self.styles))
        self._tables = Tables(self.styles, self._write_cell)

    def add_head(self, draft: Draft, *, with_sender: bool) -> None:
        if with_sender:
            self._add(draft.sender, "Letter Address")
        self._add(draft.dated, "Letter Date")
        for line in draft.addressee:
            self._add(line, "Letter Address")
        self._add(SALUTATION, "Letter Salutation")
        self._add(draft.subject, "Letter Subject")

    def add_text(self, draft: Draft) -> None:
        for words in (draft.opening, draft.reason, draft.commitment):
            self._add(words, "Letter Text")
        if draft.promises:
            self._tables.add(_table(draft), self._place)
        for words in draft.closing:
            self._add(words, "Letter Text")

    def add_signature(self, draft: Draft) -> None:
        self._add("Yours faithfully,", "Letter Signed By")
        name, *rest = draft.signed_by
        self._add(name, "Letter Signature")
        for line in rest:
            self._add(line, "Letter Signed By")

    def _add(self, words: str, style: str) -> None:
        """A place to fill in looks like one, wherever it stands."""
        style = "Letter To Fill In" if words.startswith(FILL_IN) else style
        self._paragraphs.add_line(self._place, one_line(words), style=self.styles[style])

    def _write_cell(self, blocks: list[Node], place: Place) -> None:
        for block in blocks:
            style = self.styles[block["attrs"]["style"]]
            self._paragraphs.add(place, block["content"], style=style)


def _table(draft: Draft) -> Node:
    heads = [
        _cell("Letter Cell Heading", "What we bring", kind="tableHeader"),
        _cell("Letter Cell Heading", "How it is reckoned", kind="tableHeader"),
        _cell("Letter Total", "Value", kind="tableHeader"),
    ]
    together = [
        _cell("Letter Cell Heading", "Together", span=2),
        _cell("Letter Total", pounds(draft.total.pence)),
    ]
    rows = [heads, *map(_row, draft.promises), together]
    return {"type": "table", "content": [{"type": "tableRow", "content": row} for row in rows]}


def _row(promise: Promise) -> list[Node]:
    return [
        _cell("Letter Cell", promise.what, *promise.more),
        _cell("Letter Cell", promise.reckoning),
        _cell("Letter Sum", pounds(promise.value_pence)),
    ]


def _cell(style: str, *lines: str, kind: str = "tableCell", span: int = 1) -> Node:
    content = [
        {
            "type": "paragraph",
            "attrs": {"style": style},
            "content": [{"type": "text", "text": one_line(line) or " "}],
        }
        for line in lines
    ]
    return {"type": kind, "attrs": {"colspan": span}, "content": content}


def _forget_its_maker(document: WordDocument) -> None:
    """What the letterhead tells of the firm and the person that made it."""
    links = document.part.package.rels
    for key in [key for key, link in links.items() if link.reltype in TELLS_OF_ITS_MAKER]:
        del links[key]
