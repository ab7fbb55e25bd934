"""The whole story of a bid in a real browser, from the funder to the Word document."""

from datetime import date, timedelta
from io import BytesIO

import pytest
from docx import Document

ME = "Bid coordinator"
TEXT = """# Why now

Five forces *share* **one** region.

* They train together.
* They learn apart.
"""
BLOCK = "Red teaming as a method"


def in_days(days):
    return (date.today() + timedelta(days=days)).isoformat()  # noqa: DTZ011  the browser's own day


def press(page, name, within=None):
    (within or page).get_by_role("button", name=name).first.click()


def said(page):
    return page.locator("#messages").inner_text()


def add_funder(page, name):
    page.goto("/funders/add")
    page.get_by_label("Name", exact=True).fill(name)
    page.get_by_label("Short name").fill(name)
    press(page, "Save the funder")
    page.get_by_role("link", name="Add a template").click()
    page.get_by_label("Name of the template").fill(f"Form of {name}")
    press(page, "Save the template")
    add_template_section(page, "Vision", limit="20")
    add_template_section(page, "Approach", limit="500")


def add_template_section(page, title, limit):
    page.get_by_role("link", name="Add a section").click()
    page.get_by_label("Title").fill(title)
    page.get_by_label("Limit (optional)").fill(limit)
    press(page, "Save the section")
    page.get_by_role("link", name=title).wait_for()


def add_call(page, funder, title):
    page.goto("/calls/add")
    page.get_by_label("Funder", exact=True).select_option(label=funder)
    page.get_by_label("Title").fill(title)
    page.get_by_label("Sections come from").select_option(label=f"{funder}: Form of {funder}")
    press(page, "Save the call")
    page.get_by_label("What is due").fill("Full bid closes")
    page.get_by_label("Date", exact=True).fill(in_days(10))
    page.get_by_label("Time", exact=True).fill("16:00")
    press(page, "Save the deadline")
    assert "4:00pm (UK)" in page.locator("main").inner_text()


def open_bid(page, title, short_name):
    """The lead and the bidding partner stand in the form already."""
    page.get_by_role("link", name="Open a bid on this call").click()
    assert chosen(page, "Led by") == "De Montfort University"
    assert chosen(page, "Bidding partner") == "East Midlands Policing Academic Collaboration"
    page.get_by_label("Title").fill(title)
    page.get_by_label("Short name").fill(short_name)
    press(page, "Open the bid")
    sections = page.get_by_role("region", name="Sections").get_by_role("rowheader")
    assert [name.strip() for name in sections.all_inner_texts()] == ["Vision", "Approach"]
    return page.url


def chosen(page, label):
    return page.get_by_label(label).locator("option:checked").inner_text()


def give_me_the_section(page, bid, title):
    page.goto(bid)
    page.get_by_role("link", name=title, exact=True).click()
    page.get_by_role("link", name="Change", exact=True).click()
    page.get_by_label("Written by").select_option(label=ME)
    press(page, "Save the section")
    page.get_by_role("link", name=title, exact=True).click()


def write(page, counts_while_typing):
    if counts_while_typing:
        page.get_by_text("Write as plain text instead").click()
    page.get_by_label("Text", exact=True).fill(TEXT)
    if counts_while_typing:
        page.get_by_role("status").get_by_text("as typed and not yet saved").wait_for()
        assert "13 of 20 words" in page.locator("#count").inner_text()
    press(page, "Preview")
    assert page.get_by_text("Nothing is saved yet.").is_visible()
    assert page.get_by_role("listitem").get_by_text("They train together.").is_visible()
    press(page, "Save a new version")
    assert "Version 1 is saved." in said(page)
    if counts_while_typing:
        page.locator("[data-count]").get_by_text("13 of 20 words").wait_for()
    else:
        assert "13 of 20 words 7 left" in page.locator("#count").inner_text()


def put_in_a_block(page):
    page.get_by_label("Text block", exact=True).select_option(label=BLOCK)
    press(page, "Put it in")
    assert "as version 2 of the section" in said(page)
    blocks = page.get_by_role("region", name="Text blocks")
    assert f"{BLOCK} version 1 is in this text" in " ".join(blocks.inner_text().split())


def move_on_the_board(page, title):
    page.goto("/bids/board")
    page.get_by_label(f"Move {title} to").select_option("Drafting")
    press(page, f"Move {title}")
    drafting = page.get_by_role("region", name="Drafting")
    drafting.get_by_role("heading", name=title).wait_for()


def reminder_of(bid, demo):
    """The letter about this bid, sent by the demo's own round or by one of ours."""
    for _ in range(20):
        letters = [text for text in demo.letters_to("coordinator@example.org") if bid in text]
        if letters:
            return letters[-1]
        demo.run("tick")
    return pytest.fail("No reminder came.")


def the_document(page, bid):
    page.goto(bid)
    page.get_by_role("link", name="Make the document").click()
    with page.expect_download() as download:
        page.get_by_role("link", name="Download the Word document").click()
    return Document(BytesIO(download.value.path().read_bytes()))


@pytest.mark.parametrize("script", [True, False], ids=["with script", "without script"])
def test_a_coordinator_takes_a_bid_from_the_call_to_the_word_document(script, demo, open_browser):
    page = open_browser("coordinator", java_script_enabled=script)
    funder = "Sea Trust" if script else "Land Trust"
    title = f"How harbours learn, asked of the {funder}"
    add_funder(page, funder)
    add_call(page, funder, f"Round of the {funder}")
    bid = open_bid(page, title, short_name=funder.upper().replace(" ", ""))
    give_me_the_section(page, bid, "Vision")
    write(page, counts_while_typing=script)
    put_in_a_block(page)
    move_on_the_board(page, title)

    assert ", 4:00pm (UK)" in reminder_of(bid, demo)

    paragraphs = the_document(page, bid).paragraphs
    headings = [each.text for each in paragraphs if each.style.name.startswith("Heading")]
    assert [head for head in headings if head in ("Vision", "Why now", "Approach")] == [
        "Vision",
        "Why now",
        "Approach",
    ]
    assert "Five forces share one region." in [each.text for each in paragraphs]
    assert any(each.text.startswith("Red teaming means") for each in paragraphs)
