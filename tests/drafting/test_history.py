"""The history of a section: sittings, comparisons, authors."""

import io
import zipfile
from datetime import timedelta

import pytest

from bidapp.database import db, fetch, unit_of_work
from bidapp.drafting.models import Section, SectionVersion, VersionKind
from bidapp.drafting.queries import text_of
from bidapp.drafting.saving import Save, save_text
from bidapp.drafting.versions import VERSIONS_A_PAGE, authored, sittings, versions_page
from tests.builders import a_person, a_section, saved, written
from tests.conftest import NOON
from tests.drafting.test_live import words_in


@pytest.fixture
def section(app):
    return written(saved(a_section()), "<p>One.</p><p>Two.</p>")


@pytest.fixture
def kim(app):
    return saved(a_person("Kim")).id


def typed(section, words, by, minutes):
    """The first paragraph as it was saved so many minutes past noon."""
    at = NOON + timedelta(minutes=minutes)
    with unit_of_work():
        text = words_in(text_of(section), 0, words)
        save_text(section, text, Save(section.latest_number, by, at, VersionKind.AS_TYPED))


def test_what_one_types_in_one_go_is_one_line_and_none_is_deleted(section, kim):
    for minute in range(4):
        typed(section, f"One {minute}.", kim, minute)
    typed(section, "One, by Sam.", saved(a_person("Sam")).id, 4)
    typed(section, "One 5.", kim, 5)
    typed(section, "One 11.", kim, 11)
    found = sittings(versions_page(section))
    assert [(each.newest.number, len(each.versions)) for each in found] == [
        (8, 1), (7, 1), (6, 1), (5, 4), (1, 1),
    ]  # fmt: skip
    assert [each.grew_by for each in found] == [0, -1, 1, 1, 2]


def test_the_list_shows_every_version_and_says_what_changed(signed_in, section, kim):
    for minute in range(3):
        typed(section, f"One {minute}.", kim, minute)
    page = signed_in.get(f"/sections/{section.id}/versions").text
    assert "3 versions in one go" in page
    for number in (1, 2, 3, 4):
        assert f'/versions/{number}"' in page
    assert f"/sections/{section.id}/compare?from=1&amp;to=4" in page


def test_two_versions_are_compared_word_by_word(signed_in, section, kim):
    typed(section, "One changed.", kim, 1)
    page = signed_in.get(f"/sections/{section.id}/compare?from=1&to=2").text
    assert "<del>One.</del>" in page
    assert "<ins>One changed.</ins>" in page
    assert "2 words put in, 1 word taken out" in page
    back = signed_in.get(f"/sections/{section.id}/compare?from=2&to=1").text
    assert "<ins>One.</ins>" in back


@pytest.mark.parametrize("named", ["", "?from=x&to=y", "?from=-1", "?from=99999999999999999999"])
def test_without_numbers_that_can_be_the_last_change_is_shown(signed_in, section, kim, named):
    typed(section, "One changed.", kim, 1)
    page = signed_in.get(f"/sections/{section.id}/compare{named}").text
    assert "From version 1 to 2" in page


def test_versions_that_never_were_are_not_found(signed_in, section):
    assert signed_in.get(f"/sections/{section.id}/compare?from=1&to=7").status_code == 404
    empty = saved(a_section())
    assert signed_in.get(f"/sections/{empty.id}/compare").status_code == 404


def test_a_version_compared_with_itself_says_the_same(signed_in, section):
    page = signed_in.get(f"/sections/{section.id}/compare?from=1&to=1").text
    assert "They say the same" in page


def test_who_wrote_what_is_told_from_the_versions(signed_in, section, kim):
    typed(section, "One. Kim adds three.", kim, 1)
    found = authored(section)
    assert [(person.name, words) for person, words in found.authors] == [
        ("Bid coordinator", 2), ("Kim", 3),
    ]  # fmt: skip
    page = signed_in.get(f"/sections/{section.id}/authors").text
    assert '<span class="by-author by-2"> Kim adds three.</span>' in page
    assert "5 words that stand now" in page


def test_more_versions_than_a_page_holds_go_on_on_the_next(signed_in, section, kim):
    with unit_of_work():
        facts = {"section_id": section.id, "content": {"type": "doc"}, "count": 0}
        db.session.add_all(
            SectionVersion(number=number, saved_by_id=kim, saved_at=NOON, **facts)
            for number in range(2, VERSIONS_A_PAGE + 3)
        )
        fetch(Section, section.id).latest_number = VERSIONS_A_PAGE + 2
    page = signed_in.get(f"/sections/{section.id}/versions").text
    assert '/versions/2"' not in page
    assert f"/sections/{section.id}/versions?below=3" in page
    assert '/versions/2"' in signed_in.get(f"/sections/{section.id}/versions?below=3").text


def test_what_changed_is_also_a_word_file_with_tracked_changes(signed_in, section, kim):
    typed(section, "One changed.", kim, 1)
    page = signed_in.get(f"/sections/{section.id}/compare?from=1&to=2").text
    address = f"/sections/{section.id}/compare/1-2.docx"
    assert address in page
    response = signed_in.get(address)
    with zipfile.ZipFile(io.BytesIO(response.data)) as parts:
        document = parts.read("word/document.xml").decode()
    assert "<w:ins " in document
    assert "<w:del " in document
    assert signed_in.get(f"/sections/{section.id}/compare/1-9.docx").status_code == 404
