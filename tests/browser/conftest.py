"""One demo and one browser for all of these tests; each person signs in once."""

import os

import pytest

from tests.browser.chromium import WIDE, a_browser, chromium_program, sign_in
from tests.browser.demo import Demo
from tests.browser.stand_in import StandIn


def pytest_collection_modifyitems(items):
    """Whatever stands in this folder drives a browser."""
    for item in items:
        if item.path.parent.name == "browser":
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def demo(tmp_path_factory):
    with Demo(tmp_path_factory.mktemp("demo")) as running:
        yield running


@pytest.fixture(scope="session")
def browser():
    if chromium_program() is None:
        reason = "needs Chromium, for example: apt-get install chromium"
        pytest.fail(reason) if os.environ.get("CI") == "true" else pytest.skip(reason)
    with a_browser() as browser:
        yield browser


@pytest.fixture(scope="session")
def cookies_of(browser, demo):
    """What a browser keeps of somebody's sign-in, so that it need not be repeated."""
    kept = {}

    def cookies(who):
        if who not in kept:
            context = browser.new_context(base_url=demo.address)
            sign_in(context, demo, who)
            kept[who] = context.storage_state()
            context.close()
        return kept[who]

    return cookies


@pytest.fixture(scope="session")
def open_browser(browser, demo, cookies_of):
    """A window of its own for one of the example's people, or for nobody."""
    opened = []

    def window(who=None, **options):
        facts = {"base_url": demo.address, "viewport": WIDE, "locale": "en-GB"}
        if who:
            facts["storage_state"] = cookies_of(who)
        opened.append(browser.new_context(**facts | options))
        return opened[-1].new_page()

    yield window
    for context in opened:
        context.close()


@pytest.fixture
def open_editor(open_browser):
    """A section opened in the editor, and the server's side of it, played by a stand-in."""
    windows, pages = [], set()

    def own_page():
        windows.append(open_browser("coordinator"))
        return windows[-1]

    def opened(content=None, page=None, stand_in=None, **section):
        page = page or own_page()
        stand_in = stand_in or StandIn(content, **section)
        stand_in.play(page)
        if page not in pages:
            page.on("dialog", lambda leaving: leaving.accept())
            pages.add(page)
        page.goto("/sections/1")
        page.locator("#text").wait_for()
        return page, stand_in

    yield opened
    for page in pages:
        page.goto("about:blank")
        page.unroute_all()
    for page in windows:  # each keeps connections open, of which the server has not many
        page.context.close()
