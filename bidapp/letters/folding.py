"""Words compared as people do it: without regard to case, accents, quotes and line breaks."""

import re
from functools import cached_property
from unicodedata import category, normalize

APART = re.compile(r"[\W_]+")
POSSESSIVE = re.compile(r"['’`]s\b", re.IGNORECASE)
APOSTROPHES = re.compile(r"['’‘`´\u00ad]")
BLANKS = re.compile(r"[^\S\n]{2,}")  # one that does not break stands inside sums
LINE_ENDS = re.compile(r"\r\n?|[\x0b\x0c\x85\u2028\u2029]")
PARAGRAPHS = re.compile(r" ?\n(?: ?\n)+ ?")
LONG_ENOUGH = 12  # letters; shorter names could stand by chance across two words
SHORT_FOR = {
    "&": "and", "acc": "assistant chief constable", "dcc": "deputy chief constable",
    "cc": "chief constable", "supt": "superintendent", "insp": "inspector", "ch": "chief",
    "det": "detective", "sgt": "sergeant", "dci": "detective chief inspector",
    "di": "detective inspector", "dcs": "detective chief superintendent",
    "dsupt": "detective superintendent", "csupt": "chief superintendent",
    "cinsp": "chief inspector", "pcc": "police and crime commissioner",
    "opcc": "office of the police and crime commissioner", "ceo": "chief executive officer",
    "pvc": "pro vice chancellor", "vc": "vice chancellor", "prof": "professor",
}  # fmt: skip


def folded(words: str) -> str:
    """Small letters and single spaces alone."""
    plain = normalize("NFKD", words)
    plain = "".join(each for each in plain if category(each) != "Mn").casefold()
    plain = APOSTROPHES.sub("", POSSESSIVE.sub("", plain)).replace("&", " and ")
    return APART.sub(" ", plain).strip()


def spelt_out(words: str) -> list[str]:
    """The folded words with ranks and titles written in full."""
    return " ".join(SHORT_FOR.get(each, each) for each in folded(words).split()).split()


def tidy(text: str) -> str:
    """No long runs of blanks, in which looking for something would take for ever."""
    return PARAGRAPHS.sub("\n\n", BLANKS.sub(" ", LINE_ENDS.sub("\n", text)))


class Text:
    """A text to look for words in."""

    def __init__(self, text: str) -> None:
        self.text = text

    @cached_property
    def _words(self) -> str:
        return f" {folded(self.text)} "

    @cached_property
    def _letters(self) -> str:
        return self._words.replace(" ", "")

    def says(self, words: str) -> bool:
        """Whether it holds these words; programs that make PDFs lose spaces, or add some."""
        wanted = folded(words)
        if not wanted:
            return False
        letters = wanted.replace(" ", "")
        return f" {wanted} " in self._words or (
            len(letters) >= LONG_ENOUGH and letters in self._letters
        )

    def says_all(self, words: str) -> bool:
        """Whether each of these words occurs somewhere."""
        wanted = set(folded(words).split())
        return bool(wanted) and wanted <= set(self._words.split())
