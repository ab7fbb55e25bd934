"""Where a passage of an older text stands in a newer one."""

from itertools import count

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bidapp.text.content import document_of
from bidapp.text.passages import Passage, Place, Text, find
from bidapp.text.rewording import reworded
from tests.text.histories import a_list, a_text, edited, edits, paragraph

FOUND = "We expect about 240 reports in all."
NAMES = A, B, C, D = ["aaaaaa", "bbbbbb", "cccccc", "dddddd"]
NOTE = {"type": "footnote", "content": [{"type": "text", "text": "See annex."}]}


def text(*paragraphs):
    """A document of paragraphs, named A, B, C …"""
    return document_of(
        [paragraph(words, name) for name, words in zip(NAMES, paragraphs, strict=False)]
    )


def passage(document, quote, block_id=A):
    return Passage(block_id, Text(document).words(block_id).index(quote), quote)


def where(quote, old, new, block_id=A):
    """What stands now where the quote stood, with its block."""
    new = document_of(new) if isinstance(new, list) else new
    place = find(passage(old, quote, block_id), Text(old), Text(new))
    return place and (place.block_id, Text(new).words(place.block_id)[place.start : place.end])


@pytest.mark.parametrize(
    ("now", "left"),
    [
        (FOUND, "about 240 reports"),
        ("Truly: we do expect about 240 reports in all.", "about 240 reports"),
        ("We expect about 240 reports, no more, in all.", "about 240 reports"),
        ("We expect very about 240 reports in all.", "about 240 reports"),
        ("We expect about 190 reports in all.", "about 190 reports"),
        ("We expect about 240 closed reports in all.", "about 240 closed reports"),
        ("We expect 240 reports in all.", "240 reports"),
        ("We expect about 240 in all.", "about 240 "),
        ("We expect about 240 report in all.", "about 240 report"),
        ("We expect roughly 240 reports in all.", "roughly 240 reports"),
        ("about 240 reports", "about 240 reports"),
    ],
)
def test_a_passage_is_found_whatever_is_written_around_it_or_in_it(now, left):
    assert where("about 240 reports", text(FOUND), text(now)) == (A, left)


@pytest.mark.parametrize("now", ["We expect in all.", "", "We hope for few cases in all."])
def test_a_passage_of_which_no_word_is_left_is_gone(now):
    assert where("about 240 reports", text(FOUND), text(now)) is None


def test_a_passage_goes_along_when_its_block_is_divided_or_joined():
    apart = text("We expect", "about 240 reports in all.")
    assert where("240 reports", text(FOUND), apart) == (B, "240 reports")
    old = text("Before.", FOUND)
    assert where("240 reports", old, text(f"Before. {FOUND}"), B) == (A, "240 reports")


def test_a_passage_across_the_place_where_its_block_is_divided_keeps_what_is_left():
    apart = text("We expect about 240", "reports in all.")
    assert where("240 reports", text(FOUND), apart) == (A, "240")


def test_a_passage_goes_along_when_its_block_is_moved_or_becomes_a_list_item():
    old = text("Before.", FOUND)
    moved = [paragraph(FOUND, B), paragraph("Before.", A)]
    assert where("240 reports", old, moved, B) == (B, "240 reports")
    name, words = where("240 reports", old, [paragraph("Before.", A), a_list(FOUND)], B)
    assert (name not in NAMES, words) == (True, "240 reports")


def test_words_that_stood_elsewhere_before_are_not_taken_for_the_passage():
    old = text("The force agrees.", "Ask the force first.")
    assert where("force", old, text("", "Ask the force first.")) is None


def test_of_several_places_the_one_like_the_old_is_taken():
    old = text("One force pays. Another force waits.")
    new = [paragraph("force", C), paragraph("Another force waits.", D)]
    found = passage(old, "force waits")
    found = Passage(A, found.start, "force")
    assert find(found, Text(old), Text(document_of(new))) == Place(D, 8, 13)


def test_a_footnote_and_a_break_take_a_place_each_and_signs_beyond_16_bits_one():
    words = [
        {"type": "text", "text": "One 😀"}, NOTE, {"type": "hardBreak"},
        {"type": "text", "text": "two"},
    ]  # fmt: skip
    document = document_of([{"type": "paragraph", "attrs": {"id": A}, "content": words}])
    assert Text(document).words(A) == "One 😀\ufffc\ntwo"


def test_a_block_of_blocks_or_none_has_no_words():
    document = a_text()
    assert Text(document).words(document["content"][2]["attrs"]["id"]) is None
    assert find(Passage(C, 0, "One"), Text(document), Text(document)) is None


@given(data=st.data(), wanted=edits)
@settings(max_examples=200, deadline=None)
def test_after_any_edits_what_is_left_of_a_passage_is_found(data, wanted):
    """Every word of the old text stands in it once, but for “in” and “and”."""
    old = a_text()
    before = Text(old)
    now = Text(edited(old, wanted, (f"fresh{n}" for n in count())))
    name = data.draw(st.sampled_from(list(before.blocks)))
    words = before.blocks[name].split()
    first = data.draw(st.integers(0, len(words) - 1))
    chosen = words[first : data.draw(st.integers(first + 1, len(words)))]
    quote = " ".join(chosen)
    place = find(Passage(name, before.words(name).index(quote), quote), before, now)
    left = {word for word in chosen if word in (now.words(name) or "").split()}
    if left:
        assert place
        assert left <= set(now.words(name)[place.start : place.end].split())
    elif _times(quote, now) >= _times(quote, before):
        assert place
        assert now.words(place.block_id)[place.start : place.end] == quote
    if now.words(name) == before.words(name):
        assert (place.end - place.start, place.block_id) == (len(quote), name)


def _times(quote, text):
    return sum(words.count(quote) for words in text.blocks.values())


@given(data=st.data(), put_in=st.text("ab 😀", min_size=1, max_size=9))
@settings(max_examples=200, deadline=None)
def test_what_is_put_in_beside_a_passage_never_moves_it_off_its_words(data, put_in):
    words = a_text()["content"][1]["content"][0]["text"]
    start = data.draw(st.integers(0, len(words) - 2))
    end = data.draw(st.integers(start + 1, len(words)))
    at = data.draw(st.integers(0, start) | st.integers(end, len(words)))
    put_in = f" {put_in} "
    old, new = paragraph(words, A), paragraph(words[:at] + put_in + words[at:], A)
    quote = words[start:end]
    place = find(Passage(A, start, quote), _only(old), _only(new))
    if quote.strip():
        assert place
        assert quote.strip() in _only(new).words(A)[place.start : place.end]


def _only(block):
    return Text({"type": "doc", "content": [block]})


BOLD = [{"type": "bold"}]


@pytest.mark.parametrize(
    ("quote", "words", "now"),
    [
        ("bold words", "others", [("Some ", None), ("others", BOLD), (" here.", None)]),
        ("words here", "there", [("Some ", None), ("bold there", BOLD), (".", None)]),
        ("Some bold", "No", [("No", None), (" words", BOLD), (" here.", None)]),
        ("bold ", "", [("Some ", None), ("words", BOLD), (" here.", None)]),
        ("Some bold words here.", "", []),
    ],
)
def test_other_words_look_as_the_first_of_those_they_replace(quote, words, now):
    nodes = [
        {"type": "text", "text": "Some "}, {"type": "text", "text": "bold words", "marks": BOLD},
        {"type": "text", "text": " here."},
    ]  # fmt: skip
    old = document_of([{"type": "paragraph", "attrs": {"id": A}, "content": nodes}])
    found = passage(old, quote)
    new = reworded(old, Place(A, found.start, found.end), words)
    content = new["content"][0].get("content", [])
    assert [(node["text"], node.get("marks")) for node in content] == now
    assert new["content"][0]["attrs"]["id"] == A


def test_a_new_line_among_other_words_is_a_break_and_notes_beside_them_stay():
    nodes = [{"type": "text", "text": "One"}, NOTE, {"type": "text", "text": " two three"}]
    old = document_of([{"type": "paragraph", "attrs": {"id": A}, "content": nodes}])
    found = passage(old, "two")
    new = reworded(old, Place(A, found.start, found.end), "2\n2½")
    assert Text(new).words(A) == "One\ufffc 2\n2½ three"
