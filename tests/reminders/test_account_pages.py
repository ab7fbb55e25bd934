"""How one person wants to be reminded, as they say it on their own page."""

from datetime import time

import pytest
from sqlalchemy import select

from bidapp.accounts.permissions import Kind
from bidapp.calls.models import DeadlineKind
from bidapp.database import db
from bidapp.reminders.models import Absence, Digest, Mute, ReminderPreference
from tests.builders import LONG_AGO, a_day, a_person, saved, signed_in_as

PAGE = "/account/reminders"
WISHES = {
    "digest": Digest.DAILY, "digest_at": "7:30am", "digest_weekday": "2", "zone": "Europe/Brussels",
    "quiet_from": "7pm", "quiet_until": "7am",
}  # fmt: skip


@pytest.fixture
def me(app, now):
    return saved(a_person("Me"))


@pytest.fixture
def mine(client, me):
    return signed_in_as(client, me)


def found(table):
    db.session.rollback()
    return db.session.scalars(select(table)).all()


def an_absence(person, **facts):
    ordinary = {"from_on": a_day("2030-03-04"), "until_on": a_day("2030-03-08")}
    deputy = facts.pop("deputy", None) or saved(a_person("Dee"))
    return saved(Absence(person_id=person.id, deputy=deputy, **ordinary | facts))


def test_wishes_are_kept_as_they_were_said(mine, me):
    assert mine.post(PAGE, data=WISHES).location == PAGE
    [wishes] = found(ReminderPreference)
    assert (wishes.person_id, wishes.digest, wishes.digest_at) == (
        me.id,
        "one mail a day",
        time(7, 30),
    )
    assert (wishes.digest_weekday, wishes.zone) == (2, "Europe/Brussels")
    assert (wishes.quiet_from, wishes.quiet_until) == (time(19), time(7))
    page = mine.get(PAGE).text
    for value in ("07:30", "Europe/Brussels", "19:00", "07:00"):
        assert f'value="{value}"' in page


def test_saving_twice_changes_the_same_wishes(mine):
    mine.post(PAGE, data=WISHES)
    mine.post(PAGE, data=WISHES | {"quiet_from": "", "quiet_until": ""})
    [wishes] = found(ReminderPreference)
    assert (wishes.quiet_from, wishes.quiet_until) == (None, None)


BAD_WISHES = (
    ("zone", "", "Enter a time zone."),
    ("zone", "London", "Enter a time zone like Europe/London"),
    ("zone", "../../etc/passwd", "Enter a time zone like Europe/London"),
    ("zone", "x" * 10_000, "Use at most 60 characters."),
    ("quiet_from", "", "Enter both times, or neither."),
    ("quiet_until", "", "Enter both times, or neither."),
    ("quiet_until", "7pm", "Enter another time than the one they begin at."),
    ("quiet_from", "25:00", "Enter a time like"),
    ("quiet_from", "late", "Enter a time like"),
    ("digest_at", "", "Enter a time like"),
    ("digest_at", "4", "Enter a time like"),
    ("digest_weekday", "7", "Not a valid choice"),
    ("digest", "never", "Invalid Choice"),
)


def test_what_cannot_be_is_explained_beside_its_field(mine):
    for field, value, said in BAD_WISHES:
        answer = mine.post(PAGE, data=WISHES | {field: value})
        assert answer.status_code == 200, (field, value)
        assert said in answer.text, (field, value)
        assert "field-error" in answer.text, (field, value)
    assert found(ReminderPreference) == []


def test_everybody_has_this_page(app, now):
    for kind in Kind:
        browser = signed_in_as(app.test_client(), saved(a_person(kind=kind)))
        assert "How they come" in browser.get(PAGE).text


# Away


def absence(**changes):
    return {"from_on": "2030-03-04", "until_on": "2030-03-08"} | changes


def test_an_absence_is_noted_and_taken_back(mine, me):
    deputy = saved(a_person("Dee Deputy"))
    data = absence(deputy_id=deputy.id)
    assert mine.post(f"{PAGE}/absences", data=data).location == PAGE
    [noted] = found(Absence)
    assert (noted.person_id, noted.deputy_id) == (me.id, deputy.id)
    page = mine.get(PAGE).text
    assert "Mon 4 March 2030 to Fri 8 March 2030" in page
    assert "Dee Deputy takes your reminders." in page
    assert mine.post(f"{PAGE}/absences/{noted.id}/end").location == PAGE
    assert found(Absence) == []


def test_an_absence_that_cannot_be_is_explained_beside_its_field(mine, me):
    deputy, gone = saved(a_person("Dee")), saved(a_person("Gone", is_active=False))
    wrong = {
        "Enter the first day.": absence(deputy_id=deputy.id, from_on=""),
        "Enter the last day.": absence(deputy_id=deputy.id, until_on=""),
        "The last day comes before the first.": absence(deputy_id=deputy.id, until_on="2030-03-03"),
        "Enter at most a year.": absence(deputy_id=deputy.id, until_on="2031-03-08"),
        "Enter a date like": absence(deputy_id=deputy.id, from_on="Easter"),
        "Choose a colleague.": absence(deputy_id=""),
    }
    for said, data in wrong.items():
        answer = mine.post(f"{PAGE}/absences", data=data)
        assert said in answer.text, said
        assert "<title>Error: " in answer.text
    for deputy_id in (me.id, gone.id, 999, "x"):
        answer = mine.post(f"{PAGE}/absences", data=absence(deputy_id=deputy_id))
        assert 'id="deputy_id-error"' in answer.text, deputy_id
    assert found(Absence) == []


def test_an_absence_that_is_over_is_not_shown(mine, me):
    an_absence(me, from_on=a_day("2030-02-01"), until_on=a_day("2030-02-28"))
    assert "No absence ahead." in mine.get(PAGE).text


def test_nobody_ends_the_absence_of_somebody_else(mine):
    other = an_absence(saved(a_person("Other")))
    assert mine.post(f"{PAGE}/absences/{other.id}/end").status_code == 404
    assert len(found(Absence)) == 1


# Unsubscribed


def test_an_unsubscription_is_shown_and_taken_back(mine, me):
    other = saved(a_person("Other"))
    for person in (me, other):
        saved(Mute(person_id=person.id, kind=DeadlineKind.CLOSE, since=LONG_AGO))
    assert "Reminders of funder close deadlines" in mine.get(PAGE).text
    assert mine.post(f"{PAGE}/again/funder close").location == PAGE
    assert [each.person_id for each in found(Mute)] == [other.id]
    assert "You unsubscribed from" not in mine.get(PAGE).text


def test_there_is_no_other_kind_to_subscribe_to(mine):
    for kind in ("weekly", "funder%20closed", "x" * 500):
        assert mine.post(f"{PAGE}/again/{kind}").status_code == 404
