"""What reminders say, and the headers they travel with."""

from html import unescape

import pytest
from sqlalchemy import delete, select

from bidapp.accounts.permissions import Kind
from bidapp.calls.models import Deadline, DeadlineKind
from bidapp.database import db, unit_of_work
from bidapp.mail.models import Message
from bidapp.reminders.models import Reminder, ReminderService, Rung
from tests.builders import (
    a_bid,
    a_call,
    a_deadline,
    a_funder,
    a_milestone,
    a_person,
    a_section,
    saved,
    written,
)
from tests.mail.mail_server import a_mail_server
from tests.reminders.looking import letters
from tests.reminders.test_planning import a_channel

NOON, CLOSE, SEVEN, THREE = (
    "2030-03-01 12:00", "2030-03-15 16:00", "2030-03-06 09:00", "2030-03-12 09:00",
)  # fmt: skip


@pytest.fixture
def server(app):
    with a_mail_server() as server:
        app.config["SMTP_URL"] = server.url
        yield server


def both_parts(letter):
    """The text of both, as a person reads it."""
    return letter.body, unescape(letter.html)


def test_a_letter_says_what_is_due_when_and_what_is_missing(bid, turn):
    saved(a_section(bid, title="Vision", position=1))
    written(saved(a_section(bid, title="Approach", position=2, limit=3)), "<p>a b c d e</p>")
    written(saved(a_section(bid, title="Team", position=3)), "<p>Enough.</p>")
    turn(NOON)
    [letter] = letters()
    assert letter.subject == "Red teaming: Full bid closes, 10 working days"
    for part in both_parts(letter):
        assert "Dear Olive Owner" in part
        assert "Full bid closes for “Red teaming”" in part
        assert "Fri 15 March 2030, 4:00pm (UK)" in part
        assert "Vision: nothing written yet" in part
        assert "Approach: 2 words over the limit" in part
        assert "Team" not in part.replace("Red teaming", "")
        assert "You look after it." in part
        assert f"http://bids.example.org/bids/{bid.id}/deadlines/1" in part
        assert "the next reminder comes on Wed 6 March 2030, 9:00am (UK)" in part
        assert "before Tue 12 March 2030, 9:00am (UK), the coordinators are told" in part


def test_when_all_is_written_it_says_so(bid, turn):
    written(saved(a_section(bid)), "<p>Enough.</p>")
    turn(NOON)
    for part in both_parts(letters()[0]):
        assert "Every required section has text, and none is over its limit." in part


def test_of_a_bid_without_sections_it_says_nothing_of_sections(bid, turn):
    turn(NOON)
    for part in both_parts(letters()[0]):
        assert "section" not in part


def test_a_writer_reads_of_their_own_sections_only(bid, turn):
    writer = saved(a_person("Writer", email="writer@example.org"))
    saved(a_section(bid, title="Mine", writer=writer))
    saved(a_section(bid, title="Not this one"))
    turn(NOON)
    [letter] = letters("writer@example.org")
    for part in both_parts(letter):
        assert "Still to be done on your part:" in part
        assert "Mine: nothing written yet" in part
        assert "Not this one" not in part
        assert "You have a part in it." in part


def test_milestones_that_passed_are_told_to_who_looks_after_the_bid(bid, turn):
    writer = saved(a_person("Writer", email="writer@example.org"))
    saved(a_section(bid, writer=writer))
    late = a_deadline("2030-02-20 17:00", label="Full draft", kind=DeadlineKind.INTERNAL)
    saved(a_milestone(bid, late))
    turn(NOON)
    for part in both_parts(letters("olive@example.org")[0]):
        assert "Full draft, Wed 20 February 2030, 5:00pm (UK)" in part
    assert "Full draft" not in letters("writer@example.org")[0].body


def test_a_deadline_in_brussels_is_told_in_both_times(app, now, turn):
    saved(a_bid(call=a_call(a_deadline("2030-03-15 17:00", zone="Europe/Brussels"))))
    turn(NOON)
    for part in both_parts(letters()[0]):
        assert "Fri 15 March 2030, 4:00pm (UK) · 5:00pm Brussels time" in part


def test_a_mere_date_is_told_as_one(app, now, turn):
    saved(a_bid(call=a_call(a_deadline("2030-03-15 17:00", is_date_only=True))))
    turn(NOON)
    for part in both_parts(letters()[0]):
        assert "The funder gives only the date; we reckon with this time." in part


def test_at_the_moment_it_asks_whether_it_was_met(bid, turn):
    turn("2030-03-15 15:59")
    turn(CLOSE)
    letter = letters("olive@example.org")[-1]
    assert letter.subject == "Red teaming: Full bid closes – was it met?"
    for part in both_parts(letter):
        assert "was due on" in part
        assert "That moment has come. Please say whether it was met." in part
        assert "This is the last reminder of it." in part


def test_what_people_typed_is_not_markup_in_a_letter(bid, owner, turn):
    with unit_of_work():
        bid.title, owner.name = "<b>Red</b> & <script>", "<i>Olive</i>"
    turn(NOON)
    [letter] = letters()
    assert "“<b>Red</b> & <script>”" in letter.body
    assert "&lt;b&gt;Red&lt;/b&gt; &amp; &lt;script&gt;" in letter.html
    assert "<i>" not in letter.html


def test_the_channel_is_told_once_with_the_whole_bids_gaps(bid, turn):
    a_channel(bid)
    saved(a_section(bid, title="Vision"))
    turn(SEVEN)
    [post] = [each for each in letters() if each.recipient.startswith("https://prod")]
    assert post.subject == "Red teaming: Full bid closes, 7 working days"
    assert "Vision: nothing written yet" in post.body
    assert post.body.rstrip().endswith(f"http://bids.example.org/bids/{bid.id}/deadlines/1")
    assert post.unsubscribe_key is None


# Headers


def test_a_ladder_is_one_thread_and_another_deadline_is_another(bid, owner, server, whole_round):
    saved(a_bid(title="Second", owner=owner, call=bid.call))
    for moment in (NOON, "2030-03-06 08:30", SEVEN):
        whole_round(moment)
    threads = {}
    for mail in server.letters:
        threads.setdefault(mail["Subject"].partition(":")[0], set()).add(mail["References"])
    assert len(server.letters) == 4
    assert [len(found) for found in threads.values()] == [1, 1]
    assert threads["Red teaming"] != threads["Second"]


def test_the_news_of_a_move_begins_a_thread_of_its_own(bid, server, whole_round):
    whole_round(NOON)
    with unit_of_work():
        [deadline] = bid.call.deadlines
        deadline.fall_due(deadline.due_local.replace(day=22), deadline.zone)
    whole_round("2030-03-01 12:30")
    assert len({mail["References"] for mail in server.letters}) == 2


def test_answers_go_to_the_owner_of_the_bid(bid, server, whole_round):
    saved(a_section(bid, writer=saved(a_person("Writer"))))
    whole_round(NOON)
    assert {mail["Reply-To"] for mail in server.letters} == {"olive@example.org"}


def test_mail_programs_are_told_how_to_unsubscribe(app, bid, server, whole_round):
    app.config["BASE_URL"] = "https://bids.example.org"
    whole_round(NOON)
    [mail] = server.letters
    [message] = letters()
    address = f"<https://bids.example.org/unsubscribe/{message.unsubscribe_key}>"
    assert mail["List-Unsubscribe"] == address
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert len(message.unsubscribe_key) >= 32
    assert address.strip("<>").encode() in server.taken[0][2]  # in one piece


def test_each_message_has_a_key_of_its_own(bid, turn):
    saved(a_section(bid, writer=saved(a_person("Writer"))))
    turn(NOON)
    assert len({each.unsubscribe_key for each in letters()}) == 2


def test_letters_to_coordinators_about_trouble_cannot_be_unsubscribed_from(bid, coordinator, turn):
    saved(a_bid(title="Gone", owner=bid.owner, call=a_call(a_deadline("2030-03-08 16:00"))))
    turn(NOON)
    turn("2030-03-11 12:00")
    [report] = letters(coordinator.email)
    assert report.unsubscribe_key is None


def begin_again():
    """As a copy of the database from before anything was planned."""
    with unit_of_work():
        for table in (Reminder, Message, Rung):
            db.session.execute(delete(table))
        for deadline in db.session.scalars(select(Deadline)):
            deadline.ladder_is_stale = True
        db.session.scalars(select(ReminderService)).one().planned_until = None


def test_the_same_reminders_have_the_same_number_in_every_copy_of_the_database(bid, owner, turn):
    saved(a_section(bid, writer=saved(a_person("Writer"))))
    saved(a_bid(title="Second", owner=owner, call=bid.call))
    a_channel(bid)
    turn(SEVEN)
    numbers = {(each.recipient, each.subject): each.message_id for each in letters()}
    assert len(set(numbers.values())) == len(numbers) == 4
    begin_again()
    turn("2030-03-06 09:05")
    again = {(each.recipient, each.subject): each.message_id for each in letters()}
    assert again == numbers


def test_two_installations_have_different_numbers(app, bid, turn):
    turn(SEVEN)
    [number] = [each.message_id for each in letters()]
    begin_again()
    app.config["BASE_URL"] = "https://elsewhere.example.org"
    turn("2030-03-06 09:05")
    assert [each.message_id for each in letters()] != [number]


def test_an_administrator_steps_in_where_there_is_no_coordinator(app, now, turn):
    saved(a_person("Administrator", Kind.ADMINISTRATOR, email="admin@example.org"))
    owner = saved(a_person("Owner"))
    call = a_call(a_deadline(CLOSE), funder=a_funder(short_name="ESRC"))
    saved(a_bid(title="Red", owner=owner, call=call))
    turn("2030-03-12 08:59")
    turn(THREE)
    assert [each.subject for each in letters("admin@example.org")] == [
        "Nobody has it – Red: Full bid closes, 3 working days"
    ]
