"""What letters say: in plain text always, in HTML where there is one, and safely in both."""

import pytest

from bidapp.mail.letters import LONGEST_SUBJECT, letter, one_line

LINK = {"link": "http://bids.example.org/x?a=1&b=2"}
LETTERS = {
    "set_password": {"name": "Writer", "lasts": "one hour"} | LINK,
    "invitation": {"name": "Writer", "by": "Ada", "kind": "reader"} | LINK,
}


@pytest.mark.parametrize("name", LETTERS)
def test_both_forms_of_a_letter_hold_the_same_link(name):
    words = letter(name, LETTERS[name])
    assert LINK["link"] in words.body
    assert f'href="{LINK["link"].replace("&", "&amp;")}"' in words.html
    assert words.html.startswith("<!doctype html>")


@pytest.mark.parametrize("name", LETTERS)
def test_nothing_in_a_letter_is_fetched_when_it_is_read(name):
    """Nobody learns when or where a letter is opened."""
    html = letter(name, LETTERS[name]).html
    assert "<img" not in html
    assert "<link" not in html
    assert "url(" not in html


def test_a_name_is_never_markup():
    facts = LETTERS["invitation"] | {"name": "<b>O’Neil & Sons</b>"}
    words = letter("invitation", facts)
    assert "Dear <b>O’Neil & Sons</b>," in words.body
    assert "Dear &lt;b&gt;O’Neil &amp; Sons&lt;/b&gt;," in words.html


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("Bid\r\nBcc: all@example.org", "Bid Bcc: all@example.org"),
        ("Bid\u2028Bcc: all", "Bid Bcc: all"),
        ("Bid\x00\x1b[31m", "Bid [31m"),
        ("  much   room ", "much room"),
        ("👩‍🔬 and נתיב", "👩‍🔬 and נתיב"),
        ("x" * 400, "x" * LONGEST_SUBJECT),
    ],
)
def test_a_subject_is_one_line_whatever_stood_in_a_title(typed, said):
    assert one_line(typed) == said
