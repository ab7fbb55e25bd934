"""A short name stands in lists and on command lines, so only one bid has it."""

import pytest

from bidapp.bids.actions import BidRefused, save_bid
from bidapp.bids.queries import bid_named
from bidapp.database import unit_of_work
from bidapp.errors import NotFound
from bidapp.organisations.models import OrganisationKind
from tests.builders import a_bid, an_organisation, saved
from tests.conftest import NOON


def save(bid, by, **changes):
    facts = {"acronym": bid.acronym, "lead_organisation_id": bid.lead_organisation_id}
    with unit_of_work():
        save_bid(bid, facts | changes, by=by.id, at=NOON)


@pytest.mark.parametrize("twin", ["ADAPT", "Adapt", "adapt"])
def test_a_twin_is_refused_whatever_its_case(coordinator, twin):
    saved(a_bid(acronym="Adapt"))
    with pytest.raises(BidRefused, match=f"has the short name {twin}"):
        save(saved(a_bid()), coordinator, acronym=twin)


def test_letters_with_accents_have_cases_too(coordinator):
    bid = saved(a_bid(acronym="Éclair"))
    with pytest.raises(BidRefused):
        save(saved(a_bid()), coordinator, acronym="ÉCLAIR")
    assert bid_named("éclair") is bid


def test_a_bid_keeps_its_own_short_name_in_another_case(coordinator):
    bid = saved(a_bid(acronym="Adapt"))
    save(bid, coordinator, acronym="ADAPT")
    assert bid.short_name == "ADAPT"


def test_many_bids_have_none(coordinator):
    saved(a_bid())
    bid = saved(a_bid())
    save(bid, coordinator, acronym=None)
    assert bid.short_name == bid.title


def test_a_bid_is_found_by_number_and_by_short_name(app):
    bid = saved(a_bid(acronym="Adapt"))
    for name in (str(bid.id), "ADAPT", " adapt "):
        assert bid_named(name) is bid
    for name in ("", "99", "9" * 30, "Adap", "%"):
        with pytest.raises(NotFound, match="There is no bid with the number or short name"):
            bid_named(name)


def test_a_consortium_never_leads_a_bid(coordinator):
    group = saved(an_organisation(kind=OrganisationKind.CONSORTIUM))
    with pytest.raises(BidRefused, match="Choose the member that does"):
        save(saved(a_bid()), coordinator, lead_organisation_id=group.id)
