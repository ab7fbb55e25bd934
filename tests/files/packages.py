"""Word files and PDFs for tests, made by hand where no honest program would make them."""

from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

from docx import Document
from pypdf import PdfWriter
from pypdf.generic import DecodedStreamObject, DictionaryObject, NameObject

PACKAGE = "http://schemas.openxmlformats.org/package/2006"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
TYPES = (
    f'<Types xmlns="{PACKAGE}/content-types">'
    '<Default Extension="rels" '
    'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>{more}'
    '<Override PartName="/word/document.xml" ContentType="{main}"/></Types>'
)
FIRST_RELATIONSHIPS = (
    f'<Relationships xmlns="{PACKAGE}/relationships">'
    f'<Relationship Id="r1" Type="{OFFICE}/officeDocument" Target="word/document.xml"/>'
    "</Relationships>"
)


def a_docx(body="<w:p><w:r><w:t>Dear all</w:t></w:r></w:p>", *, parts=(), more="", main=MAIN):
    """A small Word file with this body and any further parts, as (name, content) pairs."""
    document = f"<w:document {W}><w:body>{body}</w:body></w:document>"
    given = {name for name, _ in parts}
    ordinary = {
        "[Content_Types].xml": TYPES.format(more=more, main=main),
        "_rels/.rels": FIRST_RELATIONSHIPS,
        "word/document.xml": document,
    }
    kept = [(name, said) for name, said in ordinary.items() if name not in given]
    return zipped([*kept, *parts])


def zipped(parts):
    out = BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as package:
        for name, content in parts:
            package.writestr(name, content)
    return out.getvalue()


def related(kind, target, mode="External"):
    """The relationships of the document: one that leads to this target."""
    mode = f' TargetMode="{mode}"' if mode else ""
    xml = (
        f'<Relationships xmlns="{PACKAGE}/relationships">'
        f'<Relationship Id="r1" Type="{OFFICE}/{kind}" Target="{target}"{mode}/></Relationships>'
    )
    return ("word/_rels/document.xml.rels", xml)


def field_over_runs(*pieces):
    """A field whose code is told in several runs."""
    runs = "".join(f"<w:r><w:instrText>{piece}</w:instrText></w:r>" for piece in pieces)
    return f"<w:p>{char('begin')}{runs}{char('separate')}{char('end')}</w:p>"


def char(kind):
    return f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>'


def a_word_file(*lines, save=None):
    """As python-docx writes it."""
    document = Document()
    for line in lines or (
        "Dear all,",
        "We support this work.",
    ):
        document.add_paragraph(line)
    if save:
        save(document)
    out = BytesIO()
    document.save(out)
    return out.getvalue()


def a_pdf(*lines, pages=1, change=None):
    """A PDF that says these lines on its first page."""
    writer = PdfWriter()
    for number in range(pages):
        page = writer.add_blank_page(595, 842)
        if number == 0 and lines:
            _write(writer, page, lines)
    if change:
        change(writer)
    out = BytesIO()
    writer.write(out)
    return out.getvalue()


def _write(writer, page, lines):
    font = DictionaryObject(
        {
            NameObject("/Type"): NameObject("/Font"),
            NameObject("/Subtype"): NameObject("/Type1"),
            NameObject("/BaseFont"): NameObject("/Helvetica"),
            NameObject("/Encoding"): NameObject("/WinAnsiEncoding"),
        }
    )
    fonts = DictionaryObject({NameObject("/F1"): writer._add_object(font)})
    page[NameObject("/Resources")] = DictionaryObject({NameObject("/Font"): fonts})
    said = b"".join(b"(" + _escaped(line) + b") Tj T*\n" for line in lines)
    content = DecodedStreamObject()
    content.set_data(b"BT /F1 11 Tf 14 TL 60 780 Td\n" + said + b"ET")
    page[NameObject("/Contents")] = writer._add_object(content)


def _escaped(line):
    letters = line.encode("cp1252")
    for each in (b"\\", b"(", b")"):
        letters = letters.replace(each, b"\\" + each)
    return letters
