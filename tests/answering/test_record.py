"""The record of what was confirmed, as a file of its own."""

import pytest

from bidapp.answering.record import Record, write_record
from bidapp.contributions.models import Answer, Means, Reply
from bidapp.contributions.shown import digest_of_words
from bidapp.files.docx_gate import check_docx
from bidapp.files.names import PDF
from bidapp.files.reading import read_document
from tests.conftest import NOON
from tests.libreoffice import as_pdfs

RECORD = Record("Leicestershire Police", "Red teaming", "De Montfort University", 16_200_00, NOON)


def an_answer(title="An analyst’s time", words="About one day a week, for three years."):
    shown = (
        "Bid: Red teaming\nFunder and call: ESRC, Policing\nBrought by: Leicestershire Police\n"
        f"What: {title}\nKind: In kind: staff hours\nReckoned as: 120 hours at £45 an hour\n"
        "Rate from: the force’s charging table, 2029–30\nValue: £5,400\n"
        f"When: 1 October 2030 to 30 September 2033\nAs it will stand in the bid: {words}"
    )
    return Answer(
        number=1, reply=Reply.CONFIRMED, means=Means.ON_PAGE, shown=shown, at=NOON,
        shown_digest=digest_of_words(shown), name="Sam Field", position="Superintendent",
        authority="I may answer for Leicestershire Police on this.",
    )  # fmt: skip


def text_of(content):
    return read_document(content, "record.docx").text


def test_it_passes_our_own_gate_and_says_everything():
    content = write_record(RECORD, [an_answer()])
    assert check_docx(content)
    for said in (
        "What Leicestershire Police has confirmed", "“Red teaming”, led by De Montfort University.",
        "Together: £16,200.", "An analyst’s time", "120 hours at £45 an hour", "£5,400",
        "Sam Field, Superintendent, on Fri 1 March 2030, 12:00 noon (UK), on the partner’s page",
        an_answer().shown_digest,
    ):  # fmt: skip
        assert said in text_of(content)


def test_words_in_several_lines_and_of_any_kind_are_kept():
    words = "First line.\nSecond: a colon.\x0b & <b>no markup</b>"
    text = text_of(write_record(RECORD, [an_answer(words=words)]))
    for said in ("First line.", "Second: a colon.", "& <b>no markup</b>"):
        assert said in text


@pytest.mark.slow
def test_three_lines_are_one_page(tmp_path):
    content = write_record(RECORD, [an_answer(title) for title in ("Time", "Cases", "Rooms")])
    made = as_pdfs(tmp_path, {"record": content})
    read = read_document(made["record"], "record.pdf")
    assert (read.media_type, read.pages) == (PDF, 1)
