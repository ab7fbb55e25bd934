"""An application with a database of its own in a folder, for the benchmarks that need rows."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from flask import Flask

from bidapp import create_app
from bidapp.config import Settings
from bidapp.database import db
from bidapp.schema import upgrade
from tests.postgres import Postgres, PostgresMissing

NOW = datetime(2030, 3, 1, 12, tzinfo=UTC)


@contextmanager
def an_application(url: str | None = None, **settings: object) -> Iterator[Flask]:
    with TemporaryDirectory() as folder:
        app = create_app(_settings(Path(folder), url, settings))
        upgrade(app)
        with app.app_context():
            yield app
            db.session.remove()
            db.engine.dispose()


@contextmanager
def both_databases(**settings: object) -> Iterator[Iterator[tuple[str, Flask]]]:
    """An application on each; on SQLite alone where no PostgreSQL is installed."""
    with TemporaryDirectory(prefix="bidapp-postgres-") as folder:
        yield _on_each(Path(folder), settings)


def _on_each(folder: Path, settings: dict[str, object]) -> Iterator[tuple[str, Flask]]:
    with an_application(**settings) as app:
        yield "SQLite", app
    try:
        server = Postgres(folder, durable=True)
    except PostgresMissing:
        return
    try:
        with an_application(server.create("bench"), **settings) as app:
            yield "PostgreSQL", app
    finally:
        server.stop()


def _settings(folder: Path, url: str | None, settings: dict[str, object]) -> Settings:
    facts: dict[str, object] = {
        "SECRET_KEY": "a secret of the benchmarks, long enough to be one",
        "SQLALCHEMY_DATABASE_URI": url or f"sqlite:///{folder / 'bidapp.sqlite'}",
        "INSTANCE": folder,
        "BASE_URL": "http://localhost",
        "WTF_CSRF_ENABLED": False,
    }
    return Settings(**facts | settings)
