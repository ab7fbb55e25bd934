"""The page of one bid: where it stands, what is next, and why it needs watching."""

import pytest

from bidapp.accounts.permissions import Kind
from bidapp.bids.stages import Stage
from bidapp.calls.models import CallStatus, StageKind
from bidapp.contributions.states import LineState
from bidapp.database import unit_of_work
from bidapp.funders.models import LimitKind, SectionKind
from bidapp.letters.models import LetterState
from bidapp.overview.queries import bid_at_a_glance
from bidapp.partners.actions import add_role, set_lead
from bidapp.partners.models import Position
from tests.builders import (
    a_bid,
    a_call,
    a_deadline,
    a_letter,
    a_line,
    a_person,
    a_role,
    a_section,
    an_organisation,
    saved,
    signed_in_as,
    written,
)
from tests.conftest import NOON


def glance(bid):
    return bid_at_a_glance(bid, NOON)


def reasons(bid):
    return [(each.state, each.words) for each in glance(bid).reasons]


def test_the_next_deadline_is_the_first_ahead_that_matters(app):
    call = a_call(
        a_deadline("2030-02-15 16:00", label="Outline", stage=StageKind.OUTLINE),
        a_deadline("2030-03-10 16:00", is_withdrawn=True),
        a_deadline("2030-03-15 16:00", label="Full bid"),
        a_deadline("2030-03-12 16:00", label="Decision", stage=StageKind.DECISION),
    )
    assert glance(saved(a_bid(call=call))).next_deadline.label == "Full bid"
    submitted = saved(a_bid(call=call, stage=Stage.SUBMITTED))
    assert glance(submitted).next_deadline.label == "Decision"


def test_only_words_add_up_to_words(app):
    bid = saved(a_bid())
    written(saved(a_section(bid, limit=100)), "<p>One two.</p>")
    written(saved(a_section(bid, limit_kind=LimitKind.CHARACTERS)), "<p>Characters.</p>")
    saved(a_section(bid, limit=40, kind=SectionKind.UPLOAD))
    assert (glance(bid).written, glance(bid).limit) == (2, 100)


def test_a_calm_bid_gives_no_reason_to_watch_it(app):
    bid = saved(a_bid(call=a_call(a_deadline())))
    saved(a_section(bid, writer=a_person()))
    assert reasons(bid) == []


def test_a_bid_says_why_it_needs_watching(app):
    call = a_call(a_deadline("2030-02-15 16:00"), status=CallStatus.PAUSED)
    bid = saved(a_bid(call=call))
    written(saved(a_section(bid, limit=1)), "<p>One two three.</p>")
    assert reasons(bid) == [
        ("bad", "The closing time has passed and the bid is not submitted."),
        ("bad", "The call is paused."),
        ("bad", "Approach is 2 words over its limit."),
        ("warn", "1 required section without a writer."),
    ]


def test_a_withdrawn_closing_time_is_no_reason(app):
    call = a_call(a_deadline("2030-02-15 16:00", is_withdrawn=True))
    assert reasons(saved(a_bid(call=call))) == []


@pytest.mark.parametrize("stage", [Stage.SUBMITTED, Stage.WON, Stage.WITHDRAWN])
def test_a_bid_no_longer_written_is_not_watched(app, stage):
    call = a_call(a_deadline("2030-02-15 16:00"), status=CallStatus.CLOSED)
    assert reasons(saved(a_bid(call=call, stage=stage))) == []


def test_the_page_shows_all_of_it(signed_in, coordinator):
    lead = an_organisation("De Montfort University")
    bid = saved(a_bid(call=a_call(a_deadline()), lead_organisation=lead, asked_pence=60_000_000))
    section = written(saved(a_section(bid, title="Ethics", limit=2)), "<p>One two three.</p>")
    with unit_of_work():
        set_lead(bid, at=NOON)
        force = an_organisation("Derbyshire Constabulary")
        add_role(bid, force, Position.PROJECT_PARTNER, by=coordinator.id, at=NOON)
        bid.move_to(Stage.REVIEW, by=coordinator.id, at=NOON)
    page = signed_in.get(f"/bids/{bid.id}").text
    for words in (
        "Full bid closes: 10 working days", "Led by De Montfort University", "£600,000",
        "Derbyshire Constabulary", "Project partner", "Drafting to Review", "At risk",
        f'<a href="/sections/{section.id}">Ethics is 1 word over its limit.</a>',
    ):  # fmt: skip
        assert words in page, words


def test_who_may_only_read_is_shown_no_buttons_to_change(client, now):
    bid = saved(a_bid())
    reader = signed_in_as(client, saved(a_person(kind=Kind.READER)))
    page = reader.get(f"/bids/{bid.id}").text
    assert "Move the bid to" not in page
    assert "Change the bid" not in page
    assert "Add a section" not in page


def test_a_bid_that_is_not_there_says_so(signed_in):
    response = signed_in.get("/bids/99")
    assert response.status_code == 404
    assert "There is no bid number 99." in response.text


def test_what_partners_have_not_confirmed_and_letters_missing_are_reasons(app):
    bid = saved(a_bid(call=a_call(a_deadline())))
    saved(a_line(saved(a_role(bid, an_organisation("Leicestershire Police")))))
    waiting = [
        "£5,400 of £5,400 that partners bring is not confirmed.",
        "1 letter of support not accepted yet: Leicestershire Police.",
    ]
    assert reasons(bid) == [("warn", words) for words in waiting]
    with unit_of_work():
        bid.stage = Stage.REVIEW
    assert reasons(bid) == [("bad", words) for words in waiting]


def test_confirmed_lines_and_an_accepted_letter_are_none(app):
    bid = saved(a_bid(call=a_call(a_deadline())))
    role = saved(a_role(bid))
    saved(a_line(role, state=LineState.CONFIRMED))
    saved(a_line(role, state=LineState.WITHDRAWN, position=2))
    saved(a_letter(role, state=LetterState.ACCEPTED))
    assert reasons(bid) == []
