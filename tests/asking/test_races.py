"""Several people press at the same instant: one succeeds, and the others are told."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from sqlalchemy import func, select

from bidapp.asking.actions import close_link
from bidapp.asking.models import Ask
from bidapp.contributions.actions import Actor, revise_line
from bidapp.contributions.models import Answer, Contribution
from bidapp.contributions.worth import LineFacts, facts_of
from bidapp.database import db, fetch, unit_of_work
from tests.asking.stories import SIGNED, asked, lines_of_ask, page_of, shown_by, states_of
from tests.conftest import NOON

ROUNDS = 10


@pytest.fixture(autouse=True)
def at_noon(app, now):
    return now


def at_once(*works):
    """Each in a thread of its own, begun together; what each returned, or its refusal."""
    start = Barrier(len(works))

    def run(work):
        start.wait()
        return work()

    with ThreadPoolExecutor(len(works)) as pool:
        return list(pool.map(run, works))


def pressing(app, made, shown):
    address = page_of(made, "/confirm")

    def press():
        browser = app.test_client()
        return browser.post(address, data=SIGNED | {"shown": shown}).status_code

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
        codes = at_once(*[pressing(app, made, shown)] * 6)
        assert Counter(codes) == {303: 1, 409: 5}
        assert count_of_answers() == 2 * (number + 1)


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
