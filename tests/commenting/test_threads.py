"""Beginning, answering, resolving and opening again; where threads stand."""

import pytest
from sqlalchemy import event, select

from bidapp.audit.models import AuditEvent
from bidapp.commenting.actions import (
    NoSuchPassage,
    SettledAlready,
    Speech,
    Subject,
    begin,
    decline,
    reopen,
    resolve,
)
from bidapp.commenting.models import Outcome
from bidapp.commenting.queries import discussion_of
from bidapp.database import db, fetch, unit_of_work
from bidapp.drafting.models import Section, SectionState
from bidapp.errors import NotFound
from bidapp.text.passages import Passage
from tests.builders import a_person, saved, written
from tests.commenting.talk import answer, comment, passage_of, suggest, threads
from tests.conftest import NOON


def first_words(standing):
    return [each.said[0].words for each in standing]


def press(verb, thread, by=1):
    with unit_of_work():
        verb(thread, by=by, at=NOON)


def test_threads_stand_by_passage_then_of_the_whole_then_of_what_is_gone(section):
    comment(section, "gone", "people take")
    comment(section, "whole")
    comment(section, "second", "240 reports")
    comment(section, "first", "expect")
    comment(section, "third", "Twenty-four")
    written(section, "<p>Now we expect about 240 reports.</p><p>Twenty-four.</p>")
    found = threads(section)
    assert first_words(found) == ["first", "second", "third", "whole", "gone"]
    assert [each.words for each in found] == ["expect", "240 reports", "Twenty-four", "", ""]
    assert [each.is_gone for each in found] == [False] * 4 + [True]


def test_what_is_answered_stands_below_in_order(section):
    thread = comment(section, "Why?", "240 reports")
    answer(thread, "Because.")
    answer(thread, "I see.")
    (standing,) = threads(section)
    assert [each.words for each in standing.said] == ["Why?", "Because.", "I see."]
    assert [each.speaker for each in standing.said] == ["Kim Jones", "Sam Lee", "Sam Lee"]


def test_a_thread_is_resolved_once_and_opened_again(section):
    thread = comment(section)
    press(resolve, thread)
    assert threads(section) == []
    (settled,) = threads(section, settled=True)
    assert (settled.thread.outcome, settled.thread.settled_at) == (Outcome.RESOLVED, NOON)
    with pytest.raises(SettledAlready):
        press(resolve, thread)
    press(reopen, thread)
    assert len(threads(section)) == 1
    with pytest.raises(SettledAlready, match="already"):
        press(reopen, thread)


def test_a_suggestion_is_not_resolved_and_a_comment_not_declined(section):
    with pytest.raises(SettledAlready, match="accepted or declined"):
        press(resolve, suggest(section, "240", "190"))
    with pytest.raises(SettledAlready, match="Resolve it instead"):
        press(decline, comment(section))


def test_an_answer_to_what_was_resolved_meanwhile_is_kept(section):
    thread = comment(section)
    press(resolve, thread)
    answer(thread, "Wait.")
    assert threads(section, settled=True)[0].said[-1].words == "Wait."


def test_a_locked_section_is_still_talked_about(section):
    with unit_of_work():
        fetch(Section, section.id).state = SectionState.LOCKED
    comment(section, quote="240 reports")
    assert len(threads(section)) == 1


def test_each_deed_is_noted(section):
    thread = comment(section)
    answer(thread)
    press(resolve, thread)
    press(reopen, thread)
    suggestion = suggest(section, "240", "190")
    press(decline, suggestion)
    db.session.rollback()
    noted = db.session.scalars(select(AuditEvent.what).order_by(AuditEvent.id)).all()
    assert noted[-6:] == [
        "commented on Approach", "replied to a comment on Approach",
        "resolved a comment on Approach", "opened a comment on Approach again",
        "suggested other words in Approach", "declined a suggestion in Approach",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "changes",
    [
        {"block_id": "unknown"}, {"start": 3}, {"start": 10**9}, {"start": -5}, {"quote": ""},
        {"quote": "241"}, {"quote": " "},
    ],
)  # fmt: skip
def test_a_passage_that_does_not_stand_there_is_refused(section, changes):
    right = passage_of(section, "240")
    facts = {"block_id": right.block_id, "start": right.start, "quote": right.quote} | changes
    with pytest.raises(NoSuchPassage), unit_of_work():
        begin(section, Subject(1, Passage(**facts)), Speech("Why?", 1, NOON))
    assert threads(section) == []


def test_a_version_that_never_was_is_not_found(section):
    with pytest.raises(NotFound), unit_of_work():
        begin(section, Subject(7), Speech("Why?", 1, NOON))


def test_a_comment_on_an_older_version_finds_its_place_in_the_newest(section):
    passage = passage_of(section, "240 reports")
    written(section, "<p>Truly, we expect about 240 reports.</p><p>Twenty-four people.</p>")
    with unit_of_work():
        begin(section, Subject(1, passage), Speech("Why?", 1, NOON))
    (standing,) = threads(section)
    assert (standing.words, standing.place.start) == ("240 reports", 23)


def test_a_whole_discussion_is_two_trips_however_long(section):
    for number in range(5):
        answer(comment(section, quote="240 reports"), by=saved(a_person(f"P {number}")).id)
        written(section, f"<p>Now {number} we expect about 240 reports.</p>")
    db.session.rollback()
    fresh, sent = fetch(Section, section.id), []

    def listen(connection, cursor, statement, *rest):
        sent.append(statement)

    event.listen(db.engine, "before_cursor_execute", listen)
    found = discussion_of(fresh).threads
    names = {each.speaker for standing in found for each in standing.said}
    event.remove(db.engine, "before_cursor_execute", listen)
    assert len(found) == 5
    assert len(names) == 6
    assert len([each for each in sent if each.startswith("SELECT")]) == 2
