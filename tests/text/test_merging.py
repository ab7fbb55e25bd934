"""Two people's changes of one text: joined, and where they cannot be, both kept."""

from itertools import count

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bidapp.text.content import checked, document_of, walk
from bidapp.text.merging import merged
from bidapp.text.plain import plain_text
from tests.text.histories import a_list, a_text, edited, edits, paragraph, words_of


def said(document):
    return plain_text(document).split("\n")


def of(*blocks):
    return document_of(blocks)


ONE, TWO, THREE = (paragraph(words) for words in ("One a b c.", "Two d e f.", "Three."))
BASE = of(ONE, TWO, THREE)


def with_words(block, words):
    return paragraph(words, block["attrs"]["id"])


@pytest.mark.parametrize(
    ("theirs", "mine", "both"),
    [
        ("One a b c d.", "Zero One a b c.", None),
        ("One x b c.", "One a b y c.", "One x b y c."),
        ("One a b c. Sam", "One a b c. Kim", "One a b c. Sam Kim"),
        ("One a b c. Sam", "One a b c. Sam", "One a b c. Sam"),
        ("One b c.", "One a b c!", "One b c!"),
        ("", "One a b c.", ""),
    ],
)
def test_words_that_do_not_touch_are_joined(theirs, mine, both):
    found = merged(
        BASE, of(with_words(ONE, theirs), TWO, THREE), of(with_words(ONE, mine), TWO, THREE)
    )
    if both is None:
        assert words_of(found.document) >= {"Zero", "d."}
    else:
        assert said(found.document)[0] == both
    assert found.clashes == ()


def test_the_same_word_changed_twice_is_a_clash_and_theirs_stands():
    theirs, mine = with_words(ONE, "One a B c."), with_words(ONE, "One a ß c.")
    found = merged(BASE, of(theirs, TWO, THREE), of(mine, TWO, THREE))
    assert said(found.document)[0] == "One a B c."
    (clash,) = found.clashes
    assert (clash.base, clash.theirs, clash.mine) == (ONE, theirs, mine)


def test_of_a_clash_each_side_holds_all_that_only_one_of_them_changed():
    base = with_words(ONE, "alpha beta gamma delta epsilon zeta")
    theirs = with_words(ONE, "alpha THEIRS gamma delta THEIRS2 zeta")
    mine = with_words(ONE, "alpha MINE gamma delta epsilon zeta MINE3")
    found = merged(of(base), of(theirs), of(mine))
    (clash,) = found.clashes
    assert said(found.document) == ["alpha THEIRS gamma delta THEIRS2 zeta MINE3"]
    assert said(of(clash.theirs)) == said(found.document)
    assert said(of(clash.mine)) == ["alpha MINE gamma delta THEIRS2 zeta MINE3"]


def test_what_came_here_before_does_not_come_twice():
    theirs = with_words(ONE, "One a b c. Ours and theirs")
    found = merged(
        BASE, of(theirs, TWO, THREE), of(with_words(ONE, "One a b c. theirs"), TWO, THREE)
    )
    assert said(found.document)[0] == "One a b c. Ours and theirs"


def test_an_id_that_words_had_and_a_list_has_now_loses_no_word():
    stolen = a_list("item")
    stolen["attrs"] = {"id": TWO["attrs"]["id"]}
    for pair in (
        (of(ONE, stolen, THREE), of(ONE, with_words(TWO, "Two d e f, more."), THREE)),
        (of(ONE, with_words(TWO, "Two d e f, more."), THREE), of(ONE, stolen, THREE)),
    ):
        assert {"more.", "item"} <= words_of(merged(BASE, *pair).document)


def test_texts_without_an_end_of_stretches_in_stretches_are_joined():
    def text(letter):
        words = ["e1"]
        for number in range(2, 420):
            words += [letter, f"e{number}", letter, f"e{number - 1}", letter]
        return of(with_words(ONE, " ".join(words)))

    assert "e419" in words_of(merged(BASE, text("p"), text("q")).document)


def test_a_block_one_takes_out_and_the_other_changes_stays_and_is_a_clash():
    changed = with_words(TWO, "Two, changed.")
    without, with_it = of(ONE, THREE), of(ONE, changed, THREE)
    for theirs, mine, sides in (
        (without, with_it, (None, changed)),
        (with_it, without, (changed, None)),
    ):
        found = merged(BASE, theirs, mine)
        assert said(found.document) == ["One a b c.", "Two, changed.", "Three."]
        (clash,) = found.clashes
        assert (clash.theirs, clash.mine) == sides


def test_new_blocks_in_one_place_stand_one_after_the_other():
    theirs, mine = paragraph("theirs"), paragraph("mine")
    found = merged(BASE, of(ONE, theirs, TWO, THREE), of(ONE, mine, TWO, THREE))
    assert said(found.document) == ["One a b c.", "theirs", "mine", "Two d e f.", "Three."]


def test_a_block_that_one_moves_and_the_other_changes_is_moved_and_changed():
    found = merged(BASE, of(THREE, ONE, TWO), of(ONE, TWO, with_words(THREE, "Three, more.")))
    assert said(found.document) == ["Three, more.", "One a b c.", "Two d e f."]
    found = merged(BASE, of(ONE, TWO, with_words(THREE, "Three, more.")), of(THREE, ONE, TWO))
    assert said(found.document) == ["Three, more.", "One a b c.", "Two d e f."]


def test_a_paragraph_made_a_list_item_takes_the_other_ones_words_along():
    item = {"type": "listItem", "content": [TWO]}
    mine = of(ONE, {"type": "bulletList", "content": [item]}, THREE)
    found = merged(BASE, of(ONE, with_words(TWO, "Two d e f g."), THREE), mine)
    assert [block["type"] for block in found.document["content"]] == [
        "paragraph", "bulletList", "paragraph",
    ]  # fmt: skip
    assert said(found.document)[1] == "Two d e f g."
    assert found.clashes == ()


def test_items_of_a_list_are_joined_one_by_one():
    base = of(a_list("a", "b", "c"))
    listed = base["content"][0]
    first, second, third = listed["content"]
    theirs = of(listed | {"content": [first, third]})
    more = a_list("d")["content"][0]
    mine = of(listed | {"content": [first, second, third, more]})
    found = merged(base, theirs, mine)
    assert said(found.document) == ["a", "c", "d"]
    assert found.clashes == ()


def test_two_who_move_blocks_into_each_other_lose_neither():
    base = of(a_list("a"), a_list("b"))
    one, two = base["content"]
    into_one = one | {"content": [one["content"][0] | {"content": [
        *one["content"][0]["content"], two]}]}  # fmt: skip
    into_two = two | {"content": [two["content"][0] | {"content": [
        *two["content"][0]["content"], one]}]}  # fmt: skip
    found = merged(base, of(into_one), of(into_two))
    assert words_of(found.document) == {"a", "b"}


@settings(max_examples=400, deadline=None)
@given(edits, edits)
def test_no_word_is_lost_that_was_not_taken_out_knowingly(their_edits, my_edits):
    base = a_text()
    their_words = (f"theirs{number}" for number in count())
    my_words = (f"mine{number}" for number in count())
    theirs, mine = edited(base, their_edits, their_words), edited(base, my_edits, my_words)
    found = merged(base, theirs, mine)
    assert checked(found.document) == found.document
    assert_nothing_lost(base, theirs, mine, found)
    ids = [node["attrs"]["id"] for node in walk(found.document) if "id" in node.get("attrs", {})]
    assert len(ids) == len(set(ids))


def assert_nothing_lost(base, theirs, mine, found):
    shown = set()
    for clash in found.clashes:
        for side in (clash.theirs, clash.mine):
            shown |= words_of(side) if side else set()
    there = words_of(found.document) | shown
    taken_out = (words_of(base) - words_of(theirs)) | (words_of(base) - words_of(mine))
    wanted = (words_of(theirs) | words_of(mine)) - taken_out
    assert wanted - there == set()
    fresh = {word for word in words_of(theirs) | words_of(mine) if word not in words_of(base)}
    assert fresh - there == set()


@settings(max_examples=100, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 4), edits, st.integers(0, 5)), min_size=2, max_size=12))
def test_through_long_histories_of_five_writers_every_word_stays_or_was_seen(saves):
    """Each writer edits the text they last had, which may be some saves old."""
    history = [a_text()]
    had = dict.fromkeys(range(5), 0)
    fresh = (f"word{number}" for number in count())
    written, seen_and_taken, shown = words_of(history[0]), set(), set()
    for writer, wanted, lag in saves:
        if lag < 3:
            had[writer] = len(history) - 1
        base = history[had[writer]]
        mine = edited(base, wanted, fresh)
        written |= words_of(mine)
        seen_and_taken |= words_of(base) - words_of(mine)
        found = merged(base, history[-1], mine)
        for clash in found.clashes:
            shown |= words_of(clash.mine) if clash.mine else set()
            shown |= words_of(clash.theirs) if clash.theirs else set()
        history.append(mine)
        had[writer] = len(history) - 1
        history.append(found.document)
    assert written - seen_and_taken - shown - words_of(history[-1]) == set()
