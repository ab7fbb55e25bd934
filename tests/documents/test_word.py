"""What a Word document of a bid says, and in which styles."""

from dataclasses import replace
from datetime import timedelta, timezone
from io import BytesIO
from pathlib import Path

import pytest
from docx import Document
from docx.oxml.ns import qn
from docx.shared import Cm

from bidapp.documents.outline import Chapter
from bidapp.documents.word import write_word
from tests.documents.word_builders import (
    MADE_AT,
    PICTURE,
    a_picture,
    a_rich_outline,
    an_outline,
    bullets,
    document,
    figure,
    found,
    heading,
    item,
    letters,
    opened,
    paragraph,
    paragraph_saying,
    part,
    parts,
    quote,
    style_of,
    text,
    written,
)

ORDER = {
    "pPr": (
        "pStyle keepNext keepLines pageBreakBefore numPr pBdr shd tabs bidi spacing ind jc"
        " outlineLvl"
    ),
    "rPr": "rStyle rFonts b bCs i iCs strike color sz szCs u vertAlign rtl lang",
    "tblPr": "tblStyle tblW tblInd tblBorders tblLayout tblCellMar tblLook",
    "trPr": "cantSplit tblHeader",
    "tcPr": "tcW gridSpan vMerge shd",
    "tbl": "tblPr tblGrid tr",
    "tc": "tcPr p",
    "lvl": "start numFmt lvlText lvlJc pPr rPr",
    "numbering": "abstractNum num",
    "style": (
        "name basedOn next uiPriority semiHidden unhideWhenUsed qFormat pPr rPr tblPr tblStylePr"
    ),
    "settings": (
        "zoom defaultTabStop characterSpacingControl footnotePr compat themeFontLang decimalSymbol"
        " listSeparator"
    ),
}


def test_the_title_page_tells_title_subtitle_and_facts():
    paragraphs = opened(write_word(a_rich_outline())).paragraphs
    assert [(p.style.name, p.text) for p in paragraphs[:4]] == [
        ("Title", "Safer streets"),
        ("Subtitle", "Full proposal"),
        ("Title Fact", "Funder\tESRC"),
        ("Title Fact", "Lead\tSea Trust\nHarbour Road"),
    ]


def test_chapters_are_heading_1_and_only_the_first_starts_a_page():
    chapters = [p for p in opened(write_word(a_rich_outline())).paragraphs if _is_chapter(p)]
    assert [p.text for p in chapters] == ["Vision", "Approach"]
    assert [p.paragraph_format.page_break_before for p in chapters] == [True, None]


def test_headings_in_the_text_stand_one_level_below_the_chapter():
    file = written(*(heading(level, f"Level {level}") for level in (1, 2, 3)))
    styles = [style_of(paragraph_saying(file, f"Level {level}")) for level in (1, 2, 3)]
    assert styles == ["Heading2", "Heading3", "Heading4"]


def test_a_note_stands_small_under_the_heading():
    note = paragraph_saying(write_word(a_rich_outline()), "12 of 500 words")
    assert style_of(note) == "ChapterNote"


@pytest.mark.parametrize(
    "content", [None, {"type": "doc"}, document(""), document(" ", bullets(""))]
)
def test_a_chapter_without_words_says_so_and_is_marked(content):
    file = write_word(an_outline(Chapter("Vision", content)))
    assert style_of(paragraph_saying(file, "Nothing written yet.")) == "NothingWritten"


def test_a_chapter_with_only_a_picture_is_not_empty():
    assert found(part(written(figure(PICTURE, ""))), "//w:drawing")


@pytest.mark.parametrize(
    ("looks", "tags"),
    [
        (["bold"], ["b", "bCs"]),
        (["italic"], ["i", "iCs"]),
        (["underline"], ["u"]),
        (["strike"], ["strike"]),
        (["superscript"], ["vertAlign"]),
        (["subscript"], ["vertAlign"]),
        (["subscript", "strike", "bold", "underline"], ["b", "bCs", "strike", "u", "vertAlign"]),
    ],
)
def test_marks_become_the_looks_of_runs(looks, tags):
    run_properties = found(part(written(paragraph("a ", text("b", *looks)))), "//w:r/w:rPr")[-1]
    assert [tag.tag for tag in run_properties] == [qn(f"w:{tag}") for tag in tags]


def test_spaces_at_the_ends_of_runs_are_kept():
    file = written(paragraph("one ", text("two", "bold"), " three"))
    assert opened(file).paragraphs[-1].text == "one two three"


def test_a_hard_break_is_a_line_break():
    file = written(paragraph("one", {"type": "hardBreak"}, "two"))
    assert opened(file).paragraphs[-1].text == "one\ntwo"


def test_a_link_is_one_hyperlink_with_all_its_looks():
    href = "https://example.org/a?b=1&c=2"
    file = written(paragraph(text("see ", href=href), text("this", "bold", href=href)))
    (link,) = opened(file).paragraphs[-1].hyperlinks
    assert (link.text, link.address) == ("see this", href)


def test_the_same_address_is_stored_once():
    links = (paragraph(text("here", href="https://example.org/")) for _ in range(3))
    relations = part(written(*links), "word/_rels/document.xml.rels")
    assert len(relations.xpath("//*[@TargetMode='External']")) == 1


def test_quotes_have_their_style_and_stay_quotes_in_a_list():
    file = written(quote("alone"), bullets(item("one", quote("within"))))
    alone, within = paragraph_saying(file, "alone"), paragraph_saying(file, "within")
    assert (style_of(alone), style_of(within)) == ("Quote", "Quote")
    assert _indent(within) > _indent(alone) > 0


def test_a_picture_has_its_words_and_its_legend():
    file = written(figure(PICTURE, "A <blue> field", "Figure 1. ", text("Blue", "bold")))
    (properties,) = found(part(file), "//wp:docPr")
    assert properties.get("descr") == "A <blue> field"
    assert style_of(paragraph_saying(file, "Figure 1. Blue")) == "Caption"


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "GIF"])
def test_a_picture_is_stored_once_however_often_it_is_shown(kind):
    pictures = {PICTURE: a_picture(kind=kind)}
    file = written(figure(PICTURE, "one"), figure(PICTURE, "two"), pictures=pictures)
    assert len([name for name in parts(file) if "media" in name]) == 1
    assert found(part(file), "//wp:docPr/@id") == ["1", "2"]
    assert len(opened(file).inline_shapes) == 2


@pytest.mark.parametrize(("width", "height"), [(4000, 500), (500, 4000), (4000, 4000)])
def test_a_large_picture_is_made_to_fit_and_keeps_its_shape(width, height):
    file = written(figure(PICTURE, ""), pictures={PICTURE: a_picture(width, height)})
    (shape,) = opened(file).inline_shapes
    assert shape.width <= Cm(17.01)
    assert shape.height <= Cm(25.7)
    assert shape.width / shape.height == pytest.approx(width / height, rel=0.01)


def test_pages_are_numbered_but_not_the_title_page():
    file = write_word(a_rich_outline())
    footer = part(file, "word/footer1.xml")
    assert letters(footer) == "Page 1 of 1"
    assert found(footer, "//w:fldSimple/@w:instr") == [" PAGE ", " NUMPAGES "]
    assert found(part(file), "//w:sectPr/w:titlePg")


def test_the_page_is_a4_with_margins_of_two_centimetres():
    section = opened(write_word(a_rich_outline())).sections[0]
    margins = (section.left_margin, section.right_margin, section.top_margin, section.bottom_margin)
    assert [round(margin.cm, 1) for margin in margins] == [2, 2, 2, 2]
    assert (round(section.page_width.cm, 1), round(section.page_height.cm, 1)) == (21, 29.7)


def test_the_letters_are_arial_11_in_british_english():
    styles = part(write_word(a_rich_outline()), "word/styles.xml")
    (defaults,) = found(styles, "//w:rPrDefault/w:rPr")
    assert found(defaults, "w:rFonts/@w:ascii") == ["Arial"]
    assert found(defaults, "w:sz/@w:val") == ["22"]
    assert found(defaults, "w:lang/@w:val") == ["en-GB"]


def test_the_properties_tell_of_the_bid_and_of_nothing_else():
    outline = replace(a_rich_outline(), made_at=MADE_AT.astimezone(timezone(timedelta(hours=5))))
    properties = opened(write_word(outline)).core_properties
    assert (properties.title, properties.author) == ("Safer streets", "Sea Trust")
    assert (properties.language, properties.created) == ("en-GB", MADE_AT)
    assert (properties.comments, properties.keywords, properties.subject) == ("", "", "")


def test_the_same_outline_gives_the_same_bytes():
    assert write_word(a_rich_outline()) == write_word(a_rich_outline())


def test_the_tags_stand_in_the_order_that_word_wants():
    file = write_word(a_rich_outline())
    for name in (name for name in parts(file) if name.startswith("word/") and "rels" not in name):
        for tag, order in ORDER.items() if name.endswith(".xml") else ():
            for element in part(file, name).iter(qn(f"w:{tag}")):
                places = [order.split().index(child.tag.split("}")[1]) for child in element]
                assert places == sorted(places), (name, tag)


def test_everything_pointed_at_is_there():
    file = write_word(a_rich_outline())
    body, styles = part(file), part(file, "word/styles.xml")
    used = found(body, "//w:pStyle/@w:val | //w:rStyle/@w:val | //w:tblStyle/@w:val")
    assert set(used) <= set(found(styles, "//w:style/@w:styleId"))
    lists = found(part(file, "word/numbering.xml"), "/w:numbering/w:num/@w:numId")
    assert set(found(body, "//w:numId/@w:val")) <= set(lists)
    for name in ("document", "footnotes"):
        pointers = found(part(file, f"word/{name}.xml"), "//@r:id | //@r:embed")
        relations = part(file, f"word/_rels/{name}.xml.rels").xpath("//@Id")
        assert set(pointers) <= set(relations)


def test_a_template_from_elsewhere_is_lent_the_styles_it_lacks(tmp_path: Path):
    foreign = tmp_path / "funder.docx"
    Document().save(str(foreign))
    word = Document(BytesIO(write_word(a_rich_outline(), foreign)))
    styles = {p.style.name for p in word.paragraphs}
    assert {"Title", "Heading 1", "Chapter Note", "Nothing Written", "Title Fact"} <= styles
    assert word.tables[0].style.name == "Bid Table"
    assert word.core_properties.comments == ""


def test_a_template_with_words_of_its_own_keeps_them_first(tmp_path: Path):
    foreign = tmp_path / "funder.docx"
    template = Document()
    template.add_paragraph("Form B")
    template.sections[0].footer.paragraphs[0].text = "In confidence"
    template.save(str(foreign))
    word = Document(BytesIO(write_word(a_rich_outline(), foreign)))
    assert [p.text for p in word.paragraphs[:2]] == ["Form B", "Safer streets"]
    footer = word.sections[0].footer.paragraphs
    assert [letters(p._p) for p in footer] == ["In confidence", "Page 1 of 1"]


def test_a_document_can_be_the_template_of_the_next(tmp_path: Path):
    first, second = tmp_path / "first.docx", tmp_path / "second.docx"
    first.write_bytes(write_word(a_rich_outline()))
    second.write_bytes(write_word(a_rich_outline(), first))
    word = Document(str(second))
    assert len(word.tables) == 4
    numbers = found(part(second.read_bytes()), "//wp:docPr/@id")
    assert len(numbers) == len(set(numbers)) == 2
    notes = found(part(second.read_bytes(), "word/footnotes.xml"), "//w:footnote/@w:id")
    assert notes == ["-1", "0", "1", "2"]


@pytest.mark.parametrize(
    ("words", "runs"),
    [
        ("שלום, world.", [("שלום, ", True), ("world", False), (".", True)]),
        ("Say שלום עולם, 12 times", [("Say ", False), ("שלום עולם", True), (", 12 times", False)]),
        ("12 مرحبا", [("12 مرحبا", True)]),
        ("Déjà vu", [("Déjà vu", False)]),
    ],
)
def test_writing_from_right_to_left_is_marked(words, runs):
    said = paragraph_saying(written(paragraph(words)), words)
    assert bool(found(said, "w:pPr/w:bidi")) == runs[0][1]
    assert [
        ("".join(found(run, "w:t/text()")), bool(found(run, "w:rPr/w:rtl")))
        for run in found(said, "w:r")
    ] == runs


def _is_chapter(paragraph) -> bool:
    return paragraph.style.name == "Heading 1"


def _indent(paragraph) -> int:
    return int("".join(found(paragraph, "w:pPr/w:ind/@w:left")) or 0)
