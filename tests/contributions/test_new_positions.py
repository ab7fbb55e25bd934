"""A new position opens again what was confirmed; a role goes only when nobody was ever asked."""

import pytest
from sqlalchemy import func, select

from bidapp.contributions.actions import draft_line, take_up_again, withdraw_line
from bidapp.contributions.models import Contribution, ContributionRevision, LineMove
from bidapp.contributions.roles import drop_drafts, what_to_do
from bidapp.contributions.states import LineState
from bidapp.database import db, fetch, unit_of_work
from bidapp.partners.models import PartnerRole, Position
from bidapp.partners.queries import roles_on
from bidapp.partners.rules import RoleRefused
from tests.builders import a_letter, a_line, a_role, an_organisation, saved
from tests.contributions.ledger_builders import (
    an_asked_line,
    answers,
    asked,
    by_phone,
    confirmed,
    facts,
    lines,
    one_of_us,
)
from tests.partners.line_ups import a_led_bid

SAYS_SO = "Derbys is now a project partner on this bid."


@pytest.fixture
def bid(app):
    return a_led_bid()


@pytest.fixture
def role(bid):
    return saved(a_role(bid, an_organisation("Derbys"), Position.ADVISORY))


def edit(browser, role, **changes):
    said = {"position": role.position.value, "summary": role.summary}
    return browser.post(f"/roles/{role.id}/edit", data=said | changes, follow_redirects=True)


def lead_with(browser, bid, organisation):
    data = {
        "title": bid.title, "owner_id": bid.owner_id, "lead_organisation_id": organisation.id,
    }  # fmt: skip
    return browser.post(f"/bids/{bid.id}/edit", data=data, follow_redirects=True).text


def a_confirmed_line(role, **changes):
    line = an_asked_line(role, **changes)
    confirmed(line)
    return line


def remove(browser, role):
    return browser.post(f"/roles/{role.id}/remove", follow_redirects=True)


def states():
    return [line.state for line in lines()]


def count_of(*tables):
    return [db.session.scalar(select(func.count()).select_from(table)) for table in tables]


def test_a_new_position_opens_what_was_confirmed_and_nothing_else(signed_in, role):
    line = a_confirmed_line(role)
    an_asked_line(role, position=2)
    a_confirmed_line(saved(a_role(role.bid)))
    page = edit(signed_in, role, position="project partner").text
    assert states() == [LineState.REOPENED, LineState.ASKED, LineState.CONFIRMED]
    move = fetch(Contribution, line.id).moves[-1]
    assert (move.note, move.who) == (SAYS_SO, "Bid coordinator")
    assert "One line is open again. Derbys has not been told yet: ask again." in page
    assert "Brought by: Derbys, advisory" in answers()[0].shown
    confirmed(fetch(Contribution, line.id))
    assert "Brought by: Derbys, project partner" in answers()[-1].shown


@pytest.mark.parametrize("changes", [{"summary": "Runs the pilot."}, {"position": "lead"}])
def test_what_changes_no_position_opens_nothing(signed_in, role, changes):
    a_confirmed_line(role)
    edit(signed_in, role, **changes)
    assert states() == [LineState.CONFIRMED]


def test_before_saving_it_is_said_what_a_new_position_opens(signed_in, role):
    page = f"/roles/{role.id}/edit"
    assert "opens" not in signed_in.get(page).text
    a_confirmed_line(role, title="Rooms")
    said = signed_in.get(page).text
    assert "Derbys has confirmed 1 line as an adviser. A new position opens it again" in said
    assert "Rooms" in said


def test_a_new_lead_opens_what_both_leads_had_confirmed(signed_in, bid, role):
    (lead, *_) = roles_on(bid)
    for each in (lead, role):
        a_confirmed_line(each)
    untouched = a_confirmed_line(saved(a_role(bid)))
    assert "what the old and the new lead have confirmed is open again" in (
        signed_in.get(f"/bids/{bid.id}/edit").text
    )
    page = lead_with(signed_in, bid, role.organisation)
    assert states() == [LineState.REOPENED, LineState.REOPENED, LineState.CONFIRMED]
    assert fetch(Contribution, untouched.id).moves[-1].to_state is LineState.CONFIRMED
    assert "2 lines are open again." in page
    assert "have not been told yet: ask again." in page


def test_a_bid_that_keeps_its_lead_opens_nothing(signed_in, bid):
    a_confirmed_line(roles_on(bid)[0])
    page = lead_with(signed_in, bid, bid.lead_organisation)
    assert states() == [LineState.CONFIRMED]
    assert "open again" not in page


def test_an_organisation_that_comes_to_the_bid_as_its_lead_opens_the_old_leads_lines(
    signed_in, bid
):
    a_confirmed_line(roles_on(bid)[0])
    lead_with(signed_in, bid, saved(an_organisation("Leicester")))
    assert states() == [LineState.REOPENED]


def test_what_is_left_to_do_names_each_organisation_once(app):
    one, other = (a_role(organisation=an_organisation(name)) for name in ("DMU", "Derbys"))
    found = [a_line(one), a_line(one, position=2), a_line(other)]
    assert what_to_do(found) == (
        "3 lines are open again. DMU and Derbys have not been told yet: ask again."
    )


def test_drafts_that_nobody_was_asked_for_go_with_the_role(signed_in, bid, role):
    us = one_of_us()
    with unit_of_work():
        for number in range(3):
            line = draft_line(role, facts(title=f"Line {number}"), us)
            db.session.flush()
        withdraw_line(line, us, why="Not needed.")
        take_up_again(line, us)
    kept = saved(a_line(saved(a_role(bid))))
    assert "Derbys is off the bid." in remove(signed_in, role).text
    assert [line.id for line in lines()] == [kept.id]
    assert count_of(ContributionRevision, LineMove) == [1, 0]
    assert len(roles_on(bid)) == 2


def ever_asked(role):
    line, us = asked(saved(a_line(role))), one_of_us()
    with unit_of_work():
        withdraw_line(line, us)


def taken_up_again(role):
    ever_asked(role)
    us, line = one_of_us(), lines()[-1]
    with unit_of_work():
        take_up_again(line, us)


@pytest.mark.parametrize("make", [an_asked_line, ever_asked, taken_up_again, a_confirmed_line])
def test_a_role_that_was_ever_asked_stays(signed_in, bid, role, make):
    saved(a_line(role, position=2))
    make(role)
    response = remove(signed_in, role)
    assert response.status_code == 409
    sentence = "Derbys has been asked, and what was said is kept. Withdraw its lines instead."
    assert sentence in response.text
    assert len(lines()) == len(roles_on(bid)) == 2


def test_what_somebody_said_by_phone_of_a_draft_keeps_the_role(signed_in, bid, role):
    by_phone(saved(a_line(role)), one_of_us())
    assert remove(signed_in, role).status_code == 409
    assert len(roles_on(bid)) == 2


def test_drafts_stay_where_the_role_stays(signed_in, bid, role):
    saved(a_line(role))
    saved(a_letter(role))
    response = remove(signed_in, role)
    assert response.status_code == 409
    assert "or has sent a letter, and that is kept." in response.text
    assert len(lines()) == 1


def test_a_line_answered_while_its_role_goes_is_kept(app, role):
    """The answer is of a moment after the look at the lines: the database itself refuses."""
    line = saved(a_line(role))
    by_phone(line, one_of_us())
    with unit_of_work():
        line.state = LineState.DRAFT
        db.session.query(LineMove).delete()
    with pytest.raises(RoleRefused, match="has been asked"), unit_of_work():
        drop_drafts(fetch(PartnerRole, role.id))
    assert len(lines()) == 1
