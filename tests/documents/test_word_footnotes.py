"""Footnotes in Word: real ones, at the foot of the page, with links of their own."""

from tests.documents.word_builders import (
    bullets,
    cell,
    footnote,
    found,
    letters,
    paragraph,
    part,
    parts,
    table,
    text,
    written,
)

NOTES = "word/footnotes.xml"


def test_a_document_without_notes_has_no_part_for_them():
    assert NOTES not in parts(written("Only words."))


def test_a_note_has_a_mark_in_the_text_and_its_words_in_the_notes():
    file = written(paragraph("Crime fell", footnote("A ", text("source", "italic")), "."))
    (mark,) = found(part(file), "//w:footnoteReference/@w:id")
    (note,) = found(part(file, NOTES), f"//w:footnote[@w:id='{mark}']")
    assert letters(note) == " A source"
    assert found(note, "w:p/w:r/w:footnoteRef")
    assert found(note, "//w:rPr/w:i")


def test_notes_are_numbered_in_the_order_of_the_text():
    file = written(
        paragraph("a", footnote("first")),
        bullets("b"),
        table([cell(paragraph("c", footnote("second")))]),
        paragraph("d", footnote("third")),
    )
    marks = found(part(file), "//w:footnoteReference/@w:id")
    notes = {n.get(n.keys()[-1]): letters(n).strip() for n in part(file, NOTES)}
    assert [notes[mark] for mark in marks] == ["first", "second", "third"]


def test_the_lines_above_the_notes_are_there_and_announced():
    file = written(paragraph("a", footnote("note")))
    kinds = found(part(file, NOTES), "//w:footnote/@w:type")
    assert kinds == ["separator", "continuationSeparator"]
    announced = found(part(file, "word/settings.xml"), "//w:footnotePr/w:footnote/@w:id")
    assert announced == ["-1", "0"]


def test_the_part_is_known_to_the_package():
    file = written(paragraph("a", footnote("note")))
    known = part(file, "[Content_Types].xml").xpath("//@PartName")
    assert "/word/footnotes.xml" in known
    targets = part(file, "word/_rels/document.xml.rels").xpath("//@Target")
    assert "footnotes.xml" in targets


def test_a_link_in_a_note_belongs_to_the_notes():
    address = "https://example.org/report"
    file = written(paragraph("a", footnote("see ", text("the report", href=address))))
    (pointer,) = found(part(file, NOTES), "//w:hyperlink/@r:id")
    (relation,) = part(file, "word/_rels/footnotes.xml.rels").xpath(f"//*[@Id='{pointer}']")
    assert relation.get("Target") == address
    body = part(file, "word/_rels/document.xml.rels")
    assert body.xpath("//*[@TargetMode='External']") == []


def test_an_empty_note_is_still_a_note():
    file = written(paragraph("a", {"type": "footnote"}))
    assert len(part(file, NOTES)) == 3


def test_a_note_in_hebrew_runs_from_right_to_left():
    file = written(paragraph("a", footnote("שלום")))
    assert found(part(file, NOTES), "//w:footnote[last()]/w:p/w:pPr/w:bidi")
