"""What runs in the cage for documents that come back; see files/caged.py."""

from dataclasses import asdict
from datetime import datetime
from typing import Any

from bidapp.files.caged import do_one_of
from bidapp.files.docx_gate import check_docx
from bidapp.returns.reading import Returned, read_returned


def main() -> None:
    do_one_of({"returned": returned})


def returned(content: bytes) -> dict[str, Any]:
    return told(read_returned(check_docx(content)))


def told(read: Returned) -> dict[str, Any]:
    """As plain data, the times as text."""
    return asdict(read, dict_factory=_plain)


def _plain(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    return {
        name: value.isoformat() if isinstance(value, datetime) else value for name, value in pairs
    }
