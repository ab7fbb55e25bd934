"""A handout as plain data: the sections that somebody is to change and send back."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from bidapp.text.content import Node


@dataclass(frozen=True)
class HandedSection:
    """One section as it goes out: a checked block tree, or None while nothing is written. The
    note says what the writer has to know, such as the guidance and the limit.
    """

    section_id: int
    title: str
    note: str
    version: int
    content: Node | None


@dataclass(frozen=True)
class Handout:
    """Everything a handout says. The explanation tells its reader what to do with the file; the key
    is six to 36 small letters and figures by which the file is known when it comes back; pictures
    are PNG, JPEG or GIF bytes under their digest.
    """

    title: str
    explanation: str
    author: str
    made_at: datetime
    key: str
    sections: tuple[HandedSection, ...]
    pictures: Mapping[str, bytes]
