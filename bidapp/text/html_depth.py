"""Bounds how deep tags nest before the parser sees them, because its time grows with the depth."""

import re
from collections import Counter

from bidapp.text.html_tags import BLOCKS, ENDED_BY_OTHERS, FENCES, REOPENED, VOID, WORDS
from bidapp.text.vocabulary import TextRefused

MAX_DEPTH = 200
MAX_WORK = 2_000_000  # how often the parser may have to open a forgotten <b> or <font> again

_TAG = re.compile(r"<(/?)([a-zA-Z][^\s/<>]*)(?:([^<>]*/)(?=>))?")
_NEVER_DEEPER = VOID | ENDED_BY_OTHERS


def shallow(source: str) -> str:
    """The same words, with each tag nested too deeply made one that holds nothing."""
    return _TAG.sub(_Nesting().tag, source)


class _Nesting:
    """Which tags are open, followed as an HTML parser follows them.

    An inline end leaves the blocks inside it open, and nothing in a table ends what is around it.
    """

    def __init__(self) -> None:
        self.open: list[str] = []
        self.too_deep: Counter[str] = Counter()
        self.work = 0

    def tag(self, found: re.Match[str]) -> str:
        ending, name, ends_itself = found[1], found[2].lower(), found[3]
        if ":" in name and ends_itself:
            return "<wbr"
        if ending:
            return found[0] if name in _NEVER_DEEPER else self._end(found[0], name)
        self.work += sum(map(REOPENED.__contains__, self.open))
        if self.work > MAX_WORK:
            raise TextRefused("This text is too tangled to be read.")
        return found[0] if name in _NEVER_DEEPER else self._start(found[0], name)

    def _start(self, tag: str, name: str) -> str:
        if name in ("a", "nobr"):
            self._leave(name)
        if len(self.open) >= MAX_DEPTH:
            self.too_deep[name] += 1
            return _nothing(name)
        self.open.append(name)
        return tag

    def _end(self, tag: str, name: str) -> str:
        if self.too_deep[name]:
            self.too_deep[name] -= 1
            return _nothing(name)
        self._leave(name)
        return tag

    def _leave(self, name: str) -> None:
        if name not in self.open:
            return
        place = len(self.open) - 1 - self.open[::-1].index(name)
        inside = self.open[place + 1 :]
        if not FENCES.isdisjoint(inside):
            return
        if name in BLOCKS or BLOCKS.isdisjoint(inside):
            del self.open[place:]
        else:
            del self.open[place]


def _nothing(name: str) -> str:
    """The start of a tag without content, which parts words only when the other would."""
    return "<wbr " if name in WORDS else "<hr "
