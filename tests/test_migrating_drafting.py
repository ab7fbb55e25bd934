"""The fourth migration, with data in the database: every text stays, what is written is begun."""

import pytest

from tests.migrating import all_of, migrated_from
from tests.migrations_match import differences
from tests.test_migrating_partners import OF_PARTNERS
from tests.test_migrating_reminders import AT, OF_BEFORE

TEXT = '{"type": "doc", "content": [{"type": "paragraph", "attrs": {"id": "p00001"}}]}'
OF_DRAFTS = f"""
INSERT INTO section (id, bid_id, "key", title, position, guidance, kind, limit_value, limit_kind,
    is_required, allows_images, is_public, is_unconfirmed, source, count_rule, writer_id,
    latest_number, latest_count, latest_at) VALUES
    (1, 1, 'vision', 'Vision', 1, 'Say why.', 'text', 500, 'words', true, true, false, false, '',
     'ukri', 2, 2, 7, {AT}),
    (2, 1, 'ethics', 'Ethics', 2, '', 'text', NULL, 'none', true, false, false, false, '', 'ukri',
     NULL, 0, 0, NULL);
INSERT INTO section_version (id, section_id, number, content, count, saved_by_id, saved_at, note)
    VALUES (1, 1, 1, '{TEXT}', 5, 2, {AT}, ''),
    (2, 1, 2, '{TEXT}', 7, 1, {AT}, 'Brought back from version 1')
"""


@pytest.fixture
def migrated(request, tmp_path, database_url):
    steps = [("0001", OF_BEFORE), ("0002", OF_PARTNERS), ("0003", OF_DRAFTS)]
    with migrated_from(steps, request, tmp_path, database_url) as app:
        yield app


def test_the_database_is_as_the_models_describe_it(migrated):
    assert differences(migrated) == []


def test_sections_keep_what_they_had_and_what_is_written_is_begun(migrated):
    found = all_of(
        "SELECT id, title, guidance, writer_id, latest_number, latest_count, state, question, "
        "criteria, notes, limit_is_soft, reviewer_id FROM section ORDER BY id"
    )
    assert found == [
        (1, "Vision", "Say why.", 2, 2, 7, "drafting", "", "", "", False, None),
        (2, "Ethics", "", None, 0, 0, "not started", "", "", "", False, None),
    ]


def test_every_version_stays_and_says_what_it_was_written_on(migrated):
    found = all_of(
        "SELECT number, count, saved_by_id, note, kind, based_on, is_aside, save_key "
        "FROM section_version ORDER BY number"
    )
    assert found == [
        (1, 5, 2, "", "saved", 0, False, None),
        (2, 7, 1, "Brought back from version 1", "restored", 1, False, None),
    ]
    assert all_of("SELECT count(*) FROM section_version WHERE content IS NULL") == [(0,)]
