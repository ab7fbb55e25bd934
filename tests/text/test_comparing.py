"""What changed between two texts, word by word, and nothing else."""

from itertools import count

from hypothesis import given, settings

from bidapp.text.comparing import compared, words_compared
from bidapp.text.content import document_of, walk
from bidapp.text.html import to_html
from tests.text.histories import a_list, a_text, edited, edits, paragraph, words_of

ONE, TWO = paragraph("One a b."), paragraph("Two c.")


def html_of(old, new):
    return to_html(compared(old, new).document)


def test_the_same_text_shows_no_change():
    found = compared(document_of([ONE]), document_of([ONE]))
    assert (found.changed, found.words_in, found.words_out) == ([], 0, 0)


def test_words_put_in_and_taken_out_are_marked_where_they_stand():
    old, new = (
        document_of([ONE, TWO]),
        document_of([paragraph("One x b!", ONE["attrs"]["id"]), TWO]),
    )
    assert html_of(old, new) == (
        "<p>One <del>a</del><ins>x</ins> <del>b.</del><ins>b!</ins></p><p>Two c.</p>"
    )
    found = compared(old, new)
    assert (found.words_in, found.words_out, found.changed) == (2, 2, [ONE["attrs"]["id"]])


def test_whole_blocks_come_and_go_in_their_places():
    new = paragraph("New.")
    assert html_of(document_of([ONE, TWO]), document_of([new, TWO])) == (
        "<p><del>One a b.</del></p><p><ins>New.</ins></p><p>Two c.</p>"
    )


def test_a_list_shows_which_item_changed():
    listed = a_list("first", "second")
    items = listed["content"]
    longer = listed | {"content": [items[0], a_list("between")["content"][0], items[1]]}
    assert html_of(document_of([listed]), document_of([longer])) == (
        "<ul><li>first</li><li><ins>between</ins></li><li>second</li></ul>"
    )


def test_a_change_of_marks_is_a_change():
    old = [{"type": "text", "text": "a b"}]
    new = [
        {"type": "text", "text": "a "},
        {"type": "text", "text": "b", "marks": [{"type": "bold"}]},
    ]
    assert [kind for kind, _ in words_compared(old, new)] == ["same", "deleted", "inserted"]


def test_markup_in_a_text_is_shown_and_does_not_run():
    evil = "<img src=x onerror=alert(1)>"
    assert "<img" not in html_of(document_of([ONE]), document_of([paragraph(evil)]))


@settings(max_examples=200, deadline=None)
@given(edits)
def test_both_texts_can_be_read_out_of_the_comparison(wanted):
    old = a_text()
    new = edited(old, wanted, (f"new{number}" for number in count()))
    found = compared(old, new).document
    assert words_of(_side(found, "deleted")) == words_of(new)
    assert words_of(_side(found, "inserted")) == words_of(old)


def _side(document, other):
    """The comparison without the words that only the other text has."""
    kept = [
        node
        for node in walk(document)
        if node["type"] == "text" and other not in {mark["type"] for mark in node.get("marks", ())}
    ]
    return {"type": "doc", "content": [{"type": "paragraph", "content": kept}]}
