"""Setting people up: one person an address, and always an administrator."""

import pytest
from sqlalchemy import func, select

from bidapp.accounts.actions import EmailTaken, LastAdministrator, add_person, change_person
from bidapp.accounts.identity import folded
from bidapp.accounts.models import Person
from bidapp.accounts.permissions import Kind
from bidapp.database import db, unit_of_work
from tests.builders import a_person, saved, signed_in_as

TWINS = ["writer@example.org", "Writer@Example.ORG", " writer@example.org ", "ｗriter@example.org"]


def number_of_people():
    return db.session.scalar(select(func.count()).select_from(Person))


@pytest.mark.parametrize("email", TWINS)
def test_one_address_is_one_person_however_it_is_typed(email):
    assert folded(email) == "writer@example.org"


def test_a_twin_is_refused_and_nothing_of_it_stays(app, now):
    saved(a_person(email="writer@example.org"))
    for email in TWINS:
        with pytest.raises(EmailTaken, match="belongs to somebody"), unit_of_work():
            add_person("Twin", email, Kind.WRITER, by=None, at=now)
    assert number_of_people() == 1


def test_a_twin_is_explained_beside_the_field(client, app, now):
    administrator = saved(a_person(kind=Kind.ADMINISTRATOR))
    data = {"name": "Twin", "email": administrator.email.upper(), "kind": "writer"}
    answer = signed_in_as(client, administrator).post("/people/add", data=data)
    assert "belongs to somebody already" in answer.text
    assert number_of_people() == 1


@pytest.mark.parametrize(
    "change",
    [{"kind": Kind.WRITER, "is_active": True}, {"kind": Kind.ADMINISTRATOR, "is_active": False}],
)
def test_the_last_administrator_stays(app, now, change):
    last = saved(a_person(kind=Kind.ADMINISTRATOR))
    saved(a_person(kind=Kind.ADMINISTRATOR, is_active=False))
    with pytest.raises(LastAdministrator, match="the only administrator"), unit_of_work():
        change_person(last, **change, by=last.id, at=now)
    assert (last.kind, last.is_active) == (Kind.ADMINISTRATOR, True)


def test_one_of_two_administrators_may_go(app, now):
    first, second = [saved(a_person(kind=Kind.ADMINISTRATOR)) for _ in range(2)]
    with unit_of_work():
        change_person(first, kind=Kind.READER, is_active=True, by=second.id, at=now)
    assert first.kind is Kind.READER


def test_an_address_of_two_lines_is_refused(client, app, now):
    administrator = saved(a_person(kind=Kind.ADMINISTRATOR))
    browser = signed_in_as(client, administrator)
    for email in ("a@b.org, c@d.org", "a@b.org\r\nBcc: c@d.org", "nobody", "@example.org"):
        browser.post("/people/add", data={"name": "New", "email": email, "kind": "writer"})
    assert number_of_people() == 1
