"""The Word document as it is downloaded."""

from io import BytesIO

import pytest
from docx import Document

from bidapp.documents.queries import findings
from bidapp.text.counting import CountRule
from tests.builders import a_bid, a_section, saved, written


def lines_of(browser, bid):
    response = browser.get(f"/bids/{bid.id}/document.docx")
    assert response.status_code == 200
    return [paragraph.text for paragraph in Document(BytesIO(response.data)).paragraphs]


def test_an_unwritten_required_section_is_marked_and_an_optional_one_left_out(signed_in):
    bid = saved(a_bid())
    saved(a_section(bid, title="Ethics"))
    saved(a_section(bid, title="Genetic risk", is_required=False, position=2))
    emptied = saved(a_section(bid, title="Data", is_required=False, position=3))
    written(written(emptied, "<p>Once.</p>"), "<p> </p>")
    lines = lines_of(signed_in, bid)
    assert lines[lines.index("Ethics") :] == ["Ethics", "0 of 500 words", "Nothing written yet."]


def test_a_bid_without_sections_is_a_document_all_the_same(signed_in):
    assert lines_of(signed_in, saved(a_bid(title="Bare")))[0] == "Bare"


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("../../etc/passwd", "etcpasswd.docx"),
        ('A "b"; filename=x.exe', "A b filenamexexe.docx"),
        ("🚓", "bid.docx"),
        ("x" * 300, f"{'x' * 80}.docx"),
    ],
)
def test_the_file_name_is_safe(signed_in, title, name):
    header = signed_in.get(f"/bids/{saved(a_bid(title=title)).id}/document.docx").headers
    disposition = header["Content-Disposition"].replace('"', "")
    assert disposition == f"attachment; filename={name}"


def test_where_nothing_is_counted_a_saved_text_is_a_text(app):
    section = saved(a_section(count_rule=CountRule.NONE))
    assert [finding.sentence for finding in findings(section.bid)] == ["has no text yet."]
    written(section, "<p>Written.</p>")
    assert findings(section.bid) == []
