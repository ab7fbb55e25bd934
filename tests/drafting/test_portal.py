"""Copying a section into the funder's form."""

import re
from html import unescape

import pytest

from bidapp.funders.models import SectionKind
from tests.builders import a_section, saved, written


def page_of(browser, section):
    return browser.get(f"/sections/{section.id}/portal").text


def copied(page, what):
    return unescape(re.search(f'data-copy-{what}="([^"]*)"', page)[1])


@pytest.fixture
def section(app):
    return written(
        saved(a_section(limit=100)),
        '<p>Costs<span class="footnote">NFU 2025.</span> &amp; <s>more</s></p>'
        "<ul><li>one</li></ul>",
    )


def test_the_button_holds_exactly_what_the_form_keeps(signed_in, section):
    page = page_of(signed_in, section)
    assert copied(page, "html") == "<p>Costs (NFU 2025.) &amp; more</p>\n<ul><li>one</li></ul>"
    assert copied(page, "text") == "Costs (NFU 2025.) & more\none"


def test_what_would_be_lost_is_said_before(signed_in, section):
    page = page_of(signed_in, section)
    assert "Footnotes stand in brackets" in page
    assert "Struck-through words arrive as ordinary words." in page
    assert "Lists lose their dots and numbers" in page


def test_the_count_is_that_of_what_arrives(signed_in, section):
    assert section.latest_count == 6
    assert "6 of 100 words" in re.sub(r"\s+", " ", page_of(signed_in, section))


def test_a_form_for_letters_only_comes_first_where_the_section_is_one(signed_in):
    section = written(saved(a_section(kind=SectionKind.TEXT_ONLY)), "<p>One.</p>")
    page = page_of(signed_in, section)
    assert page.index('id="plain"') < page.index('id="formatted"')


def test_an_empty_section_says_so(signed_in):
    assert "Nothing to copy yet" in page_of(signed_in, saved(a_section()))
