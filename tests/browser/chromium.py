"""The system's own Chromium, driven by Playwright; no browser is downloaded."""

import shutil
from contextlib import contextmanager

from playwright.sync_api import sync_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome")
FLAGS = ["--no-sandbox", "--disable-dev-shm-usage"]
WIDE = {"width": 1366, "height": 900}


def chromium_program():
    """Where it stands, or None."""
    return next(filter(None, map(shutil.which, NAMES)), None)


@contextmanager
def a_browser():
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium_program(), args=FLAGS)
        yield browser
        browser.close()


def sign_in(context, demo, who="coordinator"):
    """A page of this context, on which one of the example's people is signed in."""
    page = context.new_page()
    page.goto("/sign-in")
    page.get_by_label("Work e-mail").fill(f"{who}@example.org")
    page.get_by_label("Password").fill(demo.password)
    page.get_by_role("button", name="Sign in").click()
    page.get_by_role("heading", level=1, name="My work").wait_for()
    return page
