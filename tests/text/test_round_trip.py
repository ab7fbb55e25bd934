"""A document is the same after HTML, and no HTML does harm: on random ones of both."""

import re

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bidapp.text.content import TextRefused, checked, digest, document_of, walk
from bidapp.text.counting import CountRule, count
from bidapp.text.html import from_html, to_html
from bidapp.text.identity import with_ids_from
from bidapp.text.markdown import from_markdown, to_markdown
from tests.text.documents import DOCUMENTS, TEXT

pytestmark = pytest.mark.slow

SLOW = settings(deadline=None, max_examples=40, suppress_health_check=list(HealthCheck))


def without_empty_ends(document):
    blocks = list(document.get("content", []))
    for end in (0, -1):
        while blocks and blocks[end]["type"] == "paragraph" and "content" not in blocks[end]:
            blocks.pop(end)
    return document_of(blocks)


@SLOW
@given(DOCUMENTS)
def test_a_document_is_the_same_after_html(document):
    document = without_empty_ends(document)
    imported = from_html(to_html(document))
    assert digest(imported.document) == digest(document)
    assert imported.notes == ()


@SLOW
@given(DOCUMENTS)
def test_checking_twice_changes_nothing(document):
    assert checked(document) == document


@SLOW
@given(DOCUMENTS)
def test_every_row_of_a_table_has_the_same_width(document):
    for table in (each for each in walk(document) if each["type"] == "table"):
        widths = [0] * len(table["content"])
        for number, row in enumerate(table["content"]):
            for cell in row["content"]:
                for below in range(cell["attrs"]["rowspan"]):
                    widths[number + below] += cell["attrs"]["colspan"]
        assert len(set(widths)) == 1


@SLOW
@given(DOCUMENTS)
def test_a_document_is_the_same_after_markdown_or_is_not_written(document):
    source = to_markdown(document)
    assert source is None or digest(from_markdown(source).document) == digest(document)


@SLOW
@given(DOCUMENTS, DOCUMENTS)
def test_ids_from_another_document_change_nothing_that_is_said(old, new):
    result = with_ids_from(old, new)
    assert digest(result) == digest(new)
    given_ids = [each["attrs"]["id"] for each in walk(result) if "id" in each.get("attrs", {})]
    assert len(set(given_ids)) == len(given_ids)


@SLOW
@given(DOCUMENTS)
def test_every_rule_counts_every_document(document):
    assert all(count(document, rule) >= 0 for rule in CountRule)


BLOCK_TAGS = "p div ul ol li table thead tr td th caption blockquote h1 h5 pre figure figcaption"
OTHER_TAGS = "b i a span img br hr script style svg math template form select button font o:p dl dt"
TAGS = f"{BLOCK_TAGS} {OTHER_TAGS} dd sup iframe option".split()
ATTRIBUTES = st.sampled_from(
    [
        "",
        " href='javascript:alert(1)'",
        ' href="java&#10;script:x"',
        " href=https://a.org",
        " href='#_ftn1'",
        " id=ftn1",
        " href='#_ftnref1'",
        " class=footnote role=note",
        " style='mso-list:l0 level3 lfo1'",
        " style='mso-list:Ignore'",
        " style='font-weight:bold;vertical-align:sub'",
        " colspan=1000000 rowspan=0",
        " rowspan=3",
        " start=99999999999",
        " data-aria-level=4",
        f" src=/files/{'c' * 64} alt='<script>'",
        " src=data:x onerror=alert(1)",
        " x='",
    ]
)
PIECES = st.one_of(
    st.builds(lambda tag, extra: f"<{tag}{extra}>", st.sampled_from(TAGS), ATTRIBUTES),
    st.builds(lambda tag: f"</{tag}>", st.sampled_from(TAGS)),
    st.sampled_from(["word", " ", "&nbsp;", "&lt;script&gt;", "<!--", "-->", "<![if x]>", "&#0;"]),
    TEXT,
)
ALLOWED_TAG = re.compile(
    r"</?(?:p|h[123]|ul|ol|li|blockquote|table|thead|tbody|tr|td|th|strong|em|u|s|sub|sup|br|img"
    r"|figure|figcaption|a|span)(?: (?:start|colspan|rowspan)=\"\d+\"| scope=\"(?:row|col)\""
    r"| href=\"(?:https?://|mailto:)[^\"<>]*\"| src=\"/files/[0-9a-f]{64}\"| alt=\"[^\"<>]*\""
    r"| class=\"footnote\" role=\"note\")*>"
)


@SLOW
@given(st.lists(PIECES, max_size=40).map("".join))
def test_hostile_html_never_does_harm(source):
    try:
        document = from_html(source).document
    except TextRefused:
        return
    assert checked(document) == document
    html = to_html(document)
    assert "<" not in ALLOWED_TAG.sub("", html)
    assert digest(from_html(html).document) == digest(document)
