"""What a section asks for and who writes it."""

import pytest

from bidapp.accounts.permissions import Kind
from bidapp.database import db, fetch
from bidapp.drafting.models import Section
from bidapp.drafting.queries import sections_of
from bidapp.text.counting import CountRule
from tests.builders import a_bid, a_call, a_funder, a_person, a_section, saved, written


def form(**changes):
    facts = {"title": "Ethics", "kind": "text", "limit": "500", "limit_kind": "words"}
    return facts | changes


def test_a_section_of_ones_own_comes_last_and_counts_as_the_funder_does(signed_in):
    bid = saved(a_bid(call=a_call(funder=a_funder(count_rule=CountRule.WHITESPACE))))
    saved(a_section(bid, title="Vision", position=7))
    for title in ("Ethics", "Costs"):
        signed_in.post(f"/sections/add-to/{bid.id}", data=form(title=title))
    assert [section.title for section in sections_of(bid)] == ["Vision", "Ethics", "Costs"]
    assert sections_of(bid)[-1].count_rule is CountRule.WHITESPACE


def test_a_section_is_given_its_writer(signed_in):
    writer = saved(a_person("Co-lead, Derby"))
    reader = saved(a_person("Board member", kind=Kind.READER))
    section = saved(a_section())
    page = signed_in.get(f"/sections/{section.id}/edit").text
    assert writer.name in page
    assert reader.name not in page
    signed_in.post(f"/sections/{section.id}/edit", data=form(writer_id=writer.id))
    assert "Written by Co-lead, Derby" in signed_in.get(f"/sections/{section.id}").text


def test_another_kind_of_limit_counts_the_standing_text_anew(signed_in):
    section = written(saved(a_section()), "<p>Five forces.</p>")
    signed_in.post(f"/sections/{section.id}/edit", data=form(limit_kind="characters"))
    assert fetch(Section, section.id).latest_count == 12


@pytest.mark.parametrize("changes", [{"title": " "}, {"limit": "0"}, {"limit_kind": "pounds"}])
def test_what_makes_no_section_is_refused_beside_its_field(signed_in, changes):
    bid = saved(a_bid())
    page = signed_in.post(f"/sections/add-to/{bid.id}", data=form(**changes)).text
    assert "field-error" in page
    assert db.session.query(Section).count() == 0
