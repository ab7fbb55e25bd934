"""A page asks the database a dozen things at most, however many rows there are."""

from contextlib import contextmanager

import pytest
from sqlalchemy import event

from bidapp.bids.stages import Stage
from bidapp.database import db, unit_of_work
from bidapp.drafting.models import SectionVersion
from bidapp.organisations.models import Theme
from tests.builders import (
    LONG_AGO,
    a_bid,
    a_call,
    a_deadline,
    a_person,
    a_section,
    an_organisation,
    saved,
    written,
)

MOST = 12


@contextmanager
def asked():
    """What is asked of the database meanwhile."""
    statements = []

    def remember(connection, cursor, statement, *rest):
        if statement.startswith("SELECT"):
            statements.append(statement)

    event.listen(db.engine, "before_cursor_execute", remember)
    yield statements
    event.remove(db.engine, "before_cursor_execute", remember)


def questions(browser, address):
    with asked() as statements:
        assert browser.get(address).status_code == 200
    return statements


def many_bids(count, owner, **facts):
    """Bids that share nothing: each with a funder, call, owner and theme of its own."""
    stages = [stage for stage in Stage for _ in range(count // len(Stage) + 1)][:count]
    with unit_of_work():
        owner = db.session.merge(owner)
        db.session.add_all(
            a_bid(
                owner=owner if place % 2 else a_person(),
                call=a_call(a_deadline()),
                lead_organisation=an_organisation(),
                stage=stage,
                themes=[Theme(name=f"Theme {owner.id} {count} {place}")],
            )
            for place, stage in enumerate(stages)
        )


@pytest.mark.parametrize("address", ["/bids/board", "/bids", "/"])
def test_pages_of_many_bids_ask_no_more_than_of_a_few(signed_in, coordinator, address):
    many_bids(14, coordinator)
    few = questions(signed_in, address)
    many_bids(200, coordinator)
    many = questions(signed_in, address)
    assert len(many) <= MOST, many
    assert len(many) <= len(few), many


@pytest.fixture
def bid(coordinator):
    bid = saved(a_bid(call=a_call(a_deadline())))
    written(saved(a_section(bid, writer=a_person())), "<p>One.</p>")
    return bid


def test_the_page_of_a_bid_with_many_sections_asks_no_more(signed_in, bid):
    few = questions(signed_in, f"/bids/{bid.id}")
    with unit_of_work():
        db.session.add_all(a_section(bid, writer=a_person(), position=n) for n in range(2, 31))
    many = questions(signed_in, f"/bids/{bid.id}")
    assert len(few) == len(many) <= MOST, many


def test_the_document_page_of_many_sections_asks_no_more(signed_in, bid):
    few = questions(signed_in, f"/bids/{bid.id}/document")
    with unit_of_work():
        db.session.add_all(a_section(bid, position=n) for n in range(2, 31))
    assert len(questions(signed_in, f"/bids/{bid.id}/document")) == len(few) <= MOST


def test_a_section_with_many_versions_asks_no_more(signed_in, bid, coordinator):
    section = saved(a_section(bid))
    written(section, "<p>One.</p>")
    few = questions(signed_in, f"/sections/{section.id}")
    with unit_of_work():
        db.session.add_all(
            SectionVersion(
                section_id=section.id,
                number=number,
                content={"type": "doc"},
                count=0,
                saved_by_id=coordinator.id,
                saved_at=LONG_AGO,
            )
            for number in range(2, 50)
        )
        section.latest_number = 49
    many = questions(signed_in, f"/sections/{section.id}")
    assert len(few) == len(many) <= MOST, many
    versions = questions(signed_in, f"/sections/{section.id}/versions")
    assert len(versions) <= MOST
