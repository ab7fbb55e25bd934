"""Other words put in the place of some of a block's, looking as those did."""

from bidapp.text.inline import text_node, tidied
from bidapp.text.passages import Place, words_of
from bidapp.text.places import children
from bidapp.text.replacing import find_block, with_blocks_for
from bidapp.text.vocabulary import Node


def reworded(document: Node, place: Place, words: str) -> Node:
    """The document saying these words there; none takes them out, and a new line is a break."""
    block = find_block(document, place.block_id)
    if block is None:
        raise ValueError(f"no block {place.block_id}")
    content = children(block)
    before, inside = _parted(content, place.start)
    inside, after = _parted(inside, place.end - place.start)
    marks = inside[0].get("marks") if inside else None
    changed = tidied([*before, *_lines(words, marks), *after])
    shell = {name: value for name, value in block.items() if name != "content"}
    return with_blocks_for(
        document, place.block_id, [shell | {"content": changed} if changed else shell]
    )


def _parted(content: list[Node], at: int) -> tuple[list[Node], list[Node]]:
    """The nodes before and after so many code points, of which one may be cut in two."""
    before: list[Node] = []
    for number, node in enumerate(content):
        length = len(words_of({"type": "paragraph", "content": [node]}))
        if length > at and node["type"] == "text":
            first = [node | {"text": node["text"][:at]}] if at else []
            return [*before, *first], [node | {"text": node["text"][at:]}, *content[number + 1 :]]
        if at == 0:
            return before, content[number:]
        before.append(node)
        at -= length
    return before, []


def _lines(words: str, marks: list[Node] | None) -> list[Node]:
    found: list[Node] = []
    for number, line in enumerate(words.split("\n")):
        if number:
            found.append({"type": "hardBreak"})
        if line:
            found.append(text_node(line, marks))
    return found
