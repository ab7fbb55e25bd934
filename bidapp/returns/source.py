"""What it takes to read the runs of a file that came back, and what stands around each of them."""

from collections.abc import Callable
from dataclasses import dataclass

from bidapp.returns.links import Addresses, Pictures
from bidapp.returns.numbering import Numbering
from bidapp.returns.package import Part
from bidapp.returns.paragraph import DELETED
from bidapp.returns.styles import Styles
from bidapp.text.content import Node


@dataclass(frozen=True)
class Source:
    """What it takes to understand the runs of one part of the file. `footnotes` and `endnotes`
    tell what a note says; a part that is itself one of those has none.
    """

    part: Part
    styles: Styles
    numbering: Numbering
    pictures: Pictures
    addresses: Addresses
    dropped: str = DELETED  # the kind of change that is read as not there
    footnotes: Callable[[str], list[Node]] | None = None
    endnotes: Callable[[str], list[Node]] | None = None


@dataclass(frozen=True)
class Inside:
    """Around a run: a link, and the changes it is part of, the innermost last."""

    href: str = ""
    changes: tuple[tuple[str, str, str], ...] = ()
