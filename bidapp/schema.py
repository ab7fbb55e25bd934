"""Brings a database to the schema this version wants, keeping a copy of an embedded one first."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import flask_migrate
from flask import Flask
from sqlalchemy import text

from bidapp import clock
from bidapp.database import db
from bidapp.errors import BidappError
from bidapp.health.queries import schema_version, wanted_schema_version


class UpgradeFailed(BidappError):
    """The database was left as it was, or its copy says where to go on from."""


@dataclass(frozen=True)
class Upgrade:
    """From which schema to which, and where the copy made before it lies."""

    before: str | None
    after: str | None
    copy: Path | None


def upgrade(app: Flask) -> Upgrade:
    """Migrate to the newest schema; an embedded database is copied before, checked after."""
    with app.app_context():
        file = _embedded_file()
        if file:
            file.parent.mkdir(parents=True, exist_ok=True)
        before, wanted = schema_version(), wanted_schema_version()
        db.session.remove()
        if before == wanted:
            return Upgrade(before, wanted, None)
        copy = _copy(file, before, clock.now()) if file and before else None
        flask_migrate.upgrade(directory=app.extensions["migrate"].directory)
        if file:
            _check_foreign_keys(copy)
        return Upgrade(before, wanted, copy)


def _embedded_file() -> Path | None:
    """The SQLite file, where the database is one."""
    url = db.engine.url
    return Path(url.database) if url.get_backend_name() == "sqlite" and url.database else None


def _copy(file: Path, version: str, now: datetime) -> Path:
    copy = file.with_name(f"{file.stem}-before-upgrade-from-{version}-{now:%Y%m%d-%H%M%S}.sqlite")
    with db.engine.connect() as connection:
        sqlite = connection.connection.driver_connection
        sqlite.execute("PRAGMA query_only=OFF")  # type: ignore[union-attr]  # it may have read before
        sqlite.execute("VACUUM INTO ?", (str(copy),))  # type: ignore[union-attr]
    return copy


def _check_foreign_keys(copy: Path | None) -> None:
    with db.engine.connect() as connection:
        broken = connection.execute(text("PRAGMA foreign_key_check")).fetchall()
    if broken:
        raise UpgradeFailed(
            f"{len(broken)} rows lost what they point to. Go back to the copy {copy}."
        )
