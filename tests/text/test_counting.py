"""Every funder's way of counting, example by example."""

import time

import pytest

from bidapp.text.content import document_of
from bidapp.text.counting import CountRule, count, count_text
from bidapp.text.html import from_html
from bidapp.text.plain import plain_text

UKRI, INNOVATE_UK = CountRule.UKRI, CountRule.INNOVATE_UK


def html_count(source, rule=UKRI):
    return count(from_html(source).document, rule)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("evidence—based", 2),
        ("evidence–based", 1),
        ("evidence – based", 3),
        ("evidence-based", 1),
        ("and/or", 1),
        ("https://www.ukri.org/opportunity/?a=b#c", 1),
        ("(Smith et al., 2021)", 4),
        ("no\xa0break", 2),
        ("zero\u200bwidth", 1),
        ("byte\ufeffmark", 2),
        ("next\x85line", 1),
        (",.", 1),
        ("— one —", 1),
        ("—", 0),
        ("", 0),
        (" \n ", 0),
    ],
)
def test_ukri_parts_words_at_white_space_and_em_dashes(text, words):
    assert count_text(text, UKRI) == words


@pytest.mark.parametrize("space", "\t\n\v\f\r \xa0\u1680\u2000\u200a\u2028\u2029\u202f\u205f\u3000")
def test_ukri_takes_white_space_as_javascript_does(space):
    assert count_text(f"a{space}b", UKRI) == 2


@pytest.mark.parametrize("no_space", "\x1c\x1f\x85\u180e\u200b\u2060")
def test_ukri_takes_nothing_else_as_white_space(no_space):
    assert count_text(f"a{no_space}b", UKRI) == 1


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("evidence—based", 1),
        ("evidence – based", 3),
        ("no\xa0break", 1),
        ("a \xa0 b", 3),
        ("a \u2003", 1),
        ("", 0),
        ("\u2003", 0),
    ],
)
def test_innovate_uk_parts_words_at_plain_white_space_only(text, words):
    assert count_text(text, INNOVATE_UK) == words


def test_other_rules():
    assert count_text("no\xa0break — 😀", CountRule.WHITESPACE) == 4
    assert count_text("e\u0301 😀", CountRule.CHARACTERS) == 4
    assert count_text("a b", CountRule.NONE) == 0


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("<p>a</p><p>b</p>", 2),
        ("<p>a<br>b</p>", 2),
        ("<table><tr><td>a</td><td>b</td></tr><tr><td>c</td></tr></table>", 3),
        ("<table><tr><td><p>a</p><p>b</p></td></tr></table>", 2),
        ("<ul><li>a</li><li>b<ol><li>c</li></ol></li></ul>", 3),
        ("<h1>a b</h1><p>c</p>", 3),
        ('<p>wo<span class="footnote" role="note">a note</span>rd</p>', 3),
        (f'<figure><img src="/files/{"0" * 64}" alt="not this"><figcaption>a</figcaption>', 1),
        ("<p><b>wo</b>rd R&amp;D</p>", 2),
    ],
)
def test_blocks_cells_and_notes_never_join_words(source, words):
    assert html_count(source) == words


def test_a_break_between_blocks_or_cells_is_one_character():
    assert html_count("<p>a</p><p>b</p>", CountRule.CHARACTERS) == 3
    assert html_count("<table><tr><td>a</td><td>b</td></tr></table>", CountRule.CHARACTERS) == 3


def test_plain_text_is_what_a_reader_reads():
    source = (
        '<h1>T</h1><p>wo<span class="footnote">note</span>rd<br>x</p>'
        "<table><tr><td>a</td><td>b</td></tr></table>"
    )
    assert plain_text(from_html(source).document) == "T\nword\nx\nnote\na\tb"


def test_ten_thousand_words_are_counted_in_a_moment():
    words = [{"type": "text", "text": "word " * 50}]
    document = document_of([{"type": "paragraph", "content": words}] * 200)
    started = time.perf_counter()
    assert count(document, UKRI) == 10_000
    assert time.perf_counter() - started < 0.05
