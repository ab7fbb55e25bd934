"""The pictures in docs/pictures, taken of the running example: `python -m tests.screenshots`."""

import sys
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory

from PIL import Image

from tests.browser.chromium import a_browser, chromium_program, sign_in
from tests.browser.demo import Demo
from tests.browser.pages import link_of_a_partner

PICTURES = Path(__file__).resolve().parents[1] / "docs" / "pictures"
COLOURS = 128
WIDE, PHONE = (1366, 900), (320, 1000)
PHONE_SIZE = {"width": 320, "height": 1000}
TAKEN = {  # picture: who looks, at what, how wide, in which look
    "bid.png": ("coordinator", "ADAPT", WIDE, "light"),
    "bid-dark.png": ("coordinator", "ADAPT", WIDE, "dark"),
    "board.png": ("coordinator", "Pipeline", WIDE, "light"),
    "section.png": ("co.lead", "Approach", WIDE, "light"),
    "draft.png": ("coordinator", "Draft", WIDE, "light"),
    "my-work-320.png": ("writer", "My work", PHONE, "light"),
    "partners.png": ("coordinator", "Partners", WIDE, "light"),
    "ledger.png": ("coordinator", "Ledger", WIDE, "light"),
}
OF_ADAPT = {
    "Approach": (),
    "Draft": (),
    "Partners": (),
    "Ledger": ("Partners",),
}  # what is pressed before it


def main():
    if chromium_program() is None:
        sys.exit("The pictures need Chromium, for example: apt-get install chromium")
    PICTURES.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory() as instance, Demo(instance) as demo, a_browser() as browser:
        for name, wanted in TAKEN.items():
            file = PICTURES / name
            file.write_bytes(_small(_taken(browser, demo, *wanted)))
            sys.stdout.write(f"{file.name}: {file.stat().st_size // 1024} KB\n")
        (PICTURES / "partner-320.png").write_bytes(_small(_partners_page(browser, demo)))


def _partners_page(browser, demo):
    """As a partner's contact sees it on a telephone, without an account or a script."""
    context = browser.new_context(viewport=PHONE_SIZE, java_script_enabled=False)
    page = context.new_page()
    page.goto(link_of_a_partner(demo))
    picture = page.screenshot(full_page=True)
    context.close()
    return picture


def _taken(browser, demo, who, place, size, look):
    options = {"viewport": dict(zip(("width", "height"), size, strict=True))}
    context = browser.new_context(
        base_url=demo.address, locale="en-GB", color_scheme=look, **options
    )
    page = sign_in(context, demo, who)
    _go(page, place)
    picture = page.screenshot()
    context.close()
    return picture


def _go(page, place):
    """By the links that people press."""
    for before in ("ADAPT", *OF_ADAPT[place]) if place in OF_ADAPT else ():
        page.get_by_role("link", name=before).first.click()
    page.get_by_role("link", name=place, exact=place in OF_ADAPT).first.click()
    page.mouse.move(0, 0)
    page.wait_for_load_state()


def _small(picture):
    """Few colours: a page of ours has hardly more."""
    small = BytesIO()
    few = Image.open(BytesIO(picture)).convert("RGB").quantize(COLOURS)
    few.save(small, "PNG", optimize=True)
    return small.getvalue()


if __name__ == "__main__":
    main()
