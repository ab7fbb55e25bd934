"""Fields in a file that came back: what they show is text, how they make it is not."""

import re
from dataclasses import dataclass

from bidapp.returns.xml import Element, W

LINK = re.compile(r'\s*HYPERLINK\s+"([^"]+)"(?:.*\\l\s+"([^"]+)")?', re.IGNORECASE)


@dataclass
class _Field:
    code: str = ""
    is_told: bool = False


class Fields:
    """Those that have begun and not ended, the innermost last."""

    def __init__(self) -> None:
        self._open: list[_Field] = []

    def begin_paragraph(self) -> None:
        """A code ends with its paragraph: one that never does would hide the rest of the text."""
        self._open = [field for field in self._open if field.is_told]

    def turn(self, element: Element) -> bool:
        """Whether the element belongs to a field's own making, which then is noted."""
        if element.tag == f"{W}fldChar":
            self._turn(element.get(f"{W}fldCharType", ""))
        elif element.tag in (f"{W}instrText", f"{W}delInstrText"):
            for field in self._open[-1:]:
                field.code += element.text or ""
        else:
            return False
        return True

    def _turn(self, kind: str) -> None:
        if kind == "begin":
            self._open.append(_Field())
        elif kind == "separate" and self._open:
            self._open[-1].is_told = True
        elif kind == "end" and self._open:
            self._open.pop()

    @property
    def are_told(self) -> bool:
        """Whether what stands here is shown."""
        return all(field.is_told for field in self._open)

    @property
    def href(self) -> str:
        """Where the fields around these words lead, if one is a link."""
        return next(filter(None, (target_of(field.code) for field in reversed(self._open))), "")


def target_of(code: str) -> str:
    """The address in the code of a link, or nothing."""
    found = LINK.match(code)
    return "" if found is None else with_spot(found[1], found[2] or "")


def with_spot(address: str, spot: str) -> str:
    """The whole of an address that a program has parted before its "#"."""
    return f"{address}#{spot}" if address and spot and "#" not in address else address
