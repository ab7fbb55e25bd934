"""The plan of a bid over its pages: laying it out, reading it, changing it."""

import re
from datetime import UTC, datetime

import pytest
from sqlalchemy import event

from bidapp import clock
from bidapp.accounts.permissions import Kind
from bidapp.bids.models import DeadlineStatus
from bidapp.bids.stages import Stage
from bidapp.database import db, unit_of_work
from bidapp.partners.actions import begin_sign_off, pass_sign_off, remove_role
from bidapp.partners.queries import roles_on
from bidapp.plans.models import Place
from bidapp.plans.queries import parts_of
from tests.bids.test_queries_per_page import questions
from tests.builders import (
    a_call,
    a_deadline,
    a_person,
    a_step,
    an_organisation,
    saved,
    signed_in_as,
)
from tests.plans.plan_builders import AT, a_plan, a_planned_bid, dates, laid_out, milestone

PINNED = {"is_pinned": "y", "due_on": "2026-12-18", "due_time": "noon"}


@pytest.fixture
def browser(client, coordinator, monkeypatch):
    """A coordinator on Tue 8 December 2026."""
    signed_in_as(client, coordinator)
    set_today(monkeypatch, "2026-12-08")
    return client


def set_today(monkeypatch, day):
    monkeypatch.setattr(clock, "now", lambda: datetime.fromisoformat(f"{day}T10:00+00:00"))


@pytest.fixture
def bid(app):
    """Draft, five working days before review, ten before the close on Thu 14 January 2027."""
    bid = a_planned_bid()
    laid_out(bid, a_plan(("Review", 10), ("Draft", 5, {"before": "Review"})))
    return bid


def plan(browser, bid):
    return browser.get(f"/bids/{bid.id}/plan").text


def form_of(bid, called="Draft", **changes):
    part = milestone(bid, called)
    facts = {
        "label": called,
        "lead_working_days": part.lead_working_days,
        "reckoned_from_id": part.reckoned_from_id,
        "organisation_id": "",
        "owner_id": bid.owner_id,
    }
    return facts | changes


def post(browser, bid, called="Draft", **changes):
    number = milestone(bid, called).deadline.id
    return browser.post(f"/bids/{bid.id}/plan/{number}", data=form_of(bid, called, **changes))


def error_beside(page, field):
    return page.partition(f'id="{field}-error"')[2][:300]


def test_a_bid_without_a_plan_offers_to_lay_one_out(browser):
    bid = a_planned_bid()
    assert "No plan yet" in plan(browser, bid)
    response = browser.post(f"/bids/{bid.id}/plan", data={"template_id": 1})
    page = browser.get(response.location).text
    assert "5 milestones laid out." in page
    assert "Final costings to the research office" in page
    again = browser.post(f"/bids/{bid.id}/plan", data={"template_id": 1})
    assert "Nothing was missing" in browser.get(again.location).text


def test_a_call_without_a_close_leads_to_adding_one(browser):
    bid = a_planned_bid(None)
    page = plan(browser, bid)
    assert "Nothing to reckon back from" in page
    assert f'href="/calls/{bid.call_id}/deadlines/add"' in page
    page = browser.post(f"/bids/{bid.id}/plan", data={"template_id": 1}).text
    assert "The call names no closing date yet." in page


@pytest.mark.parametrize("template", ["", "0", "77", "x", "9" * 40])
def test_a_template_that_is_none_lays_nothing_out(browser, template):
    bid = a_planned_bid()
    response = browser.post(f"/bids/{bid.id}/plan", data={"template_id": template})
    assert response.status_code == 200
    assert dates(bid) == {}


def test_the_page_says_first_whether_the_bid_is_possible_and_who_is_critical(browser, bid):
    page = plan(browser, bid)
    assert "20 working days to the close" in page
    assert "Still possible, with 5 working days to spare" in page
    assert "The critical person is <b>Bid coordinator</b>, who looks after “Draft”." in page
    assert "DMU is closed Thu 24 December 2026 to Fri 1 January 2027" in page


@pytest.mark.parametrize(
    ("today", "state", "headline"),
    [
        ("2026-12-15", "warn", "Still possible, with nothing to spare"),
        ("2026-12-16", "bad", "Not possible as planned"),
        ("2027-01-15", "bad", "Not possible: the close has passed"),
    ],
)
def test_the_headline_follows_the_day(browser, bid, monkeypatch, today, state, headline):
    set_today(monkeypatch, today)
    page = plan(browser, bid)
    assert f'class="verdict is-{state}"' in page
    assert headline in page


def test_today_stands_among_the_milestones(browser, bid, monkeypatch):
    for today, order in [
        ("2026-12-08", ["Today", "Draft", "Review", "closes"]),
        ("2026-12-16", ["Draft", "Today", "Review", "closes"]),
        ("2027-01-20", ["Draft", "Review", "closes", "Today"]),
    ]:
        set_today(monkeypatch, today)
        table = plan(browser, bid).partition("<tbody")[2]
        places = [re.search(rf">(Today, |{word}<|[^<]*{word}<)", table).start() for word in order]
        assert places == sorted(places), today


def test_each_line_tells_days_date_person_place_state_and_room(browser, bid):
    table = plan(browser, bid).partition("<tbody")[2]
    row = re.search(r"<tr(?:(?!</tr>).)*>Draft</a>.*?</tr>", table, re.DOTALL)[0]
    words = " ".join(re.sub(r"<[^>]+>", " ", row).split())
    assert words == (
        "15 Tue 15 December 2026 Draft Bid coordinator DMU Open 5 to spare It is met : Draft"
    )
    number = milestone(bid, "Draft").deadline.id
    assert f'href="/bids/{bid.id}/deadlines/{number}"' in row


def test_warnings_stand_beside_their_line(browser, bid):
    post(browser, bid, **PINNED | {"due_on": "2026-12-25"})
    page = plan(browser, bid)
    assert re.search(r"It is pinned to Fri 25 December 2026, when [^<]+ is closed\.", page)
    assert "It lies after “Review”, which it has to come before." in page


def test_a_partner_off_the_bid_is_said(browser):
    force = an_organisation("Derbyshire Constabulary", short_name="Derbys")
    bid = a_planned_bid("2027-02-26 16:00", partners=[force])
    laid_out(bid)
    assert "no longer on the bid" not in plan(browser, bid)
    with unit_of_work():
        remove_role(roles_on(bid)[-1], by=bid.owner_id, at=AT)
    assert "Derbyshire Constabulary is no longer on the bid." in plan(browser, bid)


def test_a_bid_that_is_submitted_has_no_verdict(browser, bid):
    with unit_of_work():
        bid.stage = Stage.SUBMITTED
    page = plan(browser, bid)
    assert "verdict" not in page
    assert "Draft" in page


def test_the_calls_later_deadlines_come_after_the_close(browser):
    response = a_deadline("2027-04-20 17:00", label="Response", stage="response to reviewers")
    bid = a_planned_bid(None, call=a_call(a_deadline("2027-01-14 16:00"), response))
    laid_out(bid)
    page = plan(browser, bid)
    assert page.index("Full bid closes</a>") < page.index("Response</a>")


def test_a_milestone_is_added_by_hand(browser, bid):
    page = browser.get(f"/bids/{bid.id}/plan/add").text
    closing = bid.call.closing.id
    assert f'selected value="{closing}"' in page
    data = {
        "label": "Costs", "lead_working_days": "8", "reckoned_from_id": closing,
        "owner_id": bid.owner_id, "also_ids": [bid.owner_id], "organisation_id": "",
    }  # fmt: skip
    response = browser.post(f"/bids/{bid.id}/plan/add", data=data)
    assert response.location == f"/bids/{bid.id}/plan"
    assert dates(bid)["Costs"] == "Mon 4 Jan 2027"
    assert milestone(bid, "Costs").also_concerns == [bid.owner]


def test_a_milestone_is_changed_with_what_hangs_on_it(browser, bid):
    number = milestone(bid, "Review").deadline.id
    page = browser.get(f"/bids/{bid.id}/plan/{number}").text
    assert 'value="10"' in page
    response = post(browser, bid, "Review", lead_working_days="12", why="The panel meets earlier")
    assert response.location == f"/bids/{bid.id}/plan"
    assert dates(bid) == {"Draft": "Fri 11 Dec 2026", "Review": "Fri 18 Dec 2026"}
    page = browser.get(f"/bids/{bid.id}/plan/{number}").text
    assert "The panel meets earlier" in page
    assert "<del>Tue 22 December 2026, 5:00pm (UK)</del>" in page


def test_a_milestone_is_pinned_and_let_go(browser, bid):
    post(browser, bid, **PINNED)
    assert dates(bid)["Draft"] == "Fri 18 Dec 2026"
    assert "12:00 noon, pinned" in plan(browser, bid)
    post(browser, bid, due_on="2026-12-18")
    assert dates(bid)["Draft"] == "Tue 15 Dec 2026"


def test_it_is_handed_to_a_colleague_and_concerns_others(browser, bid):
    tom, uma = saved(a_person("Tom")), saved(a_person("Uma", Kind.READER))
    post(browser, bid, owner_id=tom.id, also_ids=[uma.id], is_for_writers="y")
    part = milestone(bid, "Draft")
    assert (part.owner, part.also_concerns, part.is_for_writers) == (tom, [uma], True)
    number = part.deadline.id
    page = browser.get(f"/bids/{bid.id}/plan/{number}").text
    assert f'selected value="{tom.id}"' in page
    assert re.search(rf'checked[^>]*value="{uma.id}"', page)


def test_readers_and_those_who_left_look_after_nothing_new(browser, bid):
    reader, gone = saved(a_person("Rea", Kind.READER)), saved(a_person("Gone", is_active=False))
    for person in (reader, gone):
        page = post(browser, bid, owner_id=person.id).text
        assert error_beside(page, "owner_id")
    assert milestone(bid, "Draft").owner is bid.owner


@pytest.mark.parametrize(
    ("changes", "field", "sentence"),
    [
        ({"label": " "}, "label", "Enter what is due."),
        ({"label": "x" * 201}, "label", "Use at most 200 characters."),
        ({"lead_working_days": ""}, "lead_working_days", "Enter how many working days."),
        ({"lead_working_days": "-1"}, "lead_working_days", "Enter working days, from 0 to 250."),
        ({"lead_working_days": "251"}, "lead_working_days", "Enter working days, from 0 to 250."),
        ({"lead_working_days": "9" * 6000}, "lead_working_days", "Enter working days as a number"),
        ({"lead_working_days": "ten"}, "lead_working_days", "Enter working days as a number"),
        ({"reckoned_from_id": ""}, "reckoned_from_id", "Choose what it lies before."),
        ({"reckoned_from_id": "9" * 30}, "reckoned_from_id", "Not a valid choice"),
        ({"is_pinned": "y"}, "due_on", "Enter the date it is pinned to."),
        (PINNED | {"due_on": "9999-12-31"}, "due_on", "Enter a year between 1900 and 2200."),
        (PINNED | {"due_time": "4"}, "due_time", "Enter a time like 16:00"),
        ({"owner_id": ""}, "owner_id", "Choose who looks after it."),
        ({"organisation_id": "77"}, "organisation_id", "Not a valid choice"),
        ({"why": "x" * 501}, "why", "Use at most 500 characters."),
    ],
)
def test_what_makes_no_sense_is_refused_beside_its_field(browser, bid, changes, field, sentence):
    page = post(browser, bid, **changes).text
    assert sentence in error_beside(page, field)
    assert dates(bid) == {"Draft": "Tue 15 Dec 2026", "Review": "Tue 22 Dec 2026"}


def test_a_circle_is_refused_beside_its_field(browser, bid):
    draft = milestone(bid, "Draft").deadline.id
    page = post(browser, bid, "Review", reckoned_from_id=draft).text
    assert "It cannot lie before itself" in error_beside(page, "reckoned_from_id")


def test_a_date_two_hundred_years_off_is_taken_and_shown(browser, bid):
    post(browser, bid, **PINNED | {"due_on": "2200-12-31"})
    assert "Wed 31 December 2200" in plan(browser, bid)


@pytest.mark.parametrize("status", [each for each in DeadlineStatus if each != "open"])
def test_a_milestone_is_marked_and_opened_again(browser, bid, status):
    address = f"/bids/{bid.id}/plan/{milestone(bid, 'Draft').deadline.id}/state"
    response = browser.post(address, data={"status": status})
    assert f"Draft is marked as {status}." in browser.get(response.location).text
    assert milestone(bid, "Draft").status is status
    browser.post(address, data={"status": "open"})
    assert milestone(bid, "Draft").status is DeadlineStatus.OPEN


def test_withdrawn_milestones_are_kept_apart(browser, bid):
    number = milestone(bid, "Draft").deadline.id
    browser.post(f"/bids/{bid.id}/plan/{number}/state", data={"status": "withdrawn"})
    page = plan(browser, bid)
    assert page.index("Withdrawn <span") < page.rindex(">Draft</a>")


@pytest.mark.parametrize("status", ["", "done", None])
def test_a_state_that_is_none_changes_nothing(browser, bid, status):
    address = f"/bids/{bid.id}/plan/{milestone(bid, 'Draft').deadline.id}/state"
    assert browser.post(address, data={"status": status} if status else {}).status_code == 409
    assert milestone(bid, "Draft").status is DeadlineStatus.OPEN


def test_the_calls_deadline_is_given_to_somebody_on_this_bid(browser, bid):
    tom, closing = saved(a_person("Tom")), bid.call.closing
    address = f"/bids/{bid.id}/plan/{closing.id}"
    page = browser.get(address).text
    assert 'name="lead_working_days"' not in page
    assert f'href="/calls/{bid.call_id}/deadlines/{closing.id}"' in page
    browser.post(address, data={"owner_id": tom.id})
    assert milestone(bid, "Full bid closes").owner is tom
    browser.post(f"{address}/state", data={"status": "met"})
    assert "Done" in plan(browser, bid)
    assert browser.post(f"{address}/state", data={"status": "withdrawn"}).status_code == 409


def test_a_deadline_is_found_only_under_its_own_bid(browser, bid):
    other = a_planned_bid("2027-02-01 16:00", lead_organisation=an_organisation())
    number = milestone(bid, "Draft").deadline.id
    address = f"/bids/{other.id}/plan/{number}"
    assert browser.get(address).status_code == 404
    assert browser.post(f"{address}/state", data={"status": "met"}).status_code == 404
    assert browser.get(f"/bids/77/plan/{number}").status_code == 404


@pytest.mark.parametrize("kind", [Kind.WRITER, Kind.READER])
def test_others_read_the_plan_and_change_nothing(client, monkeypatch, bid, kind):
    set_today(monkeypatch, "2026-12-08")
    signed_in_as(client, saved(a_person("Rea", kind)))
    page = plan(client, bid)
    assert "Draft" in page
    assert "<button" not in page.partition("<main")[2].partition("</main>")[0]
    for address in ("add", milestone(bid, "Draft").deadline.id):
        assert client.get(f"/bids/{bid.id}/plan/{address}").status_code == 403


def test_a_plan_is_read_with_few_questions_however_long_it_is(browser, app):
    """The same number of statements for two milestones as for forty."""
    bid = a_planned_bid("2027-06-30 16:00")
    counted = []
    event.listen(db.engine, "before_cursor_execute", lambda *args: counted.append(args[2]))
    counts = []
    for size in (2, 40):
        laid_out(bid, a_plan_called(f"Plan {size}", size))
        counted.clear()
        plan(browser, bid)
        counts.append(len(counted))
    assert counts[0] == counts[1]


def test_a_plan_reckons_with_the_chain_of_sign_off_and_then_with_what_remains_of_it(browser):
    chain = [a_step("SPOC", 3, 1), a_step("Chief officer", 37, 2)]
    force = an_organisation("Derbys", needs_working_days=1, sign_off_steps=chain)
    bid = a_planned_bid(partners=[force])
    laid_out(bid, a_plan(("Signed", 5, {"place": Place.EACH_PARTNER})))
    page = plan(browser, bid)
    assert "signs within 5 working days, where it needs 40" in page
    assert "it needs 40 from being asked until its authority has signed." in page
    (role,) = [role for role in roles_on(bid) if role.organisation is force]
    with unit_of_work():
        begin_sign_off(role, at=AT)
    page = plan(browser, bid)
    assert "It leaves Derbys 24 working days, and what remains of its sign-off takes 37." in page
    for position in (1, 2):
        with unit_of_work():
            pass_sign_off(role, position, told_by="Insp Reed", note="", at=AT)
    assert "working days, where it needs" not in plan(browser, bid)


def test_a_plan_of_many_partners_asks_no_more(browser, app):
    counts = []
    for size in (2, 20):
        forces = [an_organisation(sign_off_steps=[a_step()], closures=[]) for _ in range(size)]
        bid = a_planned_bid("2027-06-30 16:00", partners=forces)
        laid_out(bid, a_plan_for_each(f"Plan {size}"))
        with unit_of_work():
            for role in roles_on(bid):
                begin_sign_off(role, at=AT)
        counts.append(len(questions(browser, f"/bids/{bid.id}/plan")))
    assert counts[0] == counts[1]


def a_plan_for_each(name):
    template = a_plan(("Signed", 5, {"place": Place.EACH_PARTNER}))
    with unit_of_work():
        template.name = name
    return template


def a_plan_called(name, size):
    template = a_plan(*((f"Step {number}", number + 1) for number in range(size)))
    with unit_of_work():
        template.name = name
    return template


def test_all_parts_of_a_bid_come_soonest_first(bid):
    moments = [part.deadline.due_at for part in parts_of(bid)]
    assert moments == sorted(moments)
    assert moments[-1] == datetime(2027, 1, 14, 16, tzinfo=UTC)
