"""A second opinion: LibreOffice opens the document and shows what it should."""

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from bidapp.documents.word import write_word
from tests.documents.word_builders import a_rich_outline

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """The text of each page of the document as a PDF."""
    folder = tmp_path_factory.mktemp("word")
    office, reader = _needed("soffice", "LibreOffice Writer"), _needed("pdftotext", "Poppler")
    (folder / "bid.docx").write_bytes(write_word(a_rich_outline()))
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    convert = [office, "--headless", profile, "--convert-to", "pdf", "--outdir", str(folder)]
    subprocess.run(
        [*convert, str(folder / "bid.docx")], check=True, capture_output=True, timeout=120
    )
    return _text_of(folder / "bid.pdf", reader)


def test_the_title_page_stands_alone(pages):
    assert "Safer streets" in pages[0]
    assert re.search(r"Lead\s+Sea Trust\n\s+Harbour Road", pages[0])
    assert "Vision" not in pages[0]


def test_the_text_is_there(pages):
    for words in ("Crime fell", "What we will do", "raised linked", "on the next line"):
        assert words in pages[1]


def test_lists_are_numbered_each_on_its_own(pages):
    for line in ("1. Talk to schools", "2. Train officers", "a. listen", "b. write"):
        assert _line(line).search(pages[1])
    assert _line("5. Count again").search(pages[1])
    assert _line("• Before").search(pages[1])


def test_the_note_stands_at_the_foot(pages):
    assert pages[1].index("Source: ONS") > pages[1].index("Crime fell")
    assert re.search(r"^\s*1\s+Source: ONS", pages[1], re.MULTILINE)


def test_the_table_shows_its_cells(pages):
    whole = "\n".join(pages)
    for words in ("Who", "Police", "In kind", "a room", "Alone", "Figure 1. Blue."):
        assert words in whole


def test_the_pages_are_numbered_from_the_second_on(pages):
    assert "Page" not in pages[0]
    for number, page in enumerate(pages[1:], start=2):
        assert f"Page {number} of {len(pages)}" in page


def test_an_empty_chapter_says_so(pages):
    assert re.search(r"Approach\s+Nothing written yet\.", pages[-1])


def _needed(program: str, package: str) -> str:
    """The program, or a skipped test; on the build server its absence is a failure."""
    found = shutil.which(program)
    if found is None and os.environ.get("CI") == "true":
        pytest.fail(f"needs {package} ({program})")
    if found is None:
        pytest.skip(f"needs {package} ({program})")
    return found


def _text_of(pdf: Path, reader: str) -> list[str]:
    done = subprocess.run(
        [reader, "-layout", str(pdf), "-"], check=True, capture_output=True, timeout=60
    )
    return done.stdout.decode().split("\f")[:-1]


def _line(words: str) -> re.Pattern[str]:
    """These words on one line, with whatever spaces between them."""
    return re.compile(r"^\s*" + r"\s+".join(map(re.escape, words.split())), re.MULTILINE)
