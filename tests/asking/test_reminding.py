"""Partners who have not answered are reminded by the ladder of their deadline, each rung once."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select

from bidapp import clock
from bidapp.asking.actions import chase
from bidapp.asking.jobs import remind_partners, settle_answers, why_not_to_ask
from bidapp.asking.links import close_link, renew_link
from bidapp.asking.models import Ask, Sending, SendingKind
from bidapp.asking.posting import post_now
from bidapp.bids.models import DeadlineStatus
from bidapp.bids.stages import Stage
from bidapp.calls.actions import Deed
from bidapp.calls.models import CallStatus
from bidapp.contributions.actions import Actor, revise_line, withdraw_line
from bidapp.contributions.models import Contribution
from bidapp.contributions.worth import LineFacts, facts_of
from bidapp.database import db, fetch, unit_of_work
from bidapp.mail.models import Message, MessageState
from bidapp.plans.actions import MilestoneFacts, change_milestone
from bidapp.reminders.jobs import plan_ahead
from bidapp.reminders.models import Audience, ReminderRule
from bidapp.scheduler import run_round
from tests.asking.stories import (
    a_partner,
    asked,
    confirm,
    key_of,
    letters_to,
    lines_of_ask,
)
from tests.conftest import NOON

FIVE_DAYS_BEFORE = datetime(2030, 4, 5, 8, tzinfo=UTC)  # 9:00am in London
TWO_DAYS_BEFORE = datetime(2030, 4, 10, 8, tzinfo=UTC)
AT_THE_MOMENT = datetime(2030, 4, 12, 16, tzinfo=UTC)


pytestmark = pytest.mark.usefixtures("app", "now")


@pytest.fixture
def made(app, now):
    return asked()


@pytest.fixture
def at_time(monkeypatch):
    def go(moment):
        monkeypatch.setattr(clock, "now", lambda: moment)
        plan_ahead()
        return remind_partners()

    go(NOON)  # the ladder is laid in the round after the asking
    return go


def kinds():
    db.session.rollback()
    return [str(each) for each in db.session.scalars(select(Sending.kind).order_by(Sending.id))]


def test_each_rung_is_one_letter_with_the_same_link(made, at_time):
    plan_ahead()
    assert at_time(FIVE_DAYS_BEFORE - timedelta(minutes=1)) == 0
    assert at_time(FIVE_DAYS_BEFORE) == 1
    assert at_time(FIVE_DAYS_BEFORE + timedelta(minutes=1)) == 0
    assert at_time(TWO_DAYS_BEFORE) == 1
    assert at_time(AT_THE_MOMENT) == 1
    assert kinds() == ["asked", "reminded", "reminded", "reminded"]
    first, *others = letters_to(made.contact.email)
    assert {each.secret for each in others} == {first.secret}
    assert "Answer by Fri 12 April 2030, 5:00pm (UK)" in others[0].body


def test_after_an_outage_only_the_newest_rung_is_sent(made, at_time):
    assert at_time(AT_THE_MOMENT + timedelta(minutes=5)) == 1
    assert at_time(AT_THE_MOMENT + timedelta(minutes=10)) == 0


def test_what_is_long_past_is_not_caught_up(made, at_time):
    assert at_time(AT_THE_MOMENT + timedelta(days=4)) == 0


def test_who_was_chased_since_the_rung_is_not_reminded_as_well(made, at_time, monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: FIVE_DAYS_BEFORE)
    with unit_of_work():
        chase(fetch(Ask, made.id), post_now())
    assert at_time(FIVE_DAYS_BEFORE + timedelta(minutes=1)) == 0


def test_who_has_answered_is_left_alone(made, at_time, client):
    confirm(client, made)
    assert at_time(FIVE_DAYS_BEFORE) == 0


@pytest.mark.parametrize("what", ["closed", "submitted", "paused", "switched off"])
def test_nobody_is_reminded_of_what_rests(made, at_time, what):
    with unit_of_work():
        ask = fetch(Ask, made.id)
        if what == "closed":
            close_link(ask, "closed", by=None, at=NOON)
        elif what == "submitted":
            ask.role.bid.stage = Stage.SUBMITTED
        elif what == "paused":
            ask.role.bid.call.status = CallStatus.PAUSED
        else:
            for rule in db.session.scalars(
                select(ReminderRule).where(ReminderRule.audience == Audience.PARTNER)
            ):
                rule.is_on = False
    assert at_time(FIVE_DAYS_BEFORE) == 0


def test_a_day_that_moves_takes_its_reminders_along(made, at_time):
    with unit_of_work():
        part = fetch(Ask, made.id).bid_deadline
        facts = MilestoneFacts(
            part.deadline.label, pinned_to=datetime(2030, 4, 26, 17),  # noqa: DTZ001  a wall clock
            organisation_id=part.organisation_id,
        )  # fmt: skip
        change_milestone(part, facts, Deed(None, NOON))
    assert at_time(FIVE_DAYS_BEFORE) == 0
    assert at_time(datetime(2030, 4, 17, 8, tzinfo=UTC)) == 1  # Easter lies between
    assert "Fri 26 April 2030" in letters_to(made.contact.email)[-1].body


def test_two_workers_write_one_letter(made, at_time, app):
    at_time(FIVE_DAYS_BEFORE - timedelta(hours=1))
    plan_ahead()
    assert at_time(FIVE_DAYS_BEFORE) + remind_partners() == 1


def test_a_change_in_the_ledger_opens_the_deadline_again(made, client):
    confirm(client, made)
    with unit_of_work():
        line = fetch(Contribution, lines_of_ask(made)[0].id)
        facts = facts_of(line.standing)
        newer = LineFacts(facts.title, facts.form, 1_00, thing=facts.thing)
        revise_line(line, newer, Actor("Bid coordinator", NOON), based_on=1)
    assert settle_answers() == 1
    assert fetch(Ask, made.id).bid_deadline.status is DeadlineStatus.OPEN
    assert settle_answers() == 0


def test_withdrawing_the_last_open_line_settles_it(made):
    with unit_of_work():
        for line in lines_of_ask(made):
            withdraw_line(line, Actor("Bid coordinator", NOON))
    assert settle_answers() == 1
    assert fetch(Ask, made.id).bid_deadline.status is DeadlineStatus.MET


def a_minute_later(made):
    with unit_of_work():
        fetch(Ask, made.id).last_sent_at -= timedelta(minutes=1)


def the_letter():
    return db.session.scalars(select(Message).order_by(Message.id.desc())).first()


def test_a_letter_that_became_untrue_before_it_left_does_not_leave(made, client):
    a_minute_later(made)
    with unit_of_work():
        chase(fetch(Ask, made.id), post_now())
    assert why_not_to_ask(the_letter()) is None
    confirm(client, made)
    chased = letters_to(made.contact.email)[1]
    assert why_not_to_ask(chased) == "Everything was answered."
    receipt = letters_to(made.contact.email)[2]
    assert why_not_to_ask(receipt) is None


def test_a_letter_with_a_dead_link_does_not_leave(made):
    with unit_of_work():
        renew_link(fetch(Ask, made.id), post_now())
    first, second = letters_to(made.contact.email)
    assert why_not_to_ask(first) == "A newer link was sent."
    assert why_not_to_ask(second) is None
    with unit_of_work():
        close_link(fetch(Ask, made.id), "closed", by=None, at=NOON)
    assert why_not_to_ask(second) == "The link in it was closed before it left."


def test_a_round_fills_the_key_in_and_sends_the_letter(app, made, client):
    done = run_round(app)
    assert done["messages sent"] >= 1
    (file,) = (app.config["INSTANCE"] / "mail").glob("*.eml")
    content = file.read_text().replace("=\n", "").replace("=3D", "=")
    assert f"/ask/{key_of(made)}" in content
    assert client.get(f"/ask/{key_of(made)}").status_code == 200
    db.session.rollback()
    assert the_letter().state is MessageState.SENT


def test_without_the_secret_a_letter_waits_with_the_reason(app, made):
    app.config["SECRET_KEY"] = None
    run_round(app)
    db.session.rollback()
    letter = the_letter()
    assert letter.state is MessageState.WAITING
    assert "BIDAPP_SECRET_KEY" in letter.answer


def test_the_rules_for_partners_can_be_changed_by_administrators(app, now):
    rules = select(func.count()).where(ReminderRule.audience == Audience.PARTNER)
    assert db.session.scalar(rules) == 3
    assert SendingKind.REMINDED == "reminded"
    assert a_partner
