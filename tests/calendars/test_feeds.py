"""Private addresses that other calendars read: what is in them, and who can no longer read them."""

import re
from contextlib import contextmanager
from datetime import timedelta

import pytest
from sqlalchemy import event, select, update

from bidapp import clock
from bidapp.accounts.models import Person
from bidapp.accounts.permissions import Kind
from bidapp.audit.models import AuditEvent
from bidapp.bids.models import DeadlineStatus
from bidapp.bids.stages import Stage
from bidapp.calendars.actions import MOST_FEEDS
from bidapp.calendars.models import CalendarFeed
from bidapp.calls.actions import save_deadline
from bidapp.calls.models import StageKind
from bidapp.database import db, unit_of_work
from tests.builders import (
    a_bid,
    a_call,
    a_deadline,
    a_person,
    a_section,
    saved,
    signed_in_as,
)
from tests.calendars.deadlines import a_milestone, said_of
from tests.calendars.ics import read

ADDRESS = re.compile(r'value="http://bids\.example\.org(/calendar/feeds/[\w-]{43}\.ics)"')


def make_feed(browser, label="My bids", bid_id=""):
    page = browser.post("/calendar/feeds", data={"label": label, "bid_id": bid_id}).text
    return ADDRESS.search(page)[1]


@pytest.fixture
def stranger(app):
    """A calendar program: nobody is signed in, and no cookie is kept."""
    return app.test_client(use_cookies=False)


@pytest.fixture
def bid(coordinator):
    return saved(a_bid(acronym="ADAPT", call=a_call(a_deadline()), owner=coordinator))


@pytest.fixture
def feed(signed_in, bid):
    return make_feed(signed_in)


def events(stranger, address):
    return read(stranger.get(address).data).parts


def titles(stranger, address):
    return [each["SUMMARY"] for each in events(stranger, address)]


# What is read


def test_another_calendar_reads_it_without_signing_in(stranger, feed):
    response = stranger.get(feed)
    assert response.status_code == 200
    assert response.content_type == "text/calendar; charset=utf-8"
    assert read(response.data)["NAME"] == "My bids"
    assert titles(stranger, feed) == ["ADAPT: Full bid closes"]


def test_nothing_of_it_is_kept_or_passed_on_by_others(stranger, feed):
    headers = stranger.get(feed).headers
    assert set(headers["Cache-Control"].split(", ")) == {"private", "max-age=300"}
    assert headers["Referrer-Policy"] == "no-referrer"
    assert "Set-Cookie" not in headers


def test_a_calendar_that_has_it_already_is_told_so(stranger, feed, now):
    first = stranger.get(feed)
    again = stranger.get(feed, headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    assert again.headers["ETag"] == first.headers["ETag"]
    assert "private" in again.headers["Cache-Control"]
    assert "Set-Cookie" not in again.headers


def test_a_moved_deadline_is_the_same_event_in_a_later_version(
    stranger, feed, bid, coordinator, now
):
    first = stranger.get(feed)
    [before] = read(first.data).parts
    deadline = bid.call.deadlines[0]
    local = deadline.due_local + timedelta(days=17)  # beyond the change of the clocks
    with unit_of_work():
        facts = {"due_local": local, "zone": deadline.zone, "label": deadline.label}
        save_deadline(deadline, facts, by=coordinator.id, at=now)
    second = stranger.get(feed, headers={"If-None-Match": first.headers["ETag"]})
    assert second.status_code == 200
    [after] = read(second.data).parts
    assert after["UID"] == before["UID"]
    assert (before["DTSTART"], after["DTSTART"]) == ("20300315T160000Z", "20300401T150000Z")
    assert int(after["SEQUENCE"]) > int(before["SEQUENCE"])
    assert after["DTSTAMP"] == "20300301T120000Z" > before["DTSTAMP"]


def test_its_head_can_be_asked_for_alone(stranger, feed):
    whole, head = stranger.get(feed), stranger.head(feed)
    assert (head.status_code, head.data) == (200, b"")
    assert head.headers["ETag"] == whole.headers["ETag"]
    assert head.content_length == len(whole.data)


def test_ones_own_feed_holds_what_concerns_one_and_nothing_else(stranger, client, bid, now):
    me = saved(a_person("Co-lead, Derby"))
    saved(a_bid(acronym="OTHER", call=a_call(a_deadline())))
    mine = saved(a_bid(acronym="WRITE", call=a_call(a_deadline("2030-03-16 12:00"))))
    saved(a_section(mine, writer=me))
    a_milestone(bid, label="I look after", owner=me)
    a_milestone(bid, "2030-03-09 16:00", label="I am named", also_concerns=[me])
    a_milestone(bid, "2030-03-10 16:00", label="Not mine")
    address = make_feed(signed_in_as(client, me))
    assert titles(stranger, address) == [
        "ADAPT: I look after",
        "ADAPT: I am named",
        "WRITE: Full bid closes",
    ]


def test_a_bids_feed_holds_all_of_it_and_nothing_else(stranger, signed_in, bid):
    saved(a_bid(acronym="OTHER", call=a_call(a_deadline())))
    a_milestone(bid)
    address = make_feed(signed_in, bid_id=bid.id)
    assert titles(stranger, address) == ["ADAPT: Final draft", "ADAPT: Full bid closes"]


def test_what_is_withdrawn_or_met_is_said(stranger, feed, bid, now):
    said_of(bid, bid.call.deadlines[0], status=DeadlineStatus.WITHDRAWN, status_since=now)
    a_milestone(bid, status=DeadlineStatus.MET, status_since=now)
    met, withdrawn = events(stranger, feed)
    assert (met["SUMMARY"], met["STATUS"]) == ("Met: ADAPT: Final draft", "CONFIRMED")
    assert withdrawn["SUMMARY"] == "Withdrawn: ADAPT: Full bid closes"
    assert withdrawn["STATUS"] == "CANCELLED"


def test_it_reaches_ninety_days_back_and_all_the_way_ahead(stranger, signed_in, coordinator):
    deadlines = [
        a_deadline("2029-11-30 16:00", label="Long ago"),
        a_deadline("2029-12-02 16:00", label="Lately"),
        a_deadline("2099-12-31 16:00", label="One day"),
    ]
    saved(a_bid(acronym="A", call=a_call(*deadlines), owner=coordinator))
    assert titles(stranger, make_feed(signed_in)) == ["A: Lately", "A: One day"]


def test_what_does_not_matter_where_a_bid_stands_is_left_out(stranger, signed_in, coordinator):
    call = a_call(a_deadline(), a_deadline("2030-06-01 09:00", "Panel", stage=StageKind.INTERVIEW))
    saved(a_bid(acronym="A", call=call, owner=coordinator))
    saved(a_bid(acronym="B", call=call, owner=coordinator, stage=Stage.SUBMITTED))
    saved(a_bid(acronym="C", call=call, owner=coordinator, stage=Stage.LOST))
    assert titles(stranger, make_feed(signed_in)) == ["A: Full bid closes", "B: Panel"]


# Who reads it no longer


def refusal(stranger, address):
    """What is answered, without what differs from one request to the next."""
    response = stranger.get(address)
    assert response.status_code == 404
    assert "no-store" in response.headers["Cache-Control"]
    return response.text


def test_an_ended_feed_is_as_if_it_had_never_been(stranger, signed_in, feed, coordinator):
    unknown = refusal(stranger, f"/calendar/feeds/{'x' * 43}.ics")
    number = db.session.scalar(select(CalendarFeed.id))
    signed_in.post(f"/calendar/feeds/{number}/end")
    assert refusal(stranger, feed) == unknown
    assert "You have none." in signed_in.get("/calendar/feeds").text


@pytest.mark.parametrize("of_one_bid", [False, True])
def test_a_feed_works_only_while_its_person_does(stranger, signed_in, bid, coordinator, of_one_bid):
    address = make_feed(signed_in, bid_id=bid.id if of_one_bid else "")
    unknown = refusal(stranger, f"/calendar/feeds/{'x' * 43}.ics")
    for is_active in (False, True):
        with unit_of_work():
            person = update(Person).where(Person.id == coordinator.id)
            db.session.execute(person.values(is_active=is_active))
        if is_active:
            assert stranger.get(address).status_code == 200
        else:
            assert refusal(stranger, address) == unknown


def test_any_other_key_opens_nothing(stranger, feed):
    odd = ("x", "x" * 10_000, "%00", "%ff%fe", "..%2f..", "😀" * 100, "'; DROP TABLE", "%0d%0aX:y")
    for key in odd:
        refusal(stranger, f"/calendar/feeds/{key}.ics")


def test_nobody_ends_anybody_elses_feed(client, stranger, feed, coordinator):
    other = saved(a_person(kind=Kind.ADMINISTRATOR))
    number = db.session.scalar(select(CalendarFeed.id))
    assert signed_in_as(client, other).post(f"/calendar/feeds/{number}/end").status_code == 404
    assert stranger.get(feed).status_code == 200


def test_nobody_sees_anybody_elses_feeds(client, feed):
    other = signed_in_as(client, saved(a_person()))
    assert "My bids" not in other.get("/calendar/feeds").text


# The key


def test_the_address_is_shown_once_and_only_its_digest_is_kept(signed_in, bid):
    page = signed_in.post("/calendar/feeds", data={"label": "Mine", "bid_id": ""})
    key = ADDRESS.search(page.text)[1].rpartition("/")[2].removesuffix(".ics")
    assert page.headers["Cache-Control"] == "no-store"
    assert f'href="webcal://bids.example.org/calendar/feeds/{key}.ics"' in page.text
    assert key not in signed_in.get("/calendar/feeds").text
    kept = db.session.execute(select(CalendarFeed.__table__)).one()
    noted = db.session.scalars(select(AuditEvent.what)).all()
    assert key not in f"{kept} {noted}"
    assert "made the calendar feed Mine" in noted


def test_two_feeds_have_nothing_in_common(signed_in, bid):
    assert make_feed(signed_in) != make_feed(signed_in)


def test_the_key_is_in_no_log(stranger, feed, caplog):
    caplog.set_level("DEBUG")
    stranger.get(feed)
    stranger.get(feed.replace(".ics", "x.ics"))
    assert "/calendar/feeds/<key>.ics" in caplog.text
    assert feed.rpartition("/")[2][:20] not in caplog.text


# Making them


def test_a_feed_that_makes_no_sense_is_refused_beside_its_field(signed_in, bid):
    for form, sentence in (
        ({"label": ""}, "Enter a name, for example: Bid deadlines."),
        ({"label": "x" * 101}, "Use at most 100 characters."),
        ({"bid_id": "4711"}, "Not a valid choice."),
        ({"bid_id": "x"}, "Invalid Choice"),
    ):
        page = signed_in.post("/calendar/feeds", data={"label": "Mine", "bid_id": ""} | form).text
        assert sentence in page
    assert db.session.scalar(select(CalendarFeed)) is None


def test_nobody_makes_more_than_they_can_keep_track_of(signed_in, bid):
    for _ in range(MOST_FEEDS):
        make_feed(signed_in)
    page = signed_in.post("/calendar/feeds", data={"label": "One more", "bid_id": ""}).text
    assert "End one that you no longer use first." in page
    assert len(db.session.scalars(select(CalendarFeed)).all()) == MOST_FEEDS


def test_the_page_says_what_each_holds_and_when_it_was_read(signed_in, stranger, bid, feed):
    make_feed(signed_in, label="ADAPT alone", bid_id=bid.id)
    stranger.get(feed)
    page = signed_in.get("/calendar/feeds").text
    assert "All that concern you · made Fri 1 March 2030 · last read Fri 1 March 2030" in page
    assert "ADAPT · made Fri 1 March 2030 · not read yet" in page


# What reading costs


@contextmanager
def statements():
    said = []

    def remember(connection, cursor, statement, *rest):
        said.append(statement.split()[0])

    event.listen(db.engine, "before_cursor_execute", remember)
    yield said
    event.remove(db.engine, "before_cursor_execute", remember)


def test_reading_is_noted_once_a_day(stranger, feed, now, monkeypatch):
    with statements() as first:
        stranger.get(feed)
    assert first.count("UPDATE") == 1
    with statements() as later_that_day:
        stranger.get(feed)
        stranger.head(feed)
    assert "UPDATE" not in later_that_day
    monkeypatch.setattr(clock, "now", lambda: now + timedelta(days=1))
    stranger.get(feed)
    read_on = db.session.scalar(select(CalendarFeed.last_read_on))
    assert f"{read_on:%Y-%m-%d %H:%M}" == "2030-03-02 00:00"


def test_a_long_feed_asks_no_more_than_a_short_one(stranger, feed, coordinator):
    stranger.get(feed)
    with statements() as few:
        stranger.get(feed)
    with unit_of_work():
        owner = db.session.merge(coordinator)
        db.session.add_all(a_bid(call=a_call(a_deadline()), owner=owner) for _ in range(60))
    with statements() as many:
        assert len(events(stranger, feed)) == 61
    assert many.count("SELECT") == few.count("SELECT") == 2
