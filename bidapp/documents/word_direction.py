"""Which way writing runs: Hebrew, Arabic and their relatives from right to left."""

import re
from collections.abc import Iterable, Iterator

RIGHT_TO_LEFT = (
    "\u0590-\u08ff\u200f\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001efff"
)
LETTER = re.compile(r"[^\W\d_]")
RIGHT_TO_LEFT_LETTER = re.compile(f"[{RIGHT_TO_LEFT}]")
LEFT_TO_RIGHT = f"[^\\W\\d_](?<![{RIGHT_TO_LEFT}])"
STRETCHES = {
    False: re.compile(f"([{RIGHT_TO_LEFT}](?:[{RIGHT_TO_LEFT}\\W\\d_]*[{RIGHT_TO_LEFT}])?)"),
    True: re.compile(f"((?:{LEFT_TO_RIGHT})(?:[^{RIGHT_TO_LEFT}]*(?:{LEFT_TO_RIGHT}))?)"),
}


def runs_right_to_left(texts: Iterable[str]) -> bool:
    """Whether the first letter of all belongs to a script written from right to left."""
    for text in texts:
        if letter := LETTER.search(text):
            return bool(RIGHT_TO_LEFT_LETTER.match(letter[0]))
    return False


def stretches(text: str, right_to_left: bool, *, most: int) -> Iterator[tuple[str, bool]]:
    """The text cut where its direction turns; commas and digits go the paragraph's way."""
    if text.isascii() or not RIGHT_TO_LEFT_LETTER.search(text):
        yield text, False
        return
    for number, stretch in enumerate(STRETCHES[right_to_left].split(text, max(most, 1))):
        if stretch:
            yield stretch, (number % 2 == 1) != right_to_left
