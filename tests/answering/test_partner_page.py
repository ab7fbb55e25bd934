"""What a contact sees and does on the page, without an account, a cookie or a script."""

import re
from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import func, select

from bidapp import clock
from bidapp.asking.models import Ask, Question
from bidapp.asking.posting import post_now
from bidapp.bids.models import DeadlineStatus, Marking
from bidapp.bids.stages import Stage
from bidapp.contributions.actions import Actor, revise_line, withdraw_line
from bidapp.contributions.models import Answer, Contribution, ContributionRevision
from bidapp.contributions.shown import digest_of_words
from bidapp.contributions.worth import facts_of
from bidapp.database import db, fetch, unit_of_work
from bidapp.organisations.models import Contact
from bidapp.partners.models import Position
from tests.asking.stories import (
    SIGNED,
    a_partner,
    asked,
    confirm,
    letters_to,
    lines_of_ask,
    newest_ask,
    over,
    page_of,
    shown_by,
    states_of,
)
from tests.builders import a_bid, a_call, a_contact, a_deadline, a_line, a_team_member, saved
from tests.conftest import NOON

pytestmark = pytest.mark.usefixtures("app", "now")


@pytest.fixture
def made(app, now):
    return asked(note="We met in May.")


def answers():
    db.session.rollback()
    return list(db.session.scalars(select(Answer).order_by(Answer.id)))


def revise(line, **changes):
    line = fetch(Contribution, line.id)
    facts = replace(facts_of(line.standing), **changes)
    with unit_of_work():
        line = fetch(Contribution, line.id)
        revise_line(line, facts, Actor("Bid coordinator", NOON), based_on=line.standing_number)


def change_form(line, **changes):
    """What a browser sends from the change form of a line, as it was filled."""
    filled = {
        "quantity": "120", "unit": "hour", "rate_pence": "45", "rate_source": "force pay scales",
        "rate_year": "2029–30", "note": "We have fewer.",
    }  # fmt: skip
    prefix = f"change-{line.id}-"
    sent = filled | {"name": "Sam Field", "position": "Superintendent"} | changes
    return {prefix + name: value for name, value in sent.items()}


def test_the_page_says_who_asks_for_what_and_what_pressing_means(client, made):
    bid, page = made.role.bid, client.get(page_of(made)).text
    for said in (
        bid.title, bid.call.funder.short_name, "a project partner", "We met in May.",
        "An analyst’s time", "£5,400", "120 hours at £45 an hour", "Confirm both, £10,800",
        "I may answer for", "Nothing is agreed until you press", "Fri 12 April 2030, 5:00pm (UK)",
        bid.owner.email,
    ):  # fmt: skip
        assert said in page, said


def test_confirming_keeps_the_revision_the_words_and_who_said_them(client, made):
    response = confirm(client, made)
    assert response.status_code == 303
    assert states_of(made) == ["confirmed", "confirmed"]
    first, second = answers()
    assert (first.name, first.position, first.number) == ("Sam Field", "Superintendent", 1)
    assert first.contact_id == made.contact_id
    assert first.authority == f"I may answer for {made.role.organisation.name} on this."
    assert "Value: £5,400" in first.shown
    assert digest_of_words(first.shown) == first.shown_digest != second.shown_digest
    assert "You have answered everything" in client.get(page_of(made)).text


def test_confirming_settles_the_deadline_tells_the_owner_and_sends_a_copy(client, made):
    confirm(client, made)
    assert fetch(Ask, made.id).bid_deadline.status is DeadlineStatus.MET
    _, copy = letters_to(made.contact.email)
    assert "Value: £5,400" in copy.body
    assert "Sam Field, Superintendent, has confirmed" in copy.body
    (told,) = letters_to(made.role.bid.owner.email)
    assert "has confirmed" in told.subject
    assert "within 72 hours" in told.body


@pytest.mark.parametrize(
    ("left_out", "said"),
    [
        ("name", "Enter your name."),
        ("position", "Enter your rank or job title."),
        ("may_answer", "Tick that you may answer"),
    ],
)
def test_who_does_not_sign_has_confirmed_nothing(client, made, left_out, said):
    response = confirm(client, made, **{left_out: ""})
    assert said in response.text
    assert states_of(made) == ["asked", "asked"]
    assert answers() == []


def test_a_name_in_several_lines_is_one_line(client, made):
    confirm(client, made, name="Sam\r\nBcc: x@evil.example\u2028Field")
    assert {answer.name for answer in answers()} == {"Sam Bcc: x@evil.example Field"}
    (told,) = letters_to(made.role.bid.owner.email)
    assert "\n" not in told.subject


def test_somebody_else_who_answers_is_pointed_out_to_the_owner(client, made):
    confirm(client, made, name="Alex Moor")
    (told,) = letters_to(made.role.bid.owner.email)
    assert "Note that it was Sam Field whom we asked." in told.body


def test_a_page_older_than_a_change_records_nothing_and_says_what_changed(client, made):
    shown = shown_by(client.get(page_of(made)).text)
    revise(lines_of_ask(made)[0], quantity=None, rate_pence=None, value_pence=9_000_00)
    response = confirm(client, made, shown=shown)
    assert response.status_code == 409
    assert "Nothing was recorded" in response.text
    assert "“An analyst’s time” was changed:" in response.text
    assert "value £9,000" in response.text
    assert states_of(made) == ["asked", "asked"]
    assert answers() == []


def test_a_line_added_meanwhile_is_not_confirmed_unseen(client, made):
    shown = shown_by(client.get(page_of(made)).text)
    saved(a_line(made.role, position=3, title="Rooms"))
    asked(made.role, made.contact)
    response = confirm(client, made, shown=shown)
    assert "“Rooms” was added to what we ask." in response.text
    assert set(states_of(made)) == {"asked"}


def test_a_line_withdrawn_meanwhile_stops_the_press_and_then_leaves_the_page(client, made):
    shown = shown_by(client.get(page_of(made)).text)
    with unit_of_work():
        line = fetch(Contribution, lines_of_ask(made)[1].id)
        withdraw_line(line, Actor("Bid coordinator", NOON))
    response = confirm(client, made, shown=shown)
    assert "“Closed case reports” is withdrawn." in response.text
    assert "Closed case reports" not in client.get(page_of(made)).text
    confirm(client, made)
    assert states_of(made) == ["confirmed", "withdrawn"]


def test_a_change_of_one_confirmed_line_asks_for_it_alone_with_before_and_after(client, made):
    confirm(client, made)
    revise(lines_of_ask(made)[0], quantity=None, rate_pence=None, value_pence=6_000_00)
    assert states_of(made) == ["re-opened", "confirmed"]
    page = client.get(page_of(made)).text
    assert "Changed since you answered" in page
    assert "<del>£5,400</del>" in page
    assert "<ins>£6,000</ins>" in page
    assert "Confirm this, £6,000" in page
    confirm(client, made)
    assert states_of(made) == ["confirmed", "confirmed"]
    assert [answer.number for answer in answers()] == [1, 1, 2]


def test_a_proposal_is_a_revision_that_does_not_stand_until_it_is_taken(client, made):
    line = lines_of_ask(made)[0]
    shown = shown_by(client.get(page_of(made)).text)
    data = change_form(line, quantity="100", shown=shown)
    response = client.post(page_of(made, f"/lines/{line.id}/change"), data=data)
    assert response.status_code == 303
    line = fetch(Contribution, line.id)
    assert states_of(made) == ["change proposed", "asked"]
    assert (line.standing.value_pence, line.proposed.value_pence) == (5_400_00, 4_500_00)
    assert line.proposed.contact_id == made.contact_id
    assert line.proposed.why == "We have fewer."
    (told,) = letters_to(made.role.bid.owner.email)
    assert "proposes a change" in told.subject
    assert "Proposed instead: £4,500." in client.get(page_of(made)).text


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        (
            {"quantity": "-5"},
            "Enter a number from 0 with two decimals at most, for example 330 or 7.5.",
        ),
        ({"quantity": "1e9"}, "Enter a number"),
        ({"quantity": "9999999", "rate_pence": "999999"}, "Enter a value from £0 to £100,000,000."),
        ({"rate_pence": "-1"}, "Enter pounds as a number"),
        ({"value_pence": "1"}, "Quantity and rate make £5,400, not £1."),
        ({"note": ""}, "Enter why, in a sentence."),
        ({"note": "x" * 2_001}, "Use at most 2,000 characters."),
        ({}, "This says the same as the line does."),
    ],
)
def test_a_proposal_that_makes_no_sense_is_refused_beside_its_field(client, made, changes, said):
    line = lines_of_ask(made)[0]
    shown = shown_by(client.get(page_of(made)).text)
    data = change_form(line, shown=shown, **changes)
    response = client.post(page_of(made, f"/lines/{line.id}/change"), data=data)
    assert said in response.text
    assert states_of(made) == ["asked", "asked"]
    assert db.session.scalar(select(func.count()).select_from(ContributionRevision)) == 2


def test_declining_one_line_leaves_the_other_to_be_confirmed(client, made):
    line = lines_of_ask(made)[1]
    shown = shown_by(client.get(page_of(made)).text)
    prefix = f"decline-{line.id}-"
    data = {"name": "Sam Field", "position": "Superintendent", "note": "No staff.", "shown": shown}
    sent = {prefix + name: value for name, value in data.items()}
    client.post(page_of(made, f"/lines/{line.id}/decline"), data=sent)
    assert states_of(made) == ["asked", "declined"]
    assert "Confirm this, £5,400" in client.get(page_of(made)).text
    assert answers()[0].note == "No staff."


def test_everything_is_declined_with_one_reason(client, made):
    shown = shown_by(client.get(page_of(made)).text)
    data = {"name": "Sam Field", "position": "Supt", "note": "Not this year.", "shown": shown}
    client.post(
        page_of(made, "/decline"), data={f"decline-{name}": value for name, value in data.items()}
    )
    assert states_of(made) == ["declined", "declined"]
    assert fetch(Ask, made.id).bid_deadline.status is DeadlineStatus.MET


def test_declining_needs_a_reason(client, made):
    shown = shown_by(client.get(page_of(made)).text)
    data = {"decline-name": "Sam", "decline-position": "Supt", "decline-shown": shown}
    response = client.post(page_of(made, "/decline"), data=data)
    assert "Enter a reason, in a sentence." in response.text
    assert states_of(made) == ["asked", "asked"]


def test_to_have_read_it_is_said_by_a_press(client, made):
    client.post(page_of(made, "/seen"))
    assert states_of(made) == ["opened", "opened"]
    confirm(client, made)
    assert states_of(made) == ["confirmed", "confirmed"]


def test_a_colleague_gets_a_link_of_their_own_and_the_old_one_closes(client, made):
    old = page_of(made)
    response = over(client, made)
    theirs = newest_ask()
    assert theirs.id != made.id
    assert theirs.contact.known_from == "named by Sam Field on Fri 1 March 2030"
    assert client.get(response.location).status_code == 410
    assert "An analyst" not in client.get(old).text
    confirm(client, theirs, name="Alex Moor")
    assert states_of(made) == ["confirmed", "confirmed"]
    (told, _) = letters_to(made.role.bid.owner.email)
    assert "Alex Moor, alex@example.org" in told.body
    assert "their link closed first: 1 letter to Sam Field." in told.body
    assert "when it was handed over to a colleague" in client.get(old).text


def test_the_old_link_may_stay_open_and_then_either_answers(client, made):
    over(client, made, **{"over-closes_mine": ""})
    theirs = newest_ask()
    assert "Not sent any more" not in letters_to(made.role.bid.owner.email)[0].body
    confirm(client, made)
    assert "Sam Field has answered everything" in client.get(page_of(theirs)).text


def test_the_second_of_two_colleagues_is_told_who_was_first(client, made):
    over(client, made, **{"over-closes_mine": ""})
    theirs = newest_ask()
    shown = shown_by(client.get(page_of(theirs)).text)
    confirm(client, made)
    response = confirm(client, theirs, shown=shown, name="Alex Moor")
    assert response.status_code == 409
    assert "was confirmed by Sam Field at 12:00 noon" in response.text
    assert {answer.name for answer in answers()} == {"Sam Field"}


@pytest.mark.parametrize(
    ("email", "said"),
    [
        ("SELF", "That is your own address."),
        ("a@b, x@evil.example", "Enter an e-mail address"),
        ("no address", "Enter an e-mail address"),
        ("TEAM", "This colleague cannot answer here."),
        ("somebody@elsewhere.example.net", "This colleague cannot answer here."),
    ],
)
def test_handing_over_to_nobody_is_refused(client, made, email, said):
    email = made.contact.email.upper() if email == "SELF" else email
    if email == "TEAM":
        member = saved(a_team_member(made.role.bid, made.role.bid.lead_organisation))
        email = member.email
    response = over(client, made, email)
    assert said in response.text
    assert db.session.scalar(select(func.count()).select_from(Ask)) == 1


def test_a_mailbox_is_not_filled_by_handing_over_again_and_again(client, made):
    for number in range(5):
        over(client, made, f"c{number}@example.org", **{"over-closes_mine": ""})
    response = over(client, made, "c6@example.org")
    assert "handed this over several times" in response.text
    assert db.session.scalar(select(func.count()).select_from(Contact)) == 6


def test_a_question_reaches_the_owner_and_its_answer_the_page(client, signed_in, made):
    client_of_partner = signed_in.application.test_client()
    client_of_partner.post(page_of(made, "/question"), data={"question-text": "In working hours?"})
    (told,) = letters_to(made.role.bid.owner.email)
    assert "“In working hours?”" in told.body
    assert told.reply_to == made.contact.email
    question = db.session.scalars(select(Question)).one()
    signed_in.post(f"/questions/{question.id}/answer", data={"words": "Whenever it suits you."})
    page = client_of_partner.get(page_of(made)).text
    assert "Whenever it suits you." in page
    assert "Whenever it suits you." in letters_to(made.contact.email)[-1].body


def test_a_submitted_bid_takes_no_more_answers(client, made):
    shown = shown_by(client.get(page_of(made)).text)
    with unit_of_work():
        fetch(Ask, made.id).role.bid.stage = Stage.SUBMITTED
    response = confirm(client, made, shown=shown)
    assert response.status_code == 409
    assert "The bid is submitted" in response.text
    assert states_of(made) == ["asked", "asked"]
    page = client.get(page_of(made)).text
    assert "<button" not in page
    assert f'Write to <a href="mailto:{made.role.bid.owner.email}">' in page


def test_the_page_works_where_no_cookie_is_kept(app, made):
    browser = app.test_client(use_cookies=False)
    assert confirm(browser, made).status_code == 303
    assert "You have answered everything" in browser.get(page_of(made)).text


def test_the_pages_carry_no_key_elsewhere(client, made, caplog):
    with caplog.at_level("INFO"):
        response = client.get(page_of(made))
    assert response.headers["Referrer-Policy"] == "no-referrer"
    assert response.headers["Cache-Control"] == "no-store"
    assert "noindex" in response.headers["X-Robots-Tag"]
    assert page_of(made).rpartition("/")[2] not in caplog.text
    assert not re.search(r'(src|href)="https?://', response.text)


def test_a_page_on_another_site_cannot_press_our_buttons(client, made):
    headers = {"Sec-Fetch-Site": "cross-site"}
    response = client.post(page_of(made, "/seen"), headers=headers)
    assert response.status_code == 403
    assert states_of(made) == ["asked", "asked"]


@pytest.mark.parametrize("shown", ["", "x", "1:1 2", "1:2:3", "999999:1", "1:1 " * 900])
def test_what_no_page_of_ours_sends_confirms_nothing(client, made, shown):
    data = SIGNED | {"shown": shown}
    response = client.post(page_of(made, "/confirm"), data=data)
    assert response.status_code in (200, 409)
    assert states_of(made) == ["asked", "asked"]


def test_the_period_of_the_work_and_the_marking_stand_on_the_page(client, app, now):
    bid = saved(
        a_bid(
            call=a_call(a_deadline("2030-06-14 16:00")),
            marking=Marking.OFFICIAL,
            starts_on=date(2030, 10, 1),
            ends_on=date(2033, 9, 30),
        )
    )
    made = asked(*a_partner(bid))
    page = client.get(page_of(made)).text
    assert "from 1 October 2030 to 30 September 2033" in page
    assert '<p class="marking">OFFICIAL</p>' in page


def test_late_answers_are_taken_and_the_day_is_shown_as_passed(client, made, monkeypatch):
    later = NOON + timedelta(days=60)
    monkeypatch.setattr(clock, "now", lambda: later)
    assert 'class="deadline is-bad"' in client.get(page_of(made)).text
    confirm(client, made)
    assert answers()[0].at == later
    assert post_now().at == later


def test_the_same_press_once_more_is_taken_for_the_one_it_was(client, made):
    shown = shown_by(client.get(page_of(made)).text)
    first, second = confirm(client, made, shown=shown), confirm(client, made, shown=shown)
    assert first.location == second.location
    assert len(answers()) == 2


def test_what_somebody_wrote_into_an_older_page_is_given_back(client, made):
    line = lines_of_ask(made)[0]
    shown = shown_by(client.get(page_of(made)).text)
    revise(line, title="An analyst, one day a week")
    data = change_form(line, quantity="90", shown=shown, note="We have only ninety hours.")
    response = client.post(page_of(made, f"/lines/{line.id}/change"), data=data)
    assert response.status_code == 409
    assert "We have only ninety hours." in response.text
    assert 'value="90"' in response.text


def test_what_was_written_before_a_link_was_closed_is_given_back_to_be_copied(client, made):
    address = page_of(made, "/question")
    with unit_of_work():
        fetch(Ask, made.id).ended_at = NOON
    response = client.post(address, data={"question-text": "A long question of mine."})
    assert response.status_code == 410
    assert "A long question of mine." in response.text


@pytest.mark.parametrize(
    "name", ["Win at https://evil.example/x", "a@b.example", "www.evil.example", "<b>Bold</b>"]
)
def test_a_colleagues_name_holds_no_address(client, made, name):
    response = over(client, made, **{"over-colleague": name})
    assert "Enter a name, without an address in it." in response.text
    assert db.session.scalar(select(func.count()).select_from(Ask)) == 1


def test_a_colleague_who_has_left_is_not_asked(client, made):
    saved(
        a_contact(
            made.role.organisation, email="gone@example.org",
            left_on=(NOON - timedelta(days=1)).date(),
        )
    )  # fmt: skip
    response = over(client, made, "gone@example.org")
    assert "This colleague cannot answer here." in response.text


def test_nothing_asked_any_more_is_said_as_that(client, made):
    with unit_of_work():
        for line in lines_of_ask(made):
            withdraw_line(line, Actor("Bid coordinator", NOON))
    page = client.get(page_of(made)).text
    assert "Nothing is asked of you any more" in page
    assert "letter of support" not in page


def test_a_page_from_before_a_new_position_confirms_nothing(client, made):
    shown = shown_by(client.get(page_of(made)).text)
    with unit_of_work():
        fetch(Ask, made.id).role.position = Position.SUBCONTRACTOR
    response = confirm(client, made, shown=shown)
    assert response.status_code == 409
    assert "would be a subcontractor now." in response.text
    assert states_of(made) == ["asked", "asked"]
