"""Month and agenda in the browser, and one deadline as a file."""

import re
from datetime import date, timedelta

import pytest

from bidapp.accounts.permissions import Kind
from bidapp.bids.models import DeadlineStatus
from bidapp.bids.stages import Stage
from bidapp.calendars.queries import Wanted, due_between
from bidapp.calls.models import StageKind
from bidapp.database import db, unit_of_work
from bidapp.organisations.models import Closure
from tests.bids.test_queries_per_page import MOST, asked
from tests.builders import (
    a_bid,
    a_call,
    a_deadline,
    a_person,
    a_section,
    an_organisation,
    saved,
    signed_in_as,
)
from tests.calendars.deadlines import a_milestone, said_of
from tests.calendars.ics import read

PAGES = ["/calendar", "/calendar/agenda"]
ALL_YEAR = date(2030, 1, 1), date(2031, 1, 1)


@pytest.fixture
def bid(coordinator):
    return saved(a_bid(acronym="ADAPT", call=a_call(a_deadline()), owner=coordinator))


def labels(**wanted):
    return [entry.label for entry in due_between(*ALL_YEAR, Wanted(**wanted))]


# Whose deadlines


def test_ones_own_are_those_of_bids_one_owns_or_writes_for_and_what_one_is_asked_to_see_to(bid):
    me = saved(a_person())
    assert labels(person_id=me.id) == []
    a_milestone(bid, label="Mine to see to", owner=me)
    a_milestone(bid, "2030-03-09 12:00", "Named", also_concerns=[me])
    a_milestone(bid, "2030-03-10 12:00", "Somebody else’s")
    assert labels(person_id=me.id) == ["Mine to see to", "Named"]
    saved(a_section(bid, writer=me))
    assert labels(person_id=me.id) == [
        "Mine to see to", "Named", "Somebody else’s", "Full bid closes",
    ]  # fmt: skip


def test_whoever_owns_a_bid_has_all_its_deadlines(bid, coordinator):
    a_milestone(bid, owner=saved(a_person()))
    assert labels(person_id=coordinator.id) == ["Final draft", "Full bid closes"]


@pytest.mark.parametrize("status", [DeadlineStatus.MET, DeadlineStatus.WITHDRAWN])
def test_what_is_done_or_off_is_left_out_of_ones_own_and_marked_in_everybodys(
    signed_in, bid, coordinator, now, status
):
    said_of(bid, bid.call.deadlines[0], status=status, status_since=now)
    assert labels(person_id=coordinator.id) == []
    assert labels() == ["Full bid closes"]
    for page in PAGES:
        assert "Full bid closes" not in signed_in.get(page).text
        shown = signed_in.get(f"{page}?whose=everybody").text
        assert re.search(rf"Full bid closes.*?{status.value.capitalize()}</span>", shown, re.DOTALL)


def test_a_deadline_the_funder_withdrew_is_off_for_everybody(bid, coordinator):
    with unit_of_work():
        db.session.merge(bid.call.deadlines[0]).is_withdrawn = True
    assert labels(person_id=coordinator.id) == []
    [entry] = due_between(*ALL_YEAR, Wanted())
    assert entry.is_off


def test_one_bid_shows_all_it_has_whatever_its_stage(coordinator):
    interview = a_deadline("2030-06-01 12:00", "Interview", stage=StageKind.INTERVIEW)
    lost = saved(a_bid(call=a_call(a_deadline(), interview), stage=Stage.LOST))
    a_milestone(lost)
    assert labels() == []
    assert labels(bid_id=lost.id) == ["Final draft", "Full bid closes", "Interview"]


def test_bids_on_one_call_share_its_deadlines_each_with_its_own_word(bid, coordinator, now):
    other = saved(a_bid(acronym="TWIN", call=bid.call))
    said_of(other, bid.call.deadlines[0], status=DeadlineStatus.MET, status_since=now)
    entries = due_between(*ALL_YEAR, Wanted())
    assert [(entry.bid_name, entry.is_met) for entry in entries] == [
        ("ADAPT", False),
        ("TWIN", True),
    ]


# The pages


def test_the_month_shows_today_and_what_is_due(signed_in, bid):
    page = signed_in.get("/calendar").text
    assert "<caption>March 2030: 1 deadline</caption>" in page
    [today] = re.findall(r'<td[^>]*aria-current="date">\s*<time datetime="([\d-]+)"', page)
    assert today == "2030-03-01"
    address = f"/bids/{bid.id}/deadlines/{bid.call.deadlines[0].id}"
    [cell] = re.findall(r'<time datetime="2030-03-15">.*?</td>', page, re.DOTALL)
    assert f'<a href="{address}">ADAPT: Full bid closes</a>' in cell
    assert "4:00pm" in cell
    assert signed_in.get(address).status_code == 200


def test_months_lead_to_each_other_and_keep_what_is_chosen(signed_in, bid):
    page = signed_in.get(f"/calendar?month=2030-03&whose=mine&bid={bid.id}").text
    kept = f"&amp;whose=mine&amp;bid={bid.id}"
    assert f'rel="prev" href="/calendar?month=2030-02{kept}"' in page
    assert f'rel="next" href="/calendar?month=2030-04{kept}"' in page
    first, last = (signed_in.get(f"/calendar?month={at}").text for at in ("2000-01", "2100-12"))
    assert 'rel="prev"' not in first
    assert 'rel="next"' not in last


def test_what_is_no_month_is_said_and_this_month_is_shown(signed_in, bid):
    for month in ("2027-13", "1999-12", "2101-01", "next", "x" * 10_000, "2027-01-01", "%00"):
        response = signed_in.get(f"/calendar?month={month}")
        assert response.status_code == 200
        assert "is no month that can be shown" in response.text
        assert "<caption>March 2030" in response.text
        assert len(response.text) < 40_000


def test_what_is_no_day_is_said_and_the_agenda_begins_today(signed_in, bid):
    for day in ("2027-02-30", "1999-12-31", "2101-01-01", "soon", "x" * 10_000):
        response = signed_in.get(f"/calendar/agenda?from={day}")
        assert response.status_code == 200
        assert "is no day that can be shown" in response.text
        assert "Fri 1 March 2030 to Thu 25 April 2030" in response.text


@pytest.mark.parametrize("page", PAGES)
def test_nonsense_in_the_address_is_no_fault(signed_in, bid, page):
    for nonsense in ("bid=0", "bid=x", f"bid={10**30}", "whose=nobody", "bid=99"):
        assert signed_in.get(f"{page}?{nonsense}").status_code == 200


def test_the_agenda_ends_where_the_calendar_does(signed_in, bid):
    for day in ("2000-01-01", "2100-12-31"):
        assert signed_in.get(f"/calendar/agenda?from={day}").status_code == 200


def test_the_agenda_shows_eight_weeks_by_day_with_working_days(signed_in, coordinator):
    deadlines = [
        a_deadline("2030-02-28 12:00", label="Yesterday"),
        a_deadline("2030-03-15 09:00", label="Morning"),
        a_deadline("2030-03-15 16:00", label="Afternoon"),
        a_deadline("2030-04-25 16:00", label="Last day"),
        a_deadline("2030-04-26 00:30", label="Too late"),
    ]
    saved(a_bid(call=a_call(*deadlines), owner=coordinator))
    page = signed_in.get("/calendar/agenda").text
    assert re.findall(r'task-what"[^>]*>([^<]+)<', page) == ["Morning", "Afternoon", "Last day"]
    assert page.count('class="agenda-day"') == 2
    assert "10 working days" in page
    assert "Yesterday" in signed_in.get("/calendar/agenda?from=2030-02-28").text


def test_a_full_day_leads_on_to_the_agenda(signed_in, coordinator):
    deadlines = [a_deadline("2030-03-15 12:00", label=f"Step {n}") for n in range(6)]
    saved(a_bid(call=a_call(*deadlines), owner=coordinator))
    page = signed_in.get("/calendar").text
    assert page.count("12:00 noon") == 4
    assert (
        '<a href="/calendar/agenda?from=2030-03-15&amp;whose=mine">2 more on 15 March</a>' in page
    )


def test_holidays_and_the_leads_closures_are_named(signed_in, coordinator):
    lead = an_organisation("De Montfort University", short_name="DMU")
    facts = {"name": "Easter closure", "starts_on": date(2030, 4, 18), "ends_on": date(2030, 4, 23)}
    lead.closures.append(Closure(**facts))
    stranger = an_organisation("Elsewhere")
    stranger.closures.append(Closure(**facts | {"name": "Not ours"}))
    saved(stranger)
    call = a_call(a_deadline("2030-04-24 12:00"))
    saved(a_bid(call=call, owner=coordinator, lead_organisation=lead))
    page = signed_in.get("/calendar?month=2030-04").text
    assert page.count("DMU: Easter closure") == 6
    assert "Good Friday" in page
    assert "Not ours" not in page


def test_an_empty_calendar_says_what_belongs_there(client, app, now):
    reader = signed_in_as(client, saved(a_person(kind=Kind.READER)))
    assert "nothing is due" in reader.get("/calendar").text
    assert "Nothing is due from you in these weeks" in reader.get("/calendar/agenda").text
    assert "Nothing is due in these weeks" in reader.get("/calendar/agenda?whose=everybody").text


def test_it_is_one_of_the_main_places_for_everybody(client, app, now):
    reader = signed_in_as(client, saved(a_person(kind=Kind.READER)))
    assert '<a href="/calendar" aria-current="page">Calendar</a>' in reader.get("/calendar").text


@pytest.mark.parametrize("page", [*PAGES, "/calendar?whose=everybody", "/calendar/feeds"])
def test_a_calendar_of_many_deadlines_asks_no_more(signed_in, coordinator, page):
    def more(count):
        with unit_of_work():
            owner = db.session.merge(coordinator)
            for _ in range(count):
                bid = a_bid(owner=owner, call=a_call(a_deadline()))
                db.session.add(bid)

    more(2)
    with asked() as few:
        assert signed_in.get(page).status_code == 200
    more(60)
    with asked() as many:
        assert signed_in.get(page).status_code == 200
    assert len(many) == len(few) <= MOST, many


# One deadline as a file


def test_one_deadline_is_a_file_for_ones_own_calendar(signed_in, bid):
    response = signed_in.get(f"/bids/{bid.id}/deadlines/{bid.call.deadlines[0].id}.ics")
    assert response.content_type == "text/calendar; charset=utf-8"
    wanted = "attachment; filename=adapt-full-bid-closes.ics"
    assert response.headers["Content-Disposition"] == wanted
    calendar = read(response.data)
    [event] = calendar.parts
    assert calendar["NAME"] == event["SUMMARY"] == "ADAPT: Full bid closes"
    page = event["URL"].removeprefix("http://bids.example.org")
    assert signed_in.get(page).status_code == 200


def test_its_name_is_one_that_every_machine_takes(signed_in, bid):
    own = a_milestone(bid, label="“Größe”\r\nX-Evil: ../../etc 😀" + "x" * 200)
    response = signed_in.get(f"/bids/{bid.id}/deadlines/{own.deadline_id}.ics")
    name = response.headers["Content-Disposition"].partition("filename=")[2]
    assert re.fullmatch(r"[a-z0-9-]{1,80}\.ics", name)


def test_a_deadline_is_found_only_under_its_own_bid(signed_in, bid):
    other = saved(a_bid(call=a_call(a_deadline())))
    own = a_milestone(other)
    for number in (own.deadline_id, other.call.deadlines[0].id, 4711):
        assert signed_in.get(f"/bids/{bid.id}/deadlines/{number}.ics").status_code == 404


def test_strangers_get_no_file(client, bid):
    response = client.get(f"/bids/{bid.id}/deadlines/{bid.call.deadlines[0].id}.ics")
    assert response.status_code == 302


def test_the_file_follows_the_clocks(signed_in, coordinator):
    call = a_call(a_deadline("2030-03-29 16:00"), a_deadline("2030-04-01 16:00", label="After"))
    bid = saved(a_bid(call=call, owner=coordinator))
    starts = []
    for deadline in bid.call.deadlines:
        content = signed_in.get(f"/bids/{bid.id}/deadlines/{deadline.id}.ics").data
        starts.append(read(content).parts[0]["DTSTART"])
    assert starts == ["20300329T160000Z", "20300401T150000Z"]
    assert timedelta(days=3) - timedelta(hours=1) == (
        call.deadlines[1].due_at - call.deadlines[0].due_at
    )
