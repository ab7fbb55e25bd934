"""Two versions as tracked changes: accepted they say the new text, rejected the old one."""

import pytest
from hypothesis import given

from bidapp.documents.word_comparison import Comparison, write_comparison
from bidapp.files.docx_gate import check_docx
from bidapp.text.content import checked, without_ids
from bidapp.text.identity import with_ids_from
from tests.documents.handouts import returned
from tests.documents.word_builders import (
    MADE_AT,
    PICTURE,
    a_picture,
    bullets,
    cell,
    document,
    figure,
    footnote,
    found,
    header,
    heading,
    item,
    numbers,
    paragraph,
    part,
    quote,
    table,
    text,
)
from tests.libreoffice import decided
from tests.text.test_round_trip import DOCUMENTS, SLOW

CHANGES = {
    "a word": (["one two three"], ["one 2 three"]),
    "the look of a word": ([paragraph("one two")], [paragraph("one ", text("two", "bold"))]),
    "words at the end, and a paragraph": (["one", "last"], ["one two", "came", "last"]),
    "all words, and a paragraph": (["one two", "last"], ["quite other", "came", "last"]),
    "a paragraph, and the first words": (["two", "last"], ["came", "one two", "last"]),
    "a paragraph gone": (["one", "two", "three"], ["one", "three"]),
    "the last paragraph gone": (["one", "two"], ["one"]),
    "a paragraph turned heading": (["one", "two"], [heading(1, "one"), "two"]),
    "an item": ([bullets("one", "two")], [bullets("one", "and a half", "two")]),
    "a list in an item": ([bullets("one")], [bullets(item("one", numbers("a", "b")))]),
    "bullets to numbers": ([bullets("one", "two"), "x"], [numbers("one", "two"), "x"]),
    "a quotation": ([quote("one"), "x"], [quote("one and more", "two"), "x"]),
    "words in a cell": ([table([header("a")], ["ten"])], [table([header("a")], ["twelve"])]),
    "a row": ([table(["a"], ["b"]), "x"], [table(["a"], ["b"], ["c"]), "x"]),
    "a paragraph in a cell": ([table([cell("a")])], [table([cell("a", "b")])]),
    "a footnote": (
        [paragraph("one", footnote("old"), " two")],
        [paragraph("one", footnote("new"), " two")],
    ),
    "a link": (
        [paragraph(text("see this", href="https://a.org/"), " now")],
        [paragraph(text("see that", href="https://a.org/"), " now")],
    ),
    "everything": (["one"], [table(["a"]), "two"]),
    "nothing": (["one"], ["one"]),
}


@pytest.mark.parametrize("change", CHANGES)
def test_accepted_it_says_the_new_text_and_rejected_the_old(change):
    old, new = _versions(change)
    file = _compared(old, new)
    assert _words(returned(file).sections[0].content) == _words(new)
    assert _words(returned(file, "rejected").sections[0].content) == _words(old)


def test_a_change_is_of_its_author_and_no_longer_than_it_has_to_be():
    (section,) = returned(_compared(*_versions("a word"))).sections
    assert [(t.author, t.at, t.kind, t.words) for t in section.tracked] == [
        ("Ann", MADE_AT, "deleted", "two"),
        ("Ann", MADE_AT, "inserted", "2"),
    ]


def test_what_did_not_change_is_not_marked():
    body = part(_compared(*_versions("nothing")))
    assert found(body, "//w:ins | //w:del") == []


def test_deleted_words_are_no_text():
    body = part(_compared(*_versions("a paragraph gone")))
    assert found(body, "//w:del//w:t") == []
    assert found(body, "//w:delText/text()") == ["two"]


def test_changes_have_numbers_of_their_own():
    numbers_given = found(part(_compared(*_versions("a row"))), "(//w:ins | //w:del)/@w:id")
    assert len(numbers_given) == len(set(numbers_given)) > 0


def test_a_picture_that_came_is_a_change():
    old = checked(document("one"))
    new = with_ids_from(old, checked(document("one", figure(PICTURE, "Blue", "Figure 1."))))
    body = part(_compared(old, new))
    assert found(body, "//w:ins//w:drawing")
    assert found(body, "//w:ins//w:t/text()") == ["Figure 1."]


def test_the_same_comparison_gives_the_same_bytes():
    old, new = _versions("everything")
    assert _compared(old, new) == _compared(old, new)


@pytest.mark.slow
@SLOW
@given(DOCUMENTS, DOCUMENTS)
def test_any_two_texts_can_be_had_from_it(old, new):
    new = with_ids_from(old, new)
    file = _compared(old, new)
    assert check_docx(file)
    accepted, rejected = returned(file).sections, returned(file, "rejected").sections
    assert _words(accepted[0].content) == _words(new)
    assert _words(rejected[0].content) == _words(old)


@pytest.mark.slow
@pytest.mark.parametrize("accepting", [True, False])
def test_libreoffice_gets_both_texts_from_it(tmp_path, accepting):
    for number, change in enumerate(CHANGES):
        old, new = _versions(change)
        file = decided(tmp_path / str(number), _compared(old, new), accepting=accepting)
        (section,) = returned(file).sections
        assert section.tracked == ()
        assert _words(section.content) == _words(new if accepting else old), change


def _versions(change):
    before, after = CHANGES[change]
    old = checked(document(*before))
    return old, with_ids_from(old, checked(document(*after)))


def _compared(old, new):
    pictures = dict.fromkeys((PICTURE, "0" * 64, "f" * 64), a_picture())
    return write_comparison(Comparison("Vision", old, new, "Ann", MADE_AT, pictures))


def _words(node):
    """The words in their blocks, without what only hidden names could tell: such as where one
    list ends and the next begins, or that there is an empty paragraph.
    """
    if node["type"] in ("paragraph", "heading", "figure"):
        looks = node["type"] == "heading", node.get("attrs", {}).get("level")
        content = [without_ids(each) for each in node.get("content", [])]
        return [(looks, content)] if content else []
    if node["type"] == "tableRow":
        return [[(each["attrs"], _inside(each)) for each in map(without_ids, node["content"])]]
    return _inside(node)


def _inside(node):
    return [words for each in node.get("content", []) for words in _words(each)]
