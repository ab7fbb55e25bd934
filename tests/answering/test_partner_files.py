"""The letter to sign, the signed one back, and the record of what was confirmed."""

from io import BytesIO

import pytest
from docx import Document
from sqlalchemy import func, select

from bidapp.bids.models import Marking
from bidapp.database import db, unit_of_work
from bidapp.files.names import WORD
from bidapp.files.reading import read_document
from bidapp.letters.models import Letter, LetterState
from tests.asking.stories import asked, confirm, newest_ask, over, page_of

pytestmark = pytest.mark.usefixtures("app", "now")


@pytest.fixture
def made(app, now):
    return asked()


def a_word_file(*paragraphs):
    document, file = Document(), BytesIO()
    for words in paragraphs:
        document.add_paragraph(words)
    document.save(file)
    return file.getvalue()


def send(client, made, content, name="letter.docx"):
    """As a browser sends it; the test client’s own way leaves its temporary files open."""
    head = f'--x\r\nContent-Disposition: form-data; name="letter-file"; filename="{name}"'
    body = f"{head}\r\nContent-Type: application/octet-stream\r\n\r\n".encode() + content
    kind = "multipart/form-data; boundary=x"
    return client.post(page_of(made, "/letter"), data=body + b"\r\n--x--\r\n", content_type=kind)


def letters():
    db.session.rollback()
    return list(db.session.scalars(select(Letter).order_by(Letter.id)))


def test_the_draft_holds_the_lines_and_who_is_to_sign(client, made):
    response = client.get(page_of(made, "/letter.docx"))
    assert response.mimetype == WORD
    assert response.headers["Content-Disposition"].startswith("attachment")
    words = read_document(response.data, "x.docx").text
    for said in ("An analyst’s time", "£5,400", "£10,800", "Sam Field", "Superintendent"):
        assert said in words


def test_a_letter_that_comes_back_is_kept_checked_and_can_be_had_again(client, made):
    content = a_word_file("Letter of support", "We will bring £10,800.")
    assert send(client, made, content).location.endswith("said=letter")
    (letter,) = letters()
    assert (letter.contact_id, letter.role_id) == (made.contact_id, made.role_id)
    assert letter.state is LetterState.RECEIVED
    assert letter.findings
    page = client.get(page_of(made)).text
    assert "With the bid team" in page
    back = client.get(page_of(made, f"/letters/{letter.id}"))
    assert back.data == content
    assert "sandbox" in back.headers["Content-Security-Policy"]


def test_a_letter_that_was_sent_back_says_why(client, made):
    send(client, made, a_word_file("Dear all"))
    with unit_of_work():
        letter = db.session.scalars(select(Letter)).one()
        letter.state, letter.note = LetterState.SENT_BACK, "The date is missing."
    page = client.get(page_of(made)).text
    assert "Sent back" in page
    assert "The date is missing." in page


def test_a_letter_goes_over_to_the_colleague_with_what_was_said_of_it(client, made):
    content = a_word_file("Dear all")
    send(client, made, content)
    over(client, made)
    theirs, (letter,) = newest_ask(), letters()
    assert "Sam Field sent it on" in client.get(page_of(theirs)).text
    assert client.get(page_of(theirs, f"/letters/{letter.id}")).data == content


def test_once_a_letter_is_accepted_nobody_is_asked_for_one(client, made):
    page = client.get(page_of(made)).text
    assert "2 lines are not agreed yet" in page
    confirm(client, made)
    assert "agreed yet" not in client.get(page_of(made)).text
    send(client, made, a_word_file("Dear all"))
    with unit_of_work():
        db.session.scalars(select(Letter)).one().state = LetterState.ACCEPTED
    page = client.get(page_of(made)).text
    assert f"accepted a signed letter of {made.role.organisation.name}." in page
    assert "The funder wants a signed letter" not in page
    assert "Download the draft" in page  # the ledger may change, and another letter be needed


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (b"", "letter.docx"),
        (b"MZ\x90\x00 a program", "letter.exe"),
        (b"PK\x03\x04 not really", "letter.docx"),
        (b"%PDF-1.4 not really", "letter.pdf"),
        (b"<script>alert(1)</script>", "letter.pdf"),
        (b"x" * 8_000_001, "letter.pdf"),
    ],
)
def test_a_letter_that_is_no_letter_is_refused_in_a_sentence(client, made, content, name):
    response = send(client, made, content, name)
    assert response.status_code == 200
    assert 'id="letter-file-error"' in response.text
    assert letters() == []


def test_no_file_at_all_is_said_beside_the_field(client, made):
    page = client.post(page_of(made, "/letter"), data={}).text
    assert "Choose the file of the signed letter." in page


def test_a_name_full_of_tricks_is_only_shown(client, made):
    send(client, made, a_word_file("Dear all"), "../../\u202eetc/passwd\x00.docx")
    (letter,) = letters()
    assert "/" not in letter.file_name
    assert "\u202e" not in letter.file_name


def test_the_record_says_what_was_confirmed_by_whom_with_which_fingerprint(client, made):
    assert client.get(page_of(made, "/record.docx")).status_code == 404
    confirm(client, made)
    words = read_document(client.get(page_of(made, "/record.docx")).data, "x.docx").text
    for said in (
        "has confirmed", "An analyst’s time", "£5,400", "Together: £10,800",
        "Sam Field, Superintendent, on Fri 1 March 2030, 12:00 noon (UK)", "I may answer for",
        "SHA-256",
    ):  # fmt: skip
        assert said in words


def test_a_sensitive_bids_files_are_behind_the_code_too(client, made):
    with unit_of_work():
        made.role.bid.marking = Marking.OFFICIAL_SENSITIVE
        db.session.add(made.role.bid)
    for rest in ("/letter.docx", "/record.docx", "/letters/1"):
        response = client.get(page_of(made, rest))
        assert response.mimetype == "text/html"
        assert "An analyst" not in response.text
    assert send(client, made, a_word_file("Dear all")).mimetype == "text/html"
    assert db.session.scalar(select(func.count()).select_from(Letter)) == 0
