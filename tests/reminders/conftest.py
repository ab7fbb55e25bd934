"""The clock of a test, and the rounds of the scheduler."""

import pytest

from bidapp import clock
from bidapp.reminders.jobs import plan_ahead, queue_what_is_due, tell_of_trouble
from bidapp.scheduler import run_round
from tests.builders import a_bid, a_call, a_deadline, a_person, saved
from tests.reminders.looking import at

IN_TWO_WEEKS = "2030-03-15 16:00"  # a Friday, seen from noon on Friday 1 March


@pytest.fixture
def set_clock(monkeypatch):
    """Stops the clock at a moment: an instant, or a wall time in London."""

    def set_clock(moment):
        instant = at(moment)
        monkeypatch.setattr(clock, "now", lambda: instant)
        return instant

    return set_clock


@pytest.fixture
def turn(app, set_clock):
    """Sets the clock and does what a round does for reminders; nothing is delivered."""

    def turn(moment):
        set_clock(moment)
        plan_ahead()
        settled = queue_what_is_due()
        tell_of_trouble()
        return settled

    return turn


@pytest.fixture
def whole_round(app, set_clock):
    """Sets the clock and does all that a round of the scheduler does."""

    def whole_round(moment):
        set_clock(moment)
        return run_round(app)

    return whole_round


@pytest.fixture
def owner(app):
    return saved(a_person("Olive Owner", email="olive@example.org"))


@pytest.fixture
def bid(app, now, owner):
    """A bid that closes in two weeks; the rung of 14 working days before has passed."""
    return saved(a_bid(title="Red teaming", owner=owner, call=a_call(a_deadline(IN_TWO_WEEKS))))
