"""A bid opened on a call has the funder's sections, its lead and its bidding partner."""

import re

import pytest
from sqlalchemy import func, select

from bidapp.bids.models import Bid
from bidapp.bids.stages import Stage
from bidapp.calls.models import CallStatus
from bidapp.database import db, unit_of_work
from bidapp.drafting.queries import sections_of
from bidapp.funders.actions import remove_template_section, save_template_section
from bidapp.funders.models import SectionTemplate
from bidapp.organisations.models import OrganisationKind
from bidapp.overview.actions import CallTakesNoBids, open_bid
from bidapp.partners.models import Position
from bidapp.partners.queries import roles_on
from bidapp.text.counting import CountRule
from tests.builders import a_bid, a_call, a_day, a_funder, a_template, an_organisation, saved
from tests.conftest import NOON


@pytest.fixture
def dmu(app):
    return saved(an_organisation("De Montfort University", is_default_lead=True))


@pytest.fixture
def empac(app):
    kind = OrganisationKind.CONSORTIUM
    return saved(an_organisation("EMPAC", kind=kind, is_default_partner=True))


def opened(call, lead, by, partner=None):
    facts = {
        "title": "Red teaming", "acronym": "ADAPT", "owner_id": by.id,
        "lead_organisation_id": lead.id,
    }  # fmt: skip
    with unit_of_work():
        return open_bid(call, facts, partner=partner, by=by.id, at=NOON)


def chosen(page, name):
    """The choice that stands selected in a list of the form."""
    choices = re.search(rf'<select[^>]*name="{name}".*?</select>', page, re.DOTALL)[0]
    return re.findall(r'<option selected value="(\d+)">', choices)


def form(by, lead, **changes):
    facts = {"title": "Red teaming", "owner_id": by.id, "lead_organisation_id": lead.id}
    return facts | changes


def test_it_begins_as_an_idea_with_the_sections_of_the_template(coordinator, dmu):
    funder = a_funder(count_rule=CountRule.WHITESPACE)
    call = saved(a_call(funder=funder, template=a_template("Vision", "Ethics", funder=funder)))
    bid = opened(call, dmu, coordinator)
    assert (bid.stage, bid.stage_since, bid.opened_at) == (Stage.IDEA, NOON, NOON)
    assert [section.title for section in sections_of(bid)] == ["Vision", "Ethics"]
    assert {section.count_rule for section in sections_of(bid)} == {CountRule.WHITESPACE}
    assert {section.limit for section in sections_of(bid)} == {500}


def test_a_later_change_of_the_template_leaves_them(coordinator, dmu):
    call = saved(a_call(template=a_template("Vision", "Ethics")))
    bid = opened(call, dmu, coordinator)
    with unit_of_work():
        template = db.session.scalars(select(SectionTemplate)).one()
        vision, ethics = template.sections
        by = {"by": coordinator.id, "at": NOON}
        save_template_section(template, vision, {"title": "Our vision", "limit": 9}, **by)
        remove_template_section(template, ethics, **by)
    assert [section.title for section in sections_of(bid)] == ["Vision", "Ethics"]
    assert sections_of(bid)[0].limit == 500


def test_lead_and_partner_have_their_positions(coordinator, dmu, empac):
    bid = opened(saved(a_call()), dmu, coordinator, partner=empac)
    assert [(role.organisation, role.position) for role in roles_on(bid)] == [
        (dmu, Position.LEAD),
        (empac, Position.PROJECT_PARTNER),
    ]


def test_a_lead_is_not_its_own_partner(coordinator, dmu):
    bid = opened(saved(a_call()), dmu, coordinator, partner=dmu)
    assert [role.position for role in roles_on(bid)] == [Position.LEAD]


@pytest.mark.parametrize("status", [CallStatus.CLOSED, CallStatus.WITHDRAWN])
def test_a_call_that_is_over_takes_no_bids(coordinator, dmu, status):
    with pytest.raises(CallTakesNoBids, match=f"The call is {status}"):
        opened(saved(a_call(status=status)), dmu, coordinator)
    assert db.session.scalar(select(func.count()).select_from(Bid)) == 0


def test_the_usual_lead_and_partner_are_proposed(signed_in, coordinator, dmu, empac):
    call = saved(a_call())
    page = signed_in.get(f"/calls/{call.id}/open-bid").text
    assert chosen(page, "lead_organisation_id") == [str(dmu.id)]
    assert chosen(page, "partner_id") == [str(empac.id)]
    assert chosen(page, "owner_id") == [str(coordinator.id)]


def test_the_call_may_say_who_leads(signed_in, dmu):
    leicester = an_organisation("University of Leicester")
    call = saved(a_call(lead_organisation=leicester))
    page = signed_in.get(f"/calls/{call.id}/open-bid").text
    assert chosen(page, "lead_organisation_id") == [str(leicester.id)]


def test_consortia_and_bodies_that_are_gone_are_not_offered_as_lead(signed_in, dmu, empac):
    gone = saved(an_organisation("Borough force", valid_to=a_day("2029-12-31")))
    page = signed_in.get(f"/calls/{saved(a_call()).id}/open-bid").text
    leads = re.search(r'name="lead_organisation_id".*?</select>', page, re.DOTALL)[0]
    assert dmu.name in leads
    assert empac.name not in leads
    assert gone.name not in page


def test_a_bid_is_opened_over_the_page(signed_in, coordinator, dmu, empac):
    call = saved(a_call(template=a_template("Vision", "Ethics")))
    address = f"/calls/{call.id}/open-bid"
    assert "It gets the 2 sections of “Standard grant”." in signed_in.get(address).text
    data = form(coordinator, dmu, acronym="ADAPT", asked_pence="600,000", partner_id=empac.id)
    page = signed_in.post(address, data=data, follow_redirects=True).text
    for words in ("The bid is open.", "£600,000", "Vision", "Ethics", "EMPAC", "Led by De Mont"):
        assert words in page


def test_another_bid_on_the_call_is_told_and_not_refused(signed_in, coordinator, dmu):
    call = saved(a_bid(title="The first one")).call
    address = f"/calls/{call.id}/open-bid"
    page = signed_in.get(address).text
    assert "There is a bid on this call already:" in page
    assert "The first one" in page
    assert signed_in.post(address, data=form(coordinator, dmu)).status_code == 302


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"title": "\u202e "}, "Enter the bid’s title."),
        ({"acronym": "adapt"}, "Another bid has the short name adapt."),
        ({"lead_organisation_id": ""}, "Choose who leads."),
        ({"lead_organisation_id": "999"}, "Not a valid choice"),
        ({"asked_pence": "lots"}, "Enter pounds as a number"),
        ({"marking": "SECRET"}, "Invalid Choice"),
        ({"starts_on": "2031-01-02", "ends_on": "2031-01-01"}, "The work cannot end before"),
    ],
)
def test_a_refusal_stands_in_the_form(signed_in, coordinator, dmu, changes, sentence):
    call = saved(a_bid(acronym="ADAPT")).call
    data = form(coordinator, dmu, **changes)
    assert sentence in signed_in.post(f"/calls/{call.id}/open-bid", data=data).text
    assert db.session.scalar(select(func.count()).select_from(Bid)) == 1


def test_a_closed_call_is_refused_in_the_form(signed_in, coordinator, dmu):
    call = saved(a_call(status=CallStatus.CLOSED))
    page = signed_in.post(f"/calls/{call.id}/open-bid", data=form(coordinator, dmu)).text
    assert "The call is closed, so no bid can be opened on it." in page


def test_a_changed_bid_gets_its_new_lead_and_keeps_its_short_name(signed_in, coordinator, dmu):
    bid = opened(saved(a_call()), dmu, coordinator)
    leicester = saved(an_organisation("University of Leicester"))
    address = f"/bids/{bid.id}/edit"
    assert 'value="ADAPT"' in signed_in.get(address).text
    signed_in.post(address, data=form(coordinator, leicester, acronym="ADAPT"))
    assert bid.short_name == "ADAPT"
    assert [role.position for role in roles_on(bid)] == [Position.LEAD, Position.CORE_TEAM]
    assert roles_on(bid)[0].organisation is leicester


def test_when_the_work_is_and_how_the_bid_is_marked_stand_on_its_page(signed_in, coordinator, dmu):
    bid = opened(saved(a_call()), dmu, coordinator)
    page = signed_in.get(f"/bids/{bid.id}").text
    assert "Marking" not in page
    assert "The work" not in page
    when = {"starts_on": "2031-01-01", "ends_on": "2032-12-31"}
    data = form(coordinator, dmu, marking="OFFICIAL-SENSITIVE", **when)
    signed_in.post(f"/bids/{bid.id}/edit", data=data)
    assert bid.is_sensitive
    page = signed_in.get(f"/bids/{bid.id}").text
    assert "OFFICIAL-SENSITIVE" in page
    assert "from 1 January 2031 to 31 December 2032" in page
