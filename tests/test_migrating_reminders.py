"""The second migration, with data in the database: what was there stays, in its new words."""

import pytest

from tests.migrating import all_of, migrated_from
from tests.migrations_match import differences

AT = "'2030-03-01 09:00:00'"
OF_BEFORE = f"""
INSERT INTO person (id, name, email, folded_email, kind, is_active, look, added_at) VALUES
    (1, 'Bea', 'bea@example.org', 'bea@example.org', 'coordinator', true, 'system', {AT}),
    (2, 'Tom', 'tom@example.org', 'tom@example.org', 'writer', true, 'system', {AT});
INSERT INTO organisation (id, name, short_name, kind, is_default_lead, is_default_partner, notes)
    VALUES (1, 'De Montfort University', 'DMU', 'university', true, false, '');
INSERT INTO funder (id, name, short_name, parent, portal_name, portal_url, count_rule, timezone,
    notes, provenance, is_unconfirmed)
    VALUES (1, 'ESRC', 'ESRC', '', '', '', 'ukri', 'Europe/London', '', '', false);
INSERT INTO call (id, funder_id, title, reference, url, status, award_basis, allowed_roles,
    lead_note, notes, source_url)
    VALUES (1, 1, 'Policing', '', '', 'open', 'full economic cost', '[]', '', '', '');
INSERT INTO deadline (id, call_id, stage, label, due_local, zone, due_at, wording, occurrence,
    is_withdrawn) VALUES
    (1, 1, 'full bid', 'Close', '2030-03-15 16:00:00', 'Europe/London', '2030-03-15 16:00:00', '',
     2, false),
    (2, 1, 'interview', 'Panel', '2030-06-15 10:00:00', 'Europe/London', '2030-06-15 09:00:00', '',
     1, false);
INSERT INTO bid (id, call_id, title, summary, stage, stage_since, lead_organisation_id, owner_id,
    opened_at) VALUES (1, 1, 'Red teaming', '', 'Drafting', {AT}, 1, 1, {AT});
INSERT INTO message (id, recipient, subject, body, message_id, written_at, state, wake_at, lease,
    attempts, sent_at, answer) VALUES
    (1, 'bea@example.org', 'Close', 'It closes.', 'one@bidapp', {AT}, 'sent', {AT}, 1, 1, {AT},
     '250');
INSERT INTO reminder (id, deadline_id, occurrence, bid_id, person_id, hours_before, send_at, state,
    settled_at, message_id) VALUES
    (1, 1, 2, 1, 1, 336, {AT}, 'queued', {AT}, 1),
    (2, 1, 2, 1, 2, 336, {AT}, 'superseded', {AT}, NULL),
    (3, 1, 2, 1, 1, 3, '2030-03-15 13:00:00', 'planned', NULL, NULL)
"""


@pytest.fixture
def migrated(request, tmp_path, database_url):
    with migrated_from([("0001", OF_BEFORE)], request, tmp_path, database_url) as app:
        yield app


def test_the_database_is_as_the_models_describe_it(migrated):
    assert differences(migrated) == []


def test_deadlines_get_their_kind_from_their_stage_and_keep_their_occurrence(migrated):
    found = all_of(
        "SELECT label, kind, occurrence, is_date_only, sequence FROM deadline ORDER BY id"
    )
    assert found == [("Close", "funder close", 2, False, 0), ("Panel", "stage", 1, False, 0)]


def test_what_was_sent_or_settled_stays_with_the_rule_that_says_the_same(migrated):
    found = all_of(
        "SELECT reminder.id, reminder.state, unit, amount, audience, reminder.message_id "
        "FROM reminder JOIN reminder_rule ON reminder_rule.id = rule_id ORDER BY reminder.id"
    )
    assert found == [
        (1, "queued", "working days before", 14, "whoever looks after it", 1),
        (2, "superseded", "working days before", 14, "everybody else it concerns", None),
    ]


def test_messages_stay_as_they_were(migrated):
    found = all_of("SELECT recipient, subject, state, channel, answer, doubts FROM message")
    assert found == [("bea@example.org", "Close", "sent", "mail", "250", 0)]


def test_every_kind_of_deadline_has_its_ladder_and_there_is_a_usual_plan(migrated):
    kinds = all_of("SELECT kind, count(*) > 10 FROM reminder_rule GROUP BY kind ORDER BY kind")
    assert [kind for kind, _ in kinds] == ["funder close", "internal", "partner", "stage"]
    assert all(enough for _, enough in kinds)
    steps = all_of("SELECT lead_working_days FROM plan_step ORDER BY position")
    assert [days for (days,) in steps] == [30, 20, 15, 10, 5, 2]
