"""Comments beside the editor: passages marked, a selection commented on, names offered."""

import pytest

from tests.browser.writing import EDITOR

SELECT = f"{EDITOR}.view.focus(), {EDITOR}.commands.setTextSelection({{from: 23, to: 60}})"


@pytest.fixture
def page(open_browser, demo):
    page = open_browser("coordinator")
    page.goto("/bids/1")
    page.get_by_role("link", name="Approach", exact=True).first.click()
    page.locator(".ProseMirror .anchor").first.wait_for()
    return page


def test_a_passage_is_marked_and_leads_to_its_comment_and_back(page):
    mark = page.locator(".ProseMirror .anchor").get_by_text("More than 1,000 hours")
    mark.click()
    assert page.locator(".comment.is-chosen blockquote").inner_text() == "More than 1,000 hours"
    page.locator(".comment.is-chosen [data-passage]").click()
    assert page.evaluate("getSelection().toString()") == "More than 1,000 hours"


def test_what_is_selected_is_commented_on_with_a_name_from_the_list(page):
    page.evaluate(SELECT)
    page.keyboard.press("Control+Alt+m")
    words = page.locator("#words-comment:focus")
    words.wait_for()
    words.press_sequentially("Look, @gra")
    page.get_by_role("option", name="Grant manager", selected=True).wait_for()
    page.keyboard.press("Enter")
    page.keyboard.type("please.")
    assert words.input_value() == "Look, @Grant manager please."
    page.get_by_role("button", name="Add the comment").click()
    page.locator("#comments .comment").get_by_text("Look, @Grant manager please.").wait_for()
    page.locator(".ProseMirror .anchor").get_by_text("when, how and").wait_for()
