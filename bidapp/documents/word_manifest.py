"""What a handout remembers about itself: which versions it was made of, and what they said.

It travels as custom properties of the file, which LibreOffice keeps too: JSON, packed, and cut to
the 255 characters that Word allows to one. Whoever sends a file back could have written anything
there, so it is believed only as far as it has the right form.
"""

import json
import zlib
from base64 import b64decode, b64encode
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, field
from hashlib import sha256
from typing import Any

from bidapp.documents.word_names import KEY, KINDS
from bidapp.text.content import Node, canonical_json, walk

PROPERTY = "Handout"
LONGEST_PROPERTY = 250
LARGEST = 4_000_000  # bytes, unpacked


@dataclass(frozen=True)
class BlockNote:
    """One block as it went out: the letter of its kind, its id, a short hash of what it said."""

    kind: str
    block_id: str
    said: str


@dataclass(frozen=True)
class SectionNote:
    """One section as it went out; `guidance` is the short hash of what stood below its heading."""

    section_id: int
    version: int
    title: str
    blocks: tuple[BlockNote, ...]
    guidance: str = ""


@dataclass(frozen=True)
class PictureNote:
    """A picture as it went out: its bytes' fingerprint, and its width divided by its height."""

    digest: str
    bytes_hash: str
    shape: float


@dataclass(frozen=True)
class Manifest:
    """The whole handout; `front` is what its first page said, `figures` the picture and the words
    for it of every figure by id, `headers` the figures that alone stand in a heading cell, `links`
    every address.
    """

    key: str
    front: tuple[str, ...] = ()
    sections: tuple[SectionNote, ...] = ()
    pictures: tuple[PictureNote, ...] = ()
    figures: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    headers: tuple[str, ...] = ()
    links: tuple[str, ...] = ()


def short_hash(words: str) -> str:
    return sha256(words.encode("utf-8", "surrogatepass")).hexdigest()[:8]


def block_notes(content: Node | None) -> tuple[BlockNote, ...]:
    """Every block with an id, in reading order."""
    return tuple(
        BlockNote(KINDS[node["type"]], node["attrs"]["id"], short_hash(canonical_json(node)))
        for node in walk(content or {"type": "doc"})
        if "id" in node.get("attrs", {})
    )


def packed(manifest: Manifest) -> Iterator[tuple[str, str]]:
    """The manifest as names and values of custom properties."""
    told = json.dumps(asdict(manifest), separators=(",", ":")).encode()
    letters = b64encode(zlib.compress(told, 9)).decode()
    for number, at in enumerate(range(0, len(letters), LONGEST_PROPERTY), start=1):
        yield f"{PROPERTY} {number:04}", letters[at : at + LONGEST_PROPERTY]


def unpacked(properties: Iterable[tuple[str, str]]) -> Manifest | None:
    """The manifest in the custom properties of a file, or nothing when it is not whole."""
    pieces = sorted(each for each in properties if each[0].startswith(f"{PROPERTY} "))
    try:
        squeezed = b64decode("".join(value for _, value in pieces), validate=True)
        told = zlib.decompressobj().decompress(squeezed, LARGEST)
        return _manifest(json.loads(told))
    except (ValueError, zlib.error, RecursionError, LookupError, TypeError, AttributeError):
        return None


def _manifest(told: Any) -> Manifest | None:
    if not KEY.fullmatch(told["key"]):
        return None
    return Manifest(
        key=told["key"],
        front=tuple(map(str, told["front"])),
        sections=tuple(map(_section, told["sections"])),
        pictures=tuple(
            PictureNote(str(each["digest"]), str(each["bytes_hash"]), float(each["shape"]))
            for each in told["pictures"]
        ),
        figures={str(name): (str(src), str(alt)) for name, (src, alt) in told["figures"].items()},
        headers=tuple(map(str, told["headers"])),
        links=tuple(map(str, told["links"])),
    )


def _section(told: Any) -> SectionNote:
    return SectionNote(
        section_id=int(told["section_id"]),
        version=int(told["version"]),
        title=str(told["title"]),
        blocks=tuple(
            BlockNote(str(each["kind"]), str(each["block_id"]), str(each["said"]))
            for each in told["blocks"]
        ),
        guidance=str(told.get("guidance", "")),
    )
