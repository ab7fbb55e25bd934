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


def test_what_was_typed_last_is_there_on_the_page_one_goes_to_next(section, open_browser):
    page = opened(open_browser("coordinator"), section)
    write(page, " Typed at the very last.")
    page.get_by_role("link", name="Versions", exact=False).first.evaluate("link => link.click()")
    page.wait_for_url("**/versions*")
    later = opened(open_browser("writer"), section)
    assert "Typed at the very last." in " ".join(texts_of(later))


def test_what_was_typed_before_a_tab_was_closed_reaches_the_server(section, open_browser):
    page = opened(open_browser("coordinator"), section)
    write(page, " Typed before closing.")
    page.wait_for_timeout(200)
    page.close(run_before_unload=False)
    later = opened(open_browser("writer"), section)
    wait_until(later, lambda: beat(later) or "before closing." in " ".join(texts_of(later)))


def test_a_locked_section_keeps_what_had_not_reached_it_in_sight(section, open_browser):
    page = opened(open_browser("coordinator"), section)
    write(page, " Before the lock.")
    wait_for_state(page, "Saved")
    other = open_browser("coordinator")
    for words in ("Mark as done", "Lock it"):
        other.goto(f"{section}/state")
        other.get_by_role("button", name=words).click()
    write(page, " After the lock.")
    page.get_by_text("is locked").first.wait_for()
    wait_until(
        page, lambda: beat(page) or page.locator("#section-state").inner_text()[:6] == "Locked"
    )
    page.reload()
    page.get_by_label("Your text on this device").wait_for()
    assert "After the lock." in page.get_by_label("Your text on this device").input_value()
    other.goto(f"{section}/state")
    other.get_by_label("What to say with it").fill("For the test that follows.")
    other.get_by_role("button", name="Unlock it").click()
    page.reload()
    page.locator("#text").wait_for()
    wait_until(page, lambda: "After the lock." in " ".join(texts_of(page)))
    other.goto(section)
    other.get_by_text("Writing").first.wait_for()
