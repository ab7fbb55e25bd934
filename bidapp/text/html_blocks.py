"""The blocks that are open while HTML is read, outermost first, and the words at their end."""

from itertools import groupby

from bidapp.text.content import LISTS, Node, walk
from bidapp.text.html_words import Words
from bidapp.text.word_paste import ListPlace, lists_of

MOST_OPEN = 100  # blocks inside each other; what is deeper keeps its words and loses its form


class Blocks:
    def __init__(self) -> None:
        self.words = Words()
        self._open: list[Node] = [{"type": "doc", "content": []}]

    @property
    def innermost(self) -> Node:
        return self._open[-1]

    @property
    def inside(self) -> str:
        """The kind of the innermost open block."""
        return str(self._open[-1]["type"])

    @property
    def are_deep(self) -> bool:
        return len(self._open) > MOST_OPEN

    def place(self, *blocks: Node) -> None:
        self._open[-1]["content"].extend(blocks)

    def flush(self) -> None:
        """Ends the paragraph that is being read."""
        paragraph = self.words.finished()
        if paragraph is not None:
            self.place(paragraph)

    def open(self, block: Node, *, with_words: bool = False) -> None:
        """Begins a block; `with_words` when what follows in it is a paragraph without a tag."""
        self.flush()
        self._open.append(block | {"content": []})
        if with_words:
            self.words.begin({"type": "paragraph"}, "expected")

    def close(self) -> Node:
        self.flush()
        block = self._open.pop()
        return block | {"content": _with_word_lists(block["content"])}


def _with_word_lists(blocks: list[Node]) -> list[Node]:
    found: list[Node] = []
    for in_word_list, run in groupby(blocks, key=lambda block: block["type"] == "wordItem"):
        together = list(run)
        found += lists_of([_placed(each) for each in together]) if in_word_list else together
    return found


def _placed(item: Node) -> tuple[ListPlace, Node]:
    return item["place"], {"type": "paragraph", "content": item["content"]}


def closed_list(block: Node) -> list[Node]:
    """A list whose items are all it holds: anything else in it goes to the item before."""
    items: list[Node] = []
    for each in block["content"]:
        if each["type"] == "listItem":
            items.append(each)
        elif items:
            items[-1]["content"].append(each)
        else:
            items += each["content"] if each["type"] in LISTS else [_item_of(each)]
    if any("place" in item for item in items):
        return [each for item in items for each in _word_items(item)]
    return [block | {"content": items}] if items else []


def _item_of(block: Node) -> Node:
    return {"type": "listItem", "content": [block]}


def _word_items(item: Node) -> list[Node]:
    """An item of Word for the web, which makes a list of each item and writes the level on it."""
    place = item.get("place", ListPlace("", 1))
    return [
        {"type": "wordItem", "place": place, "content": each.get("content", [])}
        if each["type"] == "paragraph"
        else each
        for each in item["content"]
    ]


def closed_table(block: Node) -> list[Node]:
    """The table, after the words of its caption and whatever else stood outside its rows."""
    rows = [each for each in block["content"] if each["type"] == "tableRow"]
    others = [each for each in block["content"] if each["type"] != "tableRow"]
    return [*others, block | {"content": rows}]


def closed_figure(block: Node) -> list[Node]:
    """What a figure held: its picture with the legend, or each for itself."""
    inside: list[Node] = block["content"]
    pictures = [each for each in inside if each["type"] == "figure"]
    legends = [each for each in inside if each["type"] == "legend"]
    if pictures and legends:
        legend = legends.pop(0)
        pictures[-1]["content"] = legend["content"]
        inside = [each for each in inside if each is not legend]
    return [{**each, "type": "paragraph"} if each["type"] == "legend" else each for each in inside]


def words_in(block: Node, *, between: Node) -> list[Node]:
    """All the words in a block, however deep, those of one paragraph apart from the next."""
    found: list[Node] = []
    for node in walk(block):
        if node["type"] in ("paragraph", "heading") and node.get("content"):
            found += [between, *node["content"]] if found else node["content"]
    return found
