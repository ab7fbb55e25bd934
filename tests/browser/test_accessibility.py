import pytest

from tests.browser.axe import colours_axe_finds, everything_axe_finds
from tests.browser.console import listen
from tests.browser.pages import BESIDE, FOR_NOBODY, address_of, page_rules

RULES = page_rules()
HEARD = {}  # what each window reported since its page was asked for
WIDTHS = (320, 683, 1000)


@pytest.fixture(scope="module")
def visitor(open_browser):
    """One window for the administrator and one for nobody, used for page after page."""
    windows = {}

    def open_as(who):
        if who not in windows:
            windows[who] = open_browser(who)
            HEARD[windows[who]] = listen(windows[who])
        HEARD[windows[who]].clear()
        return windows[who]

    return open_as


def faults_of(page):
    """What the browser reported; then every rule at both widths, and the colours of both looks.

    Narrow and light has no colour that the others lack.
    """
    return [
        *HEARD[page],
        *_seen(page, 1366, "light", everything_axe_finds),
        *_seen(page, 1366, "dark", colours_axe_finds),
        *_seen(page, 320, "dark", everything_axe_finds),
        *sideways(page),
    ]


def _seen(page, width, look, find):
    page.set_viewport_size({"width": width, "height": 900})
    page.emulate_media(color_scheme=look)
    return [f"{look}, {width} px: {fault}" for fault in find(page)]


def sideways(page):
    """The widths at which the page would have to be scrolled to the side."""
    found = []
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        over = page.evaluate(
            "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        )
        found += [f"{over} px too wide at {width} px"] * (over > 0)
    return found


@pytest.mark.parametrize("endpoint", sorted(RULES))
def test_every_page_is_accessible_in_light_and_dark_and_reports_no_error(endpoint, demo, visitor):
    page = visitor(None if endpoint in FOR_NOBODY else "administrator")
    answer = page.goto(address_of(RULES[endpoint], demo))
    assert answer.status == 200
    assert faults_of(page) == []


@pytest.mark.parametrize("name", sorted(BESIDE))
def test_a_page_with_nothing_to_show_is_accessible(name, visitor):
    page = visitor("administrator")
    page.goto(BESIDE[name])
    assert faults_of(page) == []


def test_a_form_that_came_back_with_errors_is_accessible(visitor):
    page = visitor("administrator")
    page.goto("/calls/add")
    page.get_by_label("Most one can ask for").fill("a lot")
    page.get_by_role("button", name="Save the call").click()
    page.locator(".error-summary").wait_for()
    assert faults_of(page) == []


def test_a_refused_sign_in_is_accessible(visitor):
    page = visitor(None)
    page.goto("/sign-in")
    page.get_by_label("Work e-mail").fill("nobody@example.org")
    page.get_by_label("Password").fill("not the password")
    page.get_by_role("button", name="Sign in").click()
    page.locator(".error-summary").wait_for()
    assert faults_of(page) == []


def test_a_spent_link_is_accessible(visitor):
    page = visitor(None)
    page.goto("/set-password/a-key-that-was-never-made")
    assert faults_of(page) == []


def test_a_preview_is_accessible(visitor, demo):
    page = visitor("administrator")
    page.goto(address_of(RULES["drafting.write"], demo))
    page.get_by_text("Write as plain text instead").click()
    page.get_by_label("Text", exact=True).fill("# A heading\n\n* one\n* two\n\nWords.")
    page.get_by_label("Written as").select_option("Markdown")
    page.get_by_role("button", name="Preview").click()
    page.get_by_text("This is a preview.").wait_for()
    assert faults_of(page) == []


@pytest.mark.parametrize("look", ["light", "dark"])
def test_the_look_a_person_chose_holds_against_the_machines(look, open_browser):
    page = open_browser("reader", color_scheme="dark" if look == "light" else "light")
    page.goto("/account")
    page.get_by_label("Light or dark").select_option(look.capitalize())
    page.get_by_role("button", name="Save", exact=True).click()
    page.get_by_text("Saved.").wait_for()
    assert (
        page.evaluate("getComputedStyle(document.body).backgroundColor")
        == {
            "light": "rgb(242, 242, 237)",
            "dark": "rgb(18, 22, 21)",
        }[look]
    )
    assert colours_axe_finds(page) == []
