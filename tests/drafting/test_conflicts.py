"""Choosing between two texts of one place."""

import pytest

from bidapp.database import db
from bidapp.drafting.models import Conflict
from bidapp.drafting.queries import conflicts_in, text_of
from bidapp.text.content import document_of
from bidapp.text.plain import plain_text
from tests.builders import a_person, a_section, saved, written
from tests.drafting.test_live import save, words_in
from tests.text.histories import paragraph


@pytest.fixture
def section(app, signed_in):
    """Kim's text stands in it, the coordinator's waits."""
    section = written(saved(a_section()), "<p>One.</p><p>Two.</p>")
    start = text_of(section)
    written(section, "<p>Kim wrote.</p><p>Two.</p>", by=saved(a_person("Kim")).id)
    save(signed_in, section, words_in(start, 0, "<b>I</b> wrote."), based_on=1)
    return section


def page_of(browser, section):
    return browser.get(f"/sections/{section.id}/conflicts").text


def choose(browser, section, choice, based_on=None):
    (conflict,) = conflicts_in(section)
    data = {"choice": choice, "based_on": based_on or section.latest_number}
    return browser.post(f"/sections/{section.id}/conflicts/{conflict.id}", data=data)


def test_both_texts_are_shown_with_what_each_changed(signed_in, section):
    page = page_of(signed_in, section)
    assert "Kim’s text" in page
    assert "<ins>Kim wrote.</ins>" in page
    assert "<ins>&lt;b&gt;I&lt;/b&gt; wrote.</ins>" in page
    assert page.count("<del>One.</del>") == 2


@pytest.mark.parametrize(
    ("choice", "stands"),
    [
        ("theirs", "Kim wrote.\nTwo."),
        ("mine", "<b>I</b> wrote.\nTwo."),
        ("both", "Kim wrote.\n<b>I</b> wrote.\nTwo."),
    ],
)
def test_one_press_makes_the_chosen_text_stand(signed_in, section, choice, stands):
    response = choose(signed_in, section, choice)
    assert response.location == f"/sections/{section.id}"
    assert plain_text(text_of(section)) == stands
    assert conflicts_in(section) == []
    assert db.session.get(Conflict, 1).settled_as == choice


def test_what_was_written_there_meanwhile_is_not_overwritten(signed_in, section):
    shown = section.latest_number
    start = text_of(section)
    save(signed_in, section, words_in(start, 1, "Two, later."), based_on=shown)
    choose(signed_in, section, "mine", based_on=shown)
    assert plain_text(text_of(section)) == "<b>I</b> wrote.\nTwo, later."


def test_a_place_that_is_gone_meanwhile_comes_back_at_the_end(signed_in, section):
    new = document_of([paragraph("Quite new.")])
    save(signed_in, section, new, based_on=section.latest_number)
    choose(signed_in, section, "mine")
    assert plain_text(text_of(section)) == "Quite new.\n<b>I</b> wrote."


def test_a_second_choice_comes_too_late(signed_in, section):
    (conflict,) = conflicts_in(section)
    choose(signed_in, section, "theirs")
    data = {"choice": "mine", "based_on": section.latest_number}
    response = signed_in.post(f"/sections/{section.id}/conflicts/{conflict.id}", data=data)
    assert response.status_code == 409
    assert "Somebody has chosen" in response.text
    assert plain_text(text_of(section)) == "Kim wrote.\nTwo."


def test_the_pair_of_another_section_is_not_found(signed_in, section):
    other = saved(a_section(section.bid))
    response = signed_in.post(f"/sections/{other.id}/conflicts/1", data={"choice": "mine"})
    assert response.status_code == 404


def test_nothing_to_choose_says_so(signed_in, section):
    choose(signed_in, section, "both")
    assert "Nothing waits for a choice here." in page_of(signed_in, section)


def test_a_place_that_one_took_out_is_shown_as_that(signed_in, app):
    section = written(saved(a_section()), "<p>One.</p><p>Two.</p>")
    start = text_of(section)
    without = start | {"content": start["content"][1:]}
    save(signed_in, section, without, based_on=1)
    save(signed_in, section, words_in(start, 0, "One, changed."), based_on=1)
    page = page_of(signed_in, section)
    assert "They took this place out." in page
    assert "Keep both" not in page
    choose(signed_in, section, "theirs")
    assert plain_text(text_of(section)) == "Two."
