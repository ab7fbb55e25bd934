"""Sections out as Word files and back: joined with what stands by then, nothing overwritten."""

import io
import re
import zipfile

import pytest

from bidapp.accounts.permissions import Kind
from bidapp.commenting.models import Comment, Thread
from bidapp.database import db, fetch, unit_of_work
from bidapp.drafting.models import Conflict, Section, SectionState
from bidapp.drafting.queries import latest_version, text_of
from bidapp.handouts.models import Handout, ReturnedFile, ReturnedSection
from bidapp.text.plain import plain_text
from tests.builders import (
    a_bid,
    a_contact,
    a_person,
    a_role,
    a_section,
    an_organisation,
    saved,
    signed_in_as,
    written,
)

pytestmark = pytest.mark.slow


@pytest.fixture
def bid(app):
    return saved(a_bid())


@pytest.fixture
def section(bid):
    html = "<p>We ask how groups earn.</p><ul><li>first aim</li><li>second aim</li></ul>"
    return written(saved(a_section(bid, title="Vision")), html)


def handed_out(browser, bid, *sections, **facts):
    data = {"section_ids": [each.id for each in sections]} | facts
    response = browser.post(f"/bids/{bid.id}/word", data=data)
    assert response.status_code == 302, response.text
    return db.session.query(Handout).order_by(Handout.id.desc()).first()


def file_of(browser, handout):
    response = browser.get(f"/bids/{handout.bid_id}/word/{handout.id}.docx")
    assert response.status_code == 200
    return response.data


def with_words(content, old, new):
    """The file with other words in its text, as an editor of XML would do it."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as before, zipfile.ZipFile(out, "w") as after:
        for name in before.namelist():
            data = before.read(name)
            if name == "word/document.xml":
                assert old.encode() in data
                data = data.replace(old.encode(), new.encode())
            after.writestr(name, data)
    return out.getvalue()


def bring(browser, bid, content, name="Vision.docx"):
    data = {"file": (io.BytesIO(content), name)}
    return browser.post(f"/bids/{bid.id}/word/returned", data=data)


def brought(browser, bid, content):
    response = bring(browser, bid, content)
    assert response.status_code == 302, re.findall("field-error.*", response.text)
    return db.session.query(ReturnedFile).order_by(ReturnedFile.id.desc()).first()


def take(browser, file, decision="taken"):
    returned = next(each for each in file.sections if each.decision is None)
    address = f"/bids/{file.handout.bid_id}/word/returned/{file.id}/sections/{returned.id}"
    return browser.post(address, data={"decision": decision})


def test_a_file_that_comes_back_unchanged_changes_nothing(signed_in, bid, section):
    file = brought(signed_in, bid, file_of(signed_in, handed_out(signed_in, bid, section)))
    assert [each.decision for each in file.sections] == ["unchanged"]
    page = signed_in.get(f"/bids/{bid.id}/word/returned/{file.id}").text
    assert "It came back just as it went out." in page
    assert section.latest_number == 1


def test_what_was_changed_is_shown_and_joined_with_what_others_wrote(signed_in, bid, section):
    content = file_of(signed_in, handed_out(signed_in, bid, section))
    start = text_of(section)
    second = start["content"][1]
    written(section, "<p>We ask how groups earn.</p><ul><li>first aim, by us</li>"
                     "<li>second aim</li></ul>")  # fmt: skip
    file = brought(signed_in, bid, with_words(content, "how groups earn", "how gangs earn"))
    page = signed_in.get(f"/bids/{bid.id}/word/returned/{file.id}").text
    assert "<del>groups</del><ins>gangs</ins>" in page
    assert "has moved on by 1 version since" in page
    assert section.latest_number == 2
    take(signed_in, file)
    assert plain_text(text_of(section)) == ("We ask how gangs earn.\nfirst aim, by us\nsecond aim")
    assert text_of(section)["content"][1]["attrs"]["id"] == second["attrs"]["id"]
    assert "Back from Word" in fetch_version(section, 3).note


def fetch_version(section, number):
    return next(each for each in section.versions if each.number == number)


def test_two_texts_of_one_place_wait_for_a_choice(signed_in, bid, section):
    content = file_of(signed_in, handed_out(signed_in, bid, section))
    written(section, "<p>We ask how rings earn.</p><ul><li>first aim</li><li>second aim</li></ul>",
            by=saved(a_person("Kim")).id)  # fmt: skip
    file = brought(signed_in, bid, with_words(content, "how groups earn", "how gangs earn"))
    assert take(signed_in, file).location == f"/sections/{section.id}/conflicts"
    assert db.session.query(Conflict).count() == 1
    assert "rings" in plain_text(text_of(section))


def test_what_is_left_stays_to_be_read_and_is_decided_once(signed_in, bid, section):
    content = file_of(signed_in, handed_out(signed_in, bid, section))
    file = brought(signed_in, bid, with_words(content, "how groups earn", "how gangs earn"))
    returned = file.sections[0]
    take(signed_in, file, "left")
    assert section.latest_number == 1
    address = f"/bids/{bid.id}/word/returned/{file.id}/sections/{returned.id}"
    assert signed_in.post(address, data={"decision": "taken"}).status_code == 409
    assert signed_in.post(address, data={"decision": "unchanged"}).status_code == 409
    original = signed_in.get(f"/bids/{bid.id}/word/returned/{file.id}/file")
    assert original.data[:2] == b"PK"
    assert original.headers["Content-Disposition"].startswith("attachment")


def test_comments_in_the_margin_become_threads_of_their_authors(signed_in, bid, section):
    content = file_of(signed_in, handed_out(signed_in, bid, section))
    file = brought(signed_in, bid, content)
    block = text_of(section)["content"][0]["attrs"]["id"]
    said = {"author": "Supt Clarke", "at": None, "words": "Which groups?", "block_id": block,
            "quote": "groups"}  # fmt: skip
    with unit_of_work():
        returned = fetch(ReturnedSection, file.sections[0].id)
        returned.said, returned.decision = {"comments": [said], "tracked": []}, None
    take(signed_in, fetch(ReturnedFile, file.id))
    thread, comment = db.session.query(Thread).one(), db.session.query(Comment).one()
    assert (thread.block_id, thread.start, thread.quote) == (block, 11, "groups")
    assert (comment.spoken_by, comment.words) == ("Supt Clarke", "Which groups?")


def test_several_sections_go_out_together_and_are_decided_one_by_one(signed_in, bid, section):
    other = written(saved(a_section(bid, title="Ethics", position=2)), "<p>Consent is asked.</p>")
    empty = saved(a_section(bid, title="Costs", position=3))
    handout = handed_out(signed_in, bid, section, other, empty)
    content = with_words(file_of(signed_in, handout), "Consent is asked", "Consent is given")
    file = brought(signed_in, bid, content)
    assert [each.decision for each in file.sections] == ["unchanged", None, "unchanged"]
    take(signed_in, file)
    assert plain_text(text_of(other)) == "Consent is given."
    assert latest_version(empty) is None


def test_a_locked_section_takes_nothing_from_word(signed_in, bid, section):
    content = file_of(signed_in, handed_out(signed_in, bid, section))
    file = brought(signed_in, bid, with_words(content, "how groups earn", "how gangs earn"))
    with unit_of_work():
        fetch(Section, section.id).state = SectionState.LOCKED
    assert take(signed_in, file).status_code == 409
    assert fetch(ReturnedSection, file.sections[0].id).decision is None


def test_a_file_of_another_bid_or_of_nobody_is_refused_in_a_sentence(signed_in, bid, section):
    content = file_of(signed_in, handed_out(signed_in, bid, section))
    other = saved(a_bid())
    response = bring(signed_in, other, content)
    assert response.status_code == 422
    assert "none that was sent out for this bid" in response.text
    for odd in (b"", b"%PDF-1.7", b"not a file", b"PK\x03\x04 broken"):
        response = bring(signed_in, bid, odd)
        assert response.status_code == 422
        assert "field-error" in response.text
    assert db.session.query(ReturnedFile).count() == 0


def test_nothing_chosen_is_nothing_made(signed_in, bid, section):
    page = signed_in.post(f"/bids/{bid.id}/word", data={}).text
    assert "Choose the sections" in page
    assert db.session.query(Handout).count() == 0


def test_an_answer_written_into_the_guidance_is_told_of(signed_in, bid):
    section = saved(a_section(bid, title="Facilities", question="What do you need?"))
    written(section, "<p>Two rooms.</p>")
    content = file_of(signed_in, handed_out(signed_in, bid, section))
    file = brought(signed_in, bid, with_words(content, "What do you need?", "We need rooms."))
    page = signed_in.get(f"/bids/{bid.id}/word/returned/{file.id}").text
    assert "The guidance below the heading of “Facilities” was changed" in page
    assert "We need rooms." in page


def test_what_was_taken_in_once_does_not_come_twice(signed_in, bid, section):
    content = file_of(signed_in, handed_out(signed_in, bid, section))
    more = with_words(content, "how groups earn.", "how groups earn. From Word.")
    html = "<p>We ask how groups earn. From here.</p><ul><li>first aim</li><li>second aim</li></ul>"
    written(section, html)
    take(signed_in, brought(signed_in, bid, more))
    take(signed_in, brought(signed_in, bid, more))
    assert plain_text(text_of(section)).split("\n")[0] == (
        "We ask how groups earn. From here. From Word."
    )


def test_others_bids_and_files_are_not_found(signed_in, bid, section):
    handout = handed_out(signed_in, bid, section)
    file = brought(signed_in, bid, file_of(signed_in, handout))
    other = saved(a_bid())
    for address in (f"{handout.id}.docx", f"returned/{file.id}", f"returned/{file.id}/file"):
        assert signed_in.get(f"/bids/{other.id}/word/{address}").status_code == 404


def test_a_reader_fetches_and_changes_nothing(app, signed_in, bid, section):
    handout = handed_out(signed_in, bid, section)
    reader = signed_in_as(app.test_client(), saved(a_person(kind=Kind.READER)))
    assert reader.get(f"/bids/{bid.id}/word/{handout.id}.docx").status_code == 200
    assert bring(reader, bid, b"PK").status_code == 403


def test_the_page_says_who_has_what_and_what_is_to_look_at(signed_in, bid, section):
    force = saved(an_organisation("Derbyshire Police"))
    contact = saved(a_contact(force))
    saved(a_role(bid, force))
    assert "None yet" in signed_in.get(f"/bids/{bid.id}/word").text
    handout = handed_out(signed_in, bid, section, contact_id=contact.id)
    page = signed_in.get(f"/bids/{bid.id}/word").text
    assert f"For {contact.name}, Derbyshire Police" in page
    content = with_words(file_of(signed_in, handout), "how groups earn", "how gangs earn")
    brought(signed_in, bid, content)
    assert "1 section to look at" in signed_in.get(f"/bids/{bid.id}/word").text
    signed_in.post(f"/bids/{bid.id}/word/{handout.id}/withdraw")
    assert "withdrawn" in signed_in.get(f"/bids/{bid.id}/word").text
