"""Reads a document that somebody sent: what it says, and on how many pages."""

from dataclasses import dataclass

from bidapp.files.cage import in_cage
from bidapp.files.docx_package import LARGEST_BYTES
from bidapp.files.names import shown_name
from bidapp.files.refusals import EMPTY, TOO_LARGE, DocumentRefused

LARGEST_LETTERHEAD = 2_000_000
BEGINNINGS = (
    (b"%PDF-", "pdf"),
    (b"PK\x03\x04", "word"),
)
OTHERS = (
    (b"\xd0\xcf\x11\xe0", "is of the old Word kind (.doc) or locked with a password"),
    (b"\x89PNG", "is a picture"),
    (b"\xff\xd8\xff", "is a picture"),
    (b"GIF8", "is a picture"),
    (b"II*\x00", "is a picture"),
    (b"MM\x00*", "is a picture"),
    (b"{\\rtf", "is of the kind RTF"),
)


@dataclass(frozen=True)
class Read:
    """What a document says. The pages of a Word file are what the program that saved it counted;
    one that is only a picture of its words has no text.
    """

    media_type: str
    text: str
    pages: int | None
    pages_are_certain: bool
    is_scanned: bool


def read_document(content: bytes, file_name: str) -> Read:
    """Read it in a process of its own. What it is, its bytes say and not its name."""
    return Read(**in_cage(_kind(content, file_name), content))


def check_letterhead(content: bytes, file_name: str) -> None:
    """Whether letters can be written on this Word file."""
    if len(content) > LARGEST_LETTERHEAD:
        raise DocumentRefused("The letterhead is larger than 2 MB. Make its pictures smaller.")
    if _kind(content, file_name) != "word":
        raise DocumentRefused("A letterhead has to be a Word document (.docx), not a PDF.")
    in_cage("letterhead", content)


def _kind(content: bytes, file_name: str) -> str:
    if not content:
        raise DocumentRefused(EMPTY)
    if len(content) > LARGEST_BYTES:
        raise DocumentRefused(TOO_LARGE)
    for beginning, kind in BEGINNINGS:
        if content.startswith(beginning):
            return kind
    what = (said for begins, said in OTHERS if content.startswith(begins))
    raise DocumentRefused(
        f"“{shown_name(file_name)}” {next(what, 'is neither a Word document nor a PDF')}. "
        "Send a Word document (.docx) or a PDF."
    )
