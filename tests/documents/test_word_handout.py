"""A handout as a Word file: what stands in it, what is hidden in it, and that it reads back."""

import pytest
from docx.oxml.ns import qn
from hypothesis import given

from bidapp.documents.word_handout import write_handout
from bidapp.documents.word_layout import PLACEHOLDER
from bidapp.documents.word_manifest import LONGEST_PROPERTY
from bidapp.files.docx_gate import check_docx
from bidapp.text.content import checked
from tests.documents.handouts import a_handout, a_rich_text, ids_of, plain_text_of, returned, sent
from tests.documents.word_builders import (
    PICTURE,
    a_picture,
    document,
    figure,
    found,
    header,
    opened,
    paragraph,
    part,
    table,
    text,
)
from tests.text.test_round_trip import DOCUMENTS, SLOW


def test_a_handout_tells_what_to_do_and_holds_every_section():
    said = [(p.style.name, p.text) for p in opened(sent(plain_text_of("Hello"), None)).paragraphs]
    assert said[:2] == [
        ("Title", "Safer streets"),
        ("Chapter Note", "Change the text with tracked changes on, and send it back to Ann."),
    ]
    body = part(sent(plain_text_of("Hello"), None))
    assert found(body, "//w:sdt/w:sdtPr/w:alias/@w:val") == ["Section 1", "Section 2"]
    assert PLACEHOLDER in "".join(found(body, "//w:t/text()"))


def test_word_tracks_changes_in_it():
    settings_part = part(sent(None), "word/settings.xml")
    assert found(settings_part, "/w:settings/w:trackRevisions")
    tags = [each.tag for each in settings_part]
    assert tags.index(qn("w:trackRevisions")) < tags.index(qn("w:defaultTabStop"))


def test_every_block_has_a_bookmark_of_a_name_that_word_takes():
    content = a_rich_text()
    names = found(part(sent(content)), "//w:bookmarkStart/@w:name")
    assert len(names) == len(set(names))
    assert max(map(len, names)) <= 40
    assert {name.rpartition("_")[2] for name in names} >= set(ids_of(content))


def test_bookmarks_are_closed_in_the_paragraph_in_which_they_begin():
    for each in found(part(sent(a_rich_text())), "//w:p"):
        begun, ended = found(each, "w:bookmarkStart/@w:id"), found(each, "w:bookmarkEnd/@w:id")
        assert sorted(begun) == sorted(ended)


def test_what_it_remembers_is_cut_to_what_word_allows():
    values = part(sent(a_rich_text()), "docProps/custom.xml")
    assert max(len("".join(each.itertext())) for each in values) <= LONGEST_PROPERTY


def test_the_same_handout_gives_the_same_bytes():
    handout = a_handout(a_rich_text(), None)
    assert write_handout(handout) == write_handout(handout)


def test_a_handout_passes_the_gate():
    assert check_docx(sent(a_rich_text()))


@pytest.mark.parametrize("key", ["", "short", "With Space", "x" * 37])
def test_a_key_that_no_bookmark_can_hold_is_refused(key):
    with pytest.raises(ValueError, match="key"):
        write_handout(a_handout(key=key))


def test_what_nobody_touched_comes_back_the_same():
    content = a_rich_text()
    read = returned(sent(content, None, plain_text_of("last")))
    assert read.key == "abc123def456"
    assert [(s.section_id, s.version, s.title) for s in read.sections] == [
        (11, 3, "Section 1"),
        (12, 3, "Section 2"),
        (13, 3, "Section 3"),
    ]
    assert read.sections[0].content == content
    assert read.sections[1].content == {"type": "doc"}
    assert read.problems == ()
    assert [s.notes for s in read.sections] == [()] * 3


def test_a_text_of_nothing_but_empty_blocks_keeps_them():
    content = plain_text_of("")
    assert returned(sent(content)).sections[0].content == content


def test_a_picture_that_was_missing_is_still_the_same_figure():
    content = checked(document(figure("b" * 64, "A map", "Figure 1. The map.")))
    assert returned(sent(content)).sections[0].content == content


def test_a_heading_cell_with_only_a_picture_stays_one():
    content = checked(document(table([header("a"), "b"], [header(figure(PICTURE, "")), "c"])))
    assert returned(sent(content)).sections[0].content == content


def test_an_address_that_word_has_to_escape_comes_back_as_it_was():
    content = checked(document(paragraph(text("all", href="https://example.org/100%"))))
    assert returned(sent(content)).sections[0].content == content


@pytest.mark.slow
@SLOW
@given(DOCUMENTS)
def test_any_text_is_the_same_after_word(content):
    pictures = {"0" * 64: a_picture(), "a" * 64: a_picture(30, 30)}
    read = returned(write_handout(a_handout(content, None, content, pictures=pictures)))
    assert [section.content for section in read.sections] == [content, {"type": "doc"}, content]
    assert read.problems == ()
    assert read.sections[0].notes == ()
