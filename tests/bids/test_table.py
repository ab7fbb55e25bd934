"""The pipeline as a table: what it shows is what its address says."""

import re

import pytest

from bidapp.bids import queries, routes
from bidapp.bids.stages import Stage
from bidapp.database import db, unit_of_work
from tests.builders import a_bid, a_call, a_deadline, a_funder, a_person, an_organisation, saved


@pytest.fixture
def bids(app):
    owner, lead = a_person("Owner"), an_organisation()
    alpha = a_call(a_deadline("2030-05-01 16:00"), funder=a_funder(short_name="Alpha"))
    beta = a_call(a_deadline("2030-04-01 16:00"), funder=a_funder(short_name="beta"))
    facts = {"owner": owner, "lead_organisation": lead}
    made = [
        a_bid(title="apples", call=alpha, stage=Stage.REVIEW, asked_pence=500, **facts),
        a_bid(title="Bananas", call=beta, stage=Stage.IDEA, asked_pence=100_000_000_00, **facts),
        a_bid(title="Cherries", call=a_call(funder=a_funder(short_name="Gamma")), **facts),
    ]
    with unit_of_work():
        db.session.add_all(made)
    return made


def shown(browser, query=""):
    page = browser.get(f"/bids?{query}")
    assert page.status_code == 200, query
    return re.findall(r'rowheader"><a href="/bids/\d+">([^<]+)</a>', page.text)


@pytest.mark.parametrize(
    ("query", "titles"),
    [
        ("", ["Bananas", "apples", "Cherries"]),
        ("sort=deadline&order=down", ["apples", "Bananas", "Cherries"]),
        ("sort=title", ["apples", "Bananas", "Cherries"]),
        ("sort=title&order=down", ["Cherries", "Bananas", "apples"]),
        ("sort=funder", ["apples", "Bananas", "Cherries"]),
        ("sort=stage", ["Bananas", "Cherries", "apples"]),
        ("sort=asked", ["apples", "Bananas", "Cherries"]),
        ("sort=asked&order=down", ["Bananas", "apples", "Cherries"]),
        ("stage=Review", ["apples"]),
        ("q=an", ["Bananas"]),
        ("stage=Idea&q=apples", []),
    ],
)
def test_the_address_sorts_and_narrows(signed_in, bids, query, titles):
    assert shown(signed_in, query) == titles


def test_nonsense_in_the_address_is_left_aside(signed_in, bids):
    for query in (
        "sort=colour", "order=sideways", "stage=Nowhere", "page=-3", "page=x", "page=0",
        "funder=x", "funder=-1", f"owner={10**30}", "theme=1e9", "q=%00%E2%80%AE", "page[]=1",
        f"page={'9' * 5000}",
    ):  # fmt: skip
        assert len(shown(signed_in, query)) == 3, query
    assert shown(signed_in, "q=%25") == shown(signed_in, "q=%FF") == []
    assert shown(signed_in, "q=" + "x" * 3000) == []


def test_a_page_past_the_end_is_empty_and_no_fault(signed_in, bids):
    assert shown(signed_in, f"page={10**18}") == []


def test_pages_lead_on_and_keep_what_was_asked(signed_in, bids, monkeypatch):
    monkeypatch.setattr(queries, "BIDS_ON_A_PAGE", 2)
    monkeypatch.setattr(routes, "BIDS_ON_A_PAGE", 2)
    page = signed_in.get("/bids?sort=title").text
    assert "Page 1 of 2" in page
    assert "Previous page" not in page
    (onward,) = re.findall(r'href="([^"]+)">Next page', page)
    page = signed_in.get(onward.replace("&amp;", "&")).text
    assert "Cherries" in page
    assert "Page 2 of 2" in page
    assert "Next page" not in page


def test_nothing_yet_and_nothing_found_are_two_things(signed_in, coordinator):
    assert "No bids yet" in signed_in.get("/bids").text
    assert "No bids match." in signed_in.get("/bids?q=whatever").text


def test_a_title_that_looks_like_markup_is_shown_as_it_is(signed_in):
    saved(a_bid(title="<script>alert(1)</script>"))
    for address in ("/bids", "/bids/board", "/bids/1", "/"):
        assert "<script>alert" not in signed_in.get(address).text
