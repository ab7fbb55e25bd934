"""Documents read in a cage, and cages that something breaks in."""

import os
import re
import shutil
import subprocess
import time
import zlib
from pathlib import Path

import pytest
from pypdf.annotations import Link
from pypdf.generic import (
    ArrayObject,
    DictionaryObject,
    NameObject,
    NumberObject,
    StreamObject,
    TextStringObject,
)

from bidapp.files import cage, reading
from bidapp.files.names import download_name, shown_name
from bidapp.files.reading import check_letterhead, read_document
from bidapp.files.refusals import DocumentRefused
from tests.files.packages import a_docx, a_pdf, a_word_file

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def action(kind, **more):
    facts = {NameObject("/S"): NameObject(kind)}
    return DictionaryObject(facts | {NameObject(f"/{k}"): v for k, v in more.items()})


def on_opening(thing):
    def change(writer):
        writer._root_object[NameObject("/OpenAction")] = thing

    return change


def launching(writer):
    link = Link(rect=(0, 0, 9, 9), url="https://example.org")
    link[NameObject("/A")] = action("/Launch", F=TextStringObject("calc.exe"))
    writer.add_annotation(0, link)


def with_extra_keys_on_its_page(writer):
    script = action("/JavaScript", JS=TextStringObject("app.alert(1)"))
    writer.pages[0][NameObject("/AA")] = DictionaryObject({NameObject("/O"): script})


def with_a_script_by_name(writer):
    script = action("/JavaScript", JS=TextStringObject("app.alert(1)"))
    named = DictionaryObject(
        {NameObject("/Names"): ArrayObject([TextStringObject("x"), writer._add_object(script)])}
    )
    writer._root_object[NameObject("/Names")] = DictionaryObject(
        {NameObject("/JavaScript"): writer._add_object(named)}
    )


def with_a_form_in_xml(writer):
    form = DictionaryObject({NameObject("/XFA"): TextStringObject("<x/>")})
    writer._root_object[NameObject("/AcroForm")] = form


HOSTILE = {
    "one with a password": (lambda w: w.encrypt("secret"), "locked"),
    "one locked against copying": (lambda w: w.encrypt("", "owner"), "locked"),
    "a script by name": (with_a_script_by_name, "runs or fetches"),
    "a script on opening": (
        on_opening(action("/JavaScript", JS=TextStringObject("x"))),
        "runs or fetches",
    ),
    "a script of its page": (with_extra_keys_on_its_page, "runs or fetches"),
    "a program behind a link": (launching, "runs or fetches"),
    "a form in XML": (with_a_form_in_xml, "runs or fetches"),
    "a file inside": (lambda w: w.add_attachment("x.exe", b"MZ"), "carries other files"),
}


@pytest.mark.parametrize("what", HOSTILE)
def test_it_refuses_a_pdf_with(what):
    change, sentence = HOSTILE[what]
    with pytest.raises(DocumentRefused, match=sentence):
        read_document(a_pdf("Dear all", change=change), "letter.pdf")


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "empty"),
        (b"%PDF-1.7\nnothing more", "not a PDF that can be read"),
        (a_pdf("Dear all")[:200], "not a PDF that can be read"),
        (b"junk before " + a_pdf("Dear all"), "neither a Word document nor a PDF"),
        (b"\x89PNG\r\n", "“letter.docx” is a picture. Send a Word document"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1", r"old Word kind \(.doc\) or locked with a password"),
        (b"{\\rtf1 x}", "RTF"),
        (b"GIF89a", "is a picture"),
        (b"PK\x05\x06" + bytes(18), "neither"),
        (b"PK\x03\x04 and no more", "damaged"),
    ],
)
def test_what_is_no_letter_is_refused_in_a_sentence(content, sentence):
    with pytest.raises(DocumentRefused, match=sentence):
        read_document(content, "letter.docx")


def test_a_pdf_of_fifty_pages_is_read_and_of_one_more_is_not():
    assert read_document(a_pdf(pages=50), "x.pdf").pages == 50
    with pytest.raises(DocumentRefused, match="more than 50 pages"):
        read_document(a_pdf(pages=51), "x.pdf")


def test_a_pdf_is_read_with_its_exact_pages():
    read = read_document(
        a_pdf("Dear all,", "we commit £5,400 to this work over three years.", pages=2), "x.pdf"
    )
    assert (read.media_type, read.pages, read.pages_are_certain) == ("application/pdf", 2, True)
    assert "we commit £5,400" in read.text
    assert not read.is_scanned


def test_a_word_file_is_read_with_pages_that_are_not_certain():
    read = read_document(
        a_word_file("Dear all,", "we commit £5,400 to this work now and then."), ""
    )
    assert read.media_type == WORD
    assert "£5,400" in read.text
    assert not read.pages_are_certain


def test_a_picture_of_a_letter_has_no_text():
    assert read_document(a_pdf(pages=1), "scan.pdf").is_scanned


def test_links_in_a_pdf_do_no_harm():
    def linked(writer):
        writer.add_annotation(0, Link(rect=(0, 0, 9, 9), url="https://example.org"))
        fit = ArrayObject([writer.pages[0].indirect_reference, NameObject("/Fit")])
        writer._root_object[NameObject("/OpenAction")] = fit

    assert read_document(a_pdf("Dear all", change=linked), "x.pdf").pages == 1


def test_a_page_that_unpacks_to_far_more_than_a_letter_is_refused():
    def swell(writer):
        page = StreamObject()
        page._data = zlib.compress(b"(x) Tj " * 30_000_000)
        page[NameObject("/Filter")] = NameObject("/FlateDecode")
        writer.pages[0][NameObject("/Contents")] = writer._add_object(page)

    with pytest.raises(DocumentRefused):
        read_document(a_pdf("Dear all", change=swell), "x.pdf")


def test_pages_that_go_round_in_a_ring_are_refused():
    def ring(writer):
        pages = writer._root_object["/Pages"]
        pages[NameObject("/Kids")] = ArrayObject([pages.indirect_reference])
        pages[NameObject("/Count")] = NumberObject(1)

    with pytest.raises(DocumentRefused):
        read_document(a_pdf(change=ring), "x.pdf")


def test_what_a_file_is_its_bytes_say_and_not_its_name():
    assert read_document(a_pdf("Dear all"), "letter.docx").media_type == "application/pdf"


def test_a_file_over_the_limit_is_refused_before_it_is_read(monkeypatch):
    monkeypatch.setattr(reading, "in_cage", None)
    with pytest.raises(DocumentRefused, match="larger than 8 MB"):
        read_document(b"%PDF-" + bytes(8_000_000 - 4), "x.pdf")


def test_a_file_at_the_limit_is_read():
    content = a_pdf("Dear all")
    whole = content + b"\n%" + b" " * (8_000_000 - len(content) - 2)
    assert read_document(whole, "x.pdf").pages == 1


@pytest.mark.parametrize(
    "work",
    [
        "caged.limit(); kept = bytearray(3 << 30)",
        "caged.limit(); import os; os._exit(1)",
        "caged.limit(); import os; os.abort()",
        "caged.limit(); sys.stdout.write('x' * (9 << 20))",
        "sys.stdout.write('no JSON')",
        "sys.stdout.write('{}')",
        "sys.stdin.close(); raise SystemExit(3)",
    ],
    ids=["memory", "end", "crash", "flood", "nonsense", "nothing said", "deaf"],
)
def test_what_breaks_in_the_cage_is_a_refusal_outside(monkeypatch, work):
    monkeypatch.setattr(cage, "WORK", work)
    with pytest.raises(DocumentRefused, match="too complicated"):
        cage.in_cage("word", b"x" * 1_000_000)


def test_what_takes_too_long_is_ended(monkeypatch):
    monkeypatch.setattr(cage, "WORK", "import time; time.sleep(60)")
    monkeypatch.setattr(cage, "SECONDS", 0.5)
    began = time.monotonic()
    with pytest.raises(DocumentRefused, match="too complicated"):
        cage.in_cage("word", b"x")
    assert time.monotonic() - began < 5


def test_what_reckons_for_ever_is_ended_by_the_kernel(monkeypatch):
    monkeypatch.setattr(
        cage, "WORK", "caged.MOST_SECONDS = 1; caged.limit()\nwhile True:\n    pass"
    )
    with pytest.raises(DocumentRefused, match="too complicated"):
        cage.in_cage("word", b"x")


def test_the_cage_has_limits_no_web_application_and_no_secrets(monkeypatch, tmp_path):
    monkeypatch.setenv("BIDAPP_SECRET_KEY", "canary-in-the-environment")
    told = (
        "import json, os, resource; caged.limit(); sys.stdout.write(json.dumps({'said': {"
        "'env': sorted(os.environ), 'flask': 'flask' in sys.modules, "
        "'sql': 'sqlalchemy' in sys.modules, "
        "'memory': resource.getrlimit(resource.RLIMIT_AS)[1], "
        "'seconds': resource.getrlimit(resource.RLIMIT_CPU)[1]}}))"
    )
    monkeypatch.setattr(cage, "WORK", told)
    said = cage.in_cage("word", b"")
    assert set(said.pop("env")) <= {"PYTHONHASHSEED", "LC_CTYPE"}
    assert said == {"flask": False, "sql": False, "memory": 1024**3, "seconds": 20}


def test_no_more_than_two_are_read_at_once(monkeypatch):
    monkeypatch.setattr(cage, "SECONDS", 0.1)
    busy = pytest.raises(DocumentRefused, match="Wait a minute")
    with cage._a_place(), cage._a_place(), busy:
        cage.in_cage("word", b"")


def test_a_letterhead_is_a_word_file_and_small():
    check_letterhead(a_word_file(), "letterhead.docx")
    with pytest.raises(DocumentRefused, match="has to be a Word document"):
        check_letterhead(a_pdf(), "letterhead.pdf")
    with pytest.raises(DocumentRefused, match="larger than 2 MB"):
        check_letterhead(b"PK\x03\x04" + bytes(2_000_000), "letterhead.docx")
    with pytest.raises(DocumentRefused, match="unpacks to"):
        check_letterhead(a_docx("<w:p/>" * 20_001), "letterhead.docx")


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("Letter of support.docx", "Letter of support.docx"),
        ("../../etc/passwd", "passwd"),
        (r"C:\Users\x\letter.pdf", "letter.pdf"),
        ("letter\u202excod.pdf", "letterxcod.pdf"),
        ("a\x00b\r\nc.pdf", "abc.pdf"),
        ("CON", "file CON"),
        ("aux.pdf", "file aux.pdf"),
        ("..", "document"),
        ("", "document"),
        ('a"; filename=x.exe', "a ; filename=x.exe"),
        ("lettre déjà signée.pdf", "lettre déjà signée.pdf"),
        ("\ud800.pdf", "pdf"),
    ],
)
def test_a_name_is_only_shown(name, shown):
    assert shown_name(name) == shown


def test_a_long_name_keeps_its_end():
    shown = shown_name("x" * 300 + ".docx")
    assert len(shown) == 120
    assert shown.endswith("x.docx")


def test_a_download_ends_as_what_it_is():
    assert download_name("letter.exe", "application/pdf") == "letter.exe.pdf"
    assert download_name("Letter.PDF", "application/pdf") == "Letter.PDF"


@pytest.mark.slow
def test_what_libreoffice_makes_is_read(tmp_path):
    office = shutil.which("soffice")
    if office is None and os.environ.get("CI") == "true":
        pytest.fail("needs LibreOffice Writer (soffice)")
    if office is None:
        pytest.skip("needs LibreOffice Writer (soffice)")
    source = tmp_path / "letter.txt"
    source.write_text("Dear all,\n\nWe commit £5,400 to this work, over three whole years.\n")
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    for ending in ("docx", "pdf"):
        command = [office, "--headless", profile, "--convert-to", ending, "--outdir", tmp_path]
        subprocess.run([*command, source], check=True, capture_output=True, timeout=120)
        content = Path(tmp_path / f"letter.{ending}").read_bytes()
        read = read_document(content, f"letter.{ending}")
        assert re.search("We commit £5,400", read.text)
        assert read.pages in ({1} if ending == "pdf" else {1, None})
