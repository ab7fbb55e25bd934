"""The database schema grows by migrations alone."""

import re
import shutil
from pathlib import Path

import pytest
from sqlalchemy import inspect, text

from bidapp.database import db
from bidapp.health import queries
from bidapp.paths import MIGRATIONS
from bidapp.schema import upgrade
from tests.builders import a_person, saved
from tests.conftest import rows
from tests.migrations_match import differences

VERSIONS = sorted((MIGRATIONS / "versions").glob("*.py"))
ONE_MORE = '''"""One more column."""

import sqlalchemy as sa
from alembic import op

revision, down_revision = "9999", "{before}"


def upgrade() -> None:
    with op.batch_alter_table("person") as batch:
        batch.add_column(sa.Column("room", sa.String(20), nullable=True))
        batch.alter_column("name", type_=sa.String(600))
'''


@pytest.fixture
def one_more(app, tmp_path, monkeypatch):
    """The application in its next version, which has one migration more."""
    before = queries.wanted_schema_version()
    folder = Path(shutil.copytree(MIGRATIONS, tmp_path / "migrations"))
    (folder / "versions" / "9999_more.py").write_text(ONE_MORE.format(before=before))
    monkeypatch.setattr(queries, "MIGRATIONS", folder)
    app.extensions["migrate"].directory = str(folder)
    queries.wanted_schema_version.cache_clear()
    yield app
    queries.wanted_schema_version.cache_clear()


def test_migrating_from_nothing_makes_what_the_models_describe(app):
    assert differences(app) == []


def test_a_column_that_no_migration_makes_is_noticed(app):
    with db.engine.connect().execution_options(bidapp_writing=True) as connection:
        connection.execute(text("ALTER TABLE person ADD COLUMN room VARCHAR(20)"))
        connection.commit()
    assert "room" in differences(app)[0]


def test_migrations_are_numbered_without_gaps():
    numbers = [int(file.name[:4]) for file in VERSIONS]
    assert numbers == list(range(1, len(VERSIONS) + 1))
    assert all(re.fullmatch(r"\d{4}_[a-z_]+\.py", file.name) for file in VERSIONS)


def test_migrations_import_nothing_of_the_application():
    assert [file.name for file in VERSIONS if "bidapp" in file.read_text()] == []


def test_upgrading_again_does_nothing_and_makes_no_copy(app, database_url, tmp_path):
    done = upgrade(app)
    assert done.before == done.after
    assert done.copy is None
    assert list(tmp_path.glob("*before-upgrade*")) == []


def test_an_upgrade_keeps_what_was_there(one_more, database_url):
    saved(a_person("Bid coordinator"))
    people = rows(database_url, "SELECT id, name, email FROM person")
    done = upgrade(one_more)
    assert done.after == "9999"
    assert rows(database_url, "SELECT id, name, email FROM person") == people
    assert "room" in {column["name"] for column in inspect(db.engine).get_columns("person")}


def test_an_embedded_database_is_copied_before_it_is_changed(one_more, database_url):
    saved(a_person("Bid coordinator"))
    done = upgrade(one_more)
    if not database_url.startswith("sqlite"):
        assert done.copy is None
        return
    assert done.before in done.copy.name
    copy = f"sqlite:///{done.copy}"
    assert rows(copy, "SELECT version_num FROM alembic_version") == [(done.before,)]
    assert rows(copy, "SELECT name FROM person") == [("Bid coordinator",)]


def test_a_failed_upgrade_leaves_everything_as_it_was(one_more, database_url, capsys):
    migration = Path(one_more.extensions["migrate"].directory) / "versions" / "9999_more.py"
    migration.write_text(migration.read_text() + '    op.execute("DROP TABLE no_such_table")\n')
    columns = inspect(db.engine).get_columns("person")
    with pytest.raises(Exception, match="no_such_table"):
        upgrade(one_more)
    db.session.rollback()
    assert len(inspect(db.engine).get_columns("person")) == len(columns)
    assert rows(database_url, "SELECT version_num FROM alembic_version") != [("9999",)]


def test_a_database_of_a_newer_version_is_refused(app, database_url, caplog):
    with db.engine.connect().execution_options(bidapp_writing=True) as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '8888'"))
        connection.commit()
    with pytest.raises(SystemExit):
        upgrade(app)
    assert "8888" in caplog.text
