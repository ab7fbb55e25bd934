"""A coordinator asks: in the ledger, in the plan, and by a letter with one link."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import func, select

from bidapp import clock
from bidapp.asking.actions import Asking, ask, chase, preview
from bidapp.asking.links import AskRefused, close_link, renew_link, send
from bidapp.asking.models import Ask, AskKey, Sending, SendingKind
from bidapp.asking.posting import post_now
from bidapp.bids.models import BidDeadline
from bidapp.bids.stages import Stage
from bidapp.calls.models import DeadlineKind
from bidapp.contributions.actions import Actor, LineRefused, draft_line, revise_line
from bidapp.contributions.answering import Statement, confirm_line
from bidapp.contributions.models import Form
from bidapp.contributions.worth import LineFacts, facts_of
from bidapp.database import db, fetch, unit_of_work
from bidapp.errors import RuleBroken
from bidapp.mail.letters import letter
from bidapp.organisations.models import OrganisationKind, SignOffStep
from bidapp.partners.models import Position, SignOff
from tests.asking.stories import (
    ANSWER_BY,
    a_partner,
    as_sent,
    asked,
    key_of,
    letters_to,
    lines_of_role,
    states_of,
)
from tests.builders import (
    a_bid,
    a_contact,
    a_line,
    a_role,
    a_team_member,
    an_organisation,
    saved,
)
from tests.conftest import NOON

pytestmark = pytest.mark.usefixtures("app", "now")


def count(table):
    return db.session.scalar(select(func.count()).select_from(table))


def confirm_everything(role):
    with unit_of_work():
        for line in lines_of_role(role):
            actor = Actor("Sam Field", NOON)
            confirm_line(line, Statement("Sam Field", "Superintendent"), actor, number=1)


def test_asking_makes_one_link_one_letter_and_one_deadline():
    made = asked()
    assert states_of(made) == ["asked", "asked"]
    assert (count(Ask), count(AskKey), count(Sending), count(BidDeadline)) == (1, 1, 1, 1)
    deadline = fetch(Ask, made.id).bid_deadline.deadline
    assert deadline.kind is DeadlineKind.PARTNER
    assert deadline.due_local.isoformat() == "2030-04-12T17:00:00"
    assert deadline.label.startswith("Answer from ")


def test_the_letter_says_who_asks_for_what_by_when_and_how_it_was_reckoned(coordinator):
    role, contact = a_partner()
    made = asked(role, contact, by=coordinator, note="We spoke on Tuesday.")
    (letter,) = letters_to(contact.email)
    words = as_sent(letter)
    for said in (
        "Bid coordinator", role.bid.title, role.bid.call.funder.short_name, "a signed letter",
        "An analyst’s time, £5,400",
        "120 hours at £45 an hour", "Together: £10,800, all in kind.", "We spoke on Tuesday.",
        "Fri 12 April 2030, 5:00pm (UK)", "Fri 14 June 2030, 4:00pm (UK)",
        f"http://bids.example.org/ask/{key_of(made)}",
    ):  # fmt: skip
        assert said in words
    assert letter.reply_to == coordinator.email


def test_no_table_holds_a_key_that_opens_anything(database_url):
    made = asked()
    key = key_of(made)
    for table in db.metadata.sorted_tables:
        for row in db.session.execute(select(table)):
            assert not any(key in str(value) for value in row), table.name


def test_asking_again_keeps_the_link_and_adds_the_new_lines():
    made = asked()
    key, role, contact = key_of(made), made.role, made.contact
    saved(a_line(role, position=3, title="Rooms"))
    again = asked(role, contact, answer_by=ANSWER_BY + timedelta(days=7))
    assert again.id == made.id
    assert key_of(again) == key
    assert states_of(made) == ["asked", "asked", "asked"]
    assert count(BidDeadline) == 1
    assert fetch(Ask, made.id).bid_deadline.deadline.due_local.date() == date(2030, 4, 19)


def test_a_consortium_is_never_asked_because_it_can_have_no_line():
    empac = saved(an_organisation("EMPAC", OrganisationKind.CONSORTIUM))
    role = saved(a_role(organisation=empac))
    facts = LineFacts("Time", Form.CASH, 100)
    with pytest.raises(LineRefused, match="a consortium never signs"), unit_of_work():
        draft_line(role, facts, Actor("Bid coordinator", NOON))


@pytest.mark.parametrize(
    ("what", "said"),
    [("nothing", "at least one line"), ("past", "has passed"), ("stranger", "is not at")],
)
def test_what_cannot_be_asked_is_refused_in_a_sentence(what, said):
    role, contact = a_partner()
    lines = [] if what == "nothing" else lines_of_role(role)
    by = date(2030, 2, 27) if what == "past" else ANSWER_BY
    whom = saved(a_contact()) if what == "stranger" else contact
    with pytest.raises(AskRefused, match=said), unit_of_work():
        ask(role, Asking(whom, lines, by), post_now())
    assert count(Ask) == 0


def test_lines_of_another_partner_are_refused():
    role, contact = a_partner()
    other, _ = a_partner()
    with pytest.raises(AskRefused), unit_of_work():
        ask(role, Asking(contact, lines_of_role(other), ANSWER_BY), post_now())


def test_a_contact_who_is_on_the_core_team_is_not_asked():
    role, contact = a_partner()
    saved(a_team_member(role.bid, role.bid.lead_organisation, email=contact.email))
    with pytest.raises(RuleBroken, match="team"):
        asked(role, contact)


def test_the_preview_is_the_letter_that_is_sent(coordinator):
    role, contact = a_partner()
    asking = Asking(contact, lines_of_role(role), ANSWER_BY, "Hello.")
    # the lines are drafts still when the letter is looked at
    shown = letter("partner_asked", preview(role, asking, post_now(coordinator)))
    asked(role, contact, by=coordinator, note="Hello.")
    (sent,) = letters_to(contact.email)
    assert (shown.subject, shown.body) == (sent.subject, sent.body)


def test_sign_off_sets_out_when_the_partner_is_asked():
    role, contact = a_partner()
    saved(SignOffStep(organisation=role.organisation, position=1, label="SPOC", working_days=3))
    asked(role, contact)
    assert [step.label for step in db.session.scalars(select(SignOff))] == ["SPOC"]


def test_chasing_goes_into_the_same_thread_with_the_same_link(monkeypatch):
    made = asked()
    monkeypatch.setattr(clock, "now", lambda: NOON + timedelta(minutes=1))
    with unit_of_work():
        chase(fetch(Ask, made.id), post_now(), words="Could you look at it this week?")
    first, second = letters_to(made.contact.email)
    assert (first.thread, first.secret) == (second.thread, second.secret)
    assert "Could you look at it this week?" in second.body


def test_who_has_answered_everything_is_not_chased():
    made = asked()
    confirm_everything(made.role)
    with pytest.raises(AskRefused, match="answered everything"), unit_of_work():
        chase(fetch(Ask, made.id), post_now())


def test_a_new_link_ends_the_one_before_and_no_key_comes_twice():
    made = asked()
    keys = {key_of(made)}
    for _ in range(3):
        with unit_of_work():
            renew_link(fetch(Ask, made.id), post_now())
        keys.add(key_of(made))
    with unit_of_work():
        close_link(fetch(Ask, made.id), "closed", by=None, at=NOON)
    keys.add(key_of(asked(made.role, made.contact)))
    assert len(keys) == 5


def test_a_link_is_closed_once():
    made = asked()
    with unit_of_work():
        close_link(fetch(Ask, made.id), "closed", by=None, at=NOON)
    with pytest.raises(AskRefused, match="closed already"), unit_of_work():
        close_link(fetch(Ask, made.id), "closed", by=None, at=NOON)


def test_a_bid_without_a_closing_has_links_for_thirty_days():
    bid = saved(a_bid())
    role, contact = a_partner(bid, position=Position.ADVISORY)
    made = asked(role, contact)
    assert fetch(Ask, made.id).expires_at == NOON + timedelta(days=30)


def test_a_second_press_within_a_minute_writes_no_second_letter():
    made = asked()
    with pytest.raises(AskRefused, match="less than a minute ago"), unit_of_work():
        chase(fetch(Ask, made.id), post_now())
    with pytest.raises(AskRefused, match="less than a minute ago"):
        asked(made.role, made.contact)
    assert count(Sending) == 1


def test_a_bid_that_takes_no_answers_sends_no_letters():
    made = asked()
    with unit_of_work():
        fetch(Ask, made.id).role.bid.stage = Stage.WITHDRAWN
    for press in (chase, renew_link):
        with pytest.raises(AskRefused, match="The bid is withdrawn"), unit_of_work():
            press(fetch(Ask, made.id), post_now())
    with pytest.raises(AskRefused, match="The bid is withdrawn"):
        asked(made.role, made.contact)
    assert count(Sending) == 1


def test_nobody_is_asked_to_answer_after_the_close():
    role, contact = a_partner()
    with pytest.raises(AskRefused, match="closes on Fri 14 June 2030"):
        asked(role, contact, answer_by=date(2030, 6, 15))


def test_the_preview_of_one_more_line_counts_those_that_are_open_already(coordinator, monkeypatch):
    made = asked()
    saved(a_line(made.role, position=3, title="Rooms"))
    role, contact = fetch(Ask, made.id).role, fetch(Ask, made.id).contact
    asking = Asking(contact, [lines_of_role(role)[2]], ANSWER_BY)
    shown = letter("partner_asked", preview(role, asking, post_now(coordinator)))
    assert "bring 3 things" in shown.subject
    with unit_of_work():
        role = fetch(Ask, made.id).role
        line = lines_of_role(role)[2]
        ask(role, Asking(role.contact, [line], ANSWER_BY), post_now(coordinator))
    sent = letters_to(contact.email)[-1]
    assert (shown.subject, shown.body) == (sent.subject, sent.body)


def test_a_changed_line_is_asked_for_as_that_with_before_and_after(coordinator):
    made = asked()
    confirm_everything(made.role)
    with unit_of_work():
        line = lines_of_role(made.role)[0]
        facts = replace(
            facts_of(line.standing), quantity=None, rate_pence=None, value_pence=9_000_00
        )
        revise_line(line, facts, Actor("Bid coordinator", NOON), based_on=1)
    asked(made.role, made.contact, note="The rate has changed.")
    letter = letters_to(made.contact.email)[-1]
    assert letter.subject.startswith("Changed: what ")
    assert "A line that" in letter.body
    assert "- Value: £9,000 (before: £5,400)" in letter.body
    assert "Closed case reports" not in letter.body


def test_a_letter_has_its_blank_lines_and_no_others():
    made = asked(note="We met in May.")
    (letter,) = letters_to(made.contact.email)
    assert "\n\n\n" not in letter.body
    for before, after in (
        ("all in kind.", "We met in May."), ("We met in May.", "Answer by"),
        ("follows. The", ""), ("(UK).", "    http"),
    ):  # fmt: skip
        if after:
            assert f"{before}\n\n{after}" in letter.body


def test_a_contact_whose_address_changes_gets_a_new_key_and_the_old_one_opens_nothing(client):
    made = asked()
    old = key_of(made)
    with unit_of_work():
        contact = fetch(Ask, made.id).contact
        contact.email = contact.folded_email = "new@force.example.org"
    assert client.get(f"/ask/{old}").status_code == 410
    with unit_of_work():
        send(fetch(Ask, made.id), SendingKind.CHASED, "partner_chased", post_now(), words="")
    assert key_of(made) != old
    assert client.get(f"/ask/{key_of(made)}").status_code == 200
    assert client.get(f"/ask/{old}").status_code == 410
