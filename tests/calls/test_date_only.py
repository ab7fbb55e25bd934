"""A funder that names only a date is reckoned with to the end of the day, and said so."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from bidapp.calls.models import Deadline
from bidapp.calls.promised import promised
from bidapp.database import db
from tests.builders import a_call, a_deadline, saved


def form(**changes):
    facts = {"label": "Full bid closes", "stage": "full bid", "zone": "Europe/London"}
    return facts | {"due_on": "2030-06-11", "is_date_only": "y"} | changes


@pytest.fixture
def address(app):
    return f"/calls/{saved(a_call()).id}/deadlines/add"


def added(browser, address, **changes):
    response = browser.post(address, data=form(**changes))
    return db.session.scalars(select(Deadline)).one(), browser.get(response.location).text


def test_it_is_reckoned_with_to_five_in_the_afternoon(signed_in, address):
    deadline, page = added(signed_in, address)
    assert deadline.due_at == datetime(2030, 6, 11, 16, tzinfo=UTC)
    assert "by the end of Tue 11 June 2030; we reckon with 5:00pm (UK)" in page


def test_the_time_reckoned_with_can_be_another(signed_in, address):
    deadline, page = added(signed_in, address, due_time="noon")
    assert deadline.is_date_only
    assert "by the end of Tue 11 June 2030; we reckon with 12:00 noon (UK)" in page


def test_elsewhere_the_day_ends_where_the_funder_is():
    there = a_deadline("2030-06-11 17:00", zone="Europe/Brussels", is_date_only=True)
    said = "by the end of Tue 11 June 2030; we reckon with 5:00pm Brussels time"
    assert promised(there) == said


def test_with_a_time_it_is_said_as_ever():
    assert promised(a_deadline()) == "Fri 15 March 2030, 4:00pm (UK)"


@pytest.mark.parametrize("time", ["", "half past"])
def test_without_the_tick_a_time_is_needed(signed_in, address, time):
    data = form(due_time=time)
    data.pop("is_date_only")
    page = signed_in.post(address, data=data).text
    assert "Enter" in page.partition('id="due_time-error"')[2]
    assert db.session.scalar(select(Deadline)) is None


def test_a_time_nobody_can_read_is_refused_with_the_tick_too(signed_in, address):
    page = signed_in.post(address, data=form(due_time="half past")).text
    assert "Enter a time like 16:00 or 4:00pm." in page


def test_the_form_shows_what_stands(signed_in, app):
    call = saved(a_call(a_deadline("2030-06-11 17:00", is_date_only=True)))
    page = signed_in.get(f"/calls/{call.id}/deadlines/{call.deadlines[0].id}").text
    assert 'checked class="form-check-input" id="is_date_only"' in page
    assert 'value="17:00"' in page
