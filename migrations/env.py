"""How Alembic runs here: one transaction, on SQLite with foreign keys off meanwhile.

SQLite changes a table by copying it and dropping the old one; with foreign keys on, dropping
a parent would silently take its children along.
"""

from typing import Any

from alembic import context
from flask import current_app
from sqlalchemy import Connection

from bidapp.database import WRITING, UtcDateTime

db = current_app.extensions["migrate"].db


def render_item(kind: str, item: Any, autogen_context: Any) -> str | bool:
    """Migrations import nothing of the application: an instant is a plain DateTime there."""
    return "sa.DateTime()" if kind == "type" and isinstance(item, UtcDateTime) else False


def run(connection: Connection) -> None:
    context.configure(
        connection=connection,
        target_metadata=db.metadata,
        render_item=render_item,
        render_as_batch=True,
        compare_type=True,
    )
    with context.begin_transaction():
        context.run_migrations()


def without_foreign_keys(connection: Connection) -> None:
    """The switch works only outside a transaction, so the driver's own connection throws it."""
    sqlite = connection.connection.driver_connection
    sqlite.execute("PRAGMA foreign_keys=OFF")
    try:
        run(connection)
    finally:
        sqlite.execute("PRAGMA foreign_keys=ON")


with db.engine.connect().execution_options(**{WRITING: True}) as connection:
    if connection.dialect.name == "sqlite":
        without_foreign_keys(connection)
    else:
        run(connection)
