"""A changed deadline keeps what it was, who changed it, when and why."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from bidapp.calls.actions import save_deadline
from bidapp.calls.models import Deadline, DeadlineChange, DeadlineKind, StageKind
from bidapp.calls.queries import changes_of
from bidapp.database import db, unit_of_work
from tests.builders import a_call, a_deadline, saved

AT = datetime(2030, 3, 1, 12, tzinfo=UTC)
STANDING = datetime.fromisoformat("2030-03-15T16:00")


@pytest.fixture
def deadline(app):
    deadline = saved(a_call(a_deadline())).deadlines[0]
    with unit_of_work():
        deadline.ladder_is_stale = False
    return deadline


def save(deadline, by, **changes):
    facts = {"due_local": deadline.due_local, "zone": deadline.zone} | changes
    with unit_of_work():
        save_deadline(deadline, facts, by=by and by.id, at=AT)


def history(deadline):
    return {(each.fact, each.old, each.new) for each in changes_of(deadline)}


def test_each_changed_fact_is_a_line_of_its_own(deadline, coordinator):
    moved = STANDING.replace(day=22)
    save(deadline, coordinator, label="Closing", due_local=moved, why="The funder wrote on Monday")
    assert history(deadline) == {
        ("what is due", "Full bid closes", "Closing"),
        ("when it is due", "Fri 15 March 2030, 4:00pm (UK)", "Fri 22 March 2030, 4:00pm (UK)"),
    }
    for change in changes_of(deadline):
        assert (change.by, change.changed_at, change.occurrence) == (coordinator, AT, 2)
        assert change.why == "The funder wrote on Monday"


def test_what_stays_as_it_was_leaves_no_line(deadline, coordinator):
    save(deadline, coordinator)
    assert history(deadline) == set()
    assert (deadline.sequence, deadline.ladder_is_stale) == (0, False)


def test_a_new_deadline_has_no_history(app, coordinator):
    call = saved(a_call())
    new = Deadline(call=call)
    facts = {"label": "Closes", "stage": StageKind.FULL}
    save(new, coordinator, **facts, due_local=STANDING, zone="Europe/London")
    assert history(new) == set()
    assert (new.sequence, new.ladder_is_stale) == (0, True)


def test_another_zone_of_the_same_wall_time_is_a_change(deadline, coordinator):
    save(deadline, coordinator, zone="Europe/Brussels")
    (change,) = history(deadline)
    assert change[1:] == (
        "Fri 15 March 2030, 4:00pm (UK)",
        "Fri 15 March 2030, 3:00pm (UK) · 4:00pm Brussels time",
    )


@pytest.mark.parametrize(
    ("changes", "is_seen", "is_stale"),
    [
        ({"label": "Closing"}, True, False),
        ({"due_local": STANDING.replace(minute=5)}, True, True),
        ({"is_withdrawn": True}, True, True),
        ({"is_date_only": True}, True, True),
        ({"kind": DeadlineKind.STAGE}, False, True),
        ({"stage": StageKind.OUTLINE}, False, False),
        ({"wording": "At four"}, False, False),
    ],
)
def test_calendars_and_reminders_are_told_what_concerns_them(
    deadline, coordinator, changes, is_seen, is_stale
):
    save(deadline, coordinator, **changes)
    assert (deadline.sequence == 1, deadline.ladder_is_stale) == (is_seen, is_stale)
    assert len(history(deadline)) == 1


def test_several_changes_at_once_are_one_step_in_calendars(deadline, coordinator):
    save(deadline, coordinator, label="Closing", is_withdrawn=True)
    assert deadline.sequence == 1


def test_a_small_move_is_no_new_occurrence(deadline, coordinator):
    save(deadline, coordinator, due_local=STANDING.replace(minute=30))
    save(deadline, coordinator, due_local=STANDING.replace(minute=59))
    assert deadline.occurrence == 1
    save(deadline, coordinator, due_local=STANDING.replace(hour=18))
    assert deadline.occurrence == 2


def test_what_follows_by_itself_was_done_by_nobody(deadline):
    save(deadline, None, label="Closing")
    assert db.session.scalars(select(DeadlineChange)).one().by is None


@pytest.mark.parametrize(
    ("stage", "kind"),
    [
        (StageKind.FULL, DeadlineKind.CLOSE),
        (StageKind.OUTLINE, DeadlineKind.STAGE),
        (StageKind.INTERVIEW, DeadlineKind.STAGE),
    ],
)
def test_a_new_deadlines_kind_follows_from_its_stage(app, coordinator, stage, kind):
    new = Deadline(call=saved(a_call()))
    save(new, coordinator, label="Due", stage=stage, due_local=STANDING, zone="Europe/London")
    assert new.kind is kind


def test_a_kind_that_was_chosen_stays(deadline, coordinator):
    save(deadline, coordinator, kind=DeadlineKind.STAGE)
    save(deadline, coordinator, label="Closing")
    assert deadline.kind is DeadlineKind.STAGE


def form(**changes):
    facts = {"label": "Full bid closes", "stage": "full bid", "zone": "Europe/London"}
    return facts | {"due_on": "2030-03-15", "due_time": "4:00pm"} | changes


def address(deadline):
    return f"/calls/{deadline.call_id}/deadlines/{deadline.id}"


def test_the_page_shows_who_changed_what_and_why(signed_in, deadline):
    assert "Nothing yet: it stands as it was first set." in signed_in.get(address(deadline)).text
    signed_in.post(address(deadline), data=form(due_on="2030-03-22", why="A week <more>"))
    page = signed_in.get(address(deadline)).text
    assert "<del>Fri 15 March 2030, 4:00pm (UK)</del>" in page
    assert "<ins>Fri 22 March 2030, 4:00pm (UK)</ins>" in page
    assert "A week &lt;more&gt;" in page
    assert "Bid coordinator, " in page


def test_a_reason_is_asked_only_of_a_change(signed_in, deadline):
    asked = 'name="why"'
    assert asked in signed_in.get(address(deadline)).text
    assert asked not in signed_in.get(f"/calls/{deadline.call_id}/deadlines/add").text


def test_a_kind_left_open_follows_from_the_stage(signed_in, deadline):
    signed_in.post(address(deadline), data=form(stage="outline", kind=""))
    assert deadline.kind is DeadlineKind.STAGE
    signed_in.post(address(deadline), data=form(stage="outline", kind="funder close"))
    assert deadline.kind is DeadlineKind.CLOSE


@pytest.mark.parametrize("kind", ["internal", "partner", "nothing"])
def test_a_call_has_no_deadlines_of_our_own(signed_in, deadline, kind):
    assert "What it is" in signed_in.post(address(deadline), data=form(kind=kind)).text
    assert history(deadline) == set()


def test_a_reason_too_long_to_keep_is_refused_beside_its_field(signed_in, deadline):
    page = signed_in.post(address(deadline), data=form(label="Closing", why="x" * 501)).text
    assert "Use at most 500 characters." in page.partition('id="why-error"')[2]
    assert history(deadline) == set()
