"""The database session, the base of every table, and the unit of work."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from enum import StrEnum
from threading import Lock, local
from typing import Any, TypeVar

from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import (
    JSON,
    Connection,
    DateTime,
    Dialect,
    Engine,
    Enum,
    MetaData,
    String,
    TypeDecorator,
    event,
)
from sqlalchemy.engine import make_url
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, registry

from bidapp.errors import NotFound

LONGEST_LINE = 500  # characters in a title, a name, an address; longer text says so
WRITING = "bidapp_writing"  # the execution option that tells a write from a read


class UtcDateTime(TypeDecorator[datetime]):
    """An instant: always aware, always UTC, also on SQLite."""

    impl = DateTime
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"naive datetime: {value!r}")
        return value.astimezone(UTC).replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return value and value.replace(tzinfo=UTC)


NAMES = {
    "ix": "ix_%(column_0_label)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class Base(DeclarativeBase):
    """What every table has: a number, predictable constraint names, UTC times."""

    registry = registry(
        metadata=MetaData(naming_convention=NAMES),
        type_annotation_map={
            datetime: UtcDateTime,
            dict[str, Any]: JSON,
            list[str]: JSON,
            str: String(LONGEST_LINE),
            StrEnum: Enum(
                StrEnum,
                native_enum=False,
                length=40,
                values_callable=lambda kinds: [kind.value for kind in kinds],
            ),
        },
    )

    id: Mapped[int] = mapped_column(primary_key=True)


Row = TypeVar("Row", bound=Base)

db = SQLAlchemy(model_class=Base)
_one_writer_at_a_time = Lock()
_this_thread = local()


def engine_options(url: str) -> dict[str, Any]:
    """More connections than the server has threads, and none that died while idle."""
    if make_url(url).get_backend_name() == "sqlite":
        return {"pool_size": 20, "max_overflow": 0}
    limits = "-c statement_timeout=30000 -c lock_timeout=10000"
    return {"pool_size": 20, "pool_pre_ping": True, "connect_args": {"options": limits}}


@event.listens_for(Engine, "connect")
def _prepare_sqlite(connection: Any, record: Any) -> None:
    """WAL and FULL: readers never wait, and what was acknowledged survives a power cut."""
    if not isinstance(connection, sqlite3.Connection):
        return
    connection.isolation_level = None  # the driver leaves BEGIN to us
    for setting in (
        "journal_mode=WAL",
        "synchronous=FULL",
        "busy_timeout=10000",
        "foreign_keys=ON",
    ):
        connection.execute(f"PRAGMA {setting}")


@event.listens_for(Engine, "begin")
def _begin(connection: Connection) -> None:
    """A transaction reads, and cannot write, unless a unit of work asked for more.

    On SQLite a writer takes the write lock at once: one that first reads and then writes would be
    refused without waiting when somebody else wrote in between.
    """
    writes = connection.get_execution_options().get(WRITING, False)
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql(f"PRAGMA query_only={'OFF' if writes else 'ON'}")
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
    elif not writes:
        connection.exec_driver_sql("SET TRANSACTION READ ONLY")


@contextmanager
def unit_of_work() -> Iterator[None]:
    """Keep everything done inside, or nothing. What was read before is read again inside. One
    inside another is a fault: the inner would keep half of the outer.
    """
    if getattr(_this_thread, "is_writing", False):
        raise RuntimeError("a unit of work was begun inside another")
    with _turn_to_write():
        _this_thread.is_writing = True
        try:
            db.session.rollback()
            db.session.connection(execution_options={WRITING: True})
            yield
            db.session.commit()
        except BaseException:
            db.session.rollback()
            raise
        finally:
            _this_thread.is_writing = False


@contextmanager
def _turn_to_write() -> Iterator[None]:
    """SQLite has one write lock: waiting for it in line is fair, polling for it is not."""
    if db.engine.dialect.name != "sqlite":
        yield
        return
    with _one_writer_at_a_time:
        yield


def fetch(table: type[Row], row_id: int) -> Row:
    row = db.session.get(table, row_id)
    if row is None:
        raise NotFound(f"There is no {_spoken(table)} number {row_id}.")
    return row


def _spoken(table: type[Base]) -> str:
    """`section_template` is said “section template”."""
    return str(table.__tablename__).replace("_", " ")
