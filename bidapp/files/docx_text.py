"""The words of a Word file that has passed the gate, as its reader sees them, line by line."""

from xml.parsers import expat

from bidapp.files.docx_gate import FIRST_RELATIONSHIPS, main_part
from bidapp.files.docx_xml import Scanner

FACTS = "docProps/app.xml"
UNSEEN = {"Fallback", "moveFrom", "instrText", "delText", "del"}  # said twice, or crossed out
LETTERS = {"t"}
BREAKS = {"tab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}
ENDS = {"p": "\n"}


def text_of(parts: dict[str, bytes]) -> str:
    """What stands above the page first, as on paper, then the text, then what stands below."""
    main = main_part(Scanner(10_000).scan(parts[FIRST_RELATIONSHIPS]))
    folder = main.rpartition("/")[0]
    beside = sorted(
        name for name in parts if name.startswith(f"{folder}/") and "/_rels/" not in name
    )
    above = [name for name in beside if name.startswith(f"{folder}/header")]
    below = [name for name in beside if name.startswith((f"{folder}/foot", f"{folder}/endnotes"))]
    return "\n".join(_Words().of(parts[name]) for name in (*above, main, *below))


def pages_said(parts: dict[str, bytes]) -> int | None:
    """How many pages the program that saved it last counted; nobody knows without laying it out."""
    if FACTS not in parts:
        return None
    said = _Words({"Pages"}).of(parts[FACTS]).strip()
    return int(said) if said.isdecimal() and len(said) < 5 and int(said) > 0 else None


class _Words:
    """Collects the letters of one part."""

    def __init__(self, tags: set[str] = LETTERS) -> None:
        self._tags = tags
        self._said: list[str] = []
        self._unseen = 0
        self._collects = False

    def of(self, xml: bytes) -> str:
        parser = expat.ParserCreate(namespace_separator=" ")
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._letters
        parser.Parse(xml, True)
        return "".join(self._said)

    def _start(self, name: str, _attributes: dict[str, str]) -> None:
        tag = name.rpartition(" ")[2]
        self._unseen += tag in UNSEEN
        self._collects = tag in self._tags
        if tag in BREAKS and not self._unseen:
            self._said.append(BREAKS[tag])

    def _end(self, name: str) -> None:
        tag = name.rpartition(" ")[2]
        self._unseen -= tag in UNSEEN
        self._collects = False
        if tag in ENDS and not self._unseen:
            self._said.append(ENDS[tag])

    def _letters(self, letters: str) -> None:
        if self._collects and not self._unseen:
            self._said.append(letters)
