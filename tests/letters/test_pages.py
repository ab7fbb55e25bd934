"""The pages of letters and letterheads, as coordinators and as others see them."""

import re
from io import BytesIO

import pytest
from docx import Document
from sqlalchemy import select
from werkzeug.datastructures import FileStorage
from werkzeug.test import encode_multipart

from bidapp.accounts.permissions import Kind
from bidapp.bids.models import Marking
from bidapp.contributions.models import Contribution
from bidapp.contributions.states import LineState
from bidapp.database import db, unit_of_work
from bidapp.letters.models import Letter, LetterState
from bidapp.organisations.models import OrganisationKind
from bidapp.partners.models import Position
from tests.builders import (
    a_bid,
    a_contact,
    a_letter,
    a_line,
    a_person,
    a_role,
    an_organisation,
    saved,
    signed_in_as,
)
from tests.files.packages import a_docx, a_pdf, a_word_file
from tests.letters.test_draft import a_letterhead, lines_in

PDF_WORDS = ("1 March 2030", "Dear members of the panel,", "we give 5,400 pounds to this work.")


@pytest.fixture
def role(app, now):
    role = saved(a_role(a_bid(acronym="ADAPT")))
    contact = saved(a_contact(role.organisation, may_sign=True))
    with unit_of_work():
        role.contact = contact
    saved(a_line(role, state=LineState.ASKED))
    return role


def upload(browser, address, content, name="Letter.pdf", field="letter"):
    boundary, body = encode_multipart({field: FileStorage(BytesIO(content), name)})
    kind = f"multipart/form-data; boundary={boundary}"
    return browser.post(address, data=body, content_type=kind)


def one_letter():
    return db.session.scalars(select(Letter)).one()


def words_of(response):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.text))


def test_the_page_says_what_the_letter_has_to_be(signed_in, role):
    words = words_of(signed_in.get(f"/roles/{role.id}/letter"))
    for each in ("None yet", role.contact.name, "2 pages at most", "£5,400", "1 September 2029"):
        assert each in words


def test_a_letter_is_put_in_and_its_findings_shown(signed_in, role):
    response = upload(signed_in, f"/roles/{role.id}/letter", a_pdf(*PDF_WORDS))
    letter = one_letter()
    assert response.location == f"/letters/{letter.id}"
    page = signed_in.get(response.location)
    assert 'class="finding is-bad"' in page.text
    words = words_of(page)
    for each in (
        "Letter.pdf",
        "Put right",
        "Title of the bid",
        "It is dated 1 March 2030.",
        "Passed",
    ):
        assert each in words
    assert "To be decided" in words_of(signed_in.get(f"/roles/{role.id}/letter"))


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (a_docx(parts=[("word/vbaProject.bin", b"x")]), "This file holds macros."),
        (b"\x89PNG", "is a picture"),
        (b"", "Choose the letter|The file is empty"),
        (b"%PDF-" + bytes(8_000_000), "larger than 8 MB"),
    ],
    ids=["macros", "a picture", "nothing", "too large"],
)
def test_what_is_refused_is_said_beside_the_field(signed_in, role, content, words):
    response = upload(signed_in, f"/roles/{role.id}/letter", content)
    assert response.status_code == 200
    error = re.search(r'id="letter-error">(.*?)</p>', response.text, re.DOTALL)
    assert re.search(words, error[1])
    assert "<title>Error: " in response.text
    assert db.session.scalars(select(Letter)).all() == []


def test_without_a_file_nothing_happens(signed_in, role):
    response = signed_in.post(f"/roles/{role.id}/letter", data={})
    assert "Choose the letter from your machine." in response.text


def test_a_letter_is_accepted(signed_in, role):
    letter = saved(a_letter(role))
    response = signed_in.post(f"/letters/{letter.id}/accept", data={"accept-note": "Fine."})
    assert response.location == f"/letters/{letter.id}"
    assert one_letter().state is LetterState.ACCEPTED
    page = words_of(signed_in.get(f"/letters/{letter.id}"))
    assert "Accepted" in page
    assert "Fine." in page
    assert "Send the letter back" not in page


def test_a_refusal_to_accept_is_said_beside_the_field(signed_in, role):
    bad = {"state": "bad", "what": "Date", "words": "No date was found."}
    letter = saved(a_letter(role, findings=[bad]))
    response = signed_in.post(f"/letters/{letter.id}/accept", data={"accept-note": " "})
    assert 'id="accept-note-error"' in response.text
    assert "Say why it is accepted" in response.text
    assert one_letter().state is LetterState.RECEIVED


def test_a_letter_is_sent_back(signed_in, role):
    letter = saved(a_letter(role))
    data = {"back-note": "Put the title in."}
    signed_in.post(f"/letters/{letter.id}/send-back", data=data)
    assert one_letter().state is LetterState.SENT_BACK
    assert "Sent back" in words_of(signed_in.get(f"/roles/{role.id}/letter"))


def test_a_second_decision_gets_a_sentence(signed_in, role):
    letter = saved(a_letter(role, state=LetterState.ACCEPTED))
    response = signed_in.post(f"/letters/{letter.id}/send-back", data={"back-note": "No."})
    assert "decided on already" in response.text
    assert one_letter().state is LetterState.ACCEPTED


def test_a_ledger_that_changed_since_is_told(signed_in, role):
    letter = saved(a_letter(role, ledger_pence=5_400_00))
    assert "ledger has changed" not in signed_in.get(f"/letters/{letter.id}").text
    with unit_of_work():
        db.session.scalars(select(Contribution)).one().standing.value_pence = 6_000_00
    words = words_of(signed_in.get(f"/letters/{letter.id}"))
    assert "it came to £5,400 when this letter was checked, and comes to £6,000 now" in words


def test_the_letter_is_handed_out_powerless(signed_in, role):
    content = a_pdf(*PDF_WORDS)
    upload(signed_in, f"/roles/{role.id}/letter", content, "Létter; filename=x.exe\u202e.pdf")
    response = signed_in.get(f"/letters/{one_letter().id}/file")
    assert response.data == content
    assert response.mimetype == "application/pdf"
    disposition = response.headers["Content-Disposition"]
    assert disposition.startswith("attachment; filename=")
    assert "filename*=UTF-8''L%C3%A9tter%3B%20filename%3Dx.exe.pdf" in disposition
    assert response.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert response.headers["Cache-Control"] == "no-store"
    assert response.headers["X-Content-Type-Options"] == "nosniff"


def test_the_letter_is_not_had_by_its_fingerprint(signed_in, role):
    upload(signed_in, f"/roles/{role.id}/letter", a_pdf(*PDF_WORDS))
    assert signed_in.get(f"/files/{one_letter().file_digest}").status_code == 404


def test_the_draft_is_downloaded(signed_in, role):
    response = signed_in.get(f"/roles/{role.id}/letter.docx")
    assert response.headers["Content-Disposition"].startswith("attachment")
    assert ".docx" in response.headers["Content-Disposition"]
    lines = [paragraph.text for paragraph in Document(BytesIO(response.data)).paragraphs]
    assert "1 March 2030" in lines


def test_a_consortium_is_told_that_its_members_sign(signed_in):
    group = saved(an_organisation(kind=OrganisationKind.CONSORTIUM))
    page = signed_in.get(f"/roles/{saved(a_role(organisation=group)).id}/letter")
    assert "A consortium signs no letter" in page.text
    assert "Put in the letter" not in page.text


def test_the_newest_accepted_letter_is_the_one_that_stands(signed_in, role):
    saved(a_letter(role, state=LetterState.ACCEPTED))
    saved(a_letter(role, state=LetterState.SENT_BACK))
    page = signed_in.get(f"/roles/{role.id}/letter").text
    assert "Accepted" in page[: page.index("Letters that came back")]
    assert "The newest that is accepted counts, or else the newest." in page


def test_what_is_drafted_alone_is_in_no_letter_and_said_to_be_missing(signed_in, role):
    saved(a_line(role, position=2, value_pence=100_00))
    page = words_of(signed_in.get(f"/roles/{role.id}/letter"))
    assert "Together £5,400 without 1 line drafted and not asked for yet" in page
    draft = signed_in.get(f"/roles/{role.id}/letter.docx").data
    assert "£5,400 in kind." in " ".join(lines_in(draft))


def test_who_brings_no_letter_is_not_asked_for_one(signed_in, role):
    saved(a_letter(role))
    with unit_of_work():
        role.position = Position.SUBCONTRACTOR
        db.session.add(role)
    page = signed_in.get(f"/roles/{role.id}/letter").text
    assert "is on this bid as subcontractor, and brings none." in page
    assert "Letter.pdf" in page
    assert "Put in the letter" not in page
    response = upload(signed_in, f"/roles/{role.id}/letter", a_pdf(*PDF_WORDS))
    assert "comes from a project partner or an adviser" in response.text


def test_readers_see_letters_and_change_nothing(client, role):
    signed_in_as(client, saved(a_person(kind=Kind.READER)))
    letter = saved(a_letter(role))
    page, of_role = client.get(f"/letters/{letter.id}"), client.get(f"/roles/{role.id}/letter")
    assert page.status_code == of_role.status_code == 200
    assert '<form class="sheet"' not in page.text + of_role.text
    for address in (f"/letters/{letter.id}/accept", f"/letters/{letter.id}/send-back",
                    f"/roles/{role.id}/letter"):  # fmt: skip
        assert client.post(address, data={}).status_code == 403
    assert one_letter().state is LetterState.RECEIVED


@pytest.mark.parametrize("address", ["/letters/999", "/letters/999/file", "/roles/999/letter"])
def test_what_is_not_there_is_not_found(signed_in, address):
    assert signed_in.get(address).status_code == 404


def test_names_with_markup_do_no_harm(signed_in):
    name = "<script>alert(1)</script>"
    bad = {"state": "bad", "what": "Sum", "words": name}
    role = saved(a_role(organisation=an_organisation(name)))
    letter = saved(a_letter(role, file_name=name, findings=[bad], note=name))
    for address in (f"/letters/{letter.id}", f"/roles/{role.id}/letter"):
        assert name not in signed_in.get(address).text


def test_a_letterhead_is_set_used_and_removed(signed_in, role):
    organisation = role.organisation
    address = f"/organisations/{organisation.id}/letterhead"
    assert "Add its letterhead" in signed_in.get(f"/organisations/{organisation.id}").text
    letterhead = a_letterhead()
    response = upload(signed_in, address, letterhead, "Head.docx", "letterhead")
    assert response.location == address
    assert "See the letterhead" in signed_in.get(f"/organisations/{organisation.id}").text
    assert signed_in.get(f"{address}.docx").data == letterhead
    draft = signed_in.get(f"/roles/{role.id}/letter.docx").data
    assert Document(BytesIO(draft)).paragraphs[0].text == "Kept words"
    signed_in.post(f"{address}/remove")
    assert signed_in.get(f"{address}.docx").status_code == 404


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (a_pdf("Head"), "has to be a Word document"),
        (a_docx(parts=[("word/vbaProject.bin", b"x")]), "holds macros"),
        (a_word_file()[:-400], "damaged"),
        (a_docx(), "cannot be written on"),
        (a_docx(parts=[("word/document.xml", "<x/>")]), "cannot be written on"),
    ],
    ids=["a PDF", "macros", "half a file", "no page", "no document"],
)
def test_a_letterhead_that_cannot_be_used_is_refused(signed_in, role, content, words):
    address = f"/organisations/{role.organisation_id}/letterhead"
    response = upload(signed_in, address, content, "Head.docx", "letterhead")
    assert response.status_code == 200
    error = re.search(r'id="letterhead-error">(.*?)</p>', response.text, re.DOTALL)
    assert words in error[1]


def test_a_marked_bid_says_so_in_its_draft(signed_in):
    role = saved(a_role(a_bid(marking=Marking.OFFICIAL)))
    draft = signed_in.get(f"/roles/{role.id}/letter.docx").data
    assert Document(BytesIO(draft)).sections[0].header.paragraphs[0].text == "OFFICIAL"
