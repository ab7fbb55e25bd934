"""Versions are only ever added, and a save says what it was based on."""

from concurrent.futures import ThreadPoolExecutor
from functools import partial
from threading import Barrier

import pytest
from sqlalchemy import select

from bidapp.audit.models import AuditEvent
from bidapp.database import db, fetch, unit_of_work
from bidapp.drafting.actions import restore_version
from bidapp.drafting.models import (
    NotKeptAsText,
    Section,
    SectionVersion,
)
from bidapp.drafting.queries import text_at, text_of, version_numbered
from bidapp.drafting.saving import PictureMissing, Save, save_text
from bidapp.drafting.versions import versions_page
from bidapp.errors import NotFound
from bidapp.funders.models import LimitKind, SectionKind
from bidapp.text.counting import CountRule
from bidapp.text.html import from_html
from bidapp.text.identity import with_ids_from
from bidapp.text.plain import plain_text
from tests.builders import a_section, saved, written
from tests.conftest import NOON


def save(section, html, *, based_on, by=None):
    with unit_of_work():
        by = by or section.bid.owner_id
        document = with_ids_from(text_at(section, based_on), from_html(html).document)
        return save_text(section, document, Save(based_on, by, NOON))


def ids_in(section):
    return [block["attrs"]["id"] for block in text_of(section)["content"]]


@pytest.fixture
def section(app):
    return written(saved(a_section()), "<p>One.</p><p>Two.</p><p>Three.</p>")


def test_a_save_adds_a_version_and_leaves_the_old_one(section):
    save(section, "<p>Other.</p>", based_on=1)
    assert [version.number for version in versions_page(section)] == [2, 1]
    assert plain_text(version_numbered(section, 1).content) == "One.\nTwo.\nThree."
    assert (section.latest_number, section.latest_count, section.latest_at) == (2, 1, NOON)
    assert db.session.scalars(select(AuditEvent.what)).all()[-1] == "saved version 2 of Approach"


def test_a_save_based_on_a_version_that_never_was_is_refused(section):
    with pytest.raises(NotFound, match="has no version 2"):
        save(section, "<p>Other.</p>", based_on=2)
    assert section.latest_number == 1


def test_a_text_that_says_the_same_saves_nothing(section):
    same = "<p>One.</p>\n<p>Two.</p><p>Three.<br></p><p></p>"
    assert not save(section, same, based_on=1).is_new
    assert section.latest_number == 1


def test_blocks_keep_their_ids_when_text_comes_back_without_any(section):
    one, two, three = ids_in(section)
    save(section, "<p>One.</p><p>Between.</p><p>Two, changed.</p><p>Three.</p>", based_on=1)
    first, *_, last = ids_in(section)
    assert (first, last) == (one, three)
    assert two in ids_in(section)
    save(section, "<p>One.</p><p>Three.</p>", based_on=2)
    assert ids_in(section) == [one, three]


def pressed_save(app, section_id, words, meet):
    """A save by another process, after everybody has read."""
    with app.app_context():
        meet()
        with unit_of_work():
            section = fetch(Section, section_id)
            document = from_html(f"<p>{words}</p>").document
            save_text(section, document, Save(1, section.bid.owner_id, NOON))


def test_saves_at_the_same_moment_are_all_kept_and_joined(app, section):
    save = partial(pressed_save, app, section.id, meet=Barrier(4, timeout=10).wait)
    with ThreadPoolExecutor(4) as people:
        list(people.map(save, ["mine", "theirs", "hers", "his"]))
    db.session.rollback()
    assert set(plain_text(text_of(section)).split()) == {"mine", "theirs", "hers", "his"}
    assert len(versions_page(section)) == section.latest_number


@pytest.mark.parametrize(
    ("rule", "limit_kind", "counted"),
    [
        (CountRule.UKRI, LimitKind.WORDS, 6),
        (CountRule.WHITESPACE, LimitKind.WORDS, 5),
        (CountRule.INNOVATE_UK, LimitKind.WORDS, 5),
        (CountRule.UKRI, LimitKind.CHARACTERS, 25),
        (CountRule.NONE, LimitKind.NONE, 0),
        (CountRule.UKRI, LimitKind.PAGES, 6),
    ],
)
def test_the_count_is_the_funders_own(app, rule, limit_kind, counted):
    section = saved(a_section(count_rule=rule, limit_kind=limit_kind))
    written(section, "<p>How we work—in a</p><p>well-led</p>")
    assert section.latest_count == counted
    assert versions_page(section)[0].count == counted
    assert section.has_text


def test_a_limit_of_pages_is_told_and_not_counted():
    assert a_section(limit=3, limit_kind=LimitKind.PAGES).counted_limit is None
    assert a_section(limit=3, limit_kind=LimitKind.CHARACTERS).counted_limit == 3


@pytest.mark.parametrize("kind", [SectionKind.UPLOAD, SectionKind.STRUCTURED])
def test_a_section_that_is_a_file_or_a_form_takes_no_text(app, kind):
    section = saved(a_section(kind=kind, title="Letters"))
    with pytest.raises(NotKeptAsText, match="Letters is given to the funder as a file or form"):
        save(section, "<p>Text.</p>", based_on=0)


def test_a_version_that_never_was_is_not_found(section):
    with pytest.raises(NotFound, match="Approach has no version 9"):
        version_numbered(section, 9)


def test_an_old_version_comes_back_as_the_newest(section):
    save(section, "<p>Other.</p>", based_on=1)
    old = version_numbered(section, 1)
    with unit_of_work():
        back = restore_version(section, old, by=section.bid.owner_id, at=NOON)
    assert (back.number, version_numbered(section, 3).note) == (3, "Brought back from version 1")
    assert plain_text(text_of(section)) == "One.\nTwo.\nThree."
    with unit_of_work():
        assert not restore_version(section, old, by=section.bid.owner_id, at=NOON).is_new


def test_a_picture_that_is_not_here_is_refused(section):
    with pytest.raises(PictureMissing, match="names a picture that is not here"):
        save(section, f'<img src="/files/{"0" * 64}" alt="A map">', based_on=1)
    assert db.session.scalars(select(SectionVersion.number)).all() == [1]
