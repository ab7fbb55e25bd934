"""The name a file had where it came from: shown to people, never used as a path."""

import re
from unicodedata import category, normalize

LONGEST_NAME = 120
NOT_SHOWN = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}  # unseen, or able to turn the rest round
NOT_IN_NAMES = re.compile(r'[\\/:*?"<>|]+')
DEVICES = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)", re.IGNORECASE)
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
PDF = "application/pdf"
ENDINGS = {PDF: ".pdf", WORD: ".docx"}


def shown_name(name: str) -> str:
    """On one line, of a length one can read, with nothing hidden in it."""
    seen = "".join(each for each in normalize("NFC", name) if category(each) not in NOT_SHOWN)
    last = re.split(r"[\\/]", seen.strip("\\/ "))[-1]
    shown = " ".join(NOT_IN_NAMES.sub(" ", last).split()).strip(". ")
    if DEVICES.fullmatch(shown.partition(".")[0]):
        shown = f"file {shown}"
    return _shortened(shown) or "document"


def download_name(name: str, media_type: str) -> str:
    """The shown name with the ending of what the file is."""
    ending = ENDINGS.get(media_type, "")
    stem = shown_name(name)
    return stem if stem.casefold().endswith(ending) else f"{stem}{ending}"


def _shortened(name: str) -> str:
    """The middle goes first: the end says what kind of file it is."""
    if len(name) <= LONGEST_NAME:
        return name
    return f"{name[: LONGEST_NAME - 21]}…{name[-20:]}"
