"""What a document may hold, and the one form in which it is kept."""

import pytest

from bidapp.text.content import (
    MAX_CHARACTERS,
    MAX_COLUMNS,
    MAX_NODES,
    TextRefused,
    checked,
    digest,
    document_from_json,
    document_of,
    empty_document,
    is_empty,
    pictures_in,
    walk,
)

PICTURE = "ab" * 32


def text(words, *marks):
    return {"type": "text", "text": words, "marks": [{"type": mark} for mark in marks]}


def paragraph(*inline, **attributes):
    return {"type": "paragraph", "attrs": attributes, "content": list(inline)}


def item(*blocks):
    return {"type": "listItem", "content": list(blocks) or [paragraph()]}


def bullets(*items):
    return {"type": "bulletList", "content": list(items)}


def cell(*blocks, **spans):
    return {"type": "tableCell", "attrs": spans, "content": list(blocks)}


def table(*rows):
    return {
        "type": "table",
        "content": [{"type": "tableRow", "content": list(row)} for row in rows],
    }


def inline_of(*inline):
    return document_of([paragraph(*inline)])["content"][0].get("content", [])


def words_of(*inline):
    return [node.get("text", node["type"]) for node in inline_of(*inline)]


def spans_of(document):
    return [
        [(cell["attrs"]["colspan"], cell["attrs"]["rowspan"]) for cell in row["content"]]
        for row in document["content"][0]["content"]
    ]


def nested_lists(levels):
    block = bullets(item())
    for _ in range(levels - 1):
        block = bullets(item(paragraph(), block))
    return block


def test_an_empty_document_has_no_content():
    assert checked({"type": "doc", "content": []}) == empty_document() == {"type": "doc"}
    assert is_empty(empty_document())


def test_a_document_without_words_or_pictures_is_empty():
    assert is_empty(document_of([paragraph(text(" ")), bullets(item())]))
    assert not is_empty(document_of([paragraph(text("."))]))
    assert not is_empty(document_of([{"type": "figure", "attrs": {"src": PICTURE}}]))


def test_unknown_keys_are_gone():
    loose = paragraph(text("a") | {"x": 1}, align="left") | {"y": 2}
    (kept,) = checked({"type": "doc", "content": [loose], "z": 3})["content"]
    assert kept.keys() == {"type", "attrs", "content"}
    assert kept["attrs"].keys() == {"id"}
    assert kept["content"] == [{"type": "text", "text": "a"}]


def test_good_ids_stay_and_missing_bad_or_double_ones_are_replaced():
    blocks = [paragraph(id=each) for each in ("aaaaaa", "aaaaaa", "No", None, 7)]
    ids = [block["attrs"]["id"] for block in document_of(blocks)["content"]]
    assert ids[0] == "aaaaaa"
    assert len(set(ids)) == 5


def test_neighbours_with_equal_marks_become_one():
    assert inline_of(text("a", "italic", "bold"), text("b", "bold", "italic")) == [
        {"type": "text", "text": "ab", "marks": [{"type": "bold"}, {"type": "italic"}]}
    ]


def test_superscript_and_subscript_exclude_each_other():
    (only,) = inline_of(text("2", "subscript", "superscript"))
    assert only["marks"] == [{"type": "superscript"}]


def test_plain_white_space_is_one_space_and_none_at_an_edge():
    assert words_of(text(" a \t\n"), text("  b", "bold"), text(" ")) == ["a ", "b"]
    assert words_of(text("a "), {"type": "hardBreak"}, text(" b")) == ["a", "hardBreak", "b"]


def test_no_break_and_thin_spaces_stay():
    assert words_of(text("\xa0a\u2009\xa0")) == ["\xa0a\u2009\xa0"]


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("a\x00b\x1fc\ufffed", "abcd"),
        ("a\ud800b", "ab"),
        ("\ud83d\ude00", "😀"),
        ("a\u2028b\u2029c\x85d", "a b c d"),
        ("e\u0301 \u202ex", "e\u0301 \u202ex"),
    ],
)
def test_characters_that_xml_cannot_hold_are_gone(written, kept):
    assert words_of(text(written)) == [kept]


def test_a_vertical_tab_is_a_line_break():
    assert words_of(text("a\vb")) == ["a", "hardBreak", "b"]


def test_a_footnote_that_says_nothing_is_gone():
    note = {"type": "footnote", "content": [text(" \n")]}
    assert words_of(text("a "), note, text(" b")) == ["a b"]


@pytest.mark.parametrize(
    "href",
    ["javascript:alert(1)", "data:text/html,x", "/files/1", "https://", "https://[x", 7, None],
)
def test_links_lead_only_to_the_web_and_to_mail(href):
    link = {"type": "link", "attrs": {"href": href}}
    with pytest.raises(TextRefused, match="Links can only lead"):
        document_of([paragraph({"type": "text", "text": "a", "marks": [link]})])


@pytest.mark.parametrize("href", ["https://a.org/?b=c&d#e", "HTTP://a.org", "mailto:a@b.org"])
def test_a_link_to_the_web_or_to_mail_stays(href):
    link = {"type": "link", "attrs": {"href": href}}
    (node,) = inline_of({"type": "text", "text": "a", "marks": [link]})
    assert node["marks"] == [link]


@pytest.mark.parametrize(
    ("block", "sentence"),
    [
        ({"type": "image"}, "A document cannot hold “image”."),
        (text("loose"), "A document cannot hold loose text."),
        (paragraph(paragraph()), "A paragraph cannot hold a paragraph."),
        (paragraph(text("a", "highlight")), "The marking “highlight” cannot be kept in a text."),
        ({"type": "heading", "attrs": {"level": 4}}, "A heading has level 1, 2 or 3."),
        ({"type": "heading", "attrs": {"level": True}}, "A heading has level 1, 2 or 3."),
        (bullets(), "A list cannot be empty."),
        (bullets(item(bullets(item()))), "A list item has to begin with a paragraph."),
        ({"type": "blockquote"}, "A quotation cannot be empty."),
        (table(), "A table cannot be empty."),
        (table([cell(table([cell()]))]), "A table cell cannot hold a table."),
        (table([cell(colspan=0)]), "A table cell spans with a whole number from 1"),
        ({"type": "figure", "attrs": {"src": "x"}}, "A picture has to be one that is kept here."),
        ({"type": "paragraph", "content": "abc"}, "not in a form that can be kept"),
        (7, "not in a form that can be kept"),
        (nested_lists(10), "Lists can have 9 levels at most"),
        (nested_lists(5_000), "Lists can have 9 levels at most"),
        (table([cell() for _ in range(MAX_COLUMNS + 1)]), "63 columns at most"),
    ],
)
def test_what_is_outside_the_vocabulary_is_refused_in_a_sentence(block, sentence):
    with pytest.raises(TextRefused, match=sentence):
        document_of([block])


@pytest.mark.parametrize("tree", [None, [], "doc", {"type": "paragraph"}, {}])
def test_what_is_no_document_is_refused(tree):
    with pytest.raises(TextRefused, match="not a text document"):
        checked(tree)


@pytest.mark.parametrize("source", ["", "{", "[" * 100_000, "[]"])
def test_json_that_is_no_document_is_refused(source):
    with pytest.raises(TextRefused, match="not a text document"):
        document_from_json(source)


def test_nine_levels_of_lists_are_kept():
    assert sum(n["type"] == "bulletList" for n in walk(document_of([nested_lists(9)]))) == 9


def test_too_many_characters_are_refused():
    half = text("x" * (MAX_CHARACTERS // 2 + 1))
    with pytest.raises(TextRefused, match="more than the 4,000,000 characters"):
        document_of([paragraph(half, half)])


@pytest.mark.parametrize(
    "block", [paragraph(text("\v" * MAX_NODES)), paragraph(*[{"type": "hardBreak"}] * MAX_NODES)]
)
def test_too_many_parts_are_refused(block):
    with pytest.raises(TextRefused, match="too many parts"):
        document_of([block])


def test_a_table_of_too_many_cells_is_refused_before_it_is_filled():
    with pytest.raises(TextRefused, match="too many cells"):
        document_of([table([cell() for _ in range(60)], *[[cell()] for _ in range(4_000)])])


def test_an_empty_cell_and_an_empty_item_hold_an_empty_paragraph():
    document = document_of([table([{"type": "tableCell"}]), bullets({"type": "listItem"})])
    assert [n["type"] for n in walk(document)].count("paragraph") == 2


@pytest.mark.parametrize(
    ("rows", "spans"),
    [
        ([[cell(), cell()], [cell()]], [[(1, 1), (1, 1)], [(1, 1), (1, 1)]]),
        ([[cell(colspan=63)], [cell(), cell()]], [[(2, 1)], [(1, 1), (1, 1)]]),
        ([[cell(rowspan=9), cell()], [cell()]], [[(1, 2), (1, 1)], [(1, 1)]]),
        ([[cell(rowspan=2)], [], [cell()]], [[(1, 1)], [(1, 1)]]),
        (
            [[cell(), cell(rowspan=2), cell()], [cell(colspan=3)]],
            [[(1, 1), (1, 2), (1, 1)], [(1, 1), (1, 1)]],
        ),
    ],
)
def test_every_table_is_a_rectangle(rows, spans):
    assert spans_of(document_of([table(*rows)])) == spans


def test_a_checked_document_stays_as_it_is():
    once = document_of([nested_lists(3), table([cell(colspan=2)], [cell(), cell(), cell()])])
    assert checked(once) == once


def test_the_digest_ignores_ids_and_nothing_else():
    words = document_of([paragraph(text("a"))])
    assert digest(words) == digest(document_of([paragraph(text("a"))]))
    assert digest(words) != digest(document_of([paragraph(text("a", "bold"))]))


def test_pictures_are_found_wherever_they_are():
    figure = {"type": "figure", "attrs": {"src": PICTURE, "alt": "A map"}}
    document = document_of([bullets(item(paragraph(), figure)), table([cell(figure)])])
    assert pictures_in(document) == {PICTURE}
