"""Who hears of a comment by mail, when, and what the mail says."""

from contextlib import suppress
from datetime import time, timedelta

import pytest
from sqlalchemy import select

from bidapp import clock
from bidapp.accounts.models import Person
from bidapp.bids.models import Bid, Marking
from bidapp.commenting.actions import Speech, Subject, begin
from bidapp.database import db, fetch, unit_of_work
from bidapp.mail.models import Channel, Message, MessageState, Outcome
from bidapp.mail.outcomes import NotNow
from bidapp.reminders import mentions
from bidapp.reminders.jobs import when_to_tell, why_not_to_tell
from bidapp.reminders.models import Digest, ReminderPreference
from tests.builders import a_person, saved
from tests.commenting.talk import answer, comment, suggest
from tests.conftest import NOON
from tests.mail.post import deliver_by, messages, outcomes


class Letters:
    """A carrier that keeps what it is given, or does not take it."""

    def __init__(self, *faults):
        self.taken, self.faults = [], list(faults)

    def deliver(self, letter):
        if self.faults:
            raise self.faults.pop(0)
        self.taken.append(letter)
        return "taken"


@pytest.fixture
def kim(section):
    return saved(a_person("Kim Jones", email="kim@example.org"))


@pytest.fixture
def round_at(monkeypatch):
    """Delivers what leaves at a moment; the letters that did."""

    def round_at(moment, carrier=None):
        monkeypatch.setattr(clock, "now", lambda: moment)
        carrier = carrier or Letters()
        deliver_by({Channel.MAIL: carrier}, still_wanted=why_not_to_tell, not_before=when_to_tell)
        db.session.rollback()
        return carrier.taken

    return round_at


def wish(person, **wishes):
    return saved(ReminderPreference(person_id=person.id, **wishes))


def sam_says(section, words, **more):
    sam = db.session.scalar(select(Person).where(Person.name == "Sam Lee"))
    sam = sam or saved(a_person("Sam Lee", email="sam@example.org"))
    return comment(section, words, by=sam.id, **more)


def recipients():
    return [message.recipient for message in messages()]


def test_whoever_is_named_or_told_hears_once(section, kim):
    lou = saved(a_person("Lou Roe", email="lou@example.org"))
    sam_says(section, "@Kim Jones, @kim jones: see this.", told=(kim.id, lou.id))
    assert recipients() == ["kim@example.org", "lou@example.org"]


def test_nobody_hears_of_their_own_words_nor_who_has_left(section, kim):
    saved(a_person("Lou Roe", is_active=False))
    comment(section, "@Kim Jones and @Lou Roe, remember.", by=kim.id)
    assert recipients() == []


def test_of_an_answer_hears_everybody_who_took_part(section, kim):
    thread = sam_says(section, "Why?")
    answer(thread, "Because.", by=kim.id)
    assert recipients() == ["sam@example.org"]
    answer(thread, "I see.", by=thread.made_by_id)
    assert recipients() == ["sam@example.org", "kim@example.org"]


def test_the_letter_says_who_where_what_and_leads_there(section, kim, round_at):
    thread = sam_says(section, "<b>Really</b>, @Kim Jones?", quote="240 reports")
    [letter] = round_at(NOON)
    assert letter.subject == "Sam Lee mentions you in “Approach”, Red teaming and adaptability"
    for words in (
        "Dear Kim Jones", "On the words “240 reports”", "<b>Really</b>, @Kim Jones?",
        f"http://bids.example.org/sections/{section.id}#thread-{thread.id}",
    ):  # fmt: skip
        assert words in letter.body
    assert (letter.reply_to, letter.thread) == ("sam@example.org", f"comment-thread-{thread.id}")


def test_a_suggestion_is_told_with_its_words(section, kim, round_at):
    suggest(section, "240", "190", by=saved(a_person("Sam Lee")).id, told=(kim.id,))
    assert "Suggested instead: “190”" in round_at(NOON)[0].body


def test_of_a_sensitive_bid_the_words_stay_at_home(section, kim, round_at):
    with unit_of_work():
        fetch(Bid, section.bid_id).marking = Marking.OFFICIAL_SENSITIVE
    sam_says(section, "Secret source, @Kim Jones.", quote="240 reports")
    [letter] = round_at(NOON)
    for words in ("Secret", "240"):
        assert words not in letter.body + letter.subject
    assert "Approach" in letter.body
    assert "Sign in to read" in letter.body


def test_a_bid_marked_sensitive_before_the_letter_leaves_is_one(section, kim, round_at):
    sam_says(section, "Secret source, @Kim Jones.")
    with unit_of_work():
        fetch(Bid, section.bid_id).marking = Marking.OFFICIAL_SENSITIVE
    assert "Secret" not in round_at(NOON)[0].body


def test_what_waits_for_one_person_leaves_in_one_letter(section, kim, round_at):
    lou = saved(a_person("Lou Roe", email="lou@example.org"))
    for number in range(3):
        sam_says(section, f"Point {number}, @Kim Jones.")
    sam_says(section, "One for @Lou Roe.")
    to_kim, to_lou = sorted(round_at(NOON), key=lambda letter: letter.recipient)
    assert to_kim.subject == "3 comments for you"
    assert [to_kim.body.count(f"Point {number}") for number in range(3)] == [1, 1, 1]
    assert "One for" not in to_kim.body
    assert (to_lou.recipient, to_lou.body.count("One for")) == (lou.email, 1)
    assert round_at(NOON + timedelta(hours=1)) == []


def test_a_daily_digest_holds_them_until_its_moment(section, kim, round_at):
    wish(kim, digest=Digest.DAILY, digest_at=time(8))
    sam_says(section, "First, @Kim Jones.")
    assert round_at(NOON) == []
    sam_says(section, "Second, @Kim Jones.", at=NOON + timedelta(hours=2))
    assert round_at(NOON + timedelta(hours=19)) == []
    [letter] = round_at(NOON + timedelta(hours=20))
    assert letter.subject == "2 comments for you"


def test_a_weekly_digest_holds_them_for_days(section, kim, round_at):
    wish(kim, digest=Digest.WEEKLY, digest_at=time(8), digest_weekday=0)
    sam_says(section, "First, @Kim Jones.")  # on a Friday
    assert round_at(NOON + timedelta(days=2)) == []
    assert len(round_at(NOON + timedelta(days=2, hours=20))) == 1


def test_quiet_hours_hold_them_until_they_end(section, kim, round_at):
    wish(kim, quiet_from=time(11), quiet_until=time(13))
    sam_says(section, "Now, @Kim Jones.")
    assert round_at(NOON) == []
    assert round_at(NOON + timedelta(minutes=59)) == []
    assert len(round_at(NOON + timedelta(hours=1))) == 1


def test_who_leaves_before_the_letter_does_hears_nothing(section, kim, round_at):
    sam_says(section, "Now, @Kim Jones.")
    with unit_of_work():
        fetch(Person, kim.id).is_active = False
    assert round_at(NOON) == []
    assert messages()[0].state is MessageState.CANCELLED


def test_a_crash_while_letters_are_put_together_loses_and_doubles_none(
    section, kim, round_at, monkeypatch
):
    for number in range(3):
        sam_says(section, f"Point {number}, @Kim Jones.")

    def crash(*_):
        raise MemoryError

    with monkeypatch.context() as broken:
        broken.setattr(mentions, "tell_together", crash)
        assert round_at(NOON) == []
    assert {message.state for message in messages()} == {MessageState.WAITING}
    [letter] = round_at(NOON + timedelta(hours=1))
    assert [letter.body.count(f"Point {number}") for number in range(3)] == [1, 1, 1]
    assert round_at(NOON + timedelta(days=1)) == []


def test_a_process_that_dies_with_the_letter_in_hand_sends_the_same_again(section, kim, round_at):
    sam_says(section, "First, @Kim Jones.")
    sam_says(section, "Second, @Kim Jones.")
    with pytest.raises(SystemExit):
        round_at(NOON, Letters(SystemExit()))
    db.session.rollback()
    sam_says(section, "Third, @Kim Jones.", at=NOON + timedelta(minutes=2))
    third, again = round_at(NOON + timedelta(hours=1))
    assert [again.body.count(word) for word in ("First", "Second", "Third")] == [1, 1, 0]
    assert [third.body.count(word) for word in ("First", "Second", "Third")] == [0, 0, 1]
    assert messages()[0].message_id == again.message_id
    assert outcomes()[0] is Outcome.IN_DOUBT


def test_a_server_that_takes_it_later_gets_the_same_words(section, kim, round_at):
    sam_says(section, "First, @Kim Jones.")
    sam_says(section, "Second, @Kim Jones.")
    assert round_at(NOON, Letters(NotNow("busy"))) == []
    sam_says(section, "Third, @Kim Jones.", at=NOON + timedelta(minutes=1))
    first, second = sorted(round_at(NOON + timedelta(hours=1)), key=lambda each: each.body)
    assert "First" in first.body + second.body
    told = (first.body + second.body).count
    assert [told(word) for word in ("First", "Second", "Third")] == [1, 1, 1]


def test_words_that_are_not_kept_are_told_to_nobody(section, kim):
    speech = Speech("Now, @Kim Jones.", section.bid.owner_id, NOON)
    with suppress(InterruptedError), unit_of_work():
        begin(section, Subject(1), speech)
        raise InterruptedError
    assert messages() == []


def test_other_messages_leave_as_ever(app, now):
    message = saved(
        Message(
            recipient="x@example.org", subject="x", body="x", message_id="other@bidapp",
            written_at=NOON, wake_at=NOON,
        )
    )  # fmt: skip
    assert when_to_tell(message) is None
    assert why_not_to_tell(message) is None


def test_a_long_discussion_is_told_fifty_at_a_time(section, kim, round_at):
    thread = sam_says(section, "Begin, @Kim Jones.")
    for _ in range(59):
        answer(thread, "More, @Kim Jones.", by=thread.made_by_id)
    assert [letter.subject for letter in round_at(NOON)] == [
        "50 comments for you", "10 comments for you",
    ]  # fmt: skip
