"""Whatever people type, the file can be written, and opened again."""

from urllib.parse import urlsplit

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bidapp.documents.outline import Chapter
from bidapp.documents.word import write_word
from bidapp.documents.word_characters import LONGEST_TEXT, one_line, writable
from bidapp.documents.word_direction import stretches
from bidapp.documents.word_links import safe_address
from tests.documents.word_builders import (
    PICTURE,
    a_picture,
    an_outline,
    chapter_text,
    document,
    figure,
    footnote,
    found,
    header,
    item,
    letters,
    numbers,
    opened,
    paragraph,
    part,
    table,
    text,
    written,
)

NASTY = "\x00a\x0b<b>\ufffe&\ud800\uffff\x1f]]>\x7f\x85"
any_text = st.text(st.characters(), max_size=40)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("a\x00b", "ab"),
        ("a\x0bb", "a\nb"),
        ("a\r\nb\rc\u2028d", "a\nb\nc\nd"),
        ("a\ufffeb\uffff", "ab"),
        ("half \ud83d", "half \ufffd"),
        ("whole \ud83d\ude00", "whole 😀"),
        ("tab\tstays", "tab\tstays"),
        ("e\u0301 👩‍🔬 \u00a0", "e\u0301 👩‍🔬 \u00a0"),
    ],
)
def test_what_xml_cannot_hold_is_mended(typed, kept):
    assert writable(typed) == kept


def test_a_title_is_one_line_and_turns_nothing_round():
    assert one_line(" Safe\n\u202estreets\u2069\t now ") == "Safe streets now"


def test_nasty_characters_are_harmless_everywhere():
    outline = an_outline(
        Chapter(NASTY, document(paragraph(NASTY, footnote(NASTY)), figure(PICTURE, NASTY, NASTY))),
        Chapter("Vision", document(table([header(NASTY)]), numbers(NASTY)), NASTY),
        title=NASTY,
        subtitle=NASTY,
        facts=((NASTY, NASTY),),
        author=NASTY,
    )
    word = opened(write_word(outline))
    assert word.paragraphs[0].text == "a <b>&�]]>\x7f"
    assert word.core_properties.author == "a <b>&�]]>\x7f"


@pytest.mark.slow
@settings(max_examples=40, deadline=None)
@given(any_text, any_text, any_text)
def test_any_text_can_be_written_and_read_again(title, fact, words):
    outline = an_outline(
        Chapter(
            title, document(paragraph(words, text(words, "bold", href=f"https://e.org/{words}")))
        ),
        title=title,
        facts=((title, fact),),
    )
    assert opened(write_word(outline)).paragraphs[0].text == one_line(title)


@given(st.text(st.sampled_from("aב1 ,.ע\u0301")), st.booleans(), st.integers(1, 5))
def test_cutting_where_the_direction_turns_loses_nothing(words, right_to_left, most):
    cut = list(stretches(words, right_to_left, most=most))
    assert "".join(stretch for stretch, _ in cut) == words
    assert len(cut) <= 2 * most + 1


def test_four_million_characters_in_one_paragraph_can_be_opened_again():
    words = "word " * 800_000
    file = written(paragraph(words))
    assert chapter_text(file) == [words]
    assert max(len(piece) for piece in found(part(file), "//w:t/text()")) <= LONGEST_TEXT


@pytest.mark.slow
def test_text_that_turns_round_at_every_letter_does_not_fill_the_memory():
    file = written(paragraph("aב" * 30_000))
    assert len(found(part(file), "//w:r")) < 50_000
    assert chapter_text(file) == ["aב" * 30_000]


@pytest.mark.parametrize(
    "href",
    [
        "javascript:alert(1)",
        "file:///etc/passwd",
        "smb://server/share",
        "//example.org",
        "https:",
        "http://[bad",
        "data:text/html,x",
        "",
        " ",
    ],
)
def test_a_link_that_leads_nowhere_good_is_only_words(href):
    file = written(paragraph(text("here", href=href), text("there", href="https://example.org")))
    assert chapter_text(file) == ["herethere"]
    assert len(found(part(file), "//w:hyperlink")) == 1


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("https://example.org/a b", "https://example.org/a%20b"),
        (' https://example.org/"<>', "https://example.org/%22%3C%3E"),
        ("https://example.org/100%", "https://example.org/100%25"),
        ("https://example.org/%20?a=1&b=2#c", "https://example.org/%20?a=1&b=2#c"),
        ("HTTPS://example.org", "HTTPS://example.org"),
        ("mailto:a@example.org", "mailto:a@example.org"),
        ("https://example.org/café", "https://example.org/café"),
    ],
)
def test_an_address_is_escaped_but_not_changed(typed, kept):
    assert safe_address(typed) == kept


@given(any_text)
def test_an_address_is_of_the_web_or_of_mail_or_none(href):
    address = safe_address(href)
    assert address is None or urlsplit(address).scheme in {"http", "https", "mailto"}


@pytest.mark.parametrize(
    "pictures",
    [
        {},
        {PICTURE: b""},
        {PICTURE: b"not a picture"},
        {PICTURE: a_picture()[:20]},
        {PICTURE: a_picture(kind="BMP")},
        {PICTURE: b"<svg xmlns='http://www.w3.org/2000/svg'/>"},
    ],
)
def test_a_picture_that_cannot_be_shown_is_named(pictures):
    file = written(figure(PICTURE, "Map of the harbour", "Figure 1"), pictures=pictures)
    assert chapter_text(file) == ["Picture missing: Map of the harbour", "Figure 1"]


def test_blocks_without_content_are_written_empty():
    bare = [
        {"type": kind} for kind in ("paragraph", "heading", "bulletList", "blockquote", "table")
    ]
    assert chapter_text(written("words", *bare)) == ["words", "", ""]


def test_an_item_and_a_cell_without_content_are_written_empty():
    bare = [numbers({"type": "listItem"}, item("x")), table([{"type": "tableCell"}])]
    assert chapter_text(written(*bare)) == ["", "x", "", ""]


def test_a_start_no_list_can_have_is_brought_within_reach():
    file = written(numbers("low", start=-5), numbers("high", start=10**12))
    starts = found(part(file, "word/numbering.xml"), "//w:startOverride/@w:val")
    assert starts == ["0", "32767"]


def test_a_very_long_title_is_whole_in_the_text_and_cut_in_the_properties():
    file = written("words", title="long " * 200)
    assert len(letters(found(part(file), "//w:p[1]")[0])) == 999
    assert len(opened(file).core_properties.title) == 255
