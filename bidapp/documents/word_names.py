"""The hidden names under which sections and blocks are found again in a file that comes back.

They are names of bookmarks, because those are what survives Word, LibreOffice and a way over ODT:
forty letters, figures and underscores at most, each once in a file, the first of them an underscore
so that Word does not list them.
"""

import re
from dataclasses import dataclass

KINDS = {
    "paragraph": "p",
    "heading": "h",
    "figure": "f",
    "table": "t",
    "bulletList": "l",
    "orderedList": "l",
    "listItem": "i",
    "blockquote": "q",
}
LEAVES = "phf"
KEY = re.compile(r"[a-z0-9]{6,36}")
_BLOCK = re.compile(r"_([phftliq])([0-9]{1,4})_([a-z0-9]{6,32})")
_SECTION = re.compile(r"_s([0-9]{1,4})_([0-9]{1,15})_([0-9]{1,9})")
_NOTE = re.compile(r"_n([0-9]{1,4})")
_KEY = re.compile(r"_k_([a-z0-9]{6,36})")


@dataclass(frozen=True)
class BlockName:
    """A block: of which kind (a letter of KINDS), in the how manieth section, with which id."""

    kind: str
    place: int
    block_id: str


@dataclass(frozen=True)
class SectionName:
    """The beginning of a section: the how manieth of its file, and which version of which."""

    place: int
    section_id: int
    version: int


@dataclass(frozen=True)
class NoteName:
    """What stands under a section's heading about writing it."""

    place: int


@dataclass(frozen=True)
class KeyName:
    """Which handout the file is."""

    key: str


Name = BlockName | SectionName | NoteName | KeyName


def name_of_block(kind: str, place: int, block_id: str) -> str:
    return f"_{KINDS[kind]}{place}_{block_id}"


def name_of_section(place: int, section_id: int, version: int) -> str:
    return f"_s{place}_{section_id}_{version}"


def name_of_note(place: int) -> str:
    return f"_n{place}"


def name_of_key(key: str) -> str:
    return f"_k_{key}"


def understood(name: str) -> Name | None:
    """What a bookmark or the tag of a control says, or nothing when it is not ours."""
    if found := _BLOCK.fullmatch(name):
        return BlockName(found[1], int(found[2]), found[3])
    if found := _SECTION.fullmatch(name):
        return SectionName(int(found[1]), int(found[2]), int(found[3]))
    if found := _NOTE.fullmatch(name):
        return NoteName(int(found[1]))
    if found := _KEY.fullmatch(name):
        return KeyName(found[1])
    return None
