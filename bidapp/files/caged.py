"""What runs in the cage: one document in over standard input, what it says out as JSON.

Started by cage.py with an empty environment; limits itself before it reads a byte. Whatever goes
wrong here happens to this process alone.
"""

import json
import resource
import sys
from collections.abc import Callable, Mapping
from typing import Any

from bidapp.errors import RuleBroken
from bidapp.files.docx_gate import check_docx
from bidapp.files.docx_text import pages_said, text_of
from bidapp.files.names import PDF, WORD
from bidapp.files.pdf import read_pdf
from bidapp.files.refusals import TOOK_TOO_MUCH

MOST_MEMORY = 1024**3
MOST_SECONDS = 20
MOST_SAID = 4 * 1024 * 1024
LONGEST_TEXT = 200_000  # letters; a letter has three thousand
MOST_LETTERHEAD_ELEMENTS = 20_000
Job = Callable[[bytes], dict[str, Any]]
FEWEST_LETTERS = 40  # on all pages together; fewer, and it is a picture of a letter


def main() -> None:
    do_one_of(JOBS)


def do_one_of(jobs: Mapping[str, Job]) -> None:
    """Do the one job that the first argument names."""
    limit()
    content = sys.stdin.buffer.read()
    said: dict[str, Any]
    try:
        said = {"said": jobs[sys.argv[1]](content)}
    except RuleBroken as refusal:
        said = {"refused": str(refusal)}
    except (MemoryError, RecursionError):
        said = {"refused": TOOK_TOO_MUCH}
    sys.stdout.write(json.dumps(said))


def limit() -> None:
    """So much memory, so many seconds, so many bytes said; no file, no dump of what was read."""
    for what, most in (
        (resource.RLIMIT_AS, MOST_MEMORY),
        (resource.RLIMIT_CPU, MOST_SECONDS),
        (resource.RLIMIT_FSIZE, MOST_SAID),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(what, (most, most))


def read_word(content: bytes) -> dict[str, Any]:
    parts = check_docx(content)
    return _told(WORD, text_of(parts), pages_said(parts))


def read_portable(content: bytes) -> dict[str, Any]:
    text, pages = read_pdf(content)
    return _told(PDF, text, pages)


def check_letterhead(content: bytes) -> dict[str, Any]:
    parts = check_docx(content, MOST_LETTERHEAD_ELEMENTS)
    return _told(WORD, text_of(parts), pages_said(parts))


def _told(media_type: str, text: str, pages: int | None) -> dict[str, Any]:
    letters = sum(map(str.isalnum, text[:LONGEST_TEXT]))
    return {
        "media_type": media_type,
        "text": text[:LONGEST_TEXT].encode("utf-8", "replace").decode(),
        "pages": pages,
        "pages_are_certain": media_type == PDF,
        "is_scanned": letters < FEWEST_LETTERS,
    }


JOBS: dict[str, Job] = {
    "word": read_word,
    "pdf": read_portable,
    "letterhead": check_letterhead,
}
