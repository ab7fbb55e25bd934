"""A second program between: LibreOffice opens a handout, saves it, and nothing has changed."""

import pytest
from docx.oxml.ns import qn

from bidapp.text.content import checked
from bidapp.text.plain import plain_text
from tests.documents.handouts import (
    BY_ANN,
    a_rich_text,
    a_run,
    edited,
    ids_of,
    plain_text_of,
    returned,
    sent,
    the_paragraph,
    xml,
)
from tests.documents.word_builders import (
    PICTURE,
    bullets,
    cell,
    document,
    figure,
    footnote,
    header,
    heading,
    item,
    numbers,
    paragraph,
    quote,
    table,
    text,
)
from tests.libreoffice import saved_again

pytestmark = pytest.mark.slow

TEXTS = {
    "something of everything": a_rich_text,
    "lists beside lists": lambda: checked(
        document(
            numbers("a", "b"),
            numbers("c", "d", start=5),
            bullets("e", item("f", paragraph("f again"), numbers("g", "h"), paragraph("f end"))),
            bullets("i"),
            quote("j", numbers("k", item("l", quote("m"))), "n"),
            quote("o"),
        )
    ),
    "merged cells": lambda: checked(
        document(
            table(
                [header("a", across=2), header("b")],
                [cell("c", down=2), "d", cell(bullets("e", "f"), "g")],
                [header(figure(PICTURE, "Blue")), ""],
            ),
            table(["one"]),
        )
    ),
    "marks and notes": lambda: checked(
        document(
            paragraph(
                text("a", "bold", "italic"),
                text(" b", "underline"),
                text("c", "subscript"),
                " d\xa0e – f\u2011g 😀 ",
                text("link", "underline", href="https://example.org/?a=1&b=2#c"),
                text(" and ", "strike"),
                text("mail", href="mailto:ann@example.org"),
            ),
            heading(2, "שלום"),
            paragraph("x", footnote("see ", text("there", "italic", href="https://a.org/"))),
            "",
            paragraph("مرحبا 12 hello"),
        )
    ),
}


@pytest.mark.parametrize("ways", [(), ("odt",)])
@pytest.mark.parametrize("name", TEXTS)
def test_what_nobody_changed_comes_back_the_same(tmp_path, name, ways):
    content, other = TEXTS[name](), plain_text_of("other")
    file = saved_again(tmp_path, sent(content, None, other), *ways)
    read = returned(file)
    assert read.key == "abc123def456"
    assert read.problems == ()
    assert [section.content for section in read.sections] == [content, {"type": "doc"}, other]
    assert [section.notes for section in read.sections] == [()] * 3


def test_changes_are_told_after_libreoffice_too(tmp_path):
    content, other = plain_text_of("Crime fell", "Nothing else"), a_rich_text()

    def change(root):
        where = the_paragraph(root, "Crime fell")
        where.append(xml(f"<w:ins {BY_ANN}>{a_run(' again')}</w:ins>"))
        holder = next(t for t in root.iter(qn("w:t")) if t.text == "£10")
        holder.text = "£12"

    read = returned(saved_again(tmp_path, edited(sent(content, other), change)))
    first, second = read.sections
    assert plain_text(first.content) == "Crime fell again\nNothing else"
    assert [(t.author, t.words, t.block_id) for t in first.tracked] == [
        ("Ann", "again", ids_of(content)[0])
    ]
    assert plain_text(second.content) == plain_text(other).replace("£10", "£12")
    assert ids_of(second.content) == ids_of(other)
