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

NOW = datetime(2030, 3, 1, 12, tzinfo=UTC)


@contextmanager
def an_application() -> Iterator[Flask]:
    with TemporaryDirectory() as folder:
        app = create_app(_settings(Path(folder)))
        upgrade(app)
        with app.app_context():
            yield app
            db.session.remove()
            db.engine.dispose()


def _settings(folder: Path) -> Settings:
    return Settings(
        SECRET_KEY="a secret of the benchmarks, long enough to be one",
        SQLALCHEMY_DATABASE_URI=f"sqlite:///{folder / 'bidapp.sqlite'}",
        INSTANCE=folder,
        BASE_URL="http://localhost",
        WTF_CSRF_ENABLED=False,
    )
