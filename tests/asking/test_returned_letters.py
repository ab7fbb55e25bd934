"""Letters of support that came back: who is told of them, of which faults, in which thread."""

import pytest
from sqlalchemy import select

from bidapp.asking.models import Ask, Sending
from bidapp.asking.posting import post_now
from bidapp.asking.returned_letters import tell_of_letter
from bidapp.bids.models import Bid, Marking
from bidapp.bids.stages import Stage
from bidapp.contributions.states import LineState
from bidapp.database import db, fetch, unit_of_work
from bidapp.letters.models import Letter, LetterState
from bidapp.mail.models import Message
from bidapp.partners.models import PartnerRole, Position
from tests.answering.test_partner_files import a_word_file, send
from tests.asking.stories import a_partner, as_sent, asked, letters_to, page_of
from tests.builders import a_contact, a_letter, a_line, saved
from tests.conftest import NOON

NO_LINK = "Nobody there has a link that works, so nobody was told."
HIDDEN = ("Operation Heron", "10,800", "Put the title in", "No date", "Letter.pdf")
BAD = {"state": "bad", "what": "Date", "words": "No date was found."}
WRONG_SUM = {"state": "bad", "what": "Sum", "words": "The ledger comes to £16,200; it names £1."}


pytestmark = pytest.mark.usefixtures("app", "now")


@pytest.fixture
def made(app, now):
    """An ask that is answered by one letter."""
    made = asked()
    saved(a_letter(made.role, contact=made.contact, findings=[BAD]))
    return made


def the_letter():
    db.session.rollback()
    return db.session.scalars(select(Letter).order_by(Letter.id)).first()


def send_back(client, words="Put the title in."):
    """Press the button, and read the page that it leads to."""
    address = f"/letters/{the_letter().id}/send-back"
    return client.post(address, data={"back-note": words}, follow_redirects=True).text


def change_letter(**facts):
    with unit_of_work():
        letter = db.session.scalars(select(Letter)).one()
        for name, value in facts.items():
            setattr(letter, name, value)


def put_in_by_us():
    """The letter came by post, and not from the contact, who is the one on the bid."""
    with unit_of_work():
        letter = db.session.scalars(select(Letter)).one()
        letter.contact, letter.role.contact = None, letter.contact


def mark_sensitive(made):
    with unit_of_work():
        bid = fetch(Bid, fetch(Ask, made.id).role.bid_id)
        bid.marking, bid.title = Marking.OFFICIAL_SENSITIVE, "Operation Heron"


def test_its_sender_is_told_in_the_thread_of_their_link(signed_in, made, coordinator):
    page = send_back(signed_in)
    assert "The letter is sent back. Sam Field is told what to put right." in page
    assert the_letter().state is LetterState.SENT_BACK
    first, told = letters_to(made.contact.email)
    assert (told.thread, told.reply_to) == (first.thread, coordinator.email)
    assert page_of(made) in as_sent(told)
    for words in ("needs a change", "Put the title in.", "Date: No date was found.", "Letter.pdf"):
        assert words in f"{told.subject} {told.body}"
    assert "Put the title in." in told.html
    assert "An analyst" not in told.body + told.html
    assert "lease" not in f"{told.subject} {told.body}"
    assert db.session.scalars(select(Sending.message_id)).all() == [first.id, told.id]


def test_of_a_sensitive_bid_the_mail_says_only_that_a_letter_came_back(signed_in, made):
    mark_sensitive(made)
    assert "Sam Field is told" in send_back(signed_in)
    told = letters_to(made.contact.email)[-1]
    said = f"{told.subject} {told.body} {told.html}"
    assert not any(words in said for words in HIDDEN)
    assert "asks for a code first" in told.body
    assert page_of(made) in as_sent(told)


def test_a_sensitive_letter_that_is_on_nobodys_page_is_told_of_to_nobody(signed_in, made):
    mark_sensitive(made)
    put_in_by_us()
    assert "It stands on nobody’s page" in send_back(signed_in)
    assert len(letters_to(made.contact.email)) == 1


def test_a_letter_that_we_put_in_is_told_of_to_the_contact_on_the_bid(signed_in, made):
    put_in_by_us()
    assert "Sam Field is told" in send_back(signed_in)


def end(made, **facts):
    with unit_of_work():
        for name, value in facts.items():
            setattr(fetch(Ask, made.id), name, value)


@pytest.mark.parametrize("facts", [{"ended_at": NOON}, {"expires_at": NOON}], ids=["closed", "old"])
def test_without_a_link_that_works_nobody_is_told_and_it_says_so(signed_in, made, facts):
    end(made, **facts)
    assert f"The letter is sent back. {NO_LINK}" in send_back(signed_in)
    assert the_letter().state is LetterState.SENT_BACK
    assert len(letters_to(made.contact.email)) == 1


def test_of_a_partner_without_contact_nobody_is_told(signed_in):
    saved(a_letter())
    assert NO_LINK in send_back(signed_in)
    assert db.session.scalars(select(Message)).all() == []


def test_once_the_bid_is_submitted_nobody_is_told_to_send_another(signed_in, made):
    with unit_of_work():
        fetch(Bid, fetch(Ask, made.id).role.bid_id).stage = Stage.SUBMITTED
    assert "so no more letters are taken for it. So nobody was told." in send_back(signed_in)
    assert len(letters_to(made.contact.email)) == 1


def test_whoever_was_asked_for_a_part_is_told_no_sum_of_colleagues(signed_in, made):
    change_letter(findings=[BAD, WRONG_SUM])
    role = fetch(Ask, made.id).role
    asked(role, saved(a_contact(role.organisation, name="Kim Green")))
    saved(a_line(role, position=3, state=LineState.ASKED, value_pence=5_400_00))
    send_back(signed_in)
    body = letters_to(made.contact.email)[-1].body
    assert "Sum: It should name £10,800, which is what you were asked for." in body
    assert "16,200" not in body
    assert "No date was found." in body


def test_whoever_was_asked_for_everything_is_told_all_that_was_found(signed_in, made):
    change_letter(findings=[WRONG_SUM])
    send_back(signed_in)
    assert WRONG_SUM["words"] in letters_to(made.contact.email)[-1].body


def test_a_refusal_to_send_back_is_said_beside_the_field(signed_in, made):
    page = send_back(signed_in, " ")
    assert 'id="back-note-error"' in page
    assert "Say what has to be put right." in page
    assert the_letter().state is LetterState.RECEIVED
    assert len(letters_to(made.contact.email)) == 1


def test_who_looks_after_the_bid_hears_of_a_letter_that_arrives(client, now):
    made = asked(*a_partner())
    send(client, made, a_word_file("We will bring £10,800.", "And much else besides. " * 9))
    owner, letter = fetch(Ask, made.id).role.bid.owner, the_letter()
    told = letters_to(owner.email)[-1]
    assert told.reply_to == made.contact.email
    bad, look = len(letter.found("bad")), len(letter.found("warn"))
    assert bad > 1
    for words in (
        "Sam Field of", "has sent a letter of support", f"found {bad} things to put right",
        f"{look} things to look at", f"/letters/{letter.id}\n",
    ):  # fmt: skip
        assert words in told.body


def test_a_letter_in_which_nothing_is_wrong_is_told_of_so(made):
    change_letter(findings=[])
    the_id = the_letter().id
    with unit_of_work():
        tell_of_letter(fetch(Ask, made.id), fetch(Letter, the_id), post_now())
    told = letters_to(fetch(Ask, made.id).role.bid.owner.email)[-1]
    assert "Its checks found nothing to put right." in told.body


def test_a_letter_for_a_part_is_checked_against_that_part(client):
    role, contact = a_partner()
    made = asked(role, contact)
    saved(a_line(role, position=3, state=LineState.ASKED, title="Rooms", value_pence=100_00))
    send(client, made, a_word_file("We will bring £10,800.", "And much else besides. " * 9))
    (finding,) = [each for each in the_letter().findings if each["what"] == "Sum"]
    assert finding["state"] == "warn"
    assert "It names £10,800, the lines asked of Sam Field" in finding["words"]
    assert "comes to £10,900 in all" in finding["words"]


def test_after_the_role_changed_the_page_takes_no_letter(client):
    role, contact = a_partner()
    made = asked(role, contact)
    with unit_of_work():
        fetch(PartnerRole, role.id).position = Position.CORE_TEAM
    response = send(client, made, a_word_file("Dear all"))
    assert response.status_code == 409
    assert the_letter() is None
