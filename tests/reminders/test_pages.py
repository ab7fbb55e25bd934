"""The pages of one deadline and of one bid: who has it, what will be sent, what was."""

import csv
from io import StringIO

import pytest
from sqlalchemy import select

from bidapp import clock
from bidapp.accounts.permissions import Kind
from bidapp.bids.models import BidDeadline
from bidapp.calls.actions import save_deadline
from bidapp.database import db, unit_of_work
from bidapp.reminders.deadlines import deadline_of_bid
from bidapp.reminders.models import Acknowledgement, BidChannel, Digest, Snooze
from tests.builders import (
    LONG_AGO,
    a_bid,
    a_call,
    a_deadline,
    a_milestone,
    a_person,
    a_section,
    saved,
    signed_in_as,
)
from tests.mail.mail_server import a_mail_server
from tests.reminders.looking import at, change
from tests.reminders.test_planning import TEAMS, a_channel
from tests.reminders.test_wishes import wants

NOON, CLOSE, SEVEN = "2030-03-01 12:00", "2030-03-15 16:00", "2030-03-06 09:00"


@pytest.fixture
def deadline(bid):
    [deadline] = bid.call.deadlines
    return deadline


@pytest.fixture
def address(bid, deadline):
    return f"/bids/{bid.id}/deadlines/{deadline.id}"


@pytest.fixture
def as_(app, now):
    """A browser in which somebody of this kind, or this person, is signed in."""

    def as_(who):
        person = who if not isinstance(who, Kind) else saved(a_person(f"A {who}", kind=who))
        return signed_in_as(app.test_client(), person, at=clock.now())

    return as_


def found(table):
    db.session.rollback()
    return db.session.scalars(select(table)).all()


# Who has it


def test_the_page_says_what_is_due_who_looks_after_it_and_that_nobody_has_it(
    bid, owner, address, turn, as_
):
    turn(NOON)
    page = as_(owner).get(address).text
    for words in (
        "Full bid closes", "15 March", "Olive Owner looks after it",
        "Nobody has said “I have it” yet", "Put it off", "Hand it over",
    ):  # fmt: skip
        assert words in page, words


def test_everybody_may_say_that_they_have_it_and_take_it_back(address, as_):
    for kind in Kind:
        browser = as_(kind)
        assert browser.post(f"{address}/have-it").location == address
        browser.post(f"{address}/have-it")  # twice is as good as once
        assert len(found(Acknowledgement)) == 1
        assert f"A {kind} has it" in browser.get(address).text
        assert browser.post(f"{address}/have-it-not").location == address
        browser.post(f"{address}/have-it-not")
        assert found(Acknowledgement) == []


def test_who_had_it_before_a_move_has_it_no_more(deadline, owner, address, as_):
    browser = as_(owner)
    browser.post(f"{address}/have-it")
    with unit_of_work():
        facts = {"due_local": at("2030-03-29 16:00").replace(tzinfo=None), "zone": deadline.zone}
        save_deadline(deadline, facts | {"why": "The funder wrote."}, by=None, at=LONG_AGO)
    page = browser.get(address).text
    assert "Olive Owner has it" not in page
    assert "Fri 15 March 2030, 4:00pm (UK) → Fri 29 March 2030, 4:00pm (UK)" in page
    assert "The funder wrote." in page


def test_a_deadline_that_is_over_offers_nothing_to_do(bid, owner, address, set_clock, as_):
    set_clock("2030-03-15 17:00")
    page = as_(owner).get(address).text
    assert "Put it off" not in page
    assert "I have it" not in page


# Put off


def test_it_can_be_put_off_until_a_morning(owner, address, as_):
    browser = as_(owner)
    answer = browser.post(f"{address}/put-off", data={"until_on": "2030-03-11"})
    assert answer.location == address
    [snooze] = found(Snooze)
    assert snooze.until == at("2030-03-11 09:00")
    assert "you hear of it again on Mon 11 March 2030, 9:00am (UK)" in browser.get(address).text


def test_the_morning_is_the_persons_own(owner, address, as_):
    wants(owner, zone="America/New_York")
    as_(owner).post(f"{address}/put-off", data={"until_on": "2030-03-11"})
    [snooze] = found(Snooze)
    assert snooze.until == at("2030-03-11 09:00", "America/New_York")


BAD_DAYS = {
    "": "Enter a date.",
    "soon": "Enter a date like",
    "31/02/2030": "Enter a date like",
    "01/01/0001": "Enter a year between",
    "9999-12-31": "Enter a year between",
    "2030-02-28": "Choose a moment that is still to come.",
    "2030-03-01": "Choose a moment that is still to come.",
    "2030-03-16": "It is due on Fri 15 March 2030, 4:00pm (UK). Choose an earlier moment.",
    "9" * 10_000: "Enter a date like",
}


def test_a_day_that_cannot_be_is_explained_beside_the_field(owner, address, as_):
    browser = as_(owner)
    for day, said in BAD_DAYS.items():
        page = browser.post(f"{address}/put-off", data={"until_on": day})
        assert page.status_code == 200, day
        assert said in page.text, day
        assert 'id="until_on-error"' in page.text, day
        assert "<title>Error: " in page.text, day
    assert found(Snooze) == []


# Handed over


def test_it_can_be_handed_to_a_colleague(bid, deadline, owner, address, as_):
    colleague = saved(a_person("Colleen Colleague"))
    browser = as_(owner)
    answer = browser.post(f"{address}/hand-over", data={"person_id": colleague.id})
    assert answer.location == address
    [part] = found(BidDeadline)
    assert (part.bid_id, part.deadline_id, part.owner_id) == (bid.id, deadline.id, colleague.id)
    assert "Colleen Colleague looks after it" in browser.get(address).text
    as_(colleague).post(f"{address}/hand-over", data={"person_id": owner.id})
    assert [each.owner_id for each in found(BidDeadline)] == [owner.id]


def test_a_colleague_who_cannot_take_it_is_explained_beside_the_field(owner, address, as_):
    gone = saved(a_person("Gone", is_active=False))
    browser = as_(owner)
    for choice in ("", owner.id, gone.id, 999_999, "somebody", "9" * 5_000):
        page = browser.post(f"{address}/hand-over", data={"person_id": choice})
        assert page.status_code == 200, choice
        assert 'id="person_id-error"' in page.text, choice
    assert found(BidDeadline) == []


def test_what_has_passed_is_handed_to_nobody(owner, address, set_clock, as_):
    colleague = saved(a_person("Colleague"))
    set_clock("2030-03-15 17:00")
    page = as_(owner).post(f"{address}/hand-over", data={"person_id": colleague.id}).text
    assert found(BidDeadline) == []
    assert "Full bid closes" in page


def test_who_may_not_write_hands_nothing_over(address, as_):
    colleague = saved(a_person("Colleague"))
    for kind, status in ((Kind.READER, 403), (Kind.WRITER, 302)):
        browser = as_(kind)
        assert ("Hand it over" in browser.get(address).text) is (status == 302)
        answer = browser.post(f"{address}/hand-over", data={"person_id": colleague.id})
        assert answer.status_code == status


# Whose deadline it is


def test_a_deadline_of_another_bid_is_not_found_here(bid, owner, as_):
    other = saved(a_bid(call=a_call(a_deadline(CLOSE))))
    own = saved(a_milestone(other)).deadline_id
    browser = as_(Kind.ADMINISTRATOR)
    for number in (other.call.deadlines[0].id, own, 999, 2**31 - 1, 2**40):
        for what in ("", "/rules"):
            answer = browser.get(f"/bids/{bid.id}/deadlines/{number}{what}")
            assert answer.status_code == 404, (number, what)
        for what in ("have-it", "have-it-not", "put-off", "hand-over", "rules"):
            data = {"until_on": "2030-03-08", "person_id": owner.id}
            answer = browser.post(f"/bids/{bid.id}/deadlines/{number}/{what}", data=data)
            assert answer.status_code == 404, (number, what)
    assert found(Acknowledgement) == found(Snooze) == []


def test_a_bids_own_deadline_has_a_page_of_its_own(bid, as_):
    part = saved(a_milestone(bid, owner=saved(a_person("Finance"))))
    page = as_(Kind.READER).get(f"/bids/{bid.id}/deadlines/{part.deadline_id}").text
    assert "Finance looks after it" in page


def test_what_one_bid_makes_of_a_deadline_is_not_another_bids(bid, deadline, owner, as_):
    rival = saved(a_bid(owner=owner, call=bid.call))
    as_(owner).post(f"/bids/{rival.id}/deadlines/{deadline.id}/have-it")
    page = as_(Kind.READER).get(f"/bids/{bid.id}/deadlines/{deadline.id}").text
    assert "Nobody has said" in page
    with unit_of_work():
        assert deadline_of_bid(bid.id, deadline.id).bid.id == bid.id


# What will be sent and what was


def test_the_page_tells_what_will_be_sent_when_to_whom_and_why(bid, owner, address, turn, as_):
    saved(a_section(bid, writer=saved(a_person("Wilma Writer"))))
    turn("2030-03-04 12:00")
    page = as_(owner).get(address).text
    for words in (
        "Wed 6 March 2030, 9:00am (UK)",
        "7 working days before, to whoever looks after it, unless somebody has it",
        "7 working days before, to everybody else it concerns, unless their part is done",
        "3 hours before, to whoever looks after it", "At the moment itself",
    ):  # fmt: skip
        assert words in page, words


def test_who_writes_and_is_named_too_is_told_of_once(bid, deadline, address, turn, as_):
    writer = saved(a_person("Wilma Writer"))
    saved(a_section(bid, writer=writer))
    saved(a_milestone(bid, deadline, also_concerns=[writer]))
    turn(NOON)
    ahead, _, past = as_(Kind.READER).get(address).text.partition('id="past"')
    assert ahead.count("7 working days before, to everybody else it concerns") == 1
    assert past.count("Wilma Writer") == 1


def test_what_waits_for_a_digest_or_was_put_off_is_shown_at_its_moment(
    bid, deadline, owner, address, turn, set_clock, as_
):
    wants(owner, digest=Digest.DAILY)
    turn("2030-03-06 08:59")
    turn(SEVEN)
    ahead = as_(owner).get(address).text.partition('id="past"')[0]
    assert "Thu 7 March 2030, 8:00am (UK)" in ahead


def test_an_owner_who_cannot_be_reached_is_named_in_the_reason(bid, owner, address, turn, as_):
    saved(a_person("Coordinator", Kind.COORDINATOR))
    change(owner, is_active=False)
    turn(NOON)
    page = as_(Kind.READER).get(address).text
    assert "instead of Olive Owner, who cannot be reached by reminders" in page


def test_the_bids_page_tells_what_was_sent_with_the_servers_answer(
    app, bid, owner, whole_round, as_
):
    with a_mail_server() as server:
        app.config["SMTP_URL"] = server.url
        whole_round(NOON)
    page = as_(owner).get(f"/bids/{bid.id}/reminders").text
    past = page.partition('id="past"')[2]
    assert "250 2.0.0 Ok: queued as 1" in past
    assert "Olive Owner" in past
    assert "Sent" in past


def test_before_anything_happened_the_bids_page_says_so(bid, as_):
    page = as_(Kind.READER).get(f"/bids/{bid.id}/reminders").text
    assert "Nothing in the next two weeks." in page
    assert "Nothing has been sent yet." in page
    assert "By e-mail only" in page


def test_a_bid_that_does_not_exist_has_no_reminders(as_):
    browser = as_(Kind.ADMINISTRATOR)
    for what in ("reminders", "reminders.csv", "channel"):
        assert browser.get(f"/bids/999/{what}").status_code == 404


def test_the_log_can_be_had_as_a_file_a_line_an_attempt(app, bid, owner, whole_round, as_):
    with a_mail_server({"olive@example.org": "451 4.2.0 Later, please"}) as server:
        app.config["SMTP_URL"] = server.url
        whole_round(NOON)
        whole_round("2030-03-01 12:10")
    answer = as_(owner).get(f"/bids/{bid.id}/reminders.csv")
    assert answer.mimetype == "text/csv"
    assert f"filename=reminders-of-bid-{bid.id}.csv" in answer.headers["Content-Disposition"]
    lines = list(csv.DictReader(StringIO(answer.get_data().decode("utf-8-sig"))))
    assert [line["outcome"] for line in lines] == ["not now", "not now"]
    for line in lines:
        assert line["to"] == "Olive Owner"
        assert line["address"] == "olive@example.org"
        assert line["rung"] == "14 working days before"
        assert "451 4.2.0 Later, please" in line["answer"]
        assert line["attempt began"].startswith("2030-03-01T12:")


def test_a_spreadsheet_runs_nothing_that_stands_in_the_log(bid, owner, turn, as_):
    turn(NOON)
    browser = as_(owner)
    for begin in ("=", "+", "-", "@", "\t=", "\r="):
        with unit_of_work():
            bid.acronym = owner.name = f"{begin}HYPERLINK(0)"
            bid.call.deadlines[0].label = f"{begin}1+1"
        text = browser.get(f"/bids/{bid.id}/reminders.csv").get_data().decode("utf-8-sig")
        [line] = csv.DictReader(StringIO(text))
        for column in ("bid", "deadline", "to"):
            assert line[column].startswith("'"), (begin, column)
        assert not [cell for cell in line.values() if cell and cell[0] in "=+-@\t\r"]


def test_what_people_typed_is_not_markup_on_the_page(bid, deadline, owner, address, turn, as_):
    with unit_of_work():
        bid.title = owner.name = deadline.label = "<script>alert(1)</script>"
    turn(NOON)
    browser = as_(owner)
    for page in (address, f"/bids/{bid.id}/reminders"):
        assert "<script>alert" not in browser.get(page).text


# The channel


def test_coordinators_set_the_channel_and_switch_it_off(bid, as_):
    browser, address = as_(Kind.COORDINATOR), f"/bids/{bid.id}/channel"
    assert browser.post(address, data={"address": TEAMS}).location == f"/bids/{bid.id}/reminders"
    assert [(each.address, each.is_on) for each in found(BidChannel)] == [(TEAMS, True)]
    assert TEAMS in browser.get(address).text
    assert "Posted to a Teams channel as well" in browser.get(f"/bids/{bid.id}/reminders").text
    browser.post(address, data={"address": ""})
    assert [each.is_on for each in found(BidChannel)] == [False]
    assert TEAMS not in browser.get(address).text


EVIL = (
    "http://prod-1.westeurope.logic.azure.com/workflows/one",
    "https://169.254.169.254/latest/meta-data", "https://localhost/", "https://evil.example/",
    "https://logic.azure.com.evil.example/", "https://me@prod-1.westeurope.logic.azure.com/",
    "file:///etc/passwd", "javascript:alert(1)", "https://" + "a" * 600,
    "https://prod-1.westeurope.logic.azure.com:8443/",
    "https://prod-1.westeurope.logic.azure.com\\@evil.example/",
)  # fmt: skip


def test_an_address_that_leads_elsewhere_is_refused_beside_the_field(bid, as_):
    browser = as_(Kind.COORDINATOR)
    for evil in EVIL:
        page = browser.post(f"/bids/{bid.id}/channel", data={"address": evil})
        assert page.status_code == 200, evil
        assert 'id="address-error"' in page.text, evil
    assert found(BidChannel) == []


def test_only_coordinators_see_or_set_the_channel(bid, as_):
    a_channel(bid)
    for kind in (Kind.WRITER, Kind.READER):
        browser = as_(kind)
        assert browser.get(f"/bids/{bid.id}/channel").status_code == 403
        assert browser.post(f"/bids/{bid.id}/channel", data={"address": ""}).status_code == 403
        assert TEAMS not in browser.get(f"/bids/{bid.id}/reminders").text


# Figures


def figures(client):
    answer = client.get("/metrics")
    assert answer.status_code == 200
    lines = [line for line in answer.text.splitlines() if not line.startswith("#")]
    return {name: float(value) for name, value in (line.rsplit(" ", 1) for line in lines)}


def test_the_figures_are_those_of_the_database(app, client, bid, whole_round, turn, set_clock):
    before = figures(client)
    assert before["bidapp_scheduler_last_round_seconds"] == float("inf")
    assert before['bidapp_messages{state="waiting"}'] == 0
    whole_round(NOON)
    turn(SEVEN)
    set_clock("2030-03-12 10:00")
    now = figures(client)
    assert now['bidapp_messages{state="sent"}'] == 1
    assert now['bidapp_messages{state="waiting"}'] == 1
    assert now["bidapp_scheduler_last_round_seconds"] == 10 * 86_400 + 22 * 3_600
    assert now["bidapp_reminders_paused"] == now["bidapp_channels_at_fault"] == 0


def test_the_figures_say_how_long_the_oldest_waits(client, bid, turn, set_clock):
    turn("2030-03-05 12:00")
    assert figures(client)["bidapp_reminders_due"] == 0
    set_clock("2030-03-06 09:30")
    now = figures(client)
    assert (now["bidapp_reminders_due"], now["bidapp_reminder_oldest_due_seconds"]) == (1, 1_800)


def test_the_figures_name_nobody(client, bid, turn):
    turn(NOON)
    text = client.get("/metrics").text
    assert "olive" not in text.casefold()
    assert "teaming" not in text
