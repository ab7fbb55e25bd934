"""Several people type in one section while the server is killed and started: no word is lost."""

import json
import random

import pytest

from tests.browser.writing import caret_at_end, wait_for_state

PEOPLE = ("coordinator", "writer", "co.lead", "grant.manager", "research.associate")
WORDS_EACH, KILLED_AFTER, SECONDS_TO_SAVE = 24, (6, 14), 60
TO_THE_END_OF_A_BLOCK = """chance => {
    const editor = document.querySelector("#text").editor;
    const text = editor.state.doc;
    const place = Math.floor(chance * text.childCount);
    let at = 0;
    for (let before = 0; before <= place; before++) at += text.child(before).nodeSize;
    editor.view.focus();
    editor.commands.setTextSelection(at - 1);
}"""


@pytest.fixture
def section(open_browser, demo):
    """The address of a section of three paragraphs that is its own."""
    page = open_browser("coordinator")
    page.goto("/sections/add-to/1")
    page.get_by_label("Title", exact=True).fill("Written by many")
    page.get_by_role("button", name="Save the section").click()
    (number,) = demo.rows("SELECT max(id) FROM section")[0]
    address = f"/sections/{number}"
    page.goto(address)
    page.locator("#text").wait_for()
    page.locator("#text").click()
    for place, words in enumerate(("First paragraph.", "Second paragraph.", "Third paragraph.")):
        if place:
            page.keyboard.press("Enter")
        page.keyboard.type(words)
    wait_for_state(page, "Saved")
    page.close()
    return address


def words_kept(demo, section):
    """Every word that stands in the text, or in a text that waits for somebody's choice."""
    number = int(section.rpartition("/")[2])
    texts = demo.rows(
        "SELECT content FROM section_version JOIN section ON section.id = section_id"
        f" WHERE section.id = {number} AND number = latest_number"
    )
    waiting = demo.rows(
        f"SELECT mine, theirs FROM conflict WHERE section_id = {number} AND settled_at IS NULL"
    )
    told = [text for row in (*texts, *waiting) for text in row]
    return {word for text in told for word in _words(json.loads(text))}


def _words(node):
    if node["type"] == "text":
        yield from node["text"].split()
    for child in node.get("content", ()):
        yield from _words(child)


def opened(page, section):
    page.goto(section)
    page.locator("#text").wait_for()
    caret_at_end(page)
    return page


def type_somewhere(page, word, chance):
    """Where the caret stands, or now and then at the end of another paragraph."""
    if chance.random() < 0.3:
        page.evaluate(TO_THE_END_OF_A_BLOCK, chance.random())
    page.keyboard.type(f" {word}", delay=10)


def missing_after_a_while(page, demo, section, typed):
    for _ in range(SECONDS_TO_SAVE):
        if not (missing := typed - words_kept(demo, section)):
            break
        page.wait_for_timeout(1000)
    return missing


@pytest.mark.slow
@pytest.mark.parametrize("how_many", [2, 5])
def test_every_word_that_was_typed_is_there_in_the_end(demo, open_browser, section, how_many):
    chance, typed = random.Random(how_many), set()
    pages = [opened(open_browser(who), section) for who in PEOPLE[:how_many]]
    for turn in range(WORDS_EACH):
        for person, page in enumerate(pages):
            word = f"w{how_many}x{person}x{turn}"
            type_somewhere(page, word, chance)
            typed.add(word)
        if turn in KILLED_AFTER:
            demo.kill_and_start()
    assert missing_after_a_while(pages[0], demo, section, typed) == set()
    for page in pages:
        page.close()
