"""What a bid says as a document, and what a reader would stumble over."""

from io import BytesIO

from docx import Document

from bidapp.documents.outline import outline_of
from bidapp.documents.queries import findings
from bidapp.funders.models import LimitKind, SectionKind
from bidapp.text.plain import plain_text
from tests.builders import (
    a_bid,
    a_call,
    a_deadline,
    a_section,
    an_organisation,
    saved,
    written,
)

DMU = "De Montfort University"


def a_bid_by_dmu(**changes):
    return saved(a_bid(lead_organisation=an_organisation(DMU), acronym="ADAPT", **changes))


def test_the_newest_version_of_each_section_stands_in_order(app, now):
    bid = a_bid_by_dmu()
    written(saved(a_section(bid, title="Approach", position=2)), "<p>How.</p>")
    vision = written(saved(a_section(bid, title="Vision", position=1)), "<p>First try.</p>")
    written(vision, "<p>Why.</p>")
    chapters = outline_of(bid, now=now).chapters
    assert [(each.heading, plain_text(each.content)) for each in chapters] == [
        ("Vision", "Why."),
        ("Approach", "How."),
    ]


def test_the_title_page_names_funder_call_closing_and_lead(app, now):
    bid = a_bid_by_dmu(call=a_call(a_deadline("2030-07-01 16:00"), title="Policing call"))
    facts = dict(outline_of(bid, now=now).facts)
    assert facts["Call"] == "Policing call"
    assert facts["Closes"] == "Mon 1 July 2030, 4:00pm (UK)"
    assert facts["Led by"] == DMU


def test_an_optional_section_without_text_is_left_out(app, now):
    bid = a_bid_by_dmu()
    saved(a_section(bid, title="Genetic risk", is_required=False))
    saved(a_section(bid, title="Vision", position=2))
    assert [each.heading for each in outline_of(bid, now=now).chapters] == ["Vision"]


def test_sections_that_are_files_or_forms_are_not_in_the_document_and_say_so(app, now):
    bid = a_bid_by_dmu()
    saved(a_section(bid, title="Letters", kind=SectionKind.UPLOAD, limit_kind=LimitKind.NONE))
    assert outline_of(bid, now=now).chapters == ()
    [finding] = findings(bid)
    assert not finding.is_serious


def test_too_long_and_empty_sections_are_found(app):
    bid = a_bid_by_dmu()
    written(saved(a_section(bid, title="Vision", limit=2)), "<p>One two three.</p>")
    saved(a_section(bid, title="Approach", position=2))
    assert [finding.sentence for finding in findings(bid)] == [
        "is 1 word over its limit.",
        "has no text yet.",
    ]


def test_the_download_is_a_word_file_with_a_safe_name(signed_in):
    bid = saved(a_bid(title="Red/teaming: <b>“why”</b>?", lead_organisation=an_organisation(DMU)))
    written(saved(a_section(bid)), "<h2>Method</h2><p>We <b>ask</b>.</p>")
    response = signed_in.get(f"/bids/{bid.id}/document.docx")
    assert 'filename="Redteaming bwhyb.docx"' in response.headers["Content-Disposition"]
    document = Document(BytesIO(response.data))
    texts = [(each.style.name, each.text) for each in document.paragraphs]
    assert ("Heading 1", "Approach") in texts
    assert ("Heading 3", "Method") in texts
    assert document.core_properties.author == DMU


def test_the_document_page_says_what_to_put_right_first(signed_in):
    bid = a_bid_by_dmu()
    saved(a_section(bid, title="Vision"))
    page = signed_in.get(f"/bids/{bid.id}/document").text
    assert "It can be made, and is not finished" in page
    assert "has no text yet." in page
