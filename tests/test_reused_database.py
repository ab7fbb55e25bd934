"""The database that one test after the other is given: each finds it as if it were new."""

from contextlib import closing

import psycopg
import pytest


@pytest.fixture
def connected(reused_postgres):
    """A connection to it, as the next test finds it."""
    opened = []

    def connect():
        address = reused_postgres.emptied().replace("postgresql+psycopg://", "postgresql://")
        opened.append(psycopg.connect(address, autocommit=True))
        return opened[-1]

    yield connect
    for connection in opened:
        connection.close()


def add_a_theme(connection):
    added = "INSERT INTO theme (name) VALUES ('Cyber crime') RETURNING id"
    return connection.execute(added).fetchone()[0]


def how_many(connection, table):
    return connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0]


def test_rows_are_gone_and_numbers_begin_again(connected):
    assert add_a_theme(connected()) == 1
    after = connected()
    assert how_many(after, "theme") == 0
    assert add_a_theme(after) == 1


def test_what_the_migrations_put_there_is_there_again(connected):
    before = connected()
    rules = before.execute("SELECT * FROM reminder_rule ORDER BY id").fetchall()
    before.execute("DELETE FROM reminder_rule WHERE id > 3")
    before.execute("UPDATE reminder_rule SET amount = 77")
    assert connected().execute("SELECT * FROM reminder_rule ORDER BY id").fetchall() == rules


@pytest.mark.parametrize(
    "change",
    [
        "ALTER TABLE theme ADD COLUMN colour text",
        "ALTER TABLE theme ALTER COLUMN name TYPE varchar(700)",
        "CREATE TABLE colour (name text)",
        "DROP TABLE letter CASCADE",
        "UPDATE alembic_version SET version_num = '9999'",
    ],
)
def test_it_is_made_anew_when_its_schema_was_changed(connected, change):
    columns = """
        SELECT table_name, column_name, character_maximum_length FROM information_schema.columns
        WHERE table_schema = 'public' ORDER BY 1, 2
    """
    version = "SELECT version_num FROM alembic_version"
    before = connected()
    as_it_was = [before.execute(each).fetchall() for each in (columns, version)]
    before.execute(change)
    after = connected()
    assert [after.execute(each).fetchall() for each in (columns, version)] == as_it_was


def test_it_is_made_anew_when_it_was_dropped(connected, reused_postgres, postgres):
    postgres.drop(reused_postgres.emptied().rpartition("/")[2])
    assert how_many(connected(), "theme") == 0


def test_who_is_still_writing_is_thrown_out(connected, reused_postgres):
    address = reused_postgres.emptied().replace("postgresql+psycopg://", "postgresql://")
    with closing(psycopg.connect(address)) as writing:
        add_a_theme(writing)  # and neither commits nor leaves
        after = connected()
        with pytest.raises(psycopg.OperationalError):
            writing.commit()
    assert how_many(after, "theme") == 0
