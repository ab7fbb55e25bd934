"""The zip around a Word file, unpacked within limits; its claims about sizes are not believed."""

import zlib
from collections.abc import Iterator
from io import BytesIO
from typing import IO
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from bidapp.files.refusals import (
    DAMAGED,
    EMPTY,
    NOT_WORD,
    NOT_WORDS_OWN,
    TOO_LARGE,
    UNPACKS_TO_TOO_MUCH,
    DocumentRefused,
)

LARGEST_BYTES = 8_000_000  # UKRI's limit for a PDF of letters
MOST_PARTS = 2_000
LARGEST_XML = 10 * 1024 * 1024
LARGEST_PART = 16 * 1024 * 1024
LARGEST_WHOLE = 48 * 1024 * 1024
STEEPEST = 200  # how many bytes one may unpack to; pages of the same words come near a hundred
NEVER_STEEP = 1024 * 1024  # below this size it does not matter
PIECE = 64 * 1024
FAULTS = (BadZipFile, zlib.error, NotImplementedError, EOFError, OSError, ValueError, RuntimeError)


def unpack(content: bytes) -> dict[str, bytes]:
    """The parts by name, as they really are."""
    _check_size(content)
    if not content.startswith(b"PK\x03\x04"):
        raise DocumentRefused(NOT_WORD)
    try:
        with ZipFile(BytesIO(content)) as package:
            parts = package.infolist()
            _check_names(parts)
            return dict(_unpacked(package, parts))
    except FAULTS as fault:
        raise DocumentRefused(DAMAGED) from fault


def is_xml(name: str) -> bool:
    return name.casefold().endswith((".xml", ".rels", ".vml", ".svg"))


def _check_size(content: bytes) -> None:
    if not content:
        raise DocumentRefused(EMPTY)
    if len(content) > LARGEST_BYTES:
        raise DocumentRefused(TOO_LARGE)


def _check_names(parts: list[ZipInfo]) -> None:
    if len(parts) > MOST_PARTS:
        raise DocumentRefused(UNPACKS_TO_TOO_MUCH)
    names = [part.filename.casefold() for part in parts]
    if len(set(names)) != len(names) or not all(map(_is_plain, parts)):
        raise DocumentRefused(NOT_WORDS_OWN)


def _is_plain(part: ZipInfo) -> bool:
    """A name that stays inside the package, of a part that is neither locked nor oddly packed."""
    name = part.orig_filename
    stays_inside = not name.startswith("/") and ".." not in name.split("/")
    is_readable = len(name) <= 250 and name.isprintable() and not set(name) & set('\\:*?"<>|')
    is_open = not part.flag_bits & 0x1 and part.compress_type in {ZIP_STORED, ZIP_DEFLATED}
    return stays_inside and is_readable and is_open


def _unpacked(package: ZipFile, parts: list[ZipInfo]) -> Iterator[tuple[str, bytes]]:
    room = LARGEST_WHOLE
    for part in parts:
        with package.open(part) as stream:
            content = _read(stream, part, room)
        room -= len(content)
        yield part.filename, content


def _read(stream: IO[bytes], part: ZipInfo, room: int) -> bytes:
    """Stops as soon as there is more than a limit allows, whatever the package said there was."""
    most = min(room, LARGEST_XML if is_xml(part.filename) else LARGEST_PART)
    steep = max(NEVER_STEEP, part.compress_size * STEEPEST)
    read = bytearray()
    while piece := stream.read(PIECE):
        read += piece
        if len(read) > most or len(read) > steep:
            raise DocumentRefused(UNPACKS_TO_TOO_MUCH)
    return bytes(read)
