"""Other words suggested, accepted and declined."""

import threading

import pytest

from bidapp.commenting.accepting import PassageChanged, accept
from bidapp.commenting.actions import (
    NoSuchPassage,
    NothingSuggested,
    SettledAlready,
    Speech,
    Subject,
    begin,
    reopen,
)
from bidapp.commenting.models import Outcome, Thread
from bidapp.database import db, fetch, unit_of_work
from bidapp.drafting.models import Section, SectionLocked, SectionState
from bidapp.drafting.queries import latest_version, text_of
from bidapp.text.plain import plain_text
from tests.builders import a_person, a_section, saved, written
from tests.commenting.talk import comment, suggest, threads
from tests.conftest import NOON


def press_accept(thread, by=None):
    by = by or saved(a_person("Sam Lee")).id
    with unit_of_work():
        return accept(thread, by=by, at=NOON)


def text_now(section):
    db.session.rollback()
    return plain_text(text_of(fetch(Section, section.id)))


def test_an_accepted_suggestion_stands_in_the_text_as_a_version_of_its_own(section):
    thread = suggest(section, "about 240 reports", "190 reports")
    press_accept(thread)
    assert text_now(section) == "We expect 190 reports.\nTwenty-four people take part."
    version = latest_version(fetch(Section, section.id))
    assert (version.kind, version.note) == ("suggestion", "Suggestion by Kim Jones accepted")
    assert version.saved_by.name == "Sam Lee"
    assert fetch(Thread, thread.id).outcome is Outcome.ACCEPTED


def test_it_stands_where_the_passage_has_gone_and_looks_as_it_did(app, now):
    section = written(saved(a_section()), "<p>We expect <strong>240</strong> reports.</p>")
    thread = suggest(section, "240", "190")
    written(section, "<p>Before.</p><p>In all, we expect <strong>240</strong> reports now.</p>")
    press_accept(thread)
    last = text_of(fetch(Section, section.id))["content"][1]["content"]
    assert [(node["text"], "marks" in node) for node in last] == [
        ("In all, we expect ", False), ("190", True), (" reports now.", False),
    ]  # fmt: skip


def test_no_words_take_the_passage_out_and_a_new_line_is_a_break(section):
    press_accept(suggest(section, "about ", ""))
    press_accept(suggest(section, "240", "1\n2"))
    assert text_now(section).startswith("We expect 1\n2 reports.")


def test_markup_suggested_is_text(section):
    press_accept(suggest(section, "240", "<b>190</b>"))
    assert text_now(section).startswith("We expect about <b>190</b> reports.")


@pytest.mark.parametrize(
    ("later", "sentence"),
    [
        ("<p>We expect few.</p>", "no longer in the text"),
        ("<p>We expect about 240 closed reports.</p>", "were changed since"),
    ],
)
def test_it_is_refused_when_its_words_are_gone_or_were_changed(section, later, sentence):
    thread = suggest(section, "about 240 reports", "190 reports")
    written(section, later)
    before = text_now(section)
    with pytest.raises(PassageChanged, match=sentence):
        press_accept(thread)
    assert text_now(section) == before
    assert fetch(Thread, thread.id).outcome is None


def test_a_locked_section_takes_no_suggestion_and_leaves_it_open(section):
    thread = suggest(section, "240", "190")
    with unit_of_work():
        fetch(Section, section.id).state = SectionState.LOCKED
    with pytest.raises(SectionLocked):
        press_accept(thread)
    assert len(threads(section)) == 1


def test_a_comment_cannot_be_accepted_nor_a_suggestion_accepted_twice(section):
    with pytest.raises(SettledAlready):
        press_accept(comment(section))
    thread = suggest(section, "240", "190")
    press_accept(thread)
    with pytest.raises(SettledAlready):
        press_accept(thread)
    with pytest.raises(SettledAlready, match="stands in the text"), unit_of_work():
        reopen(fetch(Thread, thread.id), by=1, at=NOON)


def test_of_two_who_accept_at_once_one_does(app, section):
    thread_id, accepting = suggest(section, "240", "190").id, threading.Barrier(2)
    db.session.rollback()
    ends = []

    def press():
        with app.app_context():
            accepting.wait()
            try:
                with unit_of_work():
                    accept(fetch(Thread, thread_id), by=1, at=NOON)
                ends.append("accepted")
            except SettledAlready:
                ends.append("too late")
            db.session.remove()

    pressed = [threading.Thread(target=press) for _ in range(2)]
    for each in pressed:
        each.start()
    for each in pressed:
        each.join()
    assert sorted(ends) == ["accepted", "too late"]
    assert len(fetch(Section, section.id).versions) == 2
    assert text_now(section).startswith("We expect about 190 reports.")


def test_two_suggestions_for_neighbouring_words_are_both_accepted(section):
    one, other = suggest(section, "about", "some"), suggest(section, "240", "190")
    press_accept(one)
    press_accept(other)
    assert text_now(section).startswith("We expect some 190 reports.")


def test_a_suggestion_needs_a_passage_and_has_to_change_words_alone(app, section):
    with pytest.raises(NoSuchPassage, match="Choose the paragraph"), unit_of_work():
        begin(section, Subject(1, None, "All new"), Speech("", 1, NOON))
    with pytest.raises(NothingSuggested, match="stand there"):
        suggest(section, "240", "240")
    with pytest.raises(NothingSuggested, match="words only"):
        suggest(section, "240", "\ufffc")
