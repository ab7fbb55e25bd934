"""Random edits of documents, as people make them: words and blocks put in, taken out, moved."""

from hypothesis import strategies as st

from bidapp.text.content import document_of, new_id, walk


def paragraph(words, block_id=None):
    node = {"type": "paragraph", "attrs": {"id": block_id or new_id()}}
    return node | {"content": [{"type": "text", "text": words}]} if words else node


def a_list(*items):
    return {
        "type": "bulletList",
        "attrs": {"id": new_id()},
        "content": [
            {"type": "listItem", "attrs": {"id": new_id()}, "content": [paragraph(item)]}
            for item in items
        ],
    }


def a_table(*rows):
    return {
        "type": "table",
        "attrs": {"id": new_id()},
        "content": [
            {
                "type": "tableRow",
                "content": [
                    {
                        "type": "tableCell",
                        "attrs": {"colspan": 1, "rowspan": 1},
                        "content": [paragraph(words)],
                    }
                    for words in row
                ],
            }
            for row in rows
        ],
    }


def a_text():
    return document_of(
        [
            paragraph("The five forces train together every year."),
            paragraph("We ask how crime groups earn and move their money."),
            a_list("first aim", "second goal", "third purpose"),
            a_table(["who", "when"], ["DMU", "in May"]),
            paragraph("A panel advises on the questions."),
        ]
    )


def words_of(document):
    return {
        word for node in walk(document) if node["type"] == "text" for word in node["text"].split()
    }


EDITS = (
    "append", "insert", "replace", "delete word", "delete block", "new block", "move", "split",
    "join", "into a list", "out of a list", "embolden", "new row",
)  # fmt: skip
edits = st.lists(st.tuples(st.sampled_from(EDITS), st.integers(0, 999)), min_size=1, max_size=4)


def edited(document, wanted, fresh):
    """The document after these edits; every word put in is taken from `fresh`, so it is unique."""
    blocks = [dict(block) for block in document.get("content", [])]
    for kind, number in wanted:
        blocks = _WAYS[kind](blocks, number, fresh) if blocks else [paragraph(next(fresh))]
    return document_of(blocks)


def _changed(blocks, number, change):
    """The blocks with the words of one leaf changed."""
    leaves = sum(len(list(_leaves(block))) for block in blocks)
    if not leaves:
        return blocks
    wanted, seen = number % leaves, iter(range(10**6))

    def visit(node):
        if node["type"] in ("paragraph", "heading"):
            if next(seen) != wanted:
                return node
            words = "".join(each.get("text", "") for each in node.get("content", [])).split()
            return paragraph(" ".join(change(words)), node["attrs"]["id"])
        return node | {"content": [visit(child) for child in node.get("content", [])]}

    return [visit(block) for block in blocks]


def _leaves(node):
    return (each for each in walk(node) if each["type"] in ("paragraph", "heading"))


def _append(blocks, number, fresh):
    return _changed(blocks, number, lambda words: [*words, next(fresh)])


def _insert(blocks, number, fresh):
    def change(words):
        at = number // 7 % (len(words) + 1)
        return [*words[:at], next(fresh), *words[at:]]

    return _changed(blocks, number, change)


def _replace(blocks, number, fresh):
    def change(words):
        at = number // 7 % max(len(words), 1)
        return [*words[:at], next(fresh), *words[at + 1 :]]

    return _changed(blocks, number, change)


def _delete_word(blocks, number, _fresh):
    def change(words):
        at = number // 7 % max(len(words), 1)
        return [*words[:at], *words[at + 1 :]]

    return _changed(blocks, number, change)


def _delete_block(blocks, number, _fresh):
    at = number % len(blocks)
    return [*blocks[:at], *blocks[at + 1 :]]


def _new_block(blocks, number, fresh):
    at = number % (len(blocks) + 1)
    return [*blocks[:at], paragraph(f"{next(fresh)} {next(fresh)}"), *blocks[at:]]


def _move(blocks, number, _fresh):
    at = number % len(blocks)
    rest = [*blocks[:at], *blocks[at + 1 :]]
    to = number // 7 % (len(rest) + 1)
    return [*rest[:to], blocks[at], *rest[to:]]


def _split(blocks, number, fresh):
    at = number % len(blocks)
    block = blocks[at]
    if block["type"] != "paragraph" or "content" not in block:
        return _append(blocks, number, fresh)
    words = "".join(each.get("text", "") for each in block["content"]).split()
    half = number // 7 % (len(words) + 1)
    halves = [
        paragraph(" ".join(words[:half]), block["attrs"]["id"]),
        paragraph(" ".join(words[half:])),
    ]
    return [*blocks[:at], *halves, *blocks[at + 1 :]]


def _join(blocks, number, fresh):
    at = number % len(blocks)
    pair = blocks[at : at + 2]
    if [block["type"] for block in pair] != ["paragraph", "paragraph"]:
        return _insert(blocks, number, fresh)
    words = ["".join(each.get("text", "") for each in b.get("content", [])) for b in pair]
    one = paragraph(" ".join(filter(None, words)), pair[0]["attrs"]["id"])
    return [*blocks[:at], one, *blocks[at + 2 :]]


def _into_a_list(blocks, number, _fresh):
    at = number % len(blocks)
    if blocks[at]["type"] != "paragraph":
        return blocks
    item = {"type": "listItem", "attrs": {"id": new_id()}, "content": [blocks[at]]}
    made = {"type": "bulletList", "attrs": {"id": new_id()}, "content": [item]}
    return [*blocks[:at], made, *blocks[at + 1 :]]


def _out_of_a_list(blocks, number, _fresh):
    at = number % len(blocks)
    if blocks[at]["type"] != "bulletList":
        return blocks
    inside = [each for item in blocks[at]["content"] for each in item["content"]]
    return [*blocks[:at], *inside, *blocks[at + 1 :]]


def _embolden(blocks, number, _fresh):
    at = number % len(blocks)
    block = blocks[at]
    if block["type"] != "paragraph" or "content" not in block:
        return blocks
    bold = [each | {"marks": [{"type": "bold"}]} for each in block["content"]]
    return [*blocks[:at], block | {"content": bold}, *blocks[at + 1 :]]


def _new_row(blocks, number, fresh):
    at = number % len(blocks)
    if blocks[at]["type"] != "table":
        return _new_block(blocks, number, fresh)
    row = a_table([next(fresh), next(fresh)])["content"][0]
    rows = blocks[at]["content"]
    to = number // 7 % (len(rows) + 1)
    table = blocks[at] | {"content": [*rows[:to], row, *rows[to:]]}
    return [*blocks[:at], table, *blocks[at + 1 :]]


_WAYS = dict(
    zip(
        EDITS,
        (
            _append, _insert, _replace, _delete_word, _delete_block, _new_block, _move, _split,
            _join, _into_a_list, _out_of_a_list, _embolden, _new_row,
        ),
        strict=True,
    )
)  # fmt: skip
