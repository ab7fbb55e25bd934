from datetime import time

import pytest
from sqlalchemy import select

from bidapp.database import db, fetch
from bidapp.funders.models import Funder, SectionTemplate
from tests.builders import a_funder, a_template, saved


def funder_form(**changes):
    facts = {"name": "Research council", "short_name": "RC", "count_rule": "ukri"}
    return facts | {"timezone": "Europe/London"} | changes


def section_form(**changes):
    return {"title": "Ethics", "kind": "text", "limit_kind": "words", "limit": "500"} | changes


def titles(template):
    sections = fetch(SectionTemplate, template.id).sections
    assert [section.position for section in sections] == list(range(1, len(sections) + 1))
    return [section.title for section in sections]


@pytest.fixture
def template(app):
    return saved(a_template("Vision", "Approach", "Ethics"))


def test_the_starter_pack_is_loaded_by_a_button(signed_in):
    page = signed_in.post("/funders/starter-pack", follow_redirects=True).text
    assert "0 refreshed, 0 left as you changed them." in page
    assert "ESRC" in page
    again = signed_in.post("/funders/starter-pack", follow_redirects=True).text
    assert "The starter pack is loaded: 0 added, 0 refreshed, 0 left" in again


def test_a_funder_is_added_changed_and_shown(signed_in):
    response = signed_in.post("/funders/add", data=funder_form(default_closing_time="4pm"))
    funder = db.session.scalars(select(Funder)).one()
    assert funder.default_closing_time == time(16)
    assert "16:00, Europe/London" in signed_in.get(response.location).text
    edit = f"{response.location}/edit"
    assert 'value="Research council"' in signed_in.get(edit).text
    signed_in.post(edit, data=funder_form(timezone="Europe/Brussels"))
    assert fetch(Funder, funder.id).timezone == "Europe/Brussels"


@pytest.mark.parametrize("twin", [{"name": "Standing"}, {"short_name": "Standing"}])
def test_a_twin_name_is_refused_in_the_form(signed_in, twin):
    saved(a_funder(name="Standing", short_name="Standing"))
    page = signed_in.post("/funders/add", data=funder_form(**twin)).text
    assert "A funder of this name or short name stands here already." in page


def test_what_is_unconfirmed_is_marked(signed_in):
    funder = saved(a_funder(is_unconfirmed=True))
    template = saved(a_template(funder=funder, is_unconfirmed=True))
    assert "Some of this is unconfirmed" in signed_in.get(f"/funders/{funder.id}").text
    page = signed_in.get(f"/templates/{template.id}").text
    assert "Confirm against the call" in page
    assert page.count("Unconfirmed") == 2


def test_what_is_confirmed_is_not_marked(signed_in):
    template = a_template()
    template.is_unconfirmed = False
    saved(template)
    page = signed_in.get(f"/templates/{template.id}").text
    assert "Unconfirmed" not in page
    assert "Confirm against the call" not in page


def test_a_template_is_added_and_changed(signed_in):
    funder = saved(a_funder())
    address = f"/funders/{funder.id}/templates/add"
    response = signed_in.post(address, data={"name": "Outline", "version": "2030"})
    assert "Outline" in signed_in.get(response.location).text
    signed_in.post(f"{response.location}/edit", data={"name": "Outline, second year"})
    assert db.session.scalars(select(SectionTemplate.name)).one() == "Outline, second year"


def test_a_new_section_comes_last_under_a_key_of_its_own(signed_in, template):
    signed_in.post(f"/templates/{template.id}/sections/add", data=section_form(title="Costs"))
    signed_in.post(f"/templates/{template.id}/sections/add", data=section_form(title="Costs"))
    assert titles(template) == ["Vision", "Approach", "Ethics", "Costs", "Costs"]
    keys = [section.key for section in fetch(SectionTemplate, template.id).sections]
    assert keys[-2:] == ["costs", "costs_2"]


def test_a_section_is_changed_in_its_place(signed_in, template):
    address = f"/templates/{template.id}/sections/{template.sections[0].id}"
    assert 'value="Vision"' in signed_in.get(address).text
    signed_in.post(address, data=section_form(title="Our vision", limit="1000"))
    assert titles(template) == ["Our vision", "Approach", "Ethics"]


def test_a_section_moves_up_and_down_and_stops_at_the_ends(signed_in, template):
    first = template.sections[0].id
    address = f"/templates/{template.id}/sections/{first}/move"
    for step, order in [
        ("1", ["Approach", "Vision", "Ethics"]),
        ("1", ["Approach", "Ethics", "Vision"]),
        ("1", ["Approach", "Ethics", "Vision"]),
        ("-1", ["Approach", "Vision", "Ethics"]),
    ]:
        signed_in.post(address, data={"step": step})
        assert titles(template) == order


@pytest.mark.parametrize("step", ["", "5", "up"])
def test_a_step_that_is_none_moves_nothing(signed_in, template, step):
    address = f"/templates/{template.id}/sections/{template.sections[0].id}/move"
    assert signed_in.post(address, data={"step": step}).status_code == 302
    assert titles(template) == ["Vision", "Approach", "Ethics"]


def test_a_section_is_taken_out(signed_in, template):
    signed_in.post(f"/templates/{template.id}/sections/{template.sections[1].id}/remove")
    assert titles(template) == ["Vision", "Ethics"]


def test_a_section_of_another_template_is_not_found(signed_in, template):
    other = saved(a_template("Elsewhere"))
    address = f"/templates/{template.id}/sections/{other.sections[0].id}"
    assert signed_in.get(address).status_code == 404


@pytest.mark.parametrize("limit", ["0", "-5", "1000001", "many"])
def test_a_limit_is_a_sensible_number(signed_in, template, limit):
    address = f"/templates/{template.id}/sections/add"
    page = signed_in.post(address, data=section_form(limit=limit)).text
    assert 'class="field-error" id="limit-error"' in page
    assert len(titles(template)) == 3
