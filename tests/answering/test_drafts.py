"""Parts of the draft over a partner's link: fetched as Word, changed, and sent back."""

import io
import zipfile

import pytest

from bidapp.asking.models import Ask
from bidapp.calls.actions import Deed
from bidapp.database import db, fetch, unit_of_work
from bidapp.drafting.queries import text_of
from bidapp.handouts.actions import make_handout, withdraw
from bidapp.handouts.models import Handout, ReturnedFile
from bidapp.mail.models import Message
from bidapp.text.plain import plain_text
from tests.asking.stories import CLOSES, a_partner, asked, key_of
from tests.builders import a_bid, a_call, a_deadline, a_section, saved, written
from tests.conftest import NOON
from tests.handouts.test_handouts import take, with_words

pytestmark = [pytest.mark.usefixtures("app", "now"), pytest.mark.slow]


@pytest.fixture
def section(app):
    bid = saved(a_bid(call=a_call(a_deadline(CLOSES))))
    return written(saved(a_section(bid, title="Vision")), "<p>We ask how groups earn.</p>")


@pytest.fixture
def made(section):
    role, contact = a_partner(section.bid)
    made = asked(role, contact)
    with unit_of_work():
        deed = Deed(section.bid.owner_id, NOON)
        make_handout(section.bid, [section.id], contact.id, deed)
    return made


def file_for(client, made):
    number = db.session.query(Handout.id).scalar()
    return client.get(f"/ask/{key_of(made)}/draft-{number}.docx")


def send_back(client, made, content):
    data = {"draft-file": (io.BytesIO(content), "Vision.docx")}
    return client.post(f"/ask/{key_of(made)}/draft", data=data)


def test_the_page_offers_the_file_and_tells_that_it_came_back(client, made, section):
    page = client.get(f"/ask/{key_of(made)}").text
    assert "Text to read and change" in page
    assert "Vision" in page
    content = with_words(file_for(client, made).data, "how groups earn", "how gangs earn")
    response = send_back(client, made, content)
    assert response.status_code == 303
    assert "We have your file." in client.get(response.location).text
    assert section.latest_number == 1
    letter = db.session.query(Message).order_by(Message.id.desc()).first()
    assert letter.recipient == section.bid.owner.email
    assert "sent back its changes" in letter.subject


def test_a_coordinator_takes_in_what_a_partner_changed(client, signed_in, made, section):
    content = with_words(file_for(client, made).data, "how groups earn", "how gangs earn")
    send_back(client, made, content)
    file = db.session.query(ReturnedFile).one()
    page = signed_in.get(f"/bids/{section.bid_id}/word/returned/{file.id}").text
    contact = fetch(Ask, made.id).contact
    assert f"Sent by {contact.name}" in page
    take(signed_in, file)
    assert plain_text(text_of(section)) == "We ask how gangs earn."
    assert text_of(section)["content"][0]["attrs"]["id"]


@pytest.mark.parametrize("content", [b"", b"%PDF-1.7 x", b"no file", b"PK\x03\x04"])
def test_a_file_that_is_none_is_refused_beside_its_field(client, made, content):
    response = send_back(client, made, content)
    assert "field-error" in response.text
    assert db.session.query(ReturnedFile).count() == 0


def test_the_file_of_another_partner_is_refused(client, made, section):
    role, contact = a_partner(section.bid)
    other = asked(role, contact)
    content = file_for(client, made).data
    response = send_back(client, other, content)
    assert response.status_code == 409
    assert "not a file that we sent you" in response.text
    assert db.session.query(ReturnedFile).count() == 0


def test_a_withdrawn_file_is_gone_from_the_page(client, made):
    with unit_of_work():
        withdraw(db.session.query(Handout).one(), Deed(None, NOON))
    assert file_for(client, made).status_code == 404
    assert "Text to read and change" not in client.get(f"/ask/{key_of(made)}").text


def test_a_page_without_files_says_nothing_of_them(client, section):
    role, contact = a_partner(section.bid)
    assert "Text to read" not in client.get(f"/ask/{key_of(asked(role, contact))}").text


def test_the_file_holds_the_chosen_section_alone(client, made, section):
    written(saved(a_section(section.bid, title="Costs")), "<p>Secret sums.</p>")
    with zipfile.ZipFile(io.BytesIO(file_for(client, made).data)) as parts:
        document = parts.read("word/document.xml").decode()
    assert "how groups earn" in document
    assert "Secret" not in document
