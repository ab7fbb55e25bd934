"""What goes to the funder's form: exactly what it keeps, and the count that is shown here."""

import re
from html import unescape
from html.parser import HTMLParser

import pytest
from hypothesis import given, settings

from bidapp.text.content import checked, document_of
from bidapp.text.counting import CountRule, count
from bidapp.text.html import from_html
from bidapp.text.portal import KEPT, NOTES, PICTURE, QUOTES, STARTS, STRIKE, for_portal
from tests.text.documents import DOCUMENTS

PICTURE_HTML = (
    f'<figure><img src="/files/{"a" * 64}" alt="A map"><figcaption>Where</figcaption></figure>'
)


def portal(html):
    return for_portal(from_html(html).document)


def as_the_form_counts(html):
    """UKRI's own counter: breaks become blanks, tags go, then what blanks or em dashes part."""
    text = unescape(re.sub("<[^>]*>", "", re.sub("<br[^>]*>", " ", html)))
    return len(re.findall("[^—\\s\ufeff]+", text.replace("\x1c", "x").replace("\x1d", "x")))


class Seen(HTMLParser):
    def __init__(self, html):
        super().__init__()
        self.found = set()
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.found |= {(tag, None)} | {(tag, name) for name, _ in attrs}


@pytest.mark.parametrize(
    ("html", "kept", "lost"),
    [
        ("<h2>Why</h2><p>One <b>two</b><br>x<sup>2</sup></p>",
         "<h2>Why</h2>\n<p>One <strong>two</strong><br>x<sup>2</sup></p>", ()),
        ("<ul><li>a<ul><li>b</li></ul></li><li>c</li></ul>",
         "<ul><li><p>a</p>\n<ul><li>b</li></ul></li>\n<li>c</li></ul>", ()),
        ("<blockquote><p>Said.</p></blockquote>", "<p>Said.</p>", (QUOTES,)),
        ("<p>a <s>b</s></p>", "<p>a b</p>", (STRIKE,)),
        ('<ol start="4"><li>a</li></ol>', "<ol><li>a</li></ol>", (STARTS,)),
        (PICTURE_HTML, "<p>Where</p>", (PICTURE,)),
        ('<p>Costs<span class="footnote">NFU 2025.</span>, as<span class="footnote">x</span></p>',
         "<p>Costs, (NFU 2025.) as (x)</p>", (NOTES,)),
        ('<p><a href="https://x.example">link</a></p>',
         '<p><a href="https://x.example">link</a></p>', ()),
    ],
)  # fmt: skip
def test_each_construct_arrives_as_the_form_keeps_it(html, kept, lost):
    found = portal(html)
    assert found.html == kept
    assert found.lost_in_html == lost


def test_a_table_keeps_its_headers_and_spans():
    html = portal(
        "<table><tr><th colspan=2>Who</th></tr><tr><td>a</td><td>b</td></tr></table>"
    ).html
    assert html == (
        '<table><thead><tr><th scope="col" colspan="2">Who</th></tr>\n</thead>'
        "<tbody><tr><td>a</td>\n<td>b</td></tr>\n</tbody></table>"
    )


def test_as_plain_text_it_is_what_is_counted_and_says_what_is_lost():
    found = portal("<h2>Why</h2><ul><li><b>one</b></li><li>two</li></ul>")
    assert found.text == "Why\none\ntwo"
    assert len(found.lost_in_text) == 2


@settings(max_examples=300, deadline=None)
@given(DOCUMENTS)
def test_nothing_but_what_the_form_keeps_is_sent_and_it_counts_the_same(document):
    found = for_portal(document)
    allowed = {(tag, None) for tag in KEPT} | {
        (tag, name) for tag, names in KEPT.items() for name in names
    }
    assert Seen(found.html).found <= allowed
    assert checked(found.document) == found.document
    assert as_the_form_counts(found.html) == count(found.document, CountRule.UKRI)


def test_a_draft_without_odd_footnotes_counts_the_same_before_and_after():
    html = '<p>Costs<span class="footnote">NFU Mutual 2025.</span> rise — fast.</p>' + PICTURE_HTML
    document = from_html(html).document
    assert count(for_portal(document).document, CountRule.UKRI) == count(document, CountRule.UKRI)


def test_nothing_is_nothing():
    assert for_portal(document_of([])).html == ""
