"""Pastes from Word and elsewhere keep every word, in forms that a text can have.

Each page in `pastes` is what a program puts on the clipboard, and `expected.json` says what becomes of
it. The server, given the same, has to find the same words.
"""

import json
import time
from pathlib import Path

import pytest

from bidapp.text.content import checked
from bidapp.text.html import from_html, to_html
from bidapp.text.plain import plain_text
from tests.browser.writing import EDITOR, caret_at_end, document, json_of, texts_of

PASTES = sorted(Path(__file__).parent.glob("pastes/*.html"))
EXPECTED = json.loads((Path(__file__).parent / "pastes" / "expected.json").read_text("utf-8"))
PASTE = """({html, text}) => {
    const data = new DataTransfer();
    if (html) data.setData("text/html", html);
    if (text) data.setData("text/plain", text);
    const paste = new ClipboardEvent("paste", {clipboardData: data, bubbles: true, cancelable: true});
    document.querySelector("#text").dispatchEvent(paste);
}"""


@pytest.fixture(scope="module")
def window(open_browser):
    return open_browser("coordinator")


@pytest.fixture
def page(window, open_editor):
    page, _ = open_editor(page=window)
    caret_at_end(page)
    return page


def paste(page, html="", text=""):
    page.evaluate(PASTE, {"html": html, "text": text})


def kept(page):
    """What the server will keep of it, which it takes without a change."""
    return checked(json_of(page))


def letters(tree):
    return "".join(plain_text(tree).split())


@pytest.mark.parametrize("file", PASTES, ids=lambda file: file.stem)
def test_a_paste_becomes_what_it_says(file, page):
    source = file.read_text("utf-8")
    paste(page, source)
    assert to_html(kept(page)) == EXPECTED[file.stem]
    assert letters(kept(page)) == letters(from_html(source).document)


def test_pictures_are_left_out_with_a_word(page):
    paste(page, (Path(__file__).parent / "pastes" / "word-pictures.html").read_text("utf-8"))
    page.get_by_text("A picture was left out: add pictures with the picture button.").wait_for()


def test_lines_that_a_pdf_broke_become_a_paragraph_again_and_one_undo_takes_it_back(page):
    wrapped = (
        "Rural crime costs the country forty-four million pounds a\n"
        "year, and what is stolen is seldom found, because no two\n"
        "forces keep their records in the same way.\n\n"
        "Dear Sam,\nthanks."
    )
    paste(page, text=wrapped)
    assert texts_of(page) == [
        "Rural crime costs the country forty-four million pounds a year, and what is stolen is "
        "seldom found, because no two forces keep their records in the same way.",
        "Dear Sam,",
        "thanks.",
    ]
    page.keyboard.press("Control+z")
    assert texts_of(page) == [""]


def test_an_address_pasted_over_words_makes_them_a_link(page):
    page.keyboard.type("the call")
    page.keyboard.press("Control+a")
    paste(page, text="https://www.ukri.org/")
    assert to_html(kept(page)) == '<p><a href="https://www.ukri.org/">the call</a></p>'


def test_more_than_a_text_can_have_is_refused_with_a_word(page):
    paste(page, text="word " * 900_000)
    page.get_by_text(
        "This is more than the 4,000,000 characters that one text can have."
    ).wait_for()
    assert texts_of(page) == [""]


def test_five_megabytes_from_word_are_taken_in_a_few_seconds(page):
    run = "<span style='font-size:11.0pt;font-family:\"Calibri\",sans-serif'>{}</span>"
    words = "".join(run.format(f"costs more each year {number} ") for number in range(15))
    html = f"<p class=MsoNormal>{words}<o:p></o:p></p>" * 3_500
    assert len(html) > 5_000_000
    started = time.monotonic()
    paste(page, html)
    taken = time.monotonic() - started
    assert page.evaluate(f"{EDITOR}.state.doc.childCount") == 3_500
    assert taken < 10
    print(f"five megabytes pasted in {taken:.1f} s")


def test_a_paste_from_this_editor_keeps_its_levels(page, open_editor):
    heading = {"type": "heading", "attrs": {"id": "head01", "level": 1}}
    content = document("After.")
    content["content"].insert(0, heading | {"content": [{"type": "text", "text": "Top"}]})
    open_editor(content, page=page)
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.locator("#text").press("Control+a")
    page.keyboard.press("Control+c")
    caret_at_end(page)
    page.keyboard.press("Enter")
    page.keyboard.press("Control+v")
    kinds = [(b["type"], b["attrs"].get("level")) for b in json_of(page)["content"]]
    assert kinds == [("heading", 1), ("paragraph", None), ("heading", 1), ("paragraph", None)]
