"""Writing, changing and withdrawing a line by hand, and reading all that was said of it."""

from dataclasses import replace

import pytest

from bidapp.contributions.actions import revise_line, withdraw_line
from bidapp.contributions.answering import accept_proposal, challenge, decline_line, propose_change
from bidapp.contributions.models import Form
from bidapp.contributions.states import LineState
from bidapp.contributions.worth import facts_of
from bidapp.database import unit_of_work
from bidapp.organisations.models import OrganisationKind
from tests.builders import a_line, a_role, an_organisation, saved
from tests.contributions.ledger_builders import (
    CHIEF,
    PARTNER,
    a_confirmed_ledger,
    an_asked_line,
    answers,
    by_phone,
    confirmed,
    lines,
    one_of_us,
)

FILLED = {
    "title": "An analyst’s time", "form": "in kind", "thing": "staff hours", "quantity": "330",
    "unit": "hour", "rate_pence": "38.20", "rate_source": "NPCC charging table",
    "rate_year": "2026–27", "value_pence": "", "starts_on": "2027-10-01", "ends_on": "",
    "description": "One analyst.\r\nOne day a week.", "why": "",
}  # fmt: skip


@pytest.fixture
def role(coordinator):
    return saved(a_role(organisation=an_organisation("Sea Police")))


def add(browser, role, **changes):
    return browser.post(
        f"/roles/{role.id}/lines/add", data=FILLED | changes, follow_redirects=True
    ).text


def edit(browser, line, *, based_on=1, seen=0, **changes):
    told = {"based_on": based_on, "answer_seen": seen}
    return browser.post(
        f"/lines/{line.id}/edit", data=FILLED | told | changes, follow_redirects=True
    )


def ask_button(words, line):
    return f'<a class="btn btn-primary" href="/roles/{line.role_id}/ask">{words}</a>'


def revised(line, us, *, why="", **changes):
    with unit_of_work():
        said = replace(facts_of(line.standing), **changes)
        revise_line(line, said, us, based_on=line.standing_number, why=why)


def test_a_line_is_written_down_and_its_value_reckoned(signed_in, role):
    page = add(signed_in, role)
    assert "An analyst’s time is in the ledger, as a draft." in page
    assert "330 hours at £38.20 an hour" in page
    assert "£12,606" in page
    assert "a funder may ask" not in page
    assert lines()[0].standing.description == "One analyst.\nOne day a week."


def test_a_new_line_leads_on_to_asking_for_it_or_to_the_next_one(signed_in, role):
    page = add(signed_in, role)
    assert ask_button("Ask for it", lines()[0]) in page
    assert f'href="/roles/{role.id}/lines/add">Add another line</a>' in page
    assert page.partition("<main")[2].count("btn-primary") == 1
    page = signed_in.get(f"/lines/{an_asked_line(role, position=2).id}").text
    assert "Add another line" not in page
    assert "Ask for it" not in page


def test_a_value_can_be_stated_and_what_is_lacking_is_said_but_stops_nobody(signed_in, role):
    page = add(
        signed_in, role, quantity="", unit="", rate_pence="", value_pence="£5,000",
        rate_source="", rate_year="",
    )  # fmt: skip
    weak = "It has no quantity, no rate, no source of the rate and no year of the rate:"
    assert page.count(weak) == 2  # when it is saved, and at the line from then on
    assert lines()[0].standing.value_pence == 5_000_00


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"value_pence": "12,000"}, "Quantity and rate make £12,606, not £12,000."),
        ({"quantity": "", "value_pence": ""}, "Enter the value, or a quantity and a rate"),
        ({"value_pence": "-5"}, "Enter pounds as a number"),
        ({"rate_pence": "-5"}, "Enter pounds as a number"),
        (
            {"quantity": "-5"},
            "Enter a number from 0 with two decimals at most, for example 330 or 7.5.",
        ),
        (
            {"quantity": "1e9"},
            "Enter a number from 0 with two decimals at most, for example 330 or 7.5.",
        ),
        (
            {"quantity": "7.125"},
            "Enter a number from 0 with two decimals at most, for example 330 or 7.5.",
        ),
        ({"quantity": "9999999", "rate_pence": "999999999999"}, "Enter a value from £0 to £100"),
        ({"quantity": "", "value_pence": "100000000.01"}, "Enter a value from £0 to £100"),
        ({"title": ""}, "Enter what is brought."),
        ({"title": "x" * 121}, "Use at most 120 characters."),
        ({"thing": ""}, "Choose what kind of thing it is"),
        ({"form": "cash"}, "Cash is money."),
        ({"form": "magic"}, "Invalid Choice"),
        ({"ends_on": "2027-09-30"}, "It cannot end before it starts."),
        ({"description": "x" * 2001}, "Use at most 2,000 characters."),
        ({"based_on": str(10**30)}, "Open this page again."),
    ],
)
def test_what_makes_no_line_is_refused_beside_its_field(signed_in, role, changes, said):
    page = add(signed_in, role, **changes)
    assert said in page
    assert "to put right" in page
    assert lines() == []


def test_a_title_typed_over_several_lines_is_one_line(signed_in, role):
    add(signed_in, role, title="An analyst’s\r\ntime\u202e", rate_source="Table\n4")
    assert lines()[0].standing.title == "An analyst’s time"
    assert lines()[0].standing.rate_source == "Table 4"


def test_for_a_consortium_a_member_is_to_be_chosen(signed_in, coordinator):
    group = an_organisation("East Midlands", OrganisationKind.CONSORTIUM, short_name="EMPAC")
    role = saved(a_role(organisation=group))
    assert "Add the line to the member" in signed_in.get(f"/roles/{role.id}/lines/add").text
    assert "Choose the member that brings this." in add(signed_in, role)
    assert lines() == []


def test_a_form_says_what_the_line_says_and_a_reckoned_value_stays_empty(signed_in, role):
    line = saved(a_line(role, title="Rooms"))
    page = signed_in.get(f"/lines/{line.id}/edit").text
    assert 'value="Rooms"' in page
    assert 'id="value_pence" name="value_pence" type="text" value=""' in page
    assert "re-opens" not in page
    paid = saved(a_line(role, form=Form.CASH, value_pence=5_000_00))
    assert 'value="5,000"' in signed_in.get(f"/lines/{paid.id}/edit").text


def test_before_saving_it_is_said_which_confirmation_opens_again(signed_in, role):
    line = an_asked_line(role)
    answer = confirmed(line)
    page = signed_in.get(f"/lines/{line.id}/edit").text
    when = "Fri 1 March 2030, 12:00 noon (UK)"
    assert f"Ch Insp Patel, Chief Inspector, confirmed this line on {when}." in page
    assert "A change re-opens exactly this confirmation, and no other." in page
    saved_page = edit(signed_in, line, seen=answer.id).text
    assert (
        "What Ch Insp Patel said of it is open again, and nothing else. "
        "Sea Police has not been told yet: ask again." in saved_page
    )
    assert ask_button("Ask about this change", line) in saved_page
    assert lines()[0].state is LineState.REOPENED


def test_through_the_page_too_one_line_of_a_confirmed_ledger_is_open_again(signed_in, coordinator):
    changed = a_confirmed_ledger(roles=3, lines=4)[7]
    [answer] = [each for each in answers() if each.contribution_id == changed.id]
    edit(signed_in, changed, seen=answer.id)
    assert [each.id for each in lines() if each.state is LineState.REOPENED] == [changed.id]
    assert len(answers()) == 12


def test_saving_without_a_change_opens_nothing(signed_in, role):
    line = an_asked_line(role, title="Cash", form=Form.CASH, value_pence=5_000_00)
    answer = confirmed(line)
    same = dict.fromkeys(FILLED, "") | {"title": "Cash", "form": "cash", "value_pence": "5,000"}
    page = edit(signed_in, line, seen=answer.id, **same).text
    assert "Nothing had changed, so nothing was saved." in page
    assert lines()[0].state is LineState.CONFIRMED


def test_a_stale_edit_is_refused_with_both_texts_and_can_be_saved_on_top(signed_in, role):
    line = saved(a_line(role))
    revised(line, one_of_us(), title="What stands")
    answer = edit(signed_in, line, title="What I wrote", why="My reason.")
    assert answer.status_code == 409
    for words in (
        "Nothing is lost", "<del>What stands</del>", "<ins>What I wrote</ins>",
        'value="What I wrote"', 'value="My reason."', 'name="based_on" type="hidden" value="2"',
    ):  # fmt: skip
        assert words in answer.text, words
    assert lines()[0].standing.title == "What stands"
    assert "What I wrote is saved." in edit(signed_in, line, based_on=2, title="What I wrote").text
    assert [each.title for each in lines()[0].revisions] == [
        "Staff time", "What stands", "What I wrote"
    ]  # fmt: skip


def test_a_confirmation_that_came_meanwhile_is_not_opened_unseen(signed_in, role):
    line = an_asked_line(role)
    confirmed(line)
    answer = edit(signed_in, line, seen=0)
    assert answer.status_code == 409
    assert "Ch Insp Patel answered this line meanwhile" in answer.text
    assert "A change re-opens exactly this confirmation" in answer.text
    assert f'name="answer_seen" type="hidden" value="{answers()[0].id}"' in answer.text
    assert lines()[0].state is LineState.CONFIRMED


def test_a_proposal_is_answered_rather_than_overwritten(signed_in, role):
    line = an_asked_line(role)
    with unit_of_work():
        said = replace(facts_of(line.standing), title="Theirs")
        propose_change(line, said, replace(CHIEF, note="Fewer."), PARTNER, number=1)
    page = signed_in.get(f"/lines/{line.id}/edit").text
    assert "proposed a change to this line" in page
    assert "A change sets the proposal aside." in page


def test_a_withdrawn_line_is_not_changed(signed_in, role):
    us, line = one_of_us(), saved(a_line(role))
    with unit_of_work():
        withdraw_line(line, us)
    assert "Take it up again before you change it." in edit(signed_in, line).text


def test_the_page_of_a_line_keeps_everything_that_was_said(signed_in, role):
    us, line = one_of_us(), an_asked_line(role)
    first = confirmed(line)
    with unit_of_work():
        challenge(first, "Patel left in May.", us)
    by_phone(line, us)
    revised(line, us, title="A year of staff", why="It runs longer.")
    page = signed_in.get(f"/lines/{line.id}").text
    for words in (
        "Ch Insp Patel, Chief Inspector", "I may answer for the force on this.",
        "On the partner’s page", "Patel left in May.", "Recorded by phone",
        "Bid coordinator vouches that it was said.", "Rang at ten.", "Sam Roe, Finance manager",
        "<del>Staff time</del>", "<ins>A year of staff</ins>", "It runs longer.",
        first.shown_digest, "Brought by: Sea Police, project partner", "stood before",
    ):  # fmt: skip
        assert words in page, words


def test_a_proposal_of_theirs_and_a_refusal_are_told_apart(signed_in, role):
    us, line = one_of_us(), an_asked_line(role)
    with unit_of_work():
        said = replace(facts_of(line.standing), value_pence=1_00, quantity=None)
        propose_change(line, said, replace(CHIEF, note="Fewer."), PARTNER, number=1)
    page = signed_in.get(f"/lines/{line.id}").text
    assert "proposed, and waits for our answer" in page
    with unit_of_work():
        accept_proposal(line, us, proposed=2)
        decline_line(line, replace(CHIEF, note="Not any more."), PARTNER, number=2)
    page = signed_in.get(f"/lines/{line.id}").text
    assert "Not any more." in page
    assert "Declined" in page


def test_what_people_wrote_is_shown_and_never_run(signed_in, role):
    line = an_asked_line(role, title="<script>alert(1)</script>", description="<b>x</b>")
    confirmed(line)
    for address in (f"/lines/{line.id}", f"/lines/{line.id}/edit", f"/bids/{role.bid_id}/ledger"):
        page = signed_in.get(address).text
        assert "<script>alert" not in page
        assert "<b>x</b>" not in page


def test_a_line_is_withdrawn_for_a_reason_and_taken_up_again(signed_in, role):
    line = saved(a_line(role))
    page = signed_in.post(f"/lines/{line.id}/withdraw", data={"why": "", "number": "1"}).text
    assert "Enter why, in a sentence." in page
    told = {"why": "No longer needed.", "number": "1"}
    page = signed_in.post(f"/lines/{line.id}/withdraw", data=told, follow_redirects=True).text
    assert "The line is withdrawn." in page
    assert "No longer needed." in page
    assert "Take it up again" in page
    page = signed_in.post(f"/lines/{line.id}/take-up", follow_redirects=True).text
    assert "The line is a draft again." in page


def test_a_line_that_changed_since_is_not_withdrawn_unseen(signed_in, role):
    line = saved(a_line(role))
    revised(line, one_of_us(), title="What stands")
    told = {"why": "No longer needed.", "number": "1"}
    answer = signed_in.post(f"/lines/{line.id}/withdraw", data=told)
    assert answer.status_code == 409
    assert "Somebody changed this line meanwhile" in answer.text
    assert lines()[0].state is LineState.DRAFT


def test_a_line_is_taken_up_only_when_it_was_withdrawn(signed_in, role):
    line = saved(a_line(role))
    assert signed_in.post(f"/lines/{line.id}/take-up").status_code == 409


@pytest.mark.parametrize("address", ["/lines/9", "/lines/9/edit", "/roles/9/lines/add"])
def test_what_is_not_there_is_not_found(signed_in, address):
    assert signed_in.get(address).status_code == 404


@pytest.mark.parametrize("verb", ["withdraw", "take-up"])
def test_nothing_is_withdrawn_that_is_not_there(signed_in, verb):
    told = {"why": "No.", "number": "1"}
    assert signed_in.post(f"/lines/9/{verb}", data=told).status_code == 404
