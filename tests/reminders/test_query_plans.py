"""A round looks at what is due, however much was sent before and lies ahead."""

import re
from contextlib import contextmanager

import pytest
from sqlalchemy import event, select, text

from bidapp.database import db, unit_of_work
from bidapp.reminders.models import Rung
from tests.reminders.looking import at, queued, said

NOON, SEVEN = "2030-03-01 12:00", "2030-03-06 09:00"
DEADLINES = 1_000  # of 22 rungs each, half of them past and half to come, and none of them near
NUMBERS = f"WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {DEADLINES})"
MANY = (
    f"""{NUMBERS} INSERT INTO deadline (call_id, kind, stage, label, due_local, zone, due_at,
        is_date_only, wording, occurrence, sequence, is_withdrawn, ladder_is_stale)
    SELECT deadline.call_id, kind, stage, 'Deadline ' || i, due_local, zone, due_at,
        is_date_only, wording, 1, 0, is_withdrawn, is_withdrawn FROM deadline, n""",
    """INSERT INTO rung (deadline_id, occurrence, rule_id, send_at)
    SELECT deadline.id, 1, rule.id,
        CASE WHEN deadline.id % 2 = 0 THEN {past} ELSE {future} END
    FROM deadline JOIN reminder_rule AS rule ON rule.kind = deadline.kind
    WHERE deadline.label LIKE 'Deadline %'""",
    """INSERT INTO message (channel, recipient, subject, body, html, message_id, written_at, state,
        wake_at, lease, attempts, doubts, on_doubt)
    SELECT 'mail', 'somebody@example.org', 'One', 'One', '', 'number-' || rung.id, {past}, 'sent',
        {past}, 1, 0, 0, 'send again' FROM rung WHERE send_at = {past}""",
    """INSERT INTO reminder (deadline_id, bid_id, occurrence, rule_id, person_id, channel, send_at,
        wake_at, state, is_for_digest, settled_at, reason, message_id)
    SELECT rung.deadline_id, bid.id, 1, rung.rule_id, bid.owner_id, 'mail', {past},
        {past}, 'queued', bid.id < 0, {past}, '', message.id
    FROM bid, rung JOIN message ON message.message_id = 'number-' || rung.id""",
)
THE_BIG_ONES = "rung|reminder|message"
READS_ALL_OF_IT = {
    "sqlite": re.compile(rf"^SCAN ({THE_BIG_ONES})(_\d+)?\b(?!.*ix_\w+_(wake|dead))"),
    "postgresql": re.compile(rf"Seq Scan on ({THE_BIG_ONES})\b"),
}


@pytest.fixture
def years_of_reminders(bid, turn):
    turn("2030-03-05 12:00")
    moments = {"past": "'2029-06-01 09:00:00.000000'", "future": "'2031-06-01 09:00:00.000000'"}
    if db.engine.dialect.name == "postgresql":
        moments = {name: f"timestamp {value}" for name, value in moments.items()}
    with unit_of_work():
        for statement in MANY:
            db.session.execute(text(statement.format(**moments)))
    with unit_of_work():
        db.session.execute(text("ANALYZE"))
    assert db.session.scalar(select(db.func.count()).select_from(Rung)) > 20_000
    db.session.rollback()


@contextmanager
def statements():
    heard = []

    def hear(connection, cursor, statement, parameters, context, executemany):
        heard.append((statement, parameters))

    event.listen(db.engine, "before_cursor_execute", hear)
    yield heard
    event.remove(db.engine, "before_cursor_execute", hear)


def full_reads(heard):
    """Of these statements, those that read the whole of a table that grows for ever."""
    dialect = db.engine.dialect.name
    word = "EXPLAIN QUERY PLAN" if dialect == "sqlite" else "EXPLAIN"
    found = []
    with db.engine.connect() as connection:
        cursor = connection.connection.cursor()
        for statement, parameters in heard:
            if not statement.lstrip().startswith(("SELECT", "UPDATE", "DELETE", "INSERT", "WITH")):
                continue
            lines = cursor.execute(f"{word} {statement}", parameters).fetchall()
            plan = [str(line[-1]).strip() for line in lines]
            found += [(line, statement) for line in plan if READS_ALL_OF_IT[dialect].search(line)]
    return found


def test_a_round_with_nothing_due_reads_none_of_it_whole(years_of_reminders, whole_round):
    whole_round("2030-03-05 13:00")
    with statements() as heard:
        assert whole_round("2030-03-05 14:00") == {}
    assert len(heard) > 10
    assert full_reads(heard) == []


def test_a_round_with_one_due_reads_none_of_it_whole(years_of_reminders, whole_round):
    whole_round("2030-03-05 13:00")
    with statements() as heard:
        whole_round(SEVEN)
    last = queued()[-1]
    assert (said(last), last.settled_at) == ("7WD", at(SEVEN))
    assert full_reads(heard) == []


def test_a_deadline_that_is_set_reads_none_of_it_whole(bid, years_of_reminders, whole_round):
    whole_round("2030-03-05 13:00")
    with unit_of_work():
        bid.call.deadlines[0].ladder_is_stale = True
    with statements() as heard:
        whole_round("2030-03-05 14:00")
    assert full_reads(heard) == []
