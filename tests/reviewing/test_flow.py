"""The way of a section: who takes which step, and what has to be in order before it is done."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime, time

import pytest

from bidapp.accounts.permissions import Kind
from bidapp.bids.models import BidDeadline, DeadlineStatus, Marking
from bidapp.calls.actions import Deed
from bidapp.database import db, fetch, unit_of_work
from bidapp.drafting.models import Section, SectionGroup, SectionMove, SectionState
from bidapp.drafting.queries import text_of
from bidapp.mail.models import Message
from bidapp.reviewing.actions import set_deadline
from bidapp.reviewing.flow import STEPS, Standing, StepRefused, Taker, step_to, steps_from
from bidapp.reviewing.jobs import follow_sections
from bidapp.reviewing.models import LimitOverride
from tests.builders import (
    a_bid,
    a_call,
    a_deadline,
    a_person,
    a_section,
    saved,
    signed_in_as,
    written,
)
from tests.conftest import NOON
from tests.drafting.test_live import save, words_in

WRITER = Standing(may_write=True, may_coordinate=False, is_reviewer=False)
REVIEWER = Standing(may_write=True, may_coordinate=False, is_reviewer=True)
READER = Standing(may_write=False, may_coordinate=False, is_reviewer=False)
COORDINATOR = Standing(may_write=True, may_coordinate=True, is_reviewer=False)


@pytest.fixture
def section(app):
    bid = saved(a_bid(call=a_call(a_deadline("2030-05-01 16:00"))))
    return written(saved(a_section(bid, limit=5, writer=a_person("Wren"))), "<p>One two.</p>")


def press(browser, section, ends, *, begins=None, **facts):
    data = {"begins": begins or section.state, "ends": ends} | facts
    return browser.post(f"/sections/{section.id}/state", data=data)


@pytest.mark.parametrize("state", SectionState)
def test_every_kind_of_person_sees_their_steps_and_no_others(state):
    of_here = [step for step in STEPS if step.begins is state]
    assert steps_from(state, COORDINATOR) == of_here
    assert steps_from(state, READER) == []
    assert all(step.taker is Taker.WRITER for step in steps_from(state, WRITER))
    assert all(step.taker is not Taker.COORDINATOR for step in steps_from(state, REVIEWER))


@pytest.mark.parametrize("begins", SectionState)
@pytest.mark.parametrize("ends", SectionState)
def test_no_step_is_taken_that_is_not_in_the_table(begins, ends):
    known = any((step.begins, step.ends) == (begins, ends) for step in STEPS)
    if known:
        assert step_to(begins, ends, COORDINATOR).ends is ends
    else:
        with pytest.raises(StepRefused):
            step_to(begins, ends, COORDINATOR)


def test_a_text_goes_to_review_comes_back_and_is_done(signed_in, section):
    press(signed_in, section, "in review")
    press(signed_in, section, "changes asked", note="Say how many officers.")
    assert section.state is SectionState.CHANGES_ASKED
    press(signed_in, section, "in review")
    press(signed_in, section, "done")
    press(signed_in, section, "locked")
    assert section.state is SectionState.LOCKED
    page = signed_in.get(f"/sections/{section.id}/state").text
    assert "Say how many officers." in page
    assert page.count("Bid coordinator") >= 5


def test_asking_for_changes_needs_words(signed_in, section):
    press(signed_in, section, "in review")
    response = press(signed_in, section, "changes asked")
    assert response.status_code == 422
    assert "Say what has to change." in response.text
    assert section.state is SectionState.IN_REVIEW


def test_only_its_reviewer_or_a_coordinator_approves(app, section):
    reviewer, other = saved(a_person("Reviewer")), saved(a_person("Other"))
    with unit_of_work():
        fetch(Section, section.id).reviewer_id = reviewer.id
    others = signed_in_as(app.test_client(), other)
    press(others, section, "in review")
    response = press(others, section, "done")
    assert response.status_code == 422
    assert "is for its reviewer" in response.text
    press(signed_in_as(app.test_client(), reviewer), section, "done")
    assert section.state is SectionState.DONE


def test_a_button_pressed_on_an_old_page_changes_nothing(signed_in, section):
    press(signed_in, section, "in review")
    response = press(signed_in, section, "in review", begins="drafting")
    assert response.status_code == 422
    assert "has moved on: in review" in response.text


def test_a_reader_moves_nothing(app, now, section):
    reader = signed_in_as(app.test_client(), saved(a_person(kind=Kind.READER)))
    assert press(reader, section, "in review").status_code == 403
    assert "Move it on" not in reader.get(f"/sections/{section.id}/state").text


def test_over_a_hard_limit_it_is_never_done(signed_in, section):
    written(section, "<p>One two three four five six.</p>")
    response = press(signed_in, section, "done")
    assert response.status_code == 422
    assert "Approach is 1 word over its limit." in response.text
    page = signed_in.get(f"/sections/{section.id}/state").text
    assert "Keep the reason" not in page
    data = {"reason": "We like it."}
    response = signed_in.post(f"/sections/{section.id}/limit", data=data)
    assert "which no reason moves" in response.text


def soften(section):
    with unit_of_work():
        fetch(Section, section.id).limit_is_soft = True


def test_over_a_soft_limit_it_is_done_once_a_reason_covers_it(signed_in, section):
    soften(section)
    written(section, "<p>One two three four five six.</p>")
    assert "say below why it may be" in press(signed_in, section, "done").text
    signed_in.post(f"/sections/{section.id}/limit", data={"reason": "The call says about five."})
    press(signed_in, section, "done")
    assert section.state is SectionState.DONE
    (kept,) = db.session.query(LimitOverride).all()
    assert (kept.counted, kept.limit, kept.reason) == (6, 5, "The call says about five.")


def test_growing_further_asks_for_a_reason_again(signed_in, section):
    soften(section)
    written(section, "<p>One two three four five six.</p>")
    signed_in.post(f"/sections/{section.id}/limit", data={"reason": "About five."})
    written(section, "<p>One two three four five six seven.</p>")
    assert "2 words over" in press(signed_in, section, "done").text


def test_a_limit_that_sections_share_is_kept_together(signed_in, section):
    group = saved(SectionGroup(bid=section.bid, title="Case", limit=5))
    other = written(saved(a_section(section.bid, limit=None)), "<p>Three four five six.</p>")
    with unit_of_work():
        for each in (section, other):
            fetch(Section, each.id).group_id = group.id
    assert "Case is 1 word over its limit." in press(signed_in, section, "done").text


def test_two_texts_of_one_place_have_to_be_settled_first(signed_in, section):
    start = text_of(section)
    written(section, "<p>One by Kim.</p>", by=saved(a_person("Kim")).id)
    save(signed_in, section, words_in(start, 0, "Mine."), based_on=1)
    assert "written by two at once" in press(signed_in, section, "done").text


def due(browser, section, day="2030-04-01", **facts):
    return browser.post(f"/sections/{section.id}/deadline", data={"due_on": day} | facts)


def part_of(section):
    return db.session.query(BidDeadline).filter_by(deadline_id=section.deadline_id).one()


def test_a_deadline_of_its_own_is_one_of_the_bids_and_its_writers(signed_in, section):
    due(signed_in, section, due_time="4pm")
    part = part_of(section)
    assert (part.deadline.label, part.owner.name) == ("Approach is done", "Wren")
    assert part.deadline.due_local.isoformat() == "2030-04-01T16:00:00"
    due(signed_in, section, day="2030-04-08")
    assert part_of(section).deadline.due_local.isoformat() == "2030-04-08T17:00:00"


def test_nobody_is_reminded_of_what_is_done_and_again_of_what_is_opened(signed_in, section):
    due(signed_in, section)
    press(signed_in, section, "done")
    assert part_of(section).status is DeadlineStatus.MET
    press(signed_in, section, "drafting")
    assert part_of(section).status is DeadlineStatus.OPEN


def test_a_deadline_taken_away_is_withdrawn(signed_in, section):
    due(signed_in, section)
    part = part_of(section)
    signed_in.post(f"/sections/{section.id}/deadline/drop")
    assert section.deadline_id is None
    db.session.refresh(part)
    assert part.status is DeadlineStatus.WITHDRAWN


@pytest.mark.parametrize("day", ["", "soon", "3000-01-01"])
def test_a_day_that_is_none_is_refused_beside_its_field(signed_in, section, day):
    response = due(signed_in, section, day=day)
    assert response.status_code == 422
    assert "field-error" in response.text
    assert section.deadline_id is None


def test_every_move_is_kept(signed_in, section):
    press(signed_in, section, "in review")
    press(signed_in, section, "drafting")
    moves = db.session.query(SectionMove).order_by(SectionMove.id).all()
    assert [move.to_state for move in moves] == ["drafting", "in review", "drafting"]


def letters_to(person):
    wanted = {"recipient": person.email}
    return [each.subject for each in db.session.query(Message).filter_by(**wanted)]


def test_reviewer_and_writer_hear_of_the_steps_that_are_theirs(app, now, section):
    reviewer = saved(a_person("Remy"))
    with unit_of_work():
        fetch(Section, section.id).reviewer_id = reviewer.id
    writers = signed_in_as(app.test_client(), section.writer)
    press(writers, section, "in review")
    assert letters_to(reviewer) == [f"Approach waits for your review: “{section.bid.short_name}”"]
    reviewers = signed_in_as(app.test_client(), reviewer)
    assert "To review" in reviewers.get("/").text
    press(reviewers, section, "changes asked", note="Say how many.")
    press(writers, section, "in review")
    press(reviewers, section, "done")
    assert [each.split(" ")[0] for each in letters_to(section.writer)] == ["Changes", "Approach"]
    assert len(letters_to(reviewer)) == 2
    assert (
        "Say how many."
        in db.session.query(Message).filter_by(recipient=section.writer.email).first().body
    )
    assert "To review" not in reviewers.get("/").text


def test_without_a_reviewer_whoever_owns_the_bid_hears(app, now, section):
    press(signed_in_as(app.test_client(), section.writer), section, "in review")
    assert len(letters_to(section.bid.owner)) == 1


def test_nobody_is_told_of_their_own_step(signed_in, coordinator, section):
    with unit_of_work():
        fetch(Section, section.id).reviewer_id = coordinator.id
    press(signed_in, section, "in review")
    assert letters_to(coordinator) == []


def test_of_a_sensitive_bid_mail_says_that_and_not_what(signed_in, section):
    with unit_of_work():
        fetch(Section, section.id).bid.marking = Marking.OFFICIAL_SENSITIVE
    press(signed_in, section, "in review")
    press(signed_in, section, "changes asked", note="Operation Foxglove")
    (letter,) = db.session.query(Message).filter_by(recipient=section.writer.email)
    assert "Foxglove" not in letter.body


def test_a_text_that_changes_after_it_was_done_makes_its_deadline_due_again(signed_in, section):
    due(signed_in, section)
    press(signed_in, section, "done")
    written(section, "<p>One more.</p>")
    assert section.state is SectionState.DRAFTING
    assert follow_sections() == 1
    assert part_of(section).status is DeadlineStatus.OPEN
    assert follow_sections() == 0


@pytest.mark.parametrize(
    ("day", "sentence"),
    [
        ("2030-02-01", "That moment has passed."),
        ("2030-06-01", "after the funder’s close"),
    ],
)
def test_a_deadline_lies_between_now_and_the_close(signed_in, section, day, sentence):
    response = due(signed_in, section, day=day)
    assert response.status_code == 422
    assert sentence in response.text
    assert section.deadline_id is None


def test_of_two_who_set_a_deadline_at_once_one_milestone_comes(app, now, section):
    number, by = section.id, section.bid.owner_id
    db.session.rollback()

    def set_it(day):
        with app.app_context(), unit_of_work():
            moment = datetime.combine(date(2030, 4, day), time(17))
            set_deadline(fetch(Section, number), moment, Deed(by, NOON))

    with ThreadPoolExecutor(4) as many:
        list(many.map(set_it, range(1, 5)))
    db.session.rollback()
    assert db.session.query(BidDeadline).count() == 1
