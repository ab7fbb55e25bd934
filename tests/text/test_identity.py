"""Ids stay with their blocks when a text comes back without them."""

from bidapp.text.content import checked, digest, document_of, walk
from bidapp.text.html import from_html, to_html
from bidapp.text.identity import with_ids_from


def text_of(*words):
    blocks = [{"type": "paragraph", "content": [{"type": "text", "text": w}]} for w in words]
    return document_of(blocks)


def ids(document):
    return [node["attrs"]["id"] for node in walk(document) if "id" in node.get("attrs", {})]


def came_from(old, new):
    """For each block, the number of the old block whose id it has."""
    known = ids(old)
    given = ids(with_ids_from(old, new))
    return [known.index(each) if each in known else None for each in given]


def test_an_unchanged_text_keeps_every_id():
    old = from_html(
        "<h1>a</h1><ul><li>b<li>c</ul><table><tr><td>d<td>e</table><blockquote><p>f</blockquote>"
    ).document
    assert with_ids_from(old, from_html(to_html(old)).document) == old


def test_ids_follow_their_blocks_around_what_is_new():
    assert came_from(text_of("a", "b", "c"), text_of("x", "a", "b", "y", "c")) == [
        None, 0, 1, None, 2,
    ]  # fmt: skip


def test_a_changed_block_keeps_the_id_of_the_one_it_replaces():
    assert came_from(text_of("a", "b", "c"), text_of("a", "B", "c")) == [0, 1, 2]


def test_blocks_that_changed_places_keep_their_ids():
    assert came_from(text_of("a", "b", "c"), text_of("c", "a", "b")) == [2, 0, 1]
    assert came_from(text_of("a", "b", "c"), text_of("c", "new", "a")) == [2, None, 0]


def test_a_block_of_another_kind_replaces_nothing():
    old = text_of("a", "b")
    assert came_from(old, from_html("<p>a</p><h1>b</h1>").document) == [0, None]


def test_ids_inside_a_changed_list_stay():
    old = from_html("<ul><li>a<li>b</ul>").document
    assert came_from(old, from_html("<ul><li>a<li>new<li>b</ul>").document) == [
        0, 1, 2, None, None, 3, 4,
    ]  # fmt: skip


def test_ids_inside_a_changed_table_stay():
    old = from_html("<table><tr><td>a<td>b<tr><td>c<td>d</table>").document
    new = from_html("<table><tr><td>a<td>B<tr><td>c<td>d</table>").document
    assert came_from(old, new) == [0, 1, 2, 3, 4]


def test_a_moved_block_that_still_has_its_id_keeps_it():
    old = text_of("a", "b", "c")
    new = checked({"type": "doc", "content": list(reversed(old["content"]))})
    assert came_from(old, new) == [2, 1, 0]


def test_no_id_is_given_twice_and_nothing_is_said_otherwise():
    old, new = text_of(*"aabbaa"), text_of(*"abababab")
    result = with_ids_from(old, new)
    assert len(set(ids(result))) == 8
    assert digest(result) == digest(new)


def test_long_texts_keep_their_ids_in_order():
    old = text_of(*(f"w{n % 50}" for n in range(2_500)))
    assert came_from(old, text_of(*(f"w{n % 50}" for n in range(2_500)))) == list(range(2_500))
