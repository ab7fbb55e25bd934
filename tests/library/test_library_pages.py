"""Writing and finding text blocks over the pages."""

import pytest

from bidapp.accounts.permissions import Kind
from bidapp.database import fetch
from bidapp.library.models import TextBlock
from tests.builders import a_block, a_person, saved, signed_in_as


def form(block, **changes):
    facts = {"title": block.title, "owner_id": block.owner_id, "based_on": 1}
    return facts | {"source": "Six forces.", "written_as": "markdown"} | changes


def test_a_new_version_is_written_and_the_old_one_stays_to_be_read(signed_in):
    block = a_block("<p>Five forces.</p>")
    address = f"/library/{block.id}"
    assert "Five forces." in signed_in.get(f"{address}/edit").text
    assert (
        "Six forces."
        in signed_in.post(f"{address}/edit", data=form(block), follow_redirects=True).text
    )
    old = signed_in.get(f"{address}?version=1").text
    assert "Five forces." in old
    assert "This is an earlier version." in old


def test_a_save_from_an_old_page_loses_nothing(signed_in):
    block = a_block()
    signed_in.post(f"/library/{block.id}/edit", data=form(block))
    data = form(block, source="From the old page.")
    response = signed_in.post(f"/library/{block.id}/edit", data=data)
    assert response.status_code == 409
    assert "Version 2 was saved while you were writing." in response.text
    assert "From the old page." in response.text
    assert fetch(TextBlock, block.id).latest_number == 2


def test_a_twin_title_is_refused_beside_its_field(signed_in):
    a_block(title="Who we are")
    block = a_block()
    data = form(block, title="Who we are")
    page = signed_in.post(f"/library/{block.id}/edit", data=data).text
    assert "Another text block has this title. Choose another." in page
    assert "Six forces." in page


@pytest.mark.parametrize("query", ["q=five+FORCES", "theme=x", f"theme={10**30}", "q="])
def test_blocks_are_found_by_address(signed_in, query):
    a_block(title="Who we are")
    assert "Who we are" in signed_in.get(f"/library?{query}").text


def test_nothing_found_is_said(signed_in):
    a_block()
    assert "No text blocks match." in signed_in.get("/library?q=%25").text


@pytest.mark.parametrize(("version", "status"), [("9", 404), ("x", 200), (str(10**30), 200)])
def test_a_version_that_is_none_is_no_fault(signed_in, version, status):
    block = a_block()
    assert signed_in.get(f"/library/{block.id}?version={version}").status_code == status


def test_a_reader_writes_nothing(client, now):
    block = a_block()
    reader = signed_in_as(client, saved(a_person(kind=Kind.READER)))
    assert reader.get(f"/library/{block.id}").status_code == 200
    assert reader.post(f"/library/{block.id}/edit", data=form(block)).status_code == 403
