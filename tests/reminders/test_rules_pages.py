"""The rules of reminding, as administrators and coordinators change them."""

from datetime import time

import pytest
from sqlalchemy import select

from bidapp.accounts.permissions import Kind
from bidapp.calls.models import DeadlineKind
from bidapp.database import db
from bidapp.reminders.models import Audience, Condition, ReminderRule, Unit, Urgency
from bidapp.reminders.queries import rules_for
from tests.builders import a_bid, a_call, a_deadline, a_person, saved, signed_in_as

CLOSE = "2030-03-15 16:00"
RULE = {
    "unit": Unit.DAYS, "amount": "5", "local_time": "4:30pm", "audience": Audience.TEAM,
    "channel": "mail", "urgency": Urgency.URGENT, "condition": Condition.UNFINISHED,
    "on_doubt": "hold for a person", "is_on": "y",
}  # fmt: skip


@pytest.fixture
def as_(app, now):
    def as_(kind):
        return signed_in_as(app.test_client(), saved(a_person(f"A {kind}", kind=kind)))

    return as_


@pytest.fixture
def administrator(as_):
    return as_(Kind.ADMINISTRATOR)


def newest():
    db.session.rollback()
    return db.session.scalars(select(ReminderRule).order_by(ReminderRule.id.desc()).limit(1)).one()


def count():
    db.session.rollback()
    return len(db.session.scalars(select(ReminderRule.id)).all())


def test_every_usual_rule_is_listed_by_its_kind(administrator):
    page = administrator.get("/reminders/rules").text
    assert page.count("/reminders/rules/add/") == len(DeadlineKind)
    for kind in DeadlineKind:
        for rule in rules_for(kind, None):
            assert f'href="/reminders/rules/{rule.id}"' in page
    for words in ("30 working days before", "1 working day before", "3 hours before", ", urgent"):
        assert words in page


def test_a_rule_is_added_and_changed(administrator):
    answer = administrator.post("/reminders/rules/add/stage", data=RULE)
    assert answer.location == "/reminders/rules"
    rule = newest()
    assert (rule.kind, rule.unit, rule.amount) == (DeadlineKind.STAGE, Unit.DAYS, 5)
    assert (rule.local_time, rule.audience, rule.is_on) == (time(16, 30), Audience.TEAM, True)
    assert (rule.urgency, rule.on_doubt) == (Urgency.URGENT, "hold for a person")
    address = f"/reminders/rules/{rule.id}"
    assert 'value="16:30"' in administrator.get(address).text
    off = {name: value for name, value in RULE.items() if name != "is_on"}
    assert administrator.post(address, data=off | {"amount": "6"}).location == "/reminders/rules"
    assert (newest().amount, newest().is_on) == (6, False)


BAD_FACTS = {
    "amount": ("", "-1", "251", "9" * 30, "9" * 5_000, "two", "1.5"),
    "local_time": ("", "teatime", "25:00"),
    "unit": ("fortnights", ""),
    "audience": ("everybody",),
    "channel": ("pigeon",),
    "condition": ("perhaps",),
    "urgency": ("panic",),
    "on_doubt": ("toss a coin",),
}


def test_what_cannot_be_is_explained_beside_its_field(administrator):
    before = count()
    for field, values in BAD_FACTS.items():
        for value in values:
            page = administrator.post("/reminders/rules/add/stage", data=RULE | {field: value})
            assert page.status_code == 200, (field, value)
            assert f'id="{field}-error"' in page.text, (field, value)
    assert count() == before


def test_there_is_no_rule_for_a_kind_that_does_not_exist(administrator):
    for kind in ("weekly", "funder", "x" * 300):
        assert administrator.get(f"/reminders/rules/add/{kind}").status_code == 404
    assert administrator.get("/reminders/rules/999").status_code == 404


def test_only_administrators_change_the_usual_rules(as_):
    before = count()
    for kind in (Kind.COORDINATOR, Kind.WRITER, Kind.READER):
        browser = as_(kind)
        for address in ("/reminders/rules", "/reminders/rules/add/stage", "/reminders/rules/1"):
            assert browser.get(address).status_code == 403
        for address in ("/reminders/rules/add/stage", "/reminders/rules/1"):
            assert browser.post(address, data=RULE).status_code == 403
    assert count() == before


def test_a_changed_rule_lays_every_ladder_of_what_is_ahead_anew(administrator, bid, turn):
    turn("2030-03-01 12:00")
    [deadline] = bid.call.deadlines
    assert not deadline.ladder_is_stale
    administrator.post("/reminders/rules/1", data=RULE)
    db.session.refresh(deadline)
    assert deadline.ladder_is_stale


# Of one deadline


def test_a_coordinator_gives_a_deadline_rules_of_its_own_and_changes_one(as_, bid):
    browser, number = as_(Kind.COORDINATOR), bid.call.deadlines[0].id
    address = f"/bids/{bid.id}/deadlines/{number}/rules"
    page = browser.get(address).text
    assert "The usual rules for this kind of deadline hold." in page
    assert "It is shared by every bid on its call." in page
    assert browser.post(address).location == address
    own = rules_for(DeadlineKind.CLOSE, number)
    assert len(own) == len(rules_for(DeadlineKind.CLOSE, None))
    browser.post(address)  # twice is as good as once
    assert len(rules_for(DeadlineKind.CLOSE, number)) == len(own)
    assert "This deadline has rules of its own." in browser.get(address).text
    assert "this one alone" in browser.get(f"{address}/{own[0].id}").text
    assert browser.post(f"{address}/{own[0].id}", data=RULE).location == address
    db.session.rollback()
    assert db.session.get(ReminderRule, own[0].id).amount == 5


def test_a_rule_of_another_deadline_or_a_usual_one_is_not_changed_here(as_, bid):
    browser, number = as_(Kind.COORDINATOR), bid.call.deadlines[0].id
    other = saved(a_bid(call=a_call(a_deadline(CLOSE))))
    theirs = f"/bids/{other.id}/deadlines/{other.call.deadlines[0].id}/rules"
    browser.post(theirs)
    [rule, *_] = rules_for(DeadlineKind.CLOSE, other.call.deadlines[0].id)
    for rule_id in (rule.id, 1, 999):
        address = f"/bids/{bid.id}/deadlines/{number}/rules/{rule_id}"
        assert browser.get(address).status_code == 404
        assert browser.post(address, data=RULE).status_code == 404
    administrator = as_(Kind.ADMINISTRATOR)
    assert administrator.get(f"/reminders/rules/{rule.id}").status_code == 404


def test_only_coordinators_give_a_deadline_rules_of_its_own(as_, bid):
    number = bid.call.deadlines[0].id
    address = f"/bids/{bid.id}/deadlines/{number}/rules"
    for kind in (Kind.WRITER, Kind.READER):
        browser = as_(kind)
        assert browser.get(address).status_code == browser.post(address).status_code == 403
        assert f'href="{address}"' not in browser.get(f"/bids/{bid.id}/deadlines/{number}").text
    assert rules_for(DeadlineKind.CLOSE, number) == []
