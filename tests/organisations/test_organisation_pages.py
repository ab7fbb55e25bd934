import pytest
from sqlalchemy import select

from bidapp.database import db, unit_of_work
from bidapp.organisations.models import Membership, Organisation, OrganisationKind
from tests.builders import a_day, an_organisation, saved

CONSORTIUM = OrganisationKind.CONSORTIUM


def form(**changes):
    return {"name": "Derbyshire Constabulary", "short_name": "Derbys", "kind": "police force"} | (
        changes
    )


def test_an_organisation_is_added_and_shown(signed_in):
    old = saved(an_organisation("Borough force"))
    response = signed_in.post(
        "/organisations/add",
        data=form(valid_from="01/04/1967", ror_id="0312pnr83", is_default_lead="y"),
    )
    page = signed_in.get(response.location).text
    assert "Sat 1 April 1967" in page
    assert "Leads by default" in page
    signed_in.post(
        f"/organisations/{old.id}/edit",
        data=form(name="Borough force", successor_id=response.location.rpartition("/")[2]),
    )
    assert "Followed by" in signed_in.get(f"/organisations/{old.id}").text


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"name": "Standing already"}, "An organisation of this name stands here already."),
        ({"name": "  "}, "Enter the organisation’s name."),
        ({"valid_from": "2030-01-01", "valid_to": "2029-01-01"}, "It cannot end before it begins."),
        ({"ror_id": "https://ror.org/0312pnr83"}, "A ROR identifier looks like"),
        ({"kind": "consortium", "is_default_lead": "y"}, "A consortium cannot lead a bid."),
    ],
)
def test_a_refusal_stands_in_the_form(signed_in, changes, sentence):
    saved(an_organisation("Standing already"))
    assert sentence in signed_in.post("/organisations/add", data=form(**changes)).text
    assert len(db.session.scalars(select(Organisation)).all()) == 1


def test_a_consortium_gains_and_loses_a_member(signed_in):
    group = saved(an_organisation("East Midlands", kind=CONSORTIUM))
    force = saved(an_organisation("Derbyshire Constabulary"))
    gone = saved(an_organisation("Gone already", valid_to=a_day("2029-01-01")))
    page = signed_in.get(f"/organisations/{group.id}").text
    assert f'value="{force.id}">' in page
    assert gone.name not in page
    members = {"member_id": force.id, "joined_on": "2020-04-01"}
    response = signed_in.post(f"/organisations/{group.id}/members", data=members)
    assert "Still a member" in signed_in.get(response.location).text
    membership = db.session.scalars(select(Membership)).one()
    signed_in.post(
        f"/organisations/memberships/{membership.id}/end", data={"left_on": "2030-02-28"}
    )
    assert "Thu 28 February 2030" in signed_in.get(f"/organisations/{group.id}").text
    assert "East Midlands" in signed_in.get(f"/organisations/{force.id}").text


def test_a_second_membership_at_a_time_is_refused_in_the_form(signed_in):
    group, force = saved(an_organisation(kind=CONSORTIUM)), saved(an_organisation())
    with unit_of_work():
        group.add_member(force, joined_on=a_day("2020-04-01"))
    members = {"member_id": force.id, "joined_on": "2021-04-01"}
    page = signed_in.post(f"/organisations/{group.id}/members", data=members).text
    assert "is a member already" in page


def test_a_membership_without_a_last_day_does_not_end(signed_in):
    group = saved(an_organisation(kind=CONSORTIUM))
    with unit_of_work():
        membership = group.add_member(an_organisation(), joined_on=a_day("2020-04-01"))
    address = f"/organisations/memberships/{membership.id}/end"
    response = signed_in.post(address, data={"left_on": ""})
    assert "Nothing changed: Enter its last day" in signed_in.get(response.location).text
    assert signed_in.post(address, data={"left_on": "2019-01-01"}).status_code == 409


def test_the_list_tells_consortia_first(signed_in):
    saved(an_organisation("Aardvark University"))
    saved(an_organisation("Zebra consortium", kind=CONSORTIUM))
    page = signed_in.get("/organisations").text
    assert page.index("Zebra consortium") < page.index("Aardvark University")
