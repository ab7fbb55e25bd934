import pytest

from tests.browser.console import listen


@pytest.fixture
def page(open_browser):
    return open_browser("coordinator")


def focused(page, what="node.id"):
    return page.evaluate(f"(() => {{ const node = document.activeElement; return {what}; }})()")


def wait_for_focus_on(page, card, title):
    """The page moves the focus a moment after it showed what came of a move."""
    starts = f"const node = document.activeElement; return {card}?.innerText.startsWith(title);"
    page.wait_for_function(f"title => {{ {starts} }}", arg=title)


@pytest.mark.parametrize("address", ["/", "/bids/board", "/sections/1", "/calls/add"])
def test_the_first_tab_leads_past_the_navigation(page, address):
    page.goto(address)
    page.keyboard.press("Tab")
    assert focused(page, "node.textContent") == "Skip to main content"
    page.keyboard.press("Enter")
    assert focused(page) == "main"


def test_a_menu_opens_by_keyboard_and_closes_with_escape(page):
    page.goto("/")
    summary = page.locator("details.menu > summary")
    summary.focus()
    page.keyboard.press("Enter")
    account = page.get_by_role("link", name="Your account")
    assert account.is_visible()
    page.keyboard.press("Tab")
    page.keyboard.press("Escape")
    assert not account.is_visible()
    assert focused(page, "node.tagName") == "SUMMARY"


def test_a_menu_closes_when_one_clicks_elsewhere(page):
    page.goto("/")
    page.locator("details.menu > summary").click()
    page.get_by_role("heading", level=1).click()
    assert not page.get_by_role("link", name="Your account").is_visible()


def move(page, title, stage):
    """By keyboard; what is said about it afterwards."""
    page.get_by_label(f"Move {title} to").select_option(stage)
    page.get_by_role("button", name=f"Move {title}").focus()
    page.keyboard.press("Enter")
    said = page.locator("#messages").get_by_text(f"is now in {stage}.")
    said.wait_for()
    return said


def test_after_a_move_on_the_board_the_focus_stays_with_the_bid(page):
    page.goto("/bids/board")
    title = (
        page.get_by_role("region", name="Idea").get_by_role("heading", level=3).first.inner_text()
    )
    move(page, title, "Drafting")
    wait_for_focus_on(page, "node.closest('article')", title)
    move(page, title, "Withdrawn")
    wait_for_focus_on(page, "node.closest('article')", title)
    move(page, title, "Idea")


def test_a_move_to_the_end_leaves_the_focus_on_the_card(page):
    """A bid that is won moves no further, so the button that was pressed is gone."""
    page.goto("/bids/board")
    submitted = page.get_by_role("region", name="Submitted")
    title = submitted.get_by_role("heading", level=3).first.inner_text()
    move(page, title, "Not funded")
    wait_for_focus_on(page, "node", title)


def test_a_move_on_a_filtered_board_keeps_the_filter(page):
    page.goto("/bids/board?q=rivals")
    title = page.get_by_role("heading", level=3).inner_text()
    move(page, title, "Drafting")
    assert page.get_by_role("heading", level=3).all_inner_texts() == [title]
    move(page, title, "Idea")


def test_what_was_said_about_a_move_is_not_said_again_on_the_next_page(page):
    page.goto("/bids/board?q=rivals")
    title = page.get_by_role("heading", level=3).inner_text()
    move(page, title, "Drafting")
    move(page, title, "Idea")
    page.goto("/")
    assert page.locator("#messages").inner_text() == ""


def test_an_error_summary_takes_the_focus_and_leads_to_each_field(page):
    page.goto("/calls/add")
    page.get_by_role("button", name="Save the call").click()
    page.locator(".error-summary").wait_for()
    assert focused(page, "node.className") == "error-summary"
    assert page.title().startswith("Error: ")
    page.get_by_role("link", name="Enter the call’s title.").click()
    assert focused(page) == "title"
    described = page.locator("#title").get_attribute("aria-describedby")
    assert page.locator(f"#{described}").inner_text() == "Enter the call’s title."


def test_counting_and_previewing_break_no_security_policy(page):
    heard = listen(page)
    page.goto("/sections/1")
    page.get_by_text("Write as plain text instead").click()
    page.get_by_label("Text", exact=True).fill("A new title for it")
    page.get_by_text("as typed and not yet saved").wait_for()
    page.get_by_role("button", name="Preview").click()
    page.get_by_text("Nothing is saved yet.").wait_for()
    assert heard == []


@pytest.mark.parametrize("address", ["/bids/1", "/sections/1", "/bids/board", "/calls"])
def test_paper_carries_no_navigation_and_no_controls(page, address):
    page.goto(address)
    page.emulate_media(media="print", color_scheme="dark")
    hidden = ".masthead, .bidnav, .btn, .move, .filters, .foot, .skip"
    assert not any(each.is_visible() for each in page.locator(hidden).all())
    assert page.get_by_role("heading", level=1).is_visible()
    body = "getComputedStyle(document.body)"
    assert page.evaluate(f"[{body}.backgroundColor, {body}.color]") == [
        "rgb(255, 255, 255)",
        "rgb(0, 0, 0)",
    ]
