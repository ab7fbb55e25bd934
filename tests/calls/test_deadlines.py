"""A deadline keeps what was promised, and knows when it was moved."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from bidapp.audit.models import AuditEvent
from bidapp.calls.actions import save_deadline
from bidapp.calls.models import CallStatus, StageKind
from bidapp.database import db, unit_of_work
from tests.builders import a_call, a_deadline, saved

LATER = datetime.fromisoformat("2030-03-22T16:00")


def test_a_deadline_keeps_wall_time_and_zone_beside_the_instant():
    deadline = a_deadline("2030-07-15 17:00", zone="Europe/Brussels")
    assert deadline.due_local == datetime.fromisoformat("2030-07-15T17:00")
    assert deadline.zone == "Europe/Brussels"
    assert deadline.due_at == datetime(2030, 7, 15, 15, tzinfo=UTC)


def test_a_moved_deadline_is_a_new_occurrence():
    deadline = a_deadline()
    deadline.fall_due(LATER, "Europe/London")
    deadline.fall_due(LATER, "Europe/Lisbon")  # another zone, the same instant
    assert deadline.occurrence == 2
    deadline.fall_due(LATER, "Europe/Brussels")
    assert deadline.occurrence == 3


def test_an_open_call_without_a_closing_is_always_open():
    assert a_call().is_always_open
    assert a_call(a_deadline(stage=StageKind.DECISION)).is_always_open
    assert not a_call(a_deadline()).is_always_open
    assert not a_call(status=CallStatus.UPCOMING).is_always_open


def test_a_withdrawn_deadline_closes_nothing():
    assert a_call(a_deadline(is_withdrawn=True)).is_always_open


def test_the_closing_is_the_last_before_submission():
    outline = a_deadline("2030-02-15 16:00", stage=StageKind.OUTLINE)
    full, decision = a_deadline(), a_deadline("2030-09-01 16:00", stage=StageKind.DECISION)
    assert a_call(outline, full, decision).closing is full


@pytest.fixture
def deadline(app):
    return saved(a_call(a_deadline())).deadlines[0]


def save(deadline, by, **changes):
    facts = {"label": "Full bid closes", "zone": "Europe/London", "due_local": LATER} | changes
    with unit_of_work():
        save_deadline(deadline, facts, by=by.id, at=datetime(2030, 3, 1, 12, tzinfo=UTC))


def test_a_move_stays_in_the_record(deadline, coordinator):
    save(deadline, coordinator)
    event = db.session.scalars(select(AuditEvent)).one()
    assert event.what == (
        "set Full bid closes to Fri 22 March 2030, 4:00pm (UK) "
        "(moved from Fri 15 March 2030, 4:00pm (UK))"
    )
    assert (event.subject, event.subject_id) == ("deadline", deadline.id)
    assert (event.person_id, deadline.occurrence) == (coordinator.id, 2)


def test_other_words_for_a_deadline_are_no_move(deadline, coordinator):
    save(
        deadline,
        coordinator,
        label="Closing time",
        due_local=datetime.fromisoformat("2030-03-15T16:00"),
    )
    assert "moved" not in db.session.scalars(select(AuditEvent.what)).one()
    assert deadline.occurrence == 1
