"""What people type, made fit for a file that is XML."""

import re
from collections.abc import Iterator

LONGEST_TEXT = (
    100_000  # libxml2 writes longer ones gladly, and past ten million refuses to read them
)
FORBIDDEN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
LINE_ENDS = re.compile("\r\n|[\r\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029]")
DIRECTION_OVERRIDES = re.compile("[\u202a-\u202e\u2066-\u2069]")


def writable(text: str) -> str:
    """The same words in characters that XML can hold; every kind of line end becomes a newline."""
    text = LINE_ENDS.sub("\n", text)
    return FORBIDDEN.sub("", _whole(text)) if FORBIDDEN.search(text) else text


def one_line(text: str) -> str:
    """Fit for a title: on one line, and unable to turn its surroundings round."""
    return " ".join(DIRECTION_OVERRIDES.sub("", writable(text)).split())


def pieces(text: str) -> Iterator[str]:
    """The text in lengths that every reader of XML accepts."""
    return (text[at : at + LONGEST_TEXT] for at in range(0, len(text), LONGEST_TEXT))


def _whole(text: str) -> str:
    """Pairs of surrogates joined to the character they stand for, half ones replaced."""
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
