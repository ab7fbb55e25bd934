"""The people at an organisation whom we may ask: each once, and one day they leave."""

import pytest
from sqlalchemy import select

from bidapp.accounts.permissions import Kind
from bidapp.audit.models import AuditEvent
from bidapp.database import db, fetch, unit_of_work
from bidapp.organisations.actions import ContactRefused, save_contact
from bidapp.organisations.models import Contact, OrganisationKind
from bidapp.organisations.queries import contacts_of, contacts_who_left
from tests.builders import a_contact, a_day, a_person, an_organisation, saved, signed_in_as
from tests.conftest import NOON

CONSORTIUM = OrganisationKind.CONSORTIUM
TODAY = NOON.date()


@pytest.fixture
def force(app):
    return saved(an_organisation("Derbyshire Constabulary", OrganisationKind.POLICE_FORCE))


def form(**changes):
    facts = {"name": "Superintendent", "email": "super@derbys.example", "known_from": "Her e-mail"}
    return facts | changes


def add(browser, organisation, **changes):
    return browser.post(f"/organisations/{organisation.id}/contacts/add", data=form(**changes))


def save(contact, **facts):
    with unit_of_work():
        save_contact(contact, form(**facts), by=None, at=NOON)


def test_a_contact_is_added_shown_and_written_down(signed_in, force):
    response = add(signed_in, force, position="Chief Superintendent", may_sign="y", phone="101")
    assert response.location == f"/organisations/{force.id}"
    page = signed_in.get(response.location).text
    for words in ("Chief Superintendent", "May sign", "super@derbys.example", "101", "Her e-mail"):
        assert words in page
    assert db.session.scalars(select(AuditEvent.what)).all()[-1] == (
        "saved Superintendent at Derbyshire Constabulary"
    )


def test_who_came_to_add_somebody_goes_back_where_they_were(signed_in, force):
    address = f"/organisations/{force.id}/contacts/add?next=/roles/1/ask"
    for page in (
        signed_in.get(address).text,
        signed_in.post(address, data=form(name="", next="/roles/1/ask")).text,
    ):
        assert 'name="next" type="hidden" value="/roles/1/ask"' in page
        assert '<a class="btn btn-outline-secondary" href="/roles/1/ask">Cancel</a>' in page
    assert add(signed_in, force, next="/roles/1/ask").location == "/roles/1/ask"


@pytest.mark.parametrize("elsewhere", ["https://evil.example", "//evil.example", "/\\evil.example"])
def test_nobody_is_led_elsewhere(signed_in, force, elsewhere):
    page = signed_in.get(
        f"/organisations/{force.id}/contacts/add", query_string={"next": elsewhere}
    ).text
    assert f'href="/organisations/{force.id}">Cancel</a>' in page
    response = add(signed_in, force, next=elsewhere)
    assert response.location == f"/organisations/{force.id}"


def test_a_contact_is_changed(signed_in, force):
    contact = saved(a_contact(force))
    signed_in.post(f"/contacts/{contact.id}/edit", data=form(email="NEW@Derbys.example"))
    changed = fetch(Contact, contact.id)
    assert (changed.name, changed.folded_email) == ("Superintendent", "new@derbys.example")
    assert changed.added_at == contact.added_at


def test_who_has_left_is_no_longer_among_those_there(signed_in, force):
    contact = saved(a_contact(force, name="Was there once"))
    last_day = {"left_on": "2030-02-28"}
    signed_in.post(f"/contacts/{contact.id}/edit", data=form(name="Was there once") | last_day)
    assert contacts_of(force, TODAY) == []
    assert [each.name for each in contacts_who_left(force, TODAY)] == ["Was there once"]
    page = signed_in.get(f"/organisations/{force.id}").text
    assert "until Thu 28 February 2030" in page


def test_who_may_sign_comes_first_then_by_name_whatever_the_capitals(force):
    for name, may_sign in (("zoe", False), ("Bea", False), ("Yann", True)):
        saved(a_contact(force, name=name, may_sign=may_sign))
    saved(a_contact(force, name="Leaving", left_on=TODAY))
    saved(a_contact(force, name="Left", left_on=a_day("2030-02-28")))
    saved(a_contact(name="Elsewhere"))
    assert [each.name for each in contacts_of(force, TODAY)] == ["Yann", "Bea", "Leaving", "zoe"]


@pytest.mark.parametrize(
    "typed", ["super@derbys.example", "SUPER@derbys.example", "ｓuper@derbys.example"]
)
def test_an_address_stands_once_in_an_organisation(signed_in, force, typed):
    add(signed_in, force)
    page = add(signed_in, force, name="Another", email=typed).text
    assert "has this address already" in page.partition('id="email-error"')[2]
    assert len(db.session.scalars(select(Contact)).all()) == 1


def test_an_address_may_stand_in_two_organisations(app, force):
    save(Contact(organisation_id=force.id))
    save(Contact(organisation_id=saved(an_organisation()).id))
    assert len(db.session.scalars(select(Contact)).all()) == 2


@pytest.mark.parametrize(
    ("changes", "field", "sentence"),
    [
        ({"name": " \n "}, "name", "Enter the person’s name."),
        ({"name": "x" * 201}, "name", "Use at most 200 characters."),
        ({"position": "x" * 201}, "position", "Use at most 200 characters."),
        ({"email": ""}, "email", "Enter an e-mail address."),
        ({"email": "one@example.org, two@example.org"}, "email", "Enter an e-mail address like"),
        ({"email": "\ufdfa" * 30 + "@example.org"}, "email", "Enter a shorter e-mail address."),
        ({"phone": "0" * 41}, "phone", "Use at most 40 characters."),
        ({"known_from": ""}, "known_from", "Enter where you have these details from."),
        ({"known_from": "x" * 201}, "known_from", "Use at most 200 characters."),
    ],
)
def test_what_makes_no_sense_is_refused_beside_the_field(
    signed_in, force, changes, field, sentence
):
    page = add(signed_in, force, **changes).text
    assert sentence in page.partition(f'id="{field}-error"')[2]
    assert db.session.scalar(select(Contact)) is None


def test_the_last_day_is_a_date(signed_in, force):
    contact = saved(a_contact(force))
    address = f"/contacts/{contact.id}/edit"
    page = signed_in.post(address, data=form(left_on="soon")).text
    assert "Enter a date like" in page.partition('id="left_on-error"')[2]


def test_a_name_of_several_lines_becomes_one_line(signed_in, force):
    add(signed_in, force, name="Super\r\nBcc: all@example.org\u202e intendent")
    assert db.session.scalars(select(Contact.name)).one() == (
        "Super Bcc: all@example.org intendent"
    )


def test_nobody_signs_for_a_consortium(signed_in):
    group = saved(an_organisation("EMPAC", CONSORTIUM))
    page = add(signed_in, group, may_sign="y").text
    assert "EMPAC never signs: a member signs." in page
    assert add(signed_in, group).status_code == 302
    page = signed_in.get(f"/organisations/{group.id}").text
    assert "Nobody signs for EMPAC: a member signs." in page
    assert 'name="may_sign"' not in signed_in.get(f"/organisations/{group.id}/contacts/add").text
    with pytest.raises(ContactRefused) as refusal:
        save(Contact(organisation_id=group.id), may_sign=True)
    assert refusal.value.about == "may_sign"


def test_a_reader_sees_contacts_and_changes_none(client, force, now):
    contact = saved(a_contact(force))
    signed_in_as(client, saved(a_person("Rea", Kind.READER)))
    page = client.get(f"/organisations/{force.id}").text
    assert contact.email in page
    assert f"/contacts/{contact.id}/edit" not in page
    assert client.get(f"/contacts/{contact.id}/edit").status_code == 403


def test_how_often_it_may_be_asked_before_a_warning_is_kept_and_shown(signed_in, force):
    page = signed_in.get(f"/organisations/{force.id}").text
    assert "before it is asked on more than 3 bids in a quarter" in page
    facts = {"name": force.name, "short_name": "Derbys", "kind": "police force"}
    edit = f"/organisations/{force.id}/edit"
    signed_in.post(edit, data=facts | {"most_asks_a_quarter": "1"})
    page = signed_in.get(f"/organisations/{force.id}").text
    assert "before it is asked on more than 1 bid in a quarter" in page
    page = signed_in.post(edit, data=facts | {"most_asks_a_quarter": "0"}).text
    assert "Enter a number of bids" in page.partition('id="most_asks_a_quarter-error"')[2]
