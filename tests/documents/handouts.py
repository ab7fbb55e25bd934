"""Handouts for tests, and what happens to one between going out and coming back."""

from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

from docx.oxml.ns import qn
from lxml import etree

from bidapp.documents.handout import HandedSection, Handout
from bidapp.documents.word_handout import write_handout
from bidapp.files.docx_gate import check_docx
from bidapp.returns.reading import read_returned
from bidapp.text.content import checked, walk
from tests.documents.word_builders import (
    MADE_AT,
    NAMES,
    PICTURE,
    a_picture,
    a_rich_outline,
    bullets,
    document,
    item,
    letters,
    numbers,
    quote,
)

DOCUMENT = "word/document.xml"
W = f'xmlns:w="{NAMES["w"]}"'
BY_ANN = 'w:id="900" w:author="Ann" w:date="2027-04-01T10:00:00Z"'


def a_handout(*contents, **told):
    """One section for each content: 11 "Section 1", 12 "Section 2" and so on, in version 3."""
    sections = tuple(
        HandedSection(11 + number, f"Section {number + 1}", "at most 500 words", 3, content)
        for number, content in enumerate(contents)
    )
    about = {
        "title": "Safer streets",
        "explanation": "Change the text with tracked changes on, and send it back to Ann.",
        "author": "Sea Trust",
        "made_at": MADE_AT,
        "key": "abc123def456",
        "sections": sections,
        "pictures": {PICTURE: a_picture()},
    }
    return Handout(**about | told)


def a_rich_text():
    """Something of every kind of block, and lists as deep as they go."""
    deep = numbers("level nine")
    for level in range(8, 0, -1):
        deep = (bullets if level % 2 else numbers)(item(f"level {level}", deep))
    blocks = a_rich_outline().chapters[0].content["content"]
    return checked(document(*blocks, deep, bullets("one"), bullets("two"), quote("a"), quote("b")))


def plain_text_of(*words):
    return checked(document(*words))


def returned(file, reading="accepted"):
    return read_returned(check_docx(file), reading)


def sent(*contents):
    return write_handout(a_handout(*contents))


def edited(file, change, name=DOCUMENT):
    """The file with one of its parts changed, as a tree, in place."""
    with ZipFile(BytesIO(file)) as package:
        root = etree.fromstring(package.read(name))
    change(root)
    return replaced(file, name, etree.tostring(root))


def replaced(file, name, content):
    """The file with a part that says this, new or instead of the one of that name."""
    with ZipFile(BytesIO(file)) as package:
        parts = {each: package.read(each) for each in package.namelist()} | {name: content}
    out = BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as copy:
        for each, said in parts.items():
            copy.writestr(each, said)
    return out.getvalue()


def with_part(file, name, content, kind):
    """The file with one more part, related to its document as this kind."""

    def relate(root):
        relation = {"Id": f"more-{kind}", "Type": f"{NAMES['r']}/{kind}", "Target": name}
        etree.SubElement(root, f"{{{root.nsmap[None]}}}Relationship", relation)

    related = edited(file, relate, "word/_rels/document.xml.rels")
    return replaced(related, f"word/{name}", content)


def the_paragraph(root, words):
    """The first paragraph that says these words."""
    return next(p for p in root.iter(qn("w:p")) if words in letters(p))


def xml(source):
    """An element of Word's, told without the declaration of its namespace."""
    (element,) = etree.fromstring(f"<holder {W}>{source}</holder>")
    return element


def a_run(words):
    return f'<w:r><w:t xml:space="preserve">{words}</w:t></w:r>'


def a_paragraph(words):
    return xml(f"<w:p>{a_run(words)}</w:p>")


def ids_of(content):
    return [node["attrs"]["id"] for node in walk(content) if "id" in node.get("attrs", {})]


def block_saying(content, words):
    """The innermost block with an id that says these words."""
    found = [
        node
        for node in walk(content)
        if "id" in node.get("attrs", {})
        and words in "".join(each.get("text", "") for each in walk(node))
    ]
    return found[-1]
