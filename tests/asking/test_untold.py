"""What we opened again without a word is to be asked about; what a letter spoke of since is not."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bidapp import clock
from bidapp.asking.posting import post_now
from bidapp.asking.replying import tell_of_reply
from bidapp.asking.untold import untold_lines
from bidapp.contributions.actions import Actor, revise_line
from bidapp.contributions.answering import accept_proposal, propose_change
from bidapp.contributions.worth import facts_of
from bidapp.database import fetch, unit_of_work
from bidapp.partners.models import PartnerRole
from tests.asking.stories import asked, confirm, lines_of_role
from tests.bids.test_queries_per_page import questions
from tests.conftest import NOON
from tests.contributions.ledger_builders import CHIEF, confirmed


class Hours:
    """Noon, then an hour later each time."""

    def __init__(self, monkeypatch):
        self.now = NOON
        monkeypatch.setattr(clock, "now", lambda: self.now)

    def pass_one(self):
        self.now += timedelta(hours=1)
        return self.now


@pytest.fixture
def hours(coordinator, monkeypatch):
    return Hours(monkeypatch)


@pytest.fixture
def role(hours, client):
    """Both of its lines are confirmed."""
    made = asked()
    confirm(client, made)
    hours.pass_one()
    return fetch(PartnerRole, made.role_id)


def changed(line, hours, **said):
    with unit_of_work():
        facts = replace(facts_of(line.standing), **said)
        revise_line(line, facts, Actor("Us", hours.now), based_on=line.standing_number)


def proposed_and_accepted(line, hours):
    actor = Actor("Sam Field", hours.now)
    with unit_of_work():
        facts = replace(facts_of(line.standing), title="Theirs")
        propose_change(line, facts, CHIEF, actor, number=line.standing_number)
    hours.pass_one()
    with unit_of_work():
        accept_proposal(line, Actor("Us", hours.now), proposed=line.proposed_number)
        tell_of_reply(line, line.standing, post_now())


def test_what_is_confirmed_leaves_nothing_to_tell(role):
    assert untold_lines(role.id) == frozenset()


def test_a_change_is_untold_until_somebody_is_asked_again(role, hours):
    line, _ = lines_of_role(role)
    changed(line, hours, title="Two analysts")
    assert untold_lines(role.id) == {line.id}
    hours.pass_one()
    asked(role, role.contact)
    assert untold_lines(role.id) == frozenset()
    hours.pass_one()
    changed(line, hours, title="Three analysts")
    assert untold_lines(role.id) == {line.id}


def test_a_reply_to_one_line_tells_nothing_of_another(role, hours):
    changed_by_us, theirs = lines_of_role(role)
    changed(changed_by_us, hours, title="Two analysts")
    changed(theirs, hours, title="More reports")
    asked(role, role.contact)
    hours.pass_one()
    changed(changed_by_us, hours, title="Three analysts")
    proposed_and_accepted(theirs, hours)
    assert untold_lines(role.id) == {changed_by_us.id}


def test_a_line_confirmed_by_phone_whose_partner_has_no_link_is_untold_too(role, hours):
    line, _ = lines_of_role(role)
    changed(line, hours, title="Two analysts")
    asked(role, role.contact)
    confirmed(line)
    hours.pass_one()
    changed(line, hours, title="Three analysts")
    assert untold_lines(role.id) == {line.id}


def test_both_pages_lead_on_to_asking_about_it(signed_in, role, hours):
    first, second = lines_of_role(role)
    address = f'href="/roles/{role.id}/ask"'
    assert address not in signed_in.get(f"/roles/{role.id}").text  # nothing is open
    changed(first, hours, title="Two analysts")
    asking = f'<a class="btn btn-primary" {address}>Ask about this change</a>'
    for page in (f"/roles/{role.id}", f"/lines/{first.id}"):
        assert asking in signed_in.get(page).text
    assert asking not in signed_in.get(f"/lines/{second.id}").text
    changed(second, hours, title="More reports")
    assert "Ask about these changes" in signed_in.get(f"/roles/{role.id}").text


def test_a_ledger_of_many_lines_is_looked_at_in_one_question(signed_in, role, hours):
    line, other = lines_of_role(role)
    changed(line, hours, title="Two analysts")
    few = questions(signed_in, f"/roles/{role.id}")
    changed(other, hours, title="More reports")
    assert len(questions(signed_in, f"/roles/{role.id}")) == len(few)
