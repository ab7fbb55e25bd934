"""Two people do something to one line at the same instant: one does it, the other is told."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import partial
from itertools import combinations_with_replacement
from threading import Barrier

import pytest

from bidapp.contributions.actions import revise_line, withdraw_line
from bidapp.contributions.answering import (
    Statement,
    TooLateToChallenge,
    challenge,
    confirm_line,
    decline_line,
    last_answer,
    propose_change,
)
from bidapp.contributions.models import Contribution
from bidapp.contributions.states import LineHasMovedOn, LineState
from bidapp.contributions.worth import facts_of
from bidapp.database import db, fetch, unit_of_work
from tests.contributions.ledger_builders import (
    PARTNER,
    an_asked_line,
    answers,
    confirmed,
    lines,
    one_of_us,
)

TIMES = 20


def confirm(line, name, us):
    confirm_line(line, Statement(name, "Sergeant"), PARTNER, number=1)


def propose(line, name, us):
    said = replace(facts_of(line.standing), title=name)
    propose_change(line, said, Statement(name, "Sergeant"), PARTNER, number=1)


def decline(line, name, us):
    decline_line(line, Statement(name, "Sergeant"), PARTNER, number=1)


def revise(line, name, us):
    said = replace(facts_of(line.standing), title=name)
    revise_line(line, said, us, based_on=1)


def withdraw(line, name, us):
    withdraw_line(line, us, number=1)


def doubt(line, name, us):
    challenge(last_answer(line), name, us)


def at_once(app, line_id, verbs, us, is_sqlite):
    """What came of each: done, or how it was refused. On PostgreSQL all read before any writes;
    on SQLite writers stand in line.
    """
    meet = (lambda: None) if is_sqlite else Barrier(len(verbs), timeout=10).wait
    started = Barrier(len(verbs), timeout=10)
    press = partial(pressed, app, line_id, us, started, meet)
    with ThreadPoolExecutor(len(verbs)) as people:
        return sorted(people.map(press, verbs, ["First", "Second"]))


def pressed(app, line_id, us, started, meet, verb, name):
    with app.app_context():
        started.wait()
        try:
            with unit_of_work():
                line = fetch(Contribution, line_id)
                facts_of(line.standing)
                meet()
                verb(line, name, us)
        except LineHasMovedOn:
            return "moved on"
        except TooLateToChallenge:
            return "too late"
        finally:
            db.session.remove()
    return "done"


@pytest.fixture
def is_sqlite(database_url):
    return database_url.startswith("sqlite")


@pytest.fixture
def us(app):
    return one_of_us()


def test_of_two_confirmations_at_the_same_instant_one_is_kept(app, us, is_sqlite):
    for _ in range(TIMES):
        line = an_asked_line()
        before = len(answers())
        done, refused = at_once(app, line.id, [confirm, confirm], us, is_sqlite)
        assert (done, refused) == ("done", "moved on")
        assert len(answers()) == before + 1
        assert (line.state, len(line.moves)) == (LineState.CONFIRMED, 2)


@pytest.mark.parametrize(
    "verbs",
    list(combinations_with_replacement([confirm, propose, decline, withdraw], 2)),
    ids=lambda verbs: " and ".join(verb.__name__ for verb in verbs),
)
def test_of_any_two_deeds_at_the_same_instant_one_is_done_whole(app, us, is_sqlite, verbs):
    line = an_asked_line()
    assert at_once(app, line.id, verbs, us, is_sqlite) == ["done", "moved on"]
    [found] = lines()
    assert len(found.moves) == 2
    assert len(found.revisions) == (2 if found.state is LineState.CHANGE_PROPOSED else 1)
    assert len(answers()) == (0 if found.state is LineState.WITHDRAWN else 1)


def test_two_changes_at_the_same_instant_make_one_revision(app, us, is_sqlite):
    """Refused in a sentence, not by the database's key."""
    for _ in range(TIMES):
        line = an_asked_line()
        assert at_once(app, line.id, [revise, revise], us, is_sqlite) == ["done", "moved on"]
        db.session.rollback()
        assert (line.standing_number, len(line.revisions)) == (2, 2)


def test_a_change_of_ours_and_one_of_theirs_at_the_same_instant_never_take_one_number(
    app, us, is_sqlite
):
    """Where they stand in line, a proposal may come first: our change then sets it aside."""
    for _ in range(TIMES):
        line = an_asked_line()
        found = at_once(app, line.id, [revise, propose], us, is_sqlite)
        db.session.rollback()
        assert len(line.revisions) == 1 + found.count("done")
        assert found == ["done", "moved on"] or (line.state, line.proposed_number) == (
            LineState.REOPENED, None
        )  # fmt: skip


def test_a_confirmation_and_a_change_at_the_same_instant_never_confirm_what_was_not_seen(
    app, us, is_sqlite
):
    for _ in range(TIMES):
        line = an_asked_line()
        at_once(app, line.id, [confirm, revise], us, is_sqlite)
        db.session.rollback()
        seen = last_answer(line)
        if line.state is LineState.CONFIRMED:
            assert (seen.number, line.standing_number) == (1, 1)
        else:
            assert line.standing_number == 2
            assert line.state is (LineState.REOPENED if seen else LineState.ASKED)


def test_a_confirmation_is_challenged_by_one_of_two(app, us, is_sqlite):
    line = an_asked_line()
    confirmed(line)
    done, refused = at_once(app, line.id, [doubt, doubt], us, is_sqlite)
    assert (done, refused) == ("done", "too late" if is_sqlite else "moved on")
    [answer] = answers()
    assert (answer.challenge_note in ("First", "Second"), len(line.moves)) == (True, 3)
