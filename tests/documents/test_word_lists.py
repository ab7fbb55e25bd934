"""Lists in Word: real ones, nine levels deep, each numbering on its own."""

from lxml import etree

from tests.documents.word_builders import (
    Node,
    bullets,
    cell,
    found,
    item,
    numbers,
    paragraph,
    paragraph_saying,
    part,
    parts,
    quote,
    table,
    written,
)


def test_a_document_without_lists_has_no_part_for_them():
    assert "word/numbering.xml" not in parts(written("Only words."))


def test_items_are_marked_by_word_and_not_by_letters():
    file = written(bullets("one", "two"))
    assert _kind_of_mark(file, "one") == ("bullet", "•")
    assert _marks(file, "one") == _marks(file, "two")


def test_every_numbered_list_counts_from_its_own_start():
    file = written(numbers("a1", "a2"), "between", numbers("b1"), numbers("c1", start=7))
    lists = [_marks(file, words)[0] for words in ("a1", "a2", "b1", "c1")]
    assert lists[0] == lists[1]
    assert len(set(lists)) == 3
    assert [_start(file, list_id) for list_id in lists] == [1, 1, 1, 7]


def test_a_list_in_a_list_stands_one_level_in():
    file = written(numbers(item("outer", numbers("inner", start=3), bullets("dot"))))
    (outer, outer_level), (inner, inner_level) = _marks(file, "outer"), _marks(file, "inner")
    assert (outer_level, inner_level) == ("0", "1")
    assert outer != inner
    assert _start(file, inner) == 3
    assert _kind_of_mark(file, "inner") == ("lowerLetter", "%2.")
    assert _kind_of_mark(file, "dot") == ("bullet", "◦")


def test_lists_go_nine_levels_deep_and_deeper_ones_stay_on_the_ninth():
    file = written(_nested(12))
    levels = [int(_marks(file, f"depth {depth}.")[1]) for depth in range(1, 13)]
    assert levels == [0, 1, 2, 3, 4, 5, 6, 7, 8, 8, 8, 8]
    assert len(found(part(file, "word/numbering.xml"), "//w:abstractNum[1]/w:lvl")) == 9


def test_more_paragraphs_of_an_item_stand_under_its_words_without_a_mark():
    file = written(numbers(item("first", paragraph("more"))))
    more = paragraph_saying(file, "more")
    assert found(more, "w:pPr/w:numPr") == []
    level = part(file, "word/numbering.xml")
    (words_at,) = found(level, "//w:abstractNum[2]/w:lvl[1]/w:pPr/w:ind/@w:left")
    assert found(more, "w:pPr/w:ind/@w:left") == [words_at]


def test_an_item_that_starts_with_a_list_still_has_its_mark():
    file = written(numbers(item(bullets("inner")), "second"))
    marked = found(part(file), "//w:p[w:pPr/w:numPr]")
    assert len(marked) == 3
    assert _marks(file, "second")[1] == "0"


def test_a_list_in_a_quote_is_set_in_from_the_quote():
    file = written(quote(paragraph("said"), bullets("quoted")), bullets("plain"))
    assert found(paragraph_saying(file, "plain"), "w:pPr/w:ind") == []
    said, quoted = (_left(file, words) for words in ("said", "quoted"))
    assert quoted > said


def test_a_list_in_a_cell_is_a_list():
    assert _marks(written(table([cell(bullets("in a cell"))])), "in a cell")[1] == "0"


def test_kinds_of_list_stand_before_the_lists_as_word_wants():
    numbering = part(written(numbers("one"), numbers("two")), "word/numbering.xml")
    tags = [child.tag.split("}")[1] for child in numbering]
    assert tags == ["abstractNum", "abstractNum", "num", "num", "num"]


def _nested(deepest: int) -> Node:
    nested = bullets(f"depth {deepest}.")
    for depth in range(deepest - 1, 0, -1):
        nested = bullets(item(f"depth {depth}.", nested))
    return nested


def _marks(file: bytes, words: str) -> tuple[str, str]:
    (number,) = found(paragraph_saying(file, words), "w:pPr/w:numPr")
    return found(number, "w:numId/@w:val")[0], found(number, "w:ilvl/@w:val")[0]


def _list(file: bytes, list_id: str) -> etree._Element:
    (number,) = found(part(file, "word/numbering.xml"), f"//w:num[@w:numId='{list_id}']")
    return number


def _start(file: bytes, list_id: str) -> int:
    return int(found(_list(file, list_id), "w:lvlOverride/w:startOverride/@w:val")[0])


def _kind_of_mark(file: bytes, words: str) -> tuple[str, str]:
    list_id, level = _marks(file, words)
    (kind,) = found(_list(file, list_id), "w:abstractNumId/@w:val")
    way = f"//w:abstractNum[@w:abstractNumId='{kind}']/w:lvl[@w:ilvl='{level}']"
    (holder,) = found(part(file, "word/numbering.xml"), way)
    return found(holder, "w:numFmt/@w:val")[0], found(holder, "w:lvlText/@w:val")[0]


def _left(file: bytes, words: str) -> int:
    return int(found(paragraph_saying(file, words), "w:pPr/w:ind/@w:left")[0])
