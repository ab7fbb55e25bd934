"""Between its writing and its leaving a message may become untrue; and not each can leave."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from bidapp import clock
from bidapp.bids.models import DeadlineStatus
from bidapp.bids.stages import Stage
from bidapp.calls.actions import save_deadline
from bidapp.calls.models import CallStatus, Deadline
from bidapp.database import db, unit_of_work
from bidapp.mail.actions import send_again
from bidapp.mail.models import MessageState
from bidapp.reminders.jobs import queue_what_is_due
from bidapp.reminders.models import Digest, ReminderState
from tests.builders import (
    a_bid,
    a_call,
    a_deadline,
    a_milestone,
    a_person,
    a_section,
    saved,
    written,
)
from tests.mail.mail_server import a_mail_server
from tests.reminders.looking import at, change, letters, queued, reminders, said
from tests.reminders.test_wishes import away, wants

NOON, CLOSE = "2030-03-01 12:00", "2030-03-15 16:00"
SEVEN, THREE = "2030-03-06 09:00", "2030-03-12 09:00"
A_MINUTE_LATER = "2030-03-06 09:01"


@pytest.fixture
def deadline(bid):
    [deadline] = bid.call.deadlines
    return deadline


@pytest.fixture
def server(app):
    with a_mail_server({"gone@example.org": "550 5.1.1 No such mailbox"}) as server:
        app.config["SMTP_URL"] = server.url
        yield server


def subjects(server):
    return [letter["Subject"] for letter in server.letters]


def move(bid):
    [deadline] = bid.call.deadlines
    with unit_of_work():
        facts = {"due_local": at("2030-03-29 16:00").replace(tzinfo=None), "zone": deadline.zone}
        save_deadline(deadline, facts, by=None, at=clock.now())


def withdraw(bid):
    [deadline] = bid.call.deadlines
    change(deadline, is_withdrawn=True)


def meet(bid):
    saved(a_milestone(bid, bid.call.deadlines[0], status=DeadlineStatus.MET))


def submit(bid):
    change(bid, stage=Stage.SUBMITTED)


def rest(bid):
    change(bid.call, status=CallStatus.PAUSED)


def hand_over(bid):
    change(bid, owner=saved(a_person("Successor")))


# It has become untrue


NO_MORE = "It was met, somebody has it, or it concerns this person no more."
REASONS = {
    move: "The deadline was moved.", withdraw: "The deadline was withdrawn.",
    meet: NO_MORE, submit: NO_MORE, rest: NO_MORE, hand_over: NO_MORE,
}  # fmt: skip


def test_what_became_untrue_after_it_was_written_does_not_leave(
    bid, owner, server, turn, set_clock, whole_round
):
    bids = {
        changed: saved(a_bid(title=f"Bid {n}", owner=owner, call=a_call(a_deadline(CLOSE))))
        for n, changed in enumerate(REASONS)
    }
    turn(SEVEN)
    set_clock("2030-03-06 09:00:30")
    for changed, each in bids.items():
        changed(each)
    whole_round(A_MINUTE_LATER)
    cancelled = {each.bid_id: each for each in reminders(ReminderState.CANCELLED)}
    for changed, each in bids.items():
        reminder = cancelled[each.id]
        assert (said(reminder), reminder.reason) == ("7WD", REASONS[changed])
        assert reminder.message.state is MessageState.CANCELLED
    left = [mail["Subject"] for mail in server.letters if mail["To"] == "olive@example.org"]
    assert sorted(left) == [
        "Bid 0: Full bid closes has moved to Fri 29 March 2030, 4:00pm (UK)",
        "Red teaming: Full bid closes, 7 working days",
    ]


def test_of_several_in_one_mail_the_rest_is_sent(bid, owner, server, turn, whole_round):
    for title in ("Second", "Third"):
        saved(a_bid(title=title, owner=owner, call=a_call(a_deadline(CLOSE))))
    wants(owner, digest=Digest.DAILY)
    turn(NOON)
    turn("2030-03-02 08:00")
    [digest] = letters()
    number = digest.message_id
    assert digest.subject.startswith("3 deadlines")
    withdraw(bid)
    whole_round("2030-03-02 08:01")
    [mail] = server.letters
    assert mail["Subject"].startswith("2 deadlines")
    assert "Red teaming" not in mail.get_body(("plain",)).get_content()
    assert "Red teaming" not in mail.get_body(("html",)).get_content()
    assert letters()[0].message_id == number
    assert [each.state for each in reminders()] == [
        ReminderState.CANCELLED, ReminderState.QUEUED, ReminderState.QUEUED,
    ]  # fmt: skip


def test_a_digest_of_which_one_is_left_becomes_a_reminder(bid, owner, server, turn, whole_round):
    saved(a_bid(title="Second", owner=owner, call=a_call(a_deadline(CLOSE))))
    wants(owner, digest=Digest.DAILY)
    turn(NOON)
    turn("2030-03-02 08:00")
    withdraw(bid)
    whole_round("2030-03-02 08:01")
    assert subjects(server) == ["Second: Full bid closes, 10 working days"]


# It was held up


def test_a_message_that_was_held_up_for_long_is_worded_anew(bid, server, turn, whole_round):
    section = saved(a_section(bid, title="Vision"))
    turn(NOON)
    written(section, "<p>Enough.</p>")
    whole_round("2030-03-04 12:00")
    [mail] = server.letters
    assert mail["Subject"] == "Red teaming: Full bid closes, 9 working days"
    assert "Vision" not in mail.get_body(("plain",)).get_content()


def test_a_message_that_leaves_at_once_is_sent_as_it_was_written(bid, server, turn, whole_round):
    turn(NOON)
    [before] = [(each.subject, each.body) for each in letters()]
    whole_round("2030-03-01 12:10")
    assert [(each.subject, each.body) for each in letters()] == [before]
    assert subjects(server) == [before[0]]


def test_what_is_worded_anew_goes_to_whoever_takes_it_now(bid, owner, server, turn, whole_round):
    turn(NOON)
    away(owner, saved(a_person("Dee", email="dee@example.org")))
    whole_round("2030-03-04 12:00")
    assert server.recipients == ["dee@example.org"]
    assert server.letters[0]["List-Unsubscribe"] is None


# Nobody takes it


def test_a_refused_reminder_is_told_to_the_coordinators_once(
    bid, owner, coordinator, server, whole_round
):
    change(owner, email="gone@example.org")
    whole_round(NOON)
    for minute in (1, 2, 3):
        whole_round(at(NOON) + timedelta(minutes=minute))
    [reminder] = reminders()
    assert reminder.state is ReminderState.DEAD
    assert "550 5.1.1 No such mailbox" in reminder.reason
    assert server.recipients == [coordinator.email]
    [told] = server.letters
    assert told["Subject"] == "1 reminder could not be delivered"
    said_so = told.get_body(("plain",)).get_content()
    assert "Olive Owner (gone@example.org): Red teaming, Full bid closes" in said_so
    assert "550 5.1.1 No such mailbox" in said_so


def test_a_refused_digest_is_told_once_with_all_that_was_in_it(
    bid, owner, coordinator, server, turn, whole_round
):
    saved(a_bid(title="Second", owner=owner, call=a_call(a_deadline(CLOSE))))
    change(owner, email="gone@example.org")
    wants(owner, digest=Digest.DAILY)
    turn(NOON)
    whole_round("2030-03-02 08:00")
    whole_round("2030-03-02 08:01")
    assert subjects(server) == ["2 reminders could not be delivered"]


def test_others_are_not_held_up_by_an_address_that_is_refused(bid, owner, server, whole_round):
    saved(a_bid(title="Second", owner=saved(a_person("Other")), call=bid.call))
    change(owner, email="gone@example.org")
    whole_round(NOON)
    assert subjects(server) == ["Second: Full bid closes, 10 working days"]


def test_when_a_refused_reminder_is_sent_again_and_taken_it_counts_as_sent(
    bid, owner, server, whole_round
):
    change(owner, email="gone@example.org")
    whole_round(NOON)
    change(owner, email="back@example.org")
    [message] = [each for each in letters() if each.state is MessageState.DEAD]
    with unit_of_work():
        send_again(message, by="An administrator", at=clock.now())
    whole_round("2030-03-01 13:00")
    assert "back@example.org" in server.recipients
    assert [each.state for each in reminders()] == [ReminderState.QUEUED]


# It cannot even be written


def poisoned(bid):
    """As when a zone is taken out of the zone files that this machine has."""
    [deadline] = bid.call.deadlines
    change(deadline, zone="Nowhere/Nothing")


def test_one_that_cannot_be_written_is_dead_with_its_reason_and_the_others_leave(
    bid, set_clock, turn, caplog
):
    others = [saved(a_bid(title=f"Other {n}", call=a_call(a_deadline(CLOSE)))) for n in range(2)]
    turn("2030-03-05 12:00")
    before = len(letters())
    poisoned(bid)
    set_clock(SEVEN)
    queue_what_is_due()
    dead = reminders(ReminderState.DEAD)
    assert [(each.bid_id, said(each)) for each in dead] == [(bid.id, "7WD")]
    assert "Nowhere/Nothing" in dead[0].reason
    assert {each.bid_id for each in queued() if said(each) == "7WD"} == {each.id for each in others}
    assert len(letters()) == before + 2
    assert "could not be written" in caplog.text


def test_one_that_cannot_be_written_does_not_hold_up_those_it_would_have_gone_with(
    bid, owner, set_clock, turn
):
    for title in ("Second", "Third"):
        saved(a_bid(title=title, owner=owner, call=a_call(a_deadline(CLOSE))))
    wants(owner, digest=Digest.DAILY)
    turn(NOON)
    poisoned(bid)
    set_clock("2030-03-02 08:00")
    queue_what_is_due()
    assert {each.bid_id for each in reminders(ReminderState.DEAD)} == {bid.id}
    assert len(queued()) == 2


def test_a_deadline_in_a_zone_that_is_gone_does_not_end_planning(bid, turn, caplog):
    other = saved(a_bid(title="Other", call=a_call(a_deadline(CLOSE))))
    with unit_of_work():
        deadline = db.session.scalars(select(Deadline).where(Deadline.call_id == bid.call_id)).one()
        deadline.zone = "Nowhere/Nothing"
    turn(NOON)
    turn(SEVEN)
    assert {each.bid_id for each in queued()} == {other.id}
    assert "Nowhere/Nothing" in caplog.text


def test_a_title_can_neither_add_a_header_nor_stop_the_mail(bid, owner, server, whole_round):
    titles = ("Red\r\nBcc: everybody@example.org", "Red\u2028teaming", "Röte \U0001f9ea", "=?x?=")
    change(bid, title=titles[0])
    for title in titles[1:]:
        saved(a_bid(title=title, owner=owner, call=bid.call))
    whole_round(NOON)
    assert set(server.recipients) == {"olive@example.org"}
    assert len(server.letters) == len(titles)
    for mail in server.letters:
        assert mail["Bcc"] is None
        assert mail["Subject"].endswith(": Full bid closes, 10 working days")
        assert "\n" not in mail["Subject"]
