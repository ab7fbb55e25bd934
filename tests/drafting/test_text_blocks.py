"""A library block put into a draft: a copy that remembers where it came from."""

import re

import pytest
from sqlalchemy import select

from bidapp.database import db, unit_of_work
from bidapp.drafting.actions import insert_block
from bidapp.drafting.models import BlockUse
from bidapp.drafting.queries import blocks_in, text_of
from bidapp.library.actions import save_block
from bidapp.library.queries import latest_text_of
from bidapp.text.html import from_html
from bidapp.text.plain import plain_text
from tests.builders import a_block, a_section, saved, written
from tests.conftest import NOON


@pytest.fixture
def section(app):
    return written(saved(a_section()), "<h2>Why</h2><p>Need.</p><h2>How</h2><p>Method.</p>")


def put(section, block, before=None):
    with unit_of_work():
        by = section.bid.owner_id
        insert_block(section, latest_text_of(block), before=before, by=by, at=NOON)


def a_newer_version(block):
    facts = {"title": block.title, "owner_id": block.owner_id, "theme_ids": [], "based_on": 1}
    with unit_of_work():
        document = from_html("<p>Six forces.</p>").document
        save_block(block, facts, document, by=block.owner_id, at=NOON)


def test_it_goes_to_the_end_or_before_a_heading_as_a_new_version(section):
    second = text_of(section)["content"][2]["attrs"]["id"]
    put(section, a_block("<p>Five forces.</p>"), before=second)
    put(section, a_block("<p>Last.</p>"))
    assert plain_text(text_of(section)).split("\n") == [
        "Why", "Need.", "Five forces.", "How", "Method.", "Last.",
    ]  # fmt: skip
    assert section.latest_number == 3


def test_it_is_a_copy_with_ids_of_its_own(section):
    block = a_block("<p>Five forces.</p>")
    put(section, block)
    put(section, block)
    ids = [each["attrs"]["id"] for each in text_of(section)["content"]]
    assert len(set(ids)) == len(ids) == 6
    assert latest_text_of(block).content["content"][0]["attrs"]["id"] not in ids


def test_the_draft_remembers_which_version_came_in_where(section, coordinator):
    block = a_block("<p>Five forces.</p>")
    put(section, block)
    use = db.session.scalars(select(BlockUse)).one()
    assert use.block_version is latest_text_of(block)
    assert use.placed_ids == [text_of(section)["content"][-1]["attrs"]["id"]]


def test_it_ages_when_the_library_has_a_newer_text(section):
    block = a_block("<p>Five forces.</p>")
    put(section, block)
    (before,) = blocks_in(section, text_of(section))
    a_newer_version(block)
    (after,) = blocks_in(section, text_of(section))
    assert (before.has_aged, after.has_aged) == (False, True)
    assert (after.number, after.newest) == (1, 2)
    assert "Five forces." in plain_text(text_of(section))


def test_it_is_remembered_through_changes_and_forgotten_when_taken_out(section):
    put(section, a_block("<p>Five forces.</p>"))
    written(section, "<h2>Why</h2><p>Need.</p><h2>How</h2><p>Method.</p><p>Five, no, six.</p>")
    assert len(blocks_in(section, text_of(section))) == 1
    written(section, "<h2>Why</h2>")
    assert blocks_in(section, text_of(section)) == []


def test_it_is_put_in_over_the_page_and_shown_as_aged(signed_in, section):
    block = a_block("<p>Five forces.</p>", title="Who we are")
    page = signed_in.get(f"/sections/{section.id}").text
    (how,) = re.findall(r'<option value="(\w+)">Before “How”', page)
    address = f"/sections/{section.id}/text-block"
    signed_in.post(address, data={"block_id": block.id, "before": how})
    page = signed_in.get(f"/sections/{section.id}").text
    assert "“Who we are” is in, as version 2 of the section." in page
    assert "version 1 is in this text" in page
    a_newer_version(block)
    assert "Version 2 is newer" in signed_in.get(f"/sections/{section.id}").text


@pytest.mark.parametrize("choice", [{}, {"block_id": "99"}, {"block_id": "1", "before": "nowhere"}])
def test_a_choice_that_is_none_puts_nothing_in(signed_in, section, choice):
    a_block()
    response = signed_in.post(f"/sections/{section.id}/text-block", data=choice)
    assert response.status_code == 409
    assert "Choose a text block, then where it goes." in response.text


def test_a_block_out_of_use_is_neither_offered_nor_taken(signed_in, section):
    block = a_block(title="Old words", is_retired=True)
    assert "Old words" not in signed_in.get(f"/sections/{section.id}").text
    data = {"block_id": block.id, "before": ""}
    assert signed_in.post(f"/sections/{section.id}/text-block", data=data).status_code == 409
