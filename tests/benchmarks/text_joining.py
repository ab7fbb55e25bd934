"""Joining two edits of a section of 10,000 words, and comparing two versions of it, beside difflib
over all their words, which is how one would begin and which joins nothing.
"""

from difflib import SequenceMatcher
from itertools import count, cycle

from bidapp.text.comparing import compared as compared_texts
from bidapp.text.content import Node
from bidapp.text.html import from_html
from bidapp.text.merging import merged
from bidapp.text.plain import plain_text
from tests.benchmarks.timing import compared, medians

ROUNDS, PARAGRAPHS = 15, 170
SENTENCE = "knife crime among young people fell by a fifth in the pilot area over eighteen months "


def report() -> str:
    base = _a_text()
    theirs, mine = _edited(base, every=37), _edited(base, every=29)
    words = plain_text(theirs).split(), plain_text(mine).split()

    def plain_way() -> None:
        SequenceMatcher(None, *words, autojunk=False).get_opcodes()

    joining, first = medians(ROUNDS, lambda: merged(base, theirs, mine), plain_way)
    comparing, second = medians(ROUNDS, lambda: compared_texts(theirs, mine), plain_way)
    return "\n".join(
        (
            compared("Joining two edits of 10,000 words", joining, first, "difflib"),
            compared("Comparing two versions of 10,000 words", comparing, second, "difflib"),
        )
    )


def _a_text() -> Node:
    words, numbers = cycle(SENTENCE.split()), count()
    told = [
        " ".join(f"{next(words)}{next(numbers) % 700 or ''}" for _ in range(60))
        for _ in range(PARAGRAPHS)
    ]
    return from_html("".join(f"<p>{each}</p>" for each in told)).document


def _edited(document: Node, *, every: int) -> Node:
    """One word more in some of its paragraphs."""
    blocks = list(document["content"])
    for place in range(every, len(blocks), every):
        words = blocks[place]["content"][0]["text"] + f" edit{every}"
        blocks[place] = blocks[place] | {"content": [{"type": "text", "text": words}]}
    return document | {"content": blocks}
