"""A browser that is killed while one types: what was typed two seconds before is back."""

import subprocess

import pytest

from tests.browser.chromium import FLAGS, WIDE, chromium_program, sign_in
from tests.browser.writing import caret_at_end, texts_of, wait_until


@pytest.fixture
def lasting_browser(browser, demo, tmp_path):
    """Opens a browser that keeps its folder, each time after the one before was killed."""
    opened = []

    def begin():
        context = browser.browser_type.launch_persistent_context(
            tmp_path,
            executable_path=chromium_program(),
            args=FLAGS,
            base_url=demo.address,
            viewport=WIDE,
            locale="en-GB",
        )
        opened.append(context)
        return context

    def kill():
        subprocess.run(["pkill", "-9", "-f", f"user-data-dir={tmp_path}"], check=False)

    yield begin, kill
    kill()


@pytest.mark.slow
def test_what_was_typed_before_the_browser_was_killed_is_back(lasting_browser, demo):
    begin, kill = lasting_browser
    context = begin()
    page = sign_in(context, demo, "writer")
    page.goto("/sections/18")
    page.locator("#text").wait_for()
    context.route("**/sections/18/text", lambda route: _fail_saves(route))
    caret_at_end(page)
    page.keyboard.type("Typed before the power went.")
    page.wait_for_timeout(2000)
    kill()

    page = sign_in(begin(), demo, "writer")
    page.goto("/sections/18")
    wait_until(page, lambda: "Typed before the power went." in " ".join(texts_of(page)))
    page.get_by_text("and had not reached the server is back").wait_for()


def _fail_saves(route):
    """The server hears of nothing: only the copy on the device can bring it back."""
    if route.request.method == "POST":
        route.abort()
    else:
        route.continue_()
