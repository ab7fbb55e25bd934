"""One story over the pages: from the starter pack and a call to the document and the answer."""

import re
from io import BytesIO

from docx import Document
from sqlalchemy import select

from bidapp.bids.models import Bid
from bidapp.calls.models import Call
from bidapp.database import db
from bidapp.drafting.queries import sections_of
from bidapp.funders.models import Funder, SectionTemplate
from bidapp.organisations.models import Organisation
from tests.builders import a_person, saved, signed_in_as


def number_of(table, **facts):
    return db.session.scalars(select(table.id).filter_by(**facts)).one()


def the_bid():
    return db.session.scalars(select(Bid)).one()


def set_up_the_house(coordinator):
    coordinator.post("/funders/starter-pack")
    for name, kind, lead, partner in [
        ("De Montfort University", "university", "y", ""),
        ("EMPAC", "consortium", "", "y"),
        ("Derbyshire Constabulary", "police force", "", ""),
    ]:
        data = {"name": name, "short_name": name, "kind": kind}
        data |= {"is_default_lead": lead} if lead else {}
        data |= {"is_default_partner": partner} if partner else {}
        assert coordinator.post("/organisations/add", data=data).status_code == 302


def add_the_call(coordinator):
    call = {
        "title": "Adaptable policing", "status": "open", "award_basis": "full economic cost",
        "funder_id": number_of(Funder, short_name="ESRC"),
        "template_id": number_of(SectionTemplate, pack_key="esrc_standard"),
    }  # fmt: skip
    deadline = {
        "label": "Full bid closes", "stage": "full bid", "due_on": "2030-07-01",
        "due_time": "4pm", "zone": "Europe/London",
    }  # fmt: skip
    address = coordinator.post("/calls/add", data=call).location
    assert coordinator.post(address, data=deadline).status_code == 302


def open_the_bid(coordinator, owner):
    address = f"/calls/{db.session.scalars(select(Call.id)).one()}/open-bid"
    page = coordinator.get(address).text
    proposed = re.findall(r'<option selected value="(\d+)">', page)
    lead, partner = (number_of(Organisation, name=name) for name in (
        "De Montfort University", "EMPAC",
    ))  # fmt: skip
    assert {str(lead), str(partner)} <= set(proposed)
    data = {
        "title": "Red teaming and adaptability", "acronym": "ADAPT", "asked_pence": "600,000",
        "lead_organisation_id": lead, "partner_id": partner, "owner_id": owner.id,
    }  # fmt: skip
    assert coordinator.post(address, data=data).status_code == 302
    return the_bid()


def give_a_section_to(coordinator, section, writer):
    page = coordinator.get(f"/sections/{section.id}/edit").text
    assert writer.name in page
    data = {
        "writer_id": writer.id, "title": section.title, "kind": section.kind,
        "limit": section.limit, "limit_kind": section.limit_kind, "is_required": "y",
    }  # fmt: skip
    coordinator.post(f"/sections/{section.id}/edit", data=data)


def write_the_vision(writer, vision):
    assert "Full bid closes" in writer.get("/").text
    text = {"source": "Forces **adapt** by\n\n* asking\n* trying", "written_as": "markdown"}
    writer.post(f"/sections/{vision.id}/save", data=text | {"based_on": 0})
    assert "Vision" in writer.get("/").text


def read_the_document(browser, bid):
    file = browser.get(f"/bids/{bid.id}/document.docx")
    assert "ADAPT.docx" in file.headers["Content-Disposition"]
    lines = [each.text for each in Document(BytesIO(file.data)).paragraphs]
    assert lines[:2] == ["Red teaming and adaptability", "ADAPT"]
    assert {"Vision", "Forces adapt by", "asking", "trying"} <= set(lines)


def test_from_call_to_document(app, signed_in, coordinator):
    writer = saved(a_person("Co-lead, Derby"))
    set_up_the_house(signed_in)
    add_the_call(signed_in)
    bid = open_the_bid(signed_in, coordinator)
    vision = next(each for each in sections_of(bid) if each.title == "Vision")
    give_a_section_to(signed_in, vision, writer)
    signed_in.post(f"/bids/{bid.id}/stage", data={"stage": "Drafting"})
    at_the_desk = signed_in_as(app.test_client(), writer)
    write_the_vision(at_the_desk, vision)
    read_the_document(at_the_desk, bid)
    for stage in ("Review", "Submitted", "Won"):
        signed_in.post(f"/bids/{bid.id}/stage", data={"stage": stage})
    assert [move.to_stage for move in the_bid().moves] == ["Drafting", "Review", "Submitted", "Won"]
    assert "£600,000" in signed_in.get("/bids/board").text
