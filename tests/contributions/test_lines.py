"""Drafting, changing, withdrawing: only what changed is open again, and nothing is lost."""

from decimal import Decimal

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from bidapp.audit.models import AuditEvent
from bidapp.contributions.actions import (
    MOST_LINES,
    LineRefused,
    draft_line,
    revise_line,
    take_up_again,
    withdraw_line,
)
from bidapp.contributions.history import versions_of
from bidapp.contributions.models import ContributionRevision
from bidapp.contributions.states import LineHasMovedOn, LineState
from bidapp.contributions.worth import facts_of
from bidapp.database import db, unit_of_work
from bidapp.organisations.models import OrganisationKind
from tests.builders import a_line, a_role, an_organisation, saved
from tests.contributions.ledger_builders import (
    CHIEF,
    a_confirmed_ledger,
    an_asked_line,
    answers,
    asked,
    cash,
    confirmed,
    facts,
    lines,
    one_of_us,
)

CONFIRMED, REOPENED, WITHDRAWN = LineState.CONFIRMED, LineState.REOPENED, LineState.WITHDRAWN


@pytest.fixture
def us(app):
    return one_of_us()


def drafted(role, said, us):
    with unit_of_work():
        return draft_line(role, said, us)


def revised(line, us, *, based_on=None, why="", **changes):
    with unit_of_work():
        said = {**vars(facts_of(line.standing)), **changes}
        number = based_on or line.standing_number
        return revise_line(line, type(facts())(**said), us, based_on=number, why=why)


def test_a_line_begins_as_a_draft_with_one_revision_and_one_move(us):
    line = drafted(saved(a_role()), facts(), us)
    assert (line.state, line.position, line.standing_number) == (LineState.DRAFT, 1, 1)
    assert facts_of(line.standing) == facts()
    assert (line.standing.made_by_id, line.standing.made_at) == (us.person_id, us.at)
    assert [(move.from_state, move.to_state) for move in line.moves] == [(None, LineState.DRAFT)]
    assert "drafted An analyst’s time for " in db.session.scalar(select(AuditEvent.what))


def test_lines_of_a_role_are_counted_on(us):
    role = saved(a_role())
    assert [drafted(role, facts(), us).position for _ in range(3)] == [1, 2, 3]


def test_a_consortium_never_signs_so_a_member_is_chosen(us):
    group = an_organisation("East Midlands", OrganisationKind.CONSORTIUM, short_name="EMPAC")
    role = saved(a_role(organisation=group))
    with pytest.raises(LineRefused, match=r"EMPAC is a consortium, .* Choose the member"):
        drafted(role, facts(), us)
    assert lines() == []


def test_an_organisation_has_a_page_of_lines_at_most(us):
    role = saved(a_role())
    with unit_of_work():
        db.session.add_all(a_line(role, position=number) for number in range(1, MOST_LINES + 1))
    with pytest.raises(LineRefused, match="at most 60 lines"):
        drafted(role, facts(), us)


def test_a_change_is_the_next_revision_and_the_first_one_is_kept(us):
    line = saved(a_line(title="Rooms"))
    assert revised(line, us, title="Two rooms", why="One is too few.")
    assert [each.title for each in line.revisions] == ["Rooms", "Two rooms"]
    assert (line.standing.title, line.standing.why) == ("Two rooms", "One is too few.")
    assert line.state is LineState.DRAFT


def test_saying_the_same_again_is_no_change(us):
    line = an_asked_line()
    confirmed(line)
    assert not revised(line, us)
    assert not revised(line, us, quantity=Decimal("120.00"))
    assert (line.state, len(line.revisions)) == (CONFIRMED, 1)


def test_of_a_whole_confirmed_ledger_only_the_line_that_changed_is_open_again(us):
    ledger = a_confirmed_ledger(roles=3, lines=4)
    before = [(each.id, each.shown, each.shown_digest, each.number, each.at) for each in answers()]
    changed = ledger[6]
    assert revised(changed, us, value_pence=1_00, quantity=None, rate_pence=None)
    assert len(ledger) == 12
    assert {line.id for line in lines() if line.state is REOPENED} == {changed.id}
    assert {line.id for line in lines() if line.state is CONFIRMED} == {
        line.id for line in ledger if line is not changed
    }
    after = [(each.id, each.shown, each.shown_digest, each.number, each.at) for each in answers()]
    assert after == before
    assert len(changed.moves) == 3  # asked, confirmed, re-opened


@pytest.mark.parametrize("name", ["title", "description", "unit", "rate_source", "rate_year"])
def test_a_word_is_enough_to_open_a_confirmation_again(us, name):
    line = an_asked_line()
    confirmed(line)
    assert revised(line, us, **{name: "Other"})
    assert line.state is REOPENED


def test_a_change_based_on_an_older_revision_is_refused(us):
    line = saved(a_line())
    revised(line, us, title="Theirs")
    with pytest.raises(LineHasMovedOn):
        revised(line, us, title="Mine", based_on=1)
    assert [each.title for each in lines()[0].revisions] == ["Staff time", "Theirs"]


def test_a_withdrawn_line_is_taken_up_before_it_is_changed(us):
    line = saved(a_line())
    with unit_of_work():
        withdraw_line(line, us, why="Not needed.")
    with pytest.raises(LineRefused, match="Take it up again"):
        revised(line, us, title="Mine")
    with unit_of_work():
        take_up_again(line, us)
    assert revised(line, us, title="Mine")
    assert line.state is LineState.DRAFT
    assert [move.note for move in line.moves] == ["Not needed.", ""]


def test_what_was_said_of_a_withdrawn_line_is_kept(us):
    line = an_asked_line()
    confirmed(line)
    with unit_of_work():
        withdraw_line(line, us)
    assert line.state is WITHDRAWN
    assert [each.name for each in answers()] == [CHIEF.name]


def test_a_line_is_withdrawn_only_as_it_was_read(us):
    line = saved(a_line())
    revised(line, us, title="Theirs")
    with pytest.raises(LineHasMovedOn), unit_of_work():
        withdraw_line(line, us, number=1)
    with unit_of_work():
        withdraw_line(line, us, number=2)
    with pytest.raises(LineHasMovedOn, match="is withdrawn"), unit_of_work():
        withdraw_line(line, us)


def test_only_a_withdrawn_line_is_taken_up_again(us):
    line = saved(a_line())
    with pytest.raises(LineHasMovedOn, match="is draft"), unit_of_work():
        take_up_again(line, us)


@pytest.mark.parametrize(
    ("column", "value"),
    [("value_pence", -1), ("rate_pence", -1), ("quantity", Decimal(-1))],
)
def test_the_database_itself_refuses_what_is_below_nothing(app, column, value):
    with pytest.raises(IntegrityError, match="not_negative"):
        saved(a_line(**{column: value}))


def test_the_database_itself_refuses_a_revision_twice(us):
    line = saved(a_line())
    with pytest.raises(IntegrityError), unit_of_work():
        db.session.add(
            ContributionRevision(
                contribution_id=line.id, number=1, made_at=us.at, **vars(cash())
            )
        )  # fmt: skip


def test_the_most_that_a_line_can_be_worth_is_kept_to_the_penny(us):
    line = drafted(saved(a_role()), cash(99_999_999_99), us)
    assert lines()[0].standing.value_pence == line.standing.value_pence == 99_999_999_99


def test_the_history_tells_what_each_revision_changed(us):
    line = asked(drafted(saved(a_role()), facts(), us))
    revised(line, us, title="A year of an analyst", why="Longer.")
    newest, first = versions_of(line)
    assert (newest.who, newest.standing, first.standing) == (us.name, "stands now", "stood before")
    [change] = newest.changes
    assert (change.name, change.before, change.after) == (
        "What", "An analyst’s time", "A year of an analyst"
    )  # fmt: skip
    assert first.changes == []
