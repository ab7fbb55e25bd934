"""From a call to its deadlines, over the pages."""

from datetime import UTC, datetime, time

import pytest
from sqlalchemy import select

from bidapp.audit.models import AuditEvent
from bidapp.calls.models import Call, CallStatus, Deadline, StageKind
from bidapp.database import db, fetch
from tests.builders import a_call, a_deadline, a_funder, saved


@pytest.fixture
def funder(app):
    return saved(a_funder(short_name="ESRC", default_closing_time=time(16)))


def one(table):
    return db.session.scalars(select(table)).one()


def call_form(funder, **changes):
    return {
        "funder_id": funder.id,
        "title": "Policing",
        "status": "open",
        "award_basis": "full economic cost",
    } | changes


def deadline_form(**changes):
    facts = {"label": "Full bid closes", "stage": "full bid", "zone": "Europe/London"}
    return facts | {"due_on": "2030-04-15", "due_time": "4:00pm"} | changes


def test_a_new_call_leads_on_to_its_first_deadline(signed_in, funder):
    response = signed_in.post(
        "/calls/add",
        data=call_form(
            funder,
            total_fund_pence="£2,000,000",
            fec_percent="80",
            allowed_roles=["project lead", "fellow"],
            **{"outline-is_there": "y", "full-opens_on": "2030-03-10"},
        ),
    )
    call = one(Call)
    assert response.location == f"/calls/{call.id}/deadlines/add"
    assert (call.total_fund_pence, call.fec_percent) == (200_000_000, 80)
    assert call.allowed_roles == ["project lead", "fellow"]
    assert [stage.kind for stage in call.stages] == [StageKind.OUTLINE, StageKind.FULL]


def test_a_deadline_starts_with_the_funders_usual_time(signed_in, funder):
    call = saved(a_call(funder=funder))
    page = signed_in.get(f"/calls/{call.id}/deadlines/add").text
    assert 'value="16:00"' in page
    assert 'value="Europe/London"' in page


def test_a_deadline_is_kept_and_shown(signed_in, funder):
    call = saved(a_call(funder=funder))
    response = signed_in.post(f"/calls/{call.id}/deadlines/add", data=deadline_form())
    assert response.location == f"/calls/{call.id}"
    assert one(Deadline).due_at == datetime(2030, 4, 15, 15, tzinfo=UTC)
    assert "Mon 15 April 2030, 4:00pm (UK)" in signed_in.get(response.location).text


def test_a_deadline_in_the_gap_says_which_instant_was_meant(signed_in, funder):
    call = saved(a_call(funder=funder))
    data = deadline_form(due_on="2030-03-31", due_time="01:30")
    response = signed_in.post(f"/calls/{call.id}/deadlines/add", data=data)
    page = signed_in.get(response.location).text
    assert page.count("does not exist: the clocks go forward then. We took 2:00am.") == 2
    assert one(Deadline).due_at == datetime(2030, 3, 31, 1, tzinfo=UTC)


def test_a_contradiction_is_shown_and_not_refused(signed_in, funder):
    call = saved(a_call(funder=funder, status=CallStatus.CLOSED))
    signed_in.post(f"/calls/{call.id}/deadlines/add", data=deadline_form())
    page = signed_in.get(f"/calls/{call.id}").text
    assert "It is said to be closed, and Full bid closes is still ahead." in page


def test_a_moved_deadline_leaves_a_trace(signed_in, funder):
    call = saved(a_call(a_deadline(), funder=funder))
    address = f"/calls/{call.id}/deadlines/{call.deadlines[0].id}"
    assert 'value="2030-03-15"' in signed_in.get(address).text
    signed_in.post(address, data=deadline_form())
    assert one(Deadline).occurrence == 2
    assert "moved from Fri 15 March 2030" in one(AuditEvent).what


def test_a_deadline_is_withdrawn_and_then_closes_nothing(signed_in, funder):
    call = saved(a_call(a_deadline(), funder=funder))
    data = deadline_form(due_on="2030-03-15", is_withdrawn="y")
    signed_in.post(f"/calls/{call.id}/deadlines/{call.deadlines[0].id}", data=data)
    page = signed_in.get(f"/calls/{call.id}").text
    assert "Withdrawn" in page
    assert "Closes:" not in page


def test_a_deadline_is_found_only_under_its_own_call(signed_in, funder):
    own, other = saved(a_call(a_deadline(), funder=funder)), saved(a_call(funder=funder))
    address = f"/calls/{other.id}/deadlines/{own.deadlines[0].id}"
    assert signed_in.get(address).status_code == 404


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"zone": "Leicester"}, "Enter a time zone like"),
        ({"due_time": "4"}, "Enter a time like 16:00"),
        ({"due_on": "soon"}, "Enter a date like"),
        ({"label": " "}, "Enter what is due."),
        ({"stage": "never"}, "Invalid Choice"),
    ],
)
def test_a_deadline_that_is_no_moment_is_refused_beside_its_field(
    signed_in, funder, changes, sentence
):
    call = saved(a_call(funder=funder))
    page = signed_in.post(f"/calls/{call.id}/deadlines/add", data=deadline_form(**changes)).text
    assert sentence in page
    assert db.session.scalar(select(Deadline)) is None


def test_sums_and_months_that_cross_are_refused(signed_in, funder):
    crossed = {"award_min_pence": "500", "award_max_pence": "400"}
    months = {"duration_min_months": "24", "duration_max_months": "12"}
    page = signed_in.post("/calls/add", data=call_form(funder, **crossed, **months)).text
    assert "The most is less than the least." in page
    assert "The longest is shorter than the shortest." in page


def test_a_changed_call_keeps_what_the_form_shows(signed_in, funder):
    call = saved(a_call(a_deadline(), funder=funder, reference="OPP123"))
    address = f"/calls/{call.id}/edit"
    assert 'value="OPP123"' in signed_in.get(address).text
    response = signed_in.post(address, data=call_form(funder, title="Renamed"))
    assert response.location == f"/calls/{call.id}"
    assert fetch(Call, call.id).title == "Renamed"


def test_stages_taken_away_are_gone(signed_in, funder):
    signed_in.post("/calls/add", data=call_form(funder, **{"eoi-is_there": "y"}))
    signed_in.post(f"/calls/{one(Call).id}/edit", data=call_form(funder))
    assert one(Call).stages == []


def test_a_call_without_closing_is_shown_as_always_open(signed_in, funder):
    call = saved(a_call(funder=funder))
    assert "Always open" in signed_in.get("/calls").text
    assert "the funder names no closing date" in signed_in.get(f"/calls/{call.id}").text


def test_the_list_is_filtered_by_its_address(signed_in, funder):
    saved(a_call(funder=funder, title="Open one"))
    other = saved(a_call(title="Closed one", status=CallStatus.CLOSED))
    closed = signed_in.get("/calls?status=closed").text
    assert "Closed one" in closed
    assert "Open one" not in closed
    assert "Open one" not in signed_in.get(f"/calls?funder={other.funder_id}").text
    assert "No calls match" in signed_in.get(f"/calls?status=open&funder={other.funder_id}").text


@pytest.mark.parametrize(
    "nonsense", ["status=ajar", "funder=x", "funder=-1", "funder=0", f"funder={10**30}"]
)
def test_nonsense_in_the_address_is_no_fault(signed_in, funder, nonsense):
    assert signed_in.get(f"/calls?{nonsense}").status_code == 200
    assert signed_in.get(f"/calls/add?{nonsense}").status_code == 200


def test_calls_that_close_soonest_come_first_and_closed_ones_last(signed_in, funder):
    saved(a_call(title="Closed", status=CallStatus.CLOSED, funder=funder))
    saved(a_call(title="Whenever", funder=funder))
    saved(a_call(a_deadline("2030-05-01 16:00"), title="In May", funder=funder))
    saved(a_call(a_deadline("2030-04-01 16:00"), title="In April", funder=funder))
    page = signed_in.get("/calls").text
    places = [page.index(f">{title}</a>") for title in ("In April", "In May", "Whenever", "Closed")]
    assert places == sorted(places)


def test_what_letters_of_support_may_be_is_kept_and_shown(signed_in, funder):
    call = saved(a_call(funder=funder))
    assert "Letters" not in signed_in.get(f"/calls/{call.id}").text
    data = call_form(funder, letter_max_pages="1", letter_max_age_months="6")
    signed_in.post(f"/calls/{call.id}/edit", data=data)
    page = signed_in.get(f"/calls/{call.id}").text
    assert "at most 1 page, signed in the 6 months before the close" in page


@pytest.mark.parametrize(
    ("changes", "field", "sentence"),
    [
        ({"letter_max_pages": "0"}, "letter_max_pages", "Enter pages, from 1 to 20."),
        ({"letter_max_pages": "21"}, "letter_max_pages", "Enter pages, from 1 to 20."),
        ({"letter_max_age_months": "61"}, "letter_max_age_months", "Enter months, from 1 to 60."),
        ({"fec_percent": "sNaN"}, "fec_percent", "Enter a percentage as a number"),
        ({"fec_percent": "100.01"}, "fec_percent", "Enter a percentage from 0 to 100."),
    ],
)
def test_numbers_that_make_no_sense_are_refused_beside_the_field(
    signed_in, funder, changes, field, sentence
):
    page = signed_in.post("/calls/add", data=call_form(funder, **changes)).text
    assert sentence in page.partition(f'id="{field}-error"')[2]
    assert db.session.scalar(select(Call)) is None
