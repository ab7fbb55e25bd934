"""The pictures in docs/pictures, taken of the running example: `python -m tests.screenshots`."""

import sys
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory

from PIL import Image

from tests.browser.chromium import a_browser, chromium_program, sign_in
from tests.browser.demo import Demo

PICTURES = Path(__file__).resolve().parents[1] / "docs" / "pictures"
COLOURS = 64
WIDE, PHONE = (1366, 900), (320, 1000)
TAKEN = {  # picture: who looks, at what, how wide, in which look
    "bid.png": ("coordinator", "ADAPT", WIDE, "light"),
    "bid-dark.png": ("coordinator", "ADAPT", WIDE, "dark"),
    "board.png": ("coordinator", "Pipeline", WIDE, "light"),
    "section.png": ("coordinator", "Vision", WIDE, "light"),
    "my-work-320.png": ("writer", "My work", PHONE, "light"),
}


def main():
    if chromium_program() is None:
        sys.exit("The pictures need Chromium, for example: apt-get install chromium")
    PICTURES.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory() as instance, Demo(instance) as demo, a_browser() as browser:
        for name, wanted in TAKEN.items():
            file = PICTURES / name
            file.write_bytes(_small(_taken(browser, demo, *wanted)))
            sys.stdout.write(f"{file.name}: {file.stat().st_size // 1024} KB\n")


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
    if place == "Vision":
        _go(page, "ADAPT")
    page.get_by_role("link", name=place).first.click()
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
