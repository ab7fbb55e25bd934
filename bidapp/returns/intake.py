"""A Word file that somebody sends back: read in a process of its own, as it may be anything."""

from datetime import datetime
from typing import Any

from bidapp.files.cage import in_cage
from bidapp.files.docx_package import LARGEST_BYTES
from bidapp.files.refusals import AS_PDF, EMPTY, TOO_LARGE, DocumentRefused
from bidapp.returns.reading import Comment, Returned, ReturnedSection, Tracked

MODULE = "bidapp.returns.caged"
INSTEAD = "Copy the changed words into the section itself."
PDF_SENT = "A PDF cannot be read back. Send the Word file itself."


def read_returned_file(content: bytes) -> Returned:
    """What a file says that was handed out and came back; DocumentRefused when it cannot be read
    or is not safe to open.
    """
    if not content:
        raise DocumentRefused(EMPTY)
    if len(content) > LARGEST_BYTES:
        raise DocumentRefused(TOO_LARGE)
    if content.startswith(b"%PDF-"):
        raise DocumentRefused(PDF_SENT)
    try:
        said = in_cage("returned", content, MODULE)
    except DocumentRefused as refusal:
        raise DocumentRefused(str(refusal).replace(AS_PDF, INSTEAD)) from refusal
    return Returned(
        key=said["key"],
        sections=tuple(map(_section, said["sections"])),
        problems=tuple(said["problems"]),
    )


def _section(said: dict[str, Any]) -> ReturnedSection:
    comments = tuple(Comment(**_with_moment(each)) for each in said.pop("comments"))
    tracked = tuple(Tracked(**_with_moment(each)) for each in said.pop("tracked"))
    notes = tuple(said.pop("notes"))
    return ReturnedSection(**said, comments=comments, tracked=tracked, notes=notes)


def _with_moment(said: dict[str, Any]) -> dict[str, Any]:
    return said | {"at": datetime.fromisoformat(said["at"]) if said["at"] else None}
