"""Several people press at the same instant: one succeeds, and the others are told."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from sqlalchemy import func, select

from bidapp.answering.actions import MOST_LINKS_AN_HOUR
from bidapp.asking.actions import Asking, ask
from bidapp.asking.links import close_link
from bidapp.asking.models import Ask, AskKey, Sending
from bidapp.asking.posting import post_now
from bidapp.asking.queries import lines_to_ask
from bidapp.contributions.actions import Actor, revise_line
from bidapp.contributions.models import Answer, Contribution
from bidapp.contributions.worth import LineFacts, facts_of
from bidapp.database import db, fetch, unit_of_work
from bidapp.organisations.models import Contact
from bidapp.partners.models import PartnerRole
from tests.asking.stories import (
    ANSWER_BY,
    SIGNED,
    a_partner,
    asked,
    lines_of_ask,
    page_of,
    shown_by,
    states_of,
)
from tests.builders import a_contact, saved
from tests.conftest import NOON

ROUNDS = 10


pytestmark = pytest.mark.usefixtures("app", "now")


def at_once(*works):
    """Each in a thread of its own, begun together; what each returned, or its refusal."""
    start = Barrier(len(works))

    def run(work):
        start.wait()
        return work()

    with ThreadPoolExecutor(len(works)) as pool:
        return list(pool.map(run, works))


def pressing(app, made, shown, **said):
    address = page_of(made, "/confirm")

    def press():
        browser = app.test_client()
        return browser.post(address, data=SIGNED | {"shown": shown} | said).status_code

    return in_context(app, press)


def in_context(app, work):
    def run():
        with app.app_context():
            try:
                return work()
            except Exception as refusal:
                return type(refusal).__name__
            finally:
                db.session.remove()

    return run


def count_of_answers():
    db.session.rollback()
    return db.session.scalar(select(func.count()).select_from(Answer))


def test_of_many_who_confirm_at_once_one_succeeds(app):
    for number in range(ROUNDS):
        made = asked()
        shown = shown_by(app.test_client().get(page_of(made)).text)
        codes = at_once(*[pressing(app, made, shown, name=f"Colleague {n}") for n in range(6)])
        assert Counter(codes) == {303: 1, 409: 5}
        assert count_of_answers() == 2 * (number + 1)


def test_one_person_who_presses_many_times_at_once_has_confirmed_once(app):
    made = asked()
    shown = shown_by(app.test_client().get(page_of(made)).text)
    assert set(at_once(*[pressing(app, made, shown)] * 6)) == {303}
    assert count_of_answers() == 2


def test_a_confirmation_and_a_change_at_once_never_confirm_what_was_not_shown(app):
    for _ in range(ROUNDS):
        made = asked()
        line_id = lines_of_ask(made)[0].id
        shown = shown_by(app.test_client().get(page_of(made)).text)

        def revise(line_id=line_id):
            with unit_of_work():
                line = fetch(Contribution, line_id)
                facts = facts_of(line.standing)
                newer = LineFacts(facts.title, facts.form, 1_00, thing=facts.thing)
                revise_line(line, newer, Actor("Bid coordinator", NOON), based_on=1)
            return "revised"

        code, revised = at_once(pressing(app, made, shown), in_context(app, revise))
        db.session.rollback()
        line = fetch(Contribution, line_id)
        if code == 303 and revised == "revised":
            assert (line.standing_number, str(line.state)) == (2, "re-opened")
        elif code == 303:
            assert (line.standing_number, str(line.state)) == (1, "confirmed")
        else:
            assert (code, revised) == (409, "revised")
            assert (line.standing_number, str(line.state)) == (2, "asked")


def test_a_confirmation_and_the_end_of_its_link_at_once_agree(app):
    for _ in range(ROUNDS):
        made = asked()
        number = made.id
        shown = shown_by(app.test_client().get(page_of(made)).text)

        def close(number=number):
            with unit_of_work():
                close_link(fetch(Ask, number), "closed", by=None, at=NOON)

        code, _ = at_once(pressing(app, made, shown), in_context(app, close))
        answered = set(states_of(made)) == {"confirmed"}
        assert answered is (code == 303)
        assert code in (303, 409, 410)


def test_of_many_who_press_for_a_new_link_one_key_stays_alive(app):
    made = asked()
    with unit_of_work():
        fetch(Ask, made.id).expires_at = NOON
    address = page_of(made, "/new-link")
    at_once(*[in_context(app, lambda: app.test_client().post(address).status_code)] * 8)
    db.session.rollback()
    alive = select(func.count()).where(AskKey.ended_at.is_(None))
    assert db.session.scalar(alive) == 1
    assert db.session.scalar(select(func.count()).select_from(Sending)) <= 1 + MOST_LINKS_AN_HOUR


def test_two_who_send_the_same_ask_at_once_send_one_letter(app):
    role, contact = a_partner()
    number, whom = role.id, contact.id

    def send():
        with unit_of_work():
            lines = lines_to_ask(fetch(PartnerRole, number))
            asking = Asking(fetch(Contact, whom), lines, ANSWER_BY)
            ask(fetch(PartnerRole, number), asking, post_now())
        return "sent"

    outcomes = at_once(*[in_context(app, send)] * 4)
    assert Counter(outcomes) == {"sent": 1, "AskRefused": 3}


def test_two_contacts_of_one_partner_are_asked_at_once(app):
    role, contact = a_partner()
    colleague = saved(a_contact(role.organisation))
    number = role.id

    def sending(whom):
        def send():
            with unit_of_work():
                lines = lines_to_ask(fetch(PartnerRole, number))
                asking = Asking(fetch(Contact, whom), lines, ANSWER_BY)
                ask(fetch(PartnerRole, number), asking, post_now())
            return "sent"

        return in_context(app, send)

    assert at_once(sending(contact.id), sending(colleague.id)) == ["sent", "sent"]
