"""An application with an empty database for each test, on SQLite and on PostgreSQL."""

import gc
import os
import shutil
import sqlite3
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from flask.testing import FlaskClient
from jinja2 import FileSystemBytecodeCache
from sqlalchemy import Engine, create_engine, event, text
from werkzeug.routing import Rule

from bidapp import clock, create_app
from bidapp.accounts.permissions import Kind
from bidapp.config import Settings
from bidapp.database import db
from bidapp.schema import upgrade
from tests.builders import a_person, saved, signed_in_as
from tests.postgres import EMPTY_DATABASE, Postgres, PostgresMissing, ReusedDatabase

NOON = datetime(2030, 3, 1, 12, tzinfo=UTC)


def pytest_collection_finish():
    """What is imported by now stays: looking for garbage in it would be half of what tests take."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000)


def settings_for(url, folder, **changes):
    facts = {
        "SECRET_KEY": "a secret of the tests, long enough to be one",
        "SQLALCHEMY_DATABASE_URI": url,
        "INSTANCE": folder,
        "BASE_URL": "http://bids.example.org",
        "TRUSTED_HOSTS": ("localhost", "bids.example.org"),
        "TESTING": True,
        "WTF_CSRF_ENABLED": False,
    }
    return Settings(**facts | changes)


@pytest.fixture(scope="session")
def empty_sqlite(tmp_path_factory):
    """A migrated file without rows, made once and copied for each test."""
    folder = tmp_path_factory.mktemp("empty")
    app = create_app(settings_for(f"sqlite:///{folder / 'empty.sqlite'}", folder))
    upgrade(app)
    with app.app_context():
        with db.engine.connect() as connection:
            connection.connection.driver_connection.execute("PRAGMA journal_mode=DELETE")
        db.engine.dispose()
    return folder / "empty.sqlite"


@pytest.fixture(scope="session")
def postgres(tmp_path_factory):
    """A cluster of the tests' own, or the one BIDAPP_TEST_POSTGRES_URL names."""
    folder = TemporaryDirectory(prefix="bidapp-postgres-")  # pytest closes its own to other users
    try:
        server = Postgres(Path(folder.name))
    except PostgresMissing as reason:
        if os.environ.get("CI") == "true":
            pytest.fail(str(reason))
        pytest.skip(str(reason))
    app = create_app(settings_for(server.create(EMPTY_DATABASE), tmp_path_factory.mktemp("pg")))
    upgrade(app)
    with app.app_context():
        db.engine.dispose()
    yield server
    server.stop()
    folder.cleanup()


@pytest.fixture(scope="session")
def reused_postgres(postgres):
    database = ReusedDatabase(postgres, [table.name for table in db.metadata.sorted_tables])
    yield database
    database.drop()


@pytest.fixture(scope="session", autouse=True)
def hasty_sqlite():
    """The tests' own process outlives no power cut, so that it need not wait for the disk.

    What is about crashes runs in processes of its own, as carefully as ever.
    """

    def do_not_wait(connection, record):
        if isinstance(connection, sqlite3.Connection):
            connection.execute("PRAGMA synchronous=OFF")

    event.listen(Engine, "connect", do_not_wait)
    yield
    event.remove(Engine, "connect", do_not_wait)


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request, tmp_path):
    """A database with every table and no row, for this test alone."""
    if request.param == "sqlite":
        file = shutil.copy(request.getfixturevalue("empty_sqlite"), tmp_path / "test.sqlite")
        return f"sqlite:///{file}"
    return request.getfixturevalue("reused_postgres").emptied()


class Browser(FlaskClient):
    """Each request has a context of its own, as in a server; afterwards the test reads afresh."""

    def open(self, *arguments, **options):
        with self.application.app_context():
            response = super().open(*arguments, **options)
        db.session.rollback()
        return response


@pytest.fixture(scope="session")
def compiled_templates(tmp_path_factory):
    """Templates are compiled once for all the applications of a run."""
    return FileSystemBytecodeCache(str(tmp_path_factory.mktemp("templates")))


@pytest.fixture(scope="session", autouse=True)
def compiled_rules():
    """So are the addresses of pages, which would be nine tenths of making an application."""
    compile_builder, kept = Rule._compile_builder, {}

    def compile_once(rule, append_unknown=True):
        key = (rule.rule, rule.subdomain, rule.host, repr(rule.defaults), append_unknown)
        if key not in kept:
            kept[key] = compile_builder(rule, append_unknown)
        return kept[key]

    Rule._compile_builder = compile_once
    yield
    Rule._compile_builder = compile_builder


@pytest.fixture(scope="session")
def compiled_statements():
    """And so are SQL statements; what one dialect compiled no other takes, so it is shared too."""
    kept = {}

    def share(engine):
        if engine.name not in kept:
            engine.connect().close()  # which tells the dialect what it talks to
            kept[engine.name] = (engine.dialect, {})
        engine.dialect, compiled = kept[engine.name]
        engine.update_execution_options(compiled_cache=compiled)

    return share


@pytest.fixture
def app(database_url, tmp_path, compiled_templates, compiled_statements):
    app = create_app(settings_for(database_url, tmp_path))
    app.jinja_env.bytecode_cache = compiled_templates
    app.test_client_class = Browser
    with app.app_context():
        compiled_statements(db.engine)
        yield app
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def client(app):
    return app.test_client()


@pytest.fixture
def now(monkeypatch):
    """Noon on 1 March 2030, for the whole test."""
    monkeypatch.setattr(clock, "now", lambda: NOON)
    return NOON


@pytest.fixture
def coordinator(app, now):
    return saved(a_person("Bid coordinator", Kind.COORDINATOR))


@pytest.fixture
def signed_in(client, coordinator):
    """A browser in which a coordinator is signed in."""
    return signed_in_as(client, coordinator)


def rows(url, statement):
    """What a database holds, asked from outside the application."""
    engine = create_engine(url)
    with engine.connect() as connection:
        found = connection.execute(text(statement)).fetchall()
    engine.dispose()
    return found
