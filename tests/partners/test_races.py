"""Two people change who is on a bid, or a sign-off, at the same instant: the rules still hold."""

from concurrent.futures import ThreadPoolExecutor
from functools import partial
from threading import Barrier

import pytest

from bidapp.bids.models import Bid
from bidapp.calls.models import TeamRole
from bidapp.database import db, fetch, unit_of_work
from bidapp.errors import RuleBroken
from bidapp.organisations.models import Organisation
from bidapp.partners.actions import (
    add_role,
    begin_sign_off,
    change_role,
    pass_sign_off,
    take_back_sign_off,
)
from bidapp.partners.models import PartnerRole, Position, TeamMember
from bidapp.partners.naming import save_member
from bidapp.partners.queries import roles_on, team_of, where_it_is
from tests.builders import a_role, a_step, an_organisation, saved
from tests.conftest import NOON
from tests.partners.line_ups import a_led_bid


def at_once(app, *deeds):
    """Each in a thread and a unit of work of its own; whether it was done."""
    started = Barrier(len(deeds), timeout=10)

    def done(deed):
        with app.app_context():
            started.wait()
            try:
                with unit_of_work():
                    deed()
            except RuleBroken:
                return False
            finally:
                db.session.remove()
            return True

    with ThreadPoolExecutor(len(deeds)) as people:
        outcomes = list(people.map(done, deeds))
    db.session.rollback()
    return outcomes


@pytest.fixture
def bid(app):
    return a_led_bid()


@pytest.fixture
def role(bid):
    steps = [a_step("SPOC", 3, 1), a_step("Finance", 5, 2)]
    return saved(a_role(bid, saved(an_organisation("Derbys", sign_off_steps=steps))))


def of_role(role_id, verb, *arguments, **said):
    verb(fetch(PartnerRole, role_id), *arguments, **said)


def test_a_sign_off_sets_out_once(app, role):
    begin = partial(of_role, role.id, begin_sign_off, at=NOON)
    assert at_once(app, begin, begin) == [True, True]
    assert len(where_it_is(role, NOON).steps) == 2


def test_a_step_is_passed_once(app, role):
    with unit_of_work():
        begin_sign_off(role, at=NOON)
    passing = [
        partial(of_role, role.id, pass_sign_off, 1, told_by=name, note="", at=NOON)
        for name in ("First", "Second")
    ]
    assert sorted(at_once(app, *passing)) == [False, True]
    assert where_it_is(role, NOON).label == "Finance"


def test_a_step_taken_back_while_the_next_one_passes_leaves_no_gap(app, role):
    with unit_of_work():
        begin_sign_off(role, at=NOON)
        pass_sign_off(role, 1, told_by="Reed", note="", at=NOON)
    outcomes = at_once(
        app,
        partial(of_role, role.id, take_back_sign_off, 1),
        partial(of_role, role.id, pass_sign_off, 2, told_by="Reed", note="", at=NOON),
    )
    place = where_it_is(role, NOON)
    assert sorted(outcomes) == [False, True]
    assert [bool(step.passed_at) for step in place.steps] in ([True, True], [False, False])


def name_somebody(bid_id, organisation_id, by, name, role=TeamRole.PROJECT_LEAD, email=""):
    facts = {
        "name": name, "role": role, "organisation_id": organisation_id, "is_named": True,
        "email": email, "share_percent": None, "starts_on": None, "ends_on": None,
    }  # fmt: skip
    save_member(TeamMember(bid_id=bid_id), facts, by=by, at=NOON)


def test_a_bid_gets_one_project_lead(app, bid, coordinator):
    here = partial(name_somebody, bid.id, bid.lead_organisation_id, coordinator.id)
    assert sorted(at_once(app, partial(here, "Ada"), partial(here, "Bo"))) == [False, True]
    assert len(team_of(bid)) == 1


def test_one_person_gets_one_role(app, bid, coordinator):
    here = partial(name_somebody, bid.id, bid.lead_organisation_id, coordinator.id, "Ada")
    fellow, technician = (partial(here, each) for each in (TeamRole.FELLOW, TeamRole.TECHNICIAN))
    assert sorted(at_once(app, fellow, technician)) == [False, True]
    assert len(team_of(bid)) == 1


def test_an_organisation_gets_one_position(app, bid, coordinator):
    force = saved(an_organisation("Derbys"))

    def add(bid_id, organisation_id, position, by):
        add_role(fetch(Bid, bid_id), fetch(Organisation, organisation_id), position, by=by, at=NOON)

    adding = [
        partial(add, bid.id, force.id, position, coordinator.id)
        for position in (Position.PROJECT_PARTNER, Position.CORE_TEAM)
    ]
    assert sorted(at_once(app, *adding)) == [False, True]
    assert len(roles_on(bid)) == 2


def test_a_partner_gets_nobody_in_the_team_while_it_becomes_one(app, bid, coordinator):
    core = saved(a_role(bid, saved(an_organisation("Derbys")), Position.CORE_TEAM))
    facts = {"position": Position.PROJECT_PARTNER}
    naming = partial(
        name_somebody, bid.id, core.organisation_id, coordinator.id, "Ada", TeamRole.FELLOW
    )
    changing = partial(of_role, core.id, change_role, facts, by=coordinator.id, at=NOON)
    assert sorted(at_once(app, naming, changing)) == [False, True]
    assert bool(team_of(bid)) is (fetch(PartnerRole, core.id).position is Position.CORE_TEAM)
