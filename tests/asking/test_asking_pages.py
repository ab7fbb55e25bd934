"""The coordinator's pages: choosing, looking, sending; then making something of what comes back."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from bidapp import clock
from bidapp.accounts.permissions import Kind
from bidapp.asking.models import Ask, Sending
from bidapp.contributions.models import Answer, Means
from bidapp.database import db, fetch, unit_of_work
from bidapp.organisations.models import Organisation
from tests.answering.test_partner_page import change_form
from tests.asking.stories import (
    a_partner,
    asked,
    confirm,
    letters_to,
    lines_of_ask,
    lines_of_role,
    page_of,
    shown_by,
    states_of,
)
from tests.builders import a_contact, a_person, a_role, saved, signed_in_as
from tests.conftest import NOON

pytestmark = pytest.mark.usefixtures("app", "now")


@pytest.fixture
def partner(app):
    return app.test_client()


def choice(role, contact, **changes):
    lines = [line.id for line in lines_of_role(role)]
    facts = {"line_ids": lines, "contact_id": contact.id, "answer_by": "2030-04-12", "note": "Hi."}
    return facts | changes


def sent():
    db.session.rollback()
    return list(db.session.scalars(select(Sending)))


def test_the_page_begins_with_all_lines_the_contact_and_a_working_day(signed_in):
    role, contact = a_partner()
    page = signed_in.get(f"/roles/{role.id}/ask").text
    assert page.count("checked") == 2
    assert f'<option selected value="{contact.id}">' in page
    assert 'value="2030-05-23"' in page  # fifteen working days before the close


def test_the_letter_is_seen_before_it_is_sent(signed_in):
    role, contact = a_partner()
    page = signed_in.post(f"/roles/{role.id}/ask", data=choice(role, contact, step="see")).text
    assert "See the letter before it goes" in page
    assert "Together: £10,800" in page
    assert "their-own-link" in page
    assert sent() == []
    signed_in.post(f"/roles/{role.id}/ask", data=choice(role, contact, step="send"))
    assert len(sent()) == 1
    assert "Hi." in letters_to(contact.email)[0].body


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"line_ids": []}, "Choose at least one line."),
        ({"line_ids": [987]}, "not a valid choice"),
        ({"contact_id": ""}, "Choose whom to ask."),
        ({"answer_by": ""}, "Enter the day to answer by."),
        ({"answer_by": "2030-02-01"}, "has passed"),
        ({"note": "x" * 2_001}, "Use at most 2,000 characters."),
    ],
)
def test_what_is_missing_is_said_and_nothing_sent(signed_in, changes, said):
    role, contact = a_partner()
    data = choice(role, contact, step="send", **changes)
    assert said in signed_in.post(f"/roles/{role.id}/ask", data=data).text
    assert sent() == []


def test_where_nobody_is_known_the_page_leads_to_adding_somebody(signed_in):
    role, _ = a_partner()
    lonely = saved(a_role(role.bid))
    assert "There is nothing to ask for" in signed_in.get(f"/roles/{lonely.id}/ask").text
    with unit_of_work():
        for contact in fetch(Organisation, role.organisation_id).contacts:
            contact.left_on = NOON.date() - timedelta(days=1)
    assert "Add whom to ask" in signed_in.get(f"/roles/{role.id}/ask").text


def test_a_slow_chain_of_sign_off_is_warned_of_before_asking(signed_in):
    role, _ = a_partner()
    with unit_of_work():
        fetch(Organisation, role.organisation_id).needs_working_days = 200
    page = signed_in.get(f"/roles/{role.id}/ask").text
    assert "needs 200 working days until its authority has signed" in page


def propose(partner, made, line, **changes):
    shown = shown_by(partner.get(page_of(made)).text)
    data = change_form(line, shown=shown, **changes)
    partner.post(page_of(made, f"/lines/{line.id}/change"), data=data)


def test_taking_a_proposal_asks_for_that_line_alone(signed_in, partner):
    made = asked()
    line = lines_of_ask(made)[0]
    propose(partner, made, line, quantity="100")
    confirm(partner, made)
    assert states_of(made) == ["change proposed", "confirmed"]
    page = signed_in.get(f"/lines/{line.id}").text
    assert "proposes £4,500 instead of £5,400" in page
    signed_in.post(f"/lines/{line.id}/proposal/2/accept")
    assert states_of(made) == ["re-opened", "confirmed"]
    letter = letters_to(made.contact.email)[-1]
    assert "we take it" in letter.subject
    assert "We take your change" in letter.body
    assert "It stands at £4,500 now." in letter.body
    assert "Confirm this, £4,500" in partner.get(page_of(made)).text


def test_keeping_the_line_tells_why_and_asks_again(signed_in, partner):
    made = asked()
    line = lines_of_ask(made)[0]
    propose(partner, made, line, quantity="100")
    page = f"/lines/{line.id}/proposal/answer"
    assert "Enter why, in a sentence." in signed_in.post(page, data={"number": 2, "why": ""}).text
    signed_in.post(page, data={"number": 2, "why": "The exercise needs all of them."})
    assert states_of(made)[0] == "re-opened"
    assert "The exercise needs all of them." in partner.get(page_of(made)).text
    assert "£5,400" in partner.get(page_of(made)).text


def test_a_proposal_that_was_replaced_is_not_taken_unseen(signed_in, partner):
    made = asked()
    line = lines_of_ask(made)[0]
    propose(partner, made, line, quantity="100")
    assert signed_in.post(f"/lines/{line.id}/proposal/7/accept").status_code == 409
    assert states_of(made)[0] == "change proposed"


def the_answer():
    db.session.rollback()
    return db.session.scalars(select(Answer).order_by(Answer.id)).first()


def test_a_confirmation_is_challenged_within_72_hours_and_the_contact_told(
    signed_in, partner, monkeypatch
):
    made = asked()
    confirm(partner, made)
    number = the_answer().id
    monkeypatch.setattr(clock, "now", lambda: NOON + timedelta(hours=7))
    assert "Challenge this confirmation" in signed_in.get(f"/lines/{lines_of_ask(made)[0].id}").text
    signed_in.post(f"/answers/{number}/challenge", data={"why": "Was it you?"})
    assert states_of(made) == ["re-opened", "confirmed"]
    assert the_answer().challenge_note == "Was it you?"
    assert "Was it you?" in letters_to(made.contact.email)[-1].body


def test_after_72_hours_a_confirmation_stands(app, partner, coordinator, monkeypatch):
    made = asked()
    confirm(partner, made)
    later = NOON + timedelta(hours=72)
    monkeypatch.setattr(clock, "now", lambda: later)
    browser = signed_in_as(app.test_client(), coordinator, at=later)
    number = the_answer().id
    page = browser.post(f"/answers/{number}/challenge", data={"why": "Was it you?"}).text
    assert "can be challenged for 72 hours" in page
    assert states_of(made) == ["confirmed", "confirmed"]
    assert "Challenge this" not in browser.get(f"/lines/{lines_of_ask(made)[0].id}").text


def test_what_was_said_by_phone_is_recorded_as_that_with_who_vouches(signed_in, partner):
    made = asked()
    line = lines_of_ask(made)[0]
    data = {"number": 1, "name": "Sam Field", "position": "Supt", "note": "Rang at 10."}
    signed_in.post(f"/lines/{line.id}/by-phone", data=data)
    answer = the_answer()
    assert answer.means is Means.BY_PHONE
    assert answer.recorded_by.name == "Bid coordinator"
    assert "Recorded by phone by Bid coordinator" in answer.authority
    assert "recorded by phone" in signed_in.get(f"/lines/{line.id}").text.lower()
    assert "recorded by phone by Bid coordinator" in partner.get(page_of(made)).text


def test_by_phone_of_an_older_wording_is_refused(signed_in):
    made = asked()
    line = lines_of_ask(made)[0]
    data = {"number": 7, "name": "Sam", "position": "Supt", "note": "Rang."}
    page = signed_in.post(f"/lines/{line.id}/by-phone", data=data).text
    assert "Somebody changed this line meanwhile" in page
    assert states_of(made) == ["asked", "asked"]


def test_links_are_renewed_and_closed_by_a_press(signed_in, partner):
    made = asked()
    old = page_of(made)
    signed_in.post(f"/asks/{made.id}/new-link")
    assert partner.get(old).status_code == 410
    new = page_of(made)
    assert partner.get(new).status_code == 200
    signed_in.post(f"/asks/{made.id}/close")
    assert partner.get(new).status_code == 410
    assert "Closed by Bid coordinator" in signed_in.get(f"/roles/{made.role_id}").text


def test_an_empty_answer_to_a_question_sends_nothing(signed_in, partner):
    made = asked()
    partner.post(page_of(made, "/question"), data={"question-text": "Why us?"})
    signed_in.post("/questions/1/answer", data={"words": " "})
    assert len(letters_to(made.contact.email)) == 1
    assert "Why us?" in signed_in.get(f"/roles/{made.role_id}").text


def test_readers_see_the_board_and_can_press_nothing(app, now):
    made = asked()
    reader = signed_in_as(app.test_client(), saved(a_person(kind=Kind.READER)))
    page = reader.get(f"/bids/{made.role.bid_id}/partners").text
    assert "2 asked" in page
    assert "<button" not in page.partition("<main")[2].partition("</main>")[0]
    assert reader.post(f"/asks/{made.id}/chase").status_code == 403
    assert fetch(Ask, made.id).last_sent_at == NOON


def test_my_work_shows_what_waits_for_me(app, partner):
    made = asked()
    line = lines_of_ask(made)[0]
    propose(partner, made, line, quantity="100")
    partner.post(page_of(made, "/question"), data={"question-text": "Why us?"})
    owner = signed_in_as(app.test_client(), fetch(Ask, made.id).role.bid.owner)
    page = owner.get("/").text
    assert "1 change proposed, 1 question asked" in page


def test_where_no_link_works_nobody_is_said_to_have_been_told(signed_in, partner):
    made = asked()
    line = lines_of_ask(made)[0]
    propose(partner, made, line, quantity="100")
    with unit_of_work():
        fetch(Ask, made.id).ended_at = NOON
    page = signed_in.post(f"/lines/{line.id}/proposal/2/accept", follow_redirects=True).text
    assert "Nobody there has a link that works, so nobody was told" in page
    assert "They are asked to confirm" not in page


def test_a_letter_to_a_second_person_that_moves_the_day_says_so_before(signed_in):
    made = asked()
    colleague = saved(a_contact(fetch(Ask, made.id).role.organisation, name="Alex Moor"))
    data = choice(made.role, colleague, answer_by="2030-05-03", step="see")
    page = signed_in.post(f"/roles/{made.role_id}/ask", data=data).text
    assert "This letter moves that day to Fri 3 May 2030 for everybody there." in page


def test_what_the_partner_reads_of_a_phone_call_is_not_our_note(signed_in, partner):
    made = asked()
    line = lines_of_ask(made)[0]
    note = "He sounded unsure, chase finance."
    data = {"number": 1, "name": "Sam Field", "position": "Supt", "note": note}
    signed_in.post(f"/lines/{line.id}/by-phone", data=data)
    assert note not in partner.get(page_of(made)).text
    assert note in signed_in.get(f"/lines/{line.id}").text
