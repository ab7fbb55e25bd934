"""Odd and hostile files that come back: always a reading or a sentence, never a crash."""

from io import BytesIO

import pytest
from docx import Document
from docx.oxml.ns import qn

from bidapp.documents.word_manifest import Manifest, packed, unpacked
from bidapp.errors import RuleBroken
from bidapp.files.docx_gate import check_docx
from bidapp.returns.intake import read_returned_file
from bidapp.returns.reading import read_returned
from bidapp.text.content import checked
from bidapp.text.plain import plain_text
from tests.documents.handouts import (
    W,
    a_rich_text,
    a_run,
    edited,
    ids_of,
    plain_text_of,
    replaced,
    returned,
    sent,
    the_paragraph,
    xml,
)
from tests.documents.word_builders import cell, document, found, numbers, paragraph, table
from tests.files.packages import a_docx, a_word_file, field_over_runs

BOX = (
    "<w:p><w:r><w:pict><v:shape xmlns:v='urn:schemas-microsoft-com:vml'><v:textbox>"
    "<w:txbxContent><w:p><w:r><w:t>{words}</w:t></w:r></w:p></w:txbxContent>"
    "</v:textbox></v:shape></w:pict></w:r></w:p>"
)
HERE = f"<w:p>{a_run('still here')}</w:p>"
MATH = "http://schemas.openxmlformats.org/officeDocument/2006/math"


def test_a_file_of_somebody_else_is_read_by_its_headings_and_said_to_be_none_of_ours():
    def save(word):
        word.add_heading("Vision", 1)
        word.add_paragraph("What we want", style="List Bullet")
        word.add_paragraph("and how", style="List Bullet 2")

    read = returned(a_word_file("Dear all", save=save))
    assert read.key is None
    assert len(read.problems) == 1
    ((title, content),) = [(s.title, s.content) for s in read.sections]
    assert title == "Vision"
    assert content["content"][0]["type"] == "bulletList"
    assert content["content"][0]["content"][0]["content"][1]["type"] == "bulletList"


@pytest.mark.parametrize("body", ["", "<w:p/>", "<w:tbl/>", "<w:tbl><w:tr/></w:tbl>"])
def test_an_empty_document_has_no_sections(body):
    assert returned(a_docx(body)).sections == ()


def test_a_document_without_a_body_is_empty():
    assert returned(replaced(a_docx(), "word/document.xml", f"<w:document {W}/>")).sections == ()


def test_a_name_that_stands_twice_is_the_first_one():
    content = plain_text_of("one", "two")

    def repeat(root):
        mark = found(the_paragraph(root, "one"), "w:bookmarkStart")[0]
        second = the_paragraph(root, "two")
        found(second, "w:bookmarkStart")[0].set(qn("w:name"), mark.get(qn("w:name")))

    read = returned(edited(sent(content), repeat)).sections[0].content
    assert ids_of(read) == ids_of(content)


def test_ends_of_bookmarks_are_not_needed():
    content = a_rich_text()

    def lose_ends(root):
        for each in found(root, "//w:bookmarkEnd"):
            each.getparent().remove(each)

    assert returned(edited(sent(content), lose_ends)).sections[0].content == content


def test_a_table_in_a_table_becomes_paragraphs():
    inner = f"<w:tbl><w:tr><w:tc>{_p('deep')}</w:tc><w:tc>{_p('er')}</w:tc></w:tr></w:tbl>"
    outer = f"<w:tbl><w:tr><w:tc>{_p('top')}{inner}{_p('')}</w:tc></w:tr></w:tbl>"
    section = _written(outer)
    assert plain_text(section.content) == "top\ndeep\ner"
    assert section.notes == ("A table inside a table became paragraphs.",)


def test_twelve_levels_of_list_are_made_flatter_without_losing_a_word():
    items = "".join(
        f"<w:p><w:pPr><w:numPr><w:ilvl w:val='{level}'/><w:numId w:val='1'/></w:numPr></w:pPr>"
        f"{a_run(f'level {level}')}</w:p>"
        for level in range(40)
    )

    def number(root):
        root.append(xml('<w:num w:numId="1"><w:abstractNumId w:val="77"/></w:num>'))

    file = edited(sent(checked(document(numbers("first")))), _adds(items))
    section = returned(edited(file, number, "word/numbering.xml")).sections[0]
    for level in range(40):
        assert f"level {level}" in plain_text(section.content).splitlines()
    assert any("levels were made flatter" in note for note in section.notes)


def test_the_words_of_a_text_box_come_after_their_paragraph():
    section = _written(BOX.format(words="In a box"), _p("after"))
    assert plain_text(section.content) == "In a box\nafter"
    assert section.notes == ("The words of a text box were put after their paragraph.",)


def test_an_equation_is_kept_as_letters():
    section = _written(f'<w:p><m:oMath xmlns:m="{MATH}"><m:r><m:t>E=mc</m:t></m:r></m:oMath></w:p>')
    assert plain_text(section.content) == "E=mc"
    assert section.notes == ("An equation was kept as plain letters.",)


def test_a_drawing_is_named_by_what_describes_it():
    drawing = (
        '<w:p><w:r><w:drawing><wp:inline xmlns:wp="http://schemas.openxmlformats.org/drawingml/'
        '2006/wordprocessingDrawing"><wp:docPr id="1" name="x" descr="Sales"/></wp:inline>'
        "</w:drawing></w:r></w:p>"
    )
    assert _written(drawing).notes == ("A drawing or chart (“Sales”) could not be kept.",)


@pytest.mark.parametrize(
    ("source", "words"),
    [
        (field_over_runs(" PA", "GE ").replace("</w:p>", f"{a_run('after')}</w:p>"), "after"),
        (f"<w:p><w:r><w:fldChar w:fldCharType='begin'/></w:r></w:p>{HERE}", "still here"),
        (f"<w:p><w:r><w:fldChar w:fldCharType='end'/></w:r>{a_run('x')}</w:p>", "x"),
        (f"<w:p><w:fldSimple w:instr=' PAGE '>{a_run('7')}</w:fldSimple></w:p>", "7"),
        ("<w:p><w:r><w:tab/><w:t>a</w:t><w:tab/><w:t>b</w:t></w:r></w:p>", "a b"),
        ("<w:p><w:r><w:t>a</w:t><w:br w:type='page'/><w:t>b</w:t></w:r></w:p>", "ab"),
        ("<w:p><w:r><w:t>a</w:t><w:noBreakHyphen/><w:t>b</w:t></w:r></w:p>", "a\u2011b"),
        (f"<w:p><w:bdo w:val='rtl'>{a_run('שלום')}</w:bdo></w:p>", "שלום"),
        (f"<w:p>{a_run('👩‍🔬🏽')}</w:p>", "👩‍🔬🏽"),
        (f"<w:customXml><w:p>{a_run('inside')}</w:p></w:customXml>", "inside"),
        (f"<w:p><w:smartTag>{a_run('tagged')}</w:smartTag></w:p>", "tagged"),
        (f"<w:sdt><w:sdtContent>{HERE}</w:sdtContent></w:sdt>", "still here"),
    ],
)  # fmt: skip
def test_unusual_ways_to_say_words_keep_the_words(source, words):
    assert plain_text(_written(source).content) == words


@pytest.mark.parametrize(
    "source",
    [
        "<w:p><w:pPr><w:numPr><w:ilvl w:val='x'/><w:numId w:val='-9'/></w:numPr></w:pPr></w:p>",
        "<w:p><w:pPr><w:ind w:left='1e999'/><w:pStyle/></w:pPr></w:p>",
        "<w:tbl><w:tr><w:tc><w:tcPr><w:gridSpan w:val='99999'/></w:tcPr></w:tc></w:tr></w:tbl>",
        "<w:tbl><w:tr><w:tc><w:tcPr><w:vMerge/></w:tcPr><w:p/></w:tc></w:tr></w:tbl>",
        "<w:p><w:r><w:footnoteReference w:id='404'/></w:r></w:p>",
        "<w:p><w:commentRangeStart w:id='404'/></w:p>",
        "<w:p><w:hyperlink><w:r><w:t>x</w:t></w:r></w:hyperlink></w:p>",
        "<w:p><w:bookmarkStart w:name='_p9999_abcdef'/><w:bookmarkStart/></w:p>",
        "<w:p><w:bookmarkStart w:name='_s9999_1_1'/><w:r><w:t>x</w:t></w:r></w:p>",
        "<w:p><w:pPr><w:rPr><w:del/></w:rPr></w:pPr></w:p>",
        "<w:p><w:ins><w:del><w:r><w:delText>x</w:delText></w:r></w:del></w:ins></w:p>",
    ],
)
def test_what_makes_no_sense_is_read_all_the_same(source):
    assert _read(source).sections[0].section_id == 11


def test_a_footnote_in_a_table_comes_back():
    note = {"type": "footnote", "content": [{"type": "text", "text": "Source: ONS"}]}
    content = checked(document(table([cell(paragraph("a", note)), "b"])))
    assert returned(sent(content)).sections[0].content == content


def test_what_no_table_can_hold_is_put_beside_it():
    heading = f'<w:p><w:pPr><w:pStyle w:val="Heading2"/></w:pPr>{a_run("Head")}</w:p>'
    section = _written(f"<w:tbl><w:tr><w:tc>{heading}</w:tc></w:tr></w:tbl>")
    assert plain_text(section.content) == "Head"
    assert section.notes == ("A heading inside a list or a table became an ordinary paragraph.",)


@pytest.mark.parametrize(
    "properties",
    [
        [],
        [("Handout 0001", "not base 64")],
        [("Handout 0001", "eJw=")],
        [("Other", "x")],
        list(packed(Manifest("key"))),
        [("Handout 0001", next(packed(Manifest("abcdef1")))[1][:20])],
    ],
)
def test_a_memory_that_makes_no_sense_is_no_memory(properties):
    assert unpacked(properties) is None


def test_a_memory_comes_back_whole_in_whatever_order():
    manifest = Manifest("abcdef1", links=tuple(f"https://example.org/{n}" for n in range(500)))
    assert unpacked(reversed(list(packed(manifest)))) == manifest


def test_a_file_is_read_in_a_process_of_its_own():
    content = a_rich_text()
    assert read_returned_file(sent(content)) == returned(sent(content))


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "empty"),
        (b"%PDF-1.7", "Send the Word file itself"),
        (b"PK\x03\x04 and no more", "damaged"),
        (b"plain words", "not a Word document"),
        (a_docx("<w:p><w:altChunk/></w:p>"), "Copy the changed words into the section itself"),
        (a_docx("<w:p><w:r><w:t>\x00"), "damaged"),
    ],
)
def test_a_file_that_is_not_safe_or_not_word_is_refused_in_a_sentence(content, sentence):
    with pytest.raises(RuleBroken, match=sentence):
        read_returned_file(content)


def test_python_docx_can_save_it_again():
    content, out = a_rich_text(), BytesIO()
    Document(BytesIO(sent(content))).save(out)
    assert returned(out.getvalue()).sections[0].content == content


def test_no_part_that_is_missing_is_needed():
    content = a_rich_text()
    parts = check_docx(sent(content))
    for name in ("word/styles.xml", "word/numbering.xml", "word/footnotes.xml"):
        read = read_returned({each: said for each, said in parts.items() if each != name})
        assert "Talk to schools" in plain_text(read.sections[0].content)


def _p(words):
    return f"<w:p>{a_run(words)}</w:p>"


def _adds(source):
    def add(root):
        last = found(root, "//w:sdt")[-1]
        for each in reversed(list(xml(f"<w:body>{source}</w:body>"))):
            last.addnext(each)

    return add


def _read(*sources):
    return returned(edited(sent(None), _adds("".join(sources))))


def _written(*sources):
    return _read(*sources).sections[0]
