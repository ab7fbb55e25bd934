"""A second opinion: LibreOffice opens the letter, and it is one page that passes its checks."""

import pytest

from bidapp.bids.models import Marking
from bidapp.files.reading import read_document
from tests.letters.test_draft import a_letterhead, a_partner, a_signatory, drafted, written
from tests.libreoffice import as_pdfs

pytestmark = pytest.mark.slow
KINDS = {"plain": None, "headed": a_letterhead()}


@pytest.fixture(scope="module")
def letters(tmp_path_factory):
    """Both letters as PDFs, read by ourselves."""
    folder = tmp_path_factory.mktemp("letters")
    role = a_partner(
        bid={"marking": Marking.OFFICIAL},
        summary="We open our organised crime teams to the study and test the method with them.",
    )
    draft = drafted(role, signatory=a_signatory(role))
    documents = {kind: written(draft, letterhead) for kind, letterhead in KINDS.items()}
    made = as_pdfs(folder, documents)
    return {kind: read_document(content, "x.pdf") for kind, content in made.items()}


@pytest.mark.parametrize("kind", KINDS)
def test_three_lines_are_one_page(letters, kind):
    assert letters[kind].pages == 1


@pytest.mark.parametrize("kind", KINDS)
def test_everything_can_be_read_on_it(letters, kind):
    text = " ".join(letters[kind].text.split())
    for words in (
        "5 January 2027",
        "Economic and Social Research Council",
        "Letter of support for: ADAPT: red teaming and adaptability",
        "£13,606 in kind and £3,000 in cash, £16,606 together",
        "In kind: 120 hours at £45 an hour (force pay scales, 2029–30)",
        "Assistant Chief Constable",
    ):
        assert words in text
    assert text.count("OFFICIAL") == 2


def test_the_letterhead_stands_above_and_below(letters):
    for words in ("Sherwood Lodge", "www.example.org", "Kept words"):
        assert words in letters["headed"].text
