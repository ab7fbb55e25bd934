"""The third migration, with data in the database: what was there stays, and partners get rules."""

import pytest

from tests.migrating import all_of, migrated_from
from tests.migrations_match import differences
from tests.test_migrating_reminders import AT, OF_BEFORE

OF_PARTNERS = f"""
INSERT INTO organisation (id, name, short_name, kind, is_default_lead, is_default_partner, notes,
    needs_working_days) VALUES (2, 'Leicestershire Police', 'Leics', 'police force', false, false,
    'Ring first', 12);
INSERT INTO partner_role (id, bid_id, organisation_id, position, added_at) VALUES
    (1, 1, 1, 'lead', {AT}), (2, 1, 2, 'project partner', {AT})
"""


@pytest.fixture
def migrated(request, tmp_path, database_url):
    steps = [("0001", OF_BEFORE), ("0002", OF_PARTNERS)]
    with migrated_from(steps, request, tmp_path, database_url) as app:
        yield app


def test_the_database_is_as_the_models_describe_it(migrated):
    assert differences(migrated) == []


def test_roles_keep_their_positions_and_say_nothing_new(migrated):
    found = all_of(
        "SELECT id, bid_id, organisation_id, position, summary, consortium_id, contact_id "
        "FROM partner_role ORDER BY id"
    )
    assert found == [
        (1, 1, 1, "lead", "", None, None),
        (2, 1, 2, "project partner", "", None, None),
    ]


def test_organisations_bids_calls_and_messages_keep_what_they_had(migrated):
    assert all_of(
        "SELECT short_name, notes, needs_working_days, most_asks_a_quarter FROM organisation "
        "ORDER BY id"
    ) == [("DMU", "", None, None), ("Leics", "Ring first", 12, None)]
    assert all_of("SELECT title, stage, marking, starts_on FROM bid") == [
        ("Red teaming", "Drafting", "none", None)
    ]
    assert all_of("SELECT title, letter_max_pages FROM call") == [("Policing", None)]
    assert all_of("SELECT subject, state, secret FROM message") == [("Close", "sent", None)]


def test_reminders_sent_before_stay_and_partners_get_rules_of_their_own(migrated):
    assert all_of("SELECT count(*) FROM reminder") == [(2,)]
    found = all_of(
        "SELECT kind, unit, amount FROM reminder_rule "
        "WHERE audience = 'the partner who is asked' ORDER BY amount DESC"
    )
    assert found == [
        ("partner", "working days before", 5),
        ("partner", "working days before", 2),
        ("partner", "at the moment itself", 0),
    ]
