"""Two people, or two tabs of one, in the same section of a real server."""

import pytest

from tests.browser.writing import (
    caret_at,
    caret_at_end,
    texts_of,
    wait_for_state,
    wait_until,
    write,
)


@pytest.fixture
def section(open_browser):
    """The address of a section nobody has written in."""
    page = open_browser("coordinator")
    page.goto("/bids/1")
    page.get_by_role("link", name="Sensitive information").click()
    return page.url


def opened(page, section):
    page.goto(section)
    page.locator("#text").wait_for()
    return page


def beat(page):
    """Now instead of within ten seconds."""
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")


def test_what_two_people_write_at_once_comes_together(section, open_browser):
    first = opened(open_browser("coordinator"), section)
    write(first, "One.")
    first.keyboard.press("Enter")
    first.keyboard.type("Two.")
    wait_for_state(first, "Saved")
    second = opened(open_browser("writer"), section)
    assert texts_of(second) == ["One.", "Two."]
    wait_until(first, lambda: beat(first) or first.locator("#here").is_visible())
    assert first.locator("#here").inner_text().startswith("Here now: ")

    caret_at(first, 5)
    first.keyboard.type(" Of the first.")
    caret_at_end(second)
    second.keyboard.type(" Of the second.")
    both = ["One. Of the first.", "Two. Of the second."]
    wait_until(second, lambda: beat(second) or texts_of(second) == both)
    wait_until(first, lambda: beat(first) or texts_of(first) == both)

    first.reload()
    first.locator("#text").wait_for()
    assert texts_of(first) == both


def test_the_plain_form_of_an_old_tab_is_joined_with_what_was_saved_since(section, open_browser):
    first = opened(open_browser("coordinator"), section)
    second = opened(open_browser("coordinator"), section)
    before = texts_of(first)
    caret_at_end(first)
    first.keyboard.press("Enter")
    first.keyboard.type("From the editor.")
    wait_for_state(first, "Saved")
    second.get_by_text("Write as plain text instead").click()
    plain = second.get_by_label("Text", exact=True)
    plain.fill(f"From the form.\n\n{plain.input_value()}")
    second.get_by_role("button", name="Save a new version").click()
    second.locator("#text").wait_for()
    assert texts_of(second) == ["From the form.", *before, "From the editor."]
