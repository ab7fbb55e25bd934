"""PDFs: refused when they run, fetch or carry something, else read page by page."""

from collections.abc import Iterable, Iterator
from io import BytesIO
from typing import Any

from pypdf import PdfReader
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject

from bidapp.files.refusals import (
    CARRIES_FILES,
    LOCKED,
    NOT_PDF,
    RUNS,
    TOO_MANY_PAGES,
    TOOK_TOO_MUCH,
    DocumentRefused,
)

MOST_PAGES = 50
MOST_OBJECTS = 200_000
RUNNING_KEYS = {"/JS", "/JavaScript", "/XFA", "/RichMedia", "/AA"}
RUNNING_ACTIONS = {
    "/JavaScript", "/Launch", "/GoToR", "/GoToE", "/ImportData", "/SubmitForm", "/Rendition",
    "/Movie", "/Sound", "/RichMediaExecute",
}  # fmt: skip
CARRYING_KEYS = {"/EF", "/EmbeddedFiles", "/EmbeddedFile"}


def read_pdf(content: bytes) -> tuple[str, int]:
    """The text of a PDF that is safe to open, and its number of pages."""
    if not content.startswith(b"%PDF-"):
        raise DocumentRefused(NOT_PDF)
    try:
        reader = PdfReader(BytesIO(content))
        return _read(reader)
    except (DocumentRefused, MemoryError):
        raise
    except Exception as fault:  # what a hand-made PDF makes a parser raise has no end
        raise DocumentRefused(NOT_PDF) from fault


def _read(reader: PdfReader) -> tuple[str, int]:
    if reader.is_encrypted:
        raise DocumentRefused(LOCKED)
    _check_objects(reader)
    pages = len(reader.pages)
    if pages == 0:
        raise DocumentRefused(NOT_PDF)
    if pages > MOST_PAGES:
        raise DocumentRefused(TOO_MANY_PAGES)
    return "\n".join(page.extract_text() for page in reader.pages), pages


def _check_objects(reader: PdfReader) -> None:
    """Everything that can be reached from the start of the file, each thing once."""
    waiting: list[Any] = [reader.trailer]
    seen: set[int] = set()
    looked_at = 0
    while waiting:
        looked_at += 1
        if looked_at > MOST_OBJECTS:
            raise DocumentRefused(TOOK_TOO_MUCH)
        thing = waiting.pop()
        if isinstance(thing, IndirectObject):
            if thing.idnum in seen:
                continue
            seen.add(thing.idnum)
            thing = thing.get_object()
        waiting += _inside(thing)


def _inside(thing: Any) -> Iterable[Any]:
    if isinstance(thing, DictionaryObject):
        _check_dictionary(thing)
        return _worth_a_look(thing.values())
    return _worth_a_look(thing) if isinstance(thing, ArrayObject) else ()


def _worth_a_look(things: Iterable[Any]) -> Iterator[Any]:
    kinds = (IndirectObject, DictionaryObject, ArrayObject)
    return (thing for thing in things if isinstance(thing, kinds))


def _check_dictionary(thing: DictionaryObject) -> None:
    keys = {str(key) for key in thing}
    if keys & CARRYING_KEYS or str(thing.get("/Type")) == "/EmbeddedFile":
        raise DocumentRefused(CARRIES_FILES)
    if keys & RUNNING_KEYS or str(thing.get("/S")) in RUNNING_ACTIONS:
        raise DocumentRefused(RUNS)
