"""A partner on a telephone without scripts; the crawlers that look after their mail; a coordinator
who works by keyboard.
"""

import re
from urllib.request import Request, urlopen

import pytest

from tests.browser.axe import everything_axe_finds
from tests.browser.pages import link_of_a_partner

PHONE = {"viewport": {"width": 320, "height": 640}, "has_touch": True}
SUPERINTENDENT = "superintendent@leicestershire.example.org"
CHIEF_INSPECTOR = "chief.inspector@emsou.example.org"


@pytest.fixture
def phone(browser, demo):
    """A telephone of somebody without an account, with scripts switched off."""
    context = browser.new_context(
        base_url=demo.address, java_script_enabled=False, locale="en-GB", **PHONE
    )
    yield context.new_page()
    context.close()


def press(page, name):
    page.get_by_role("button", name=name, exact=False).first.click()
    page.wait_for_load_state()


def test_crawlers_that_open_every_link_of_every_letter_change_nothing(demo, browser):
    link_of_a_partner(demo)
    before = states(demo)
    letters = [*demo.letters_to(SUPERINTENDENT), *demo.letters_to(CHIEF_INSPECTOR)]
    links = set(re.findall(r"http://\S+?/ask/[\w-]{43}", " ".join(letters)))
    assert len(links) == 2
    context = browser.new_context()
    page = context.new_page()
    for link in links:
        for method in ("HEAD", "GET"):
            with urlopen(Request(link, method=method), timeout=10) as answer:
                assert answer.status == 200
        page.goto(link)  # and one that runs scripts, and follows what it finds
        for found in page.locator("a[href^='/ask/']").all():
            urlopen(f"{demo.address}{found.get_attribute('href')}", timeout=30).close()
    context.close()
    assert states(demo) == before


def states(demo):
    return demo.rows("SELECT id, state, standing_number FROM contribution ORDER BY id")


def test_a_partner_confirms_on_a_telephone_without_script(demo, phone):
    phone.goto(link_of_a_partner(demo, CHIEF_INSPECTOR))
    assert phone.get_by_role("heading", level=1).inner_text().startswith("Will EMSOU bring two")
    press(phone, "Confirm both, £10,520")
    assert (
        "Tick that you may answer, or hand this over below." in phone.locator("main").inner_text()
    )
    phone.get_by_label("I may answer for East Midlands Special Operations Unit").check()
    press(phone, "Confirm both, £10,520")
    said = phone.locator("main").inner_text()
    assert "We have your confirmation" in said
    assert "You have answered everything" in said
    with phone.expect_download() as downloading:
        phone.get_by_role("link", name="Download the record").click()
    assert downloading.value.suggested_filename.endswith(".docx")


def test_a_partner_proposes_asks_and_hands_over_without_script(demo, phone):
    phone.goto(link_of_a_partner(demo, SUPERINTENDENT))
    phone.get_by_text("Change or decline this line").click()
    phone.get_by_label("How many").fill("20")
    phone.get_by_label("Why", exact=True).fill("Four days are taken.")
    press(phone, "Propose this change")
    assert "Proposed instead: £3,600" in phone.locator("main").inner_text()
    phone.get_by_text("Ask a question").first.click()
    phone.get_by_label("Your question").fill("May we choose the days?")
    press(phone, "Ask the bid team")
    assert "Your question is with the bid team." in phone.locator("main").inner_text()


def test_nothing_on_a_partners_pages_is_wider_than_the_telephone(demo, phone):
    phone.goto(link_of_a_partner(demo, SUPERINTENDENT))
    for more in phone.locator("summary").all():
        more.click()
    size = phone.locator("html").bounding_box()
    assert size["width"] <= 320


def test_a_page_that_is_open_everywhere_has_no_fault(demo, open_browser):
    page = open_browser(None, **PHONE)
    page.goto(link_of_a_partner(demo, SUPERINTENDENT))
    for more in page.locator("summary").all():
        more.click()
    assert everything_axe_finds(page) == []
    over = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    assert page.evaluate(over) <= 0


def test_a_coordinator_asks_by_keyboard_alone(demo, open_browser):
    page = open_browser("coordinator")
    page.goto("/bids")
    page.goto(page.get_by_role("link", name=re.compile("ADAPT")).first.get_attribute("href"))
    page.get_by_label("This bid").get_by_role("link", name="Partners").press("Enter")
    page.get_by_role("link", name="Ask Leicestershire OPCC").press("Enter")
    page.get_by_label("Whom to ask").select_option(index=1)
    page.get_by_role("button", name="See the letter").press("Enter")
    page.get_by_role("heading", level=1, name="See the letter before it goes").wait_for()
    assert "A seat on the advisory board, £2,400" in page.locator("pre").inner_text()
    page.get_by_role("button", name="Send this letter").press("Enter")
    page.get_by_text("is on its way").wait_for()
    assert everything_axe_finds(page) == []
