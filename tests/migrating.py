"""Databases as they were at earlier migrations, with data in them, brought to the schema of now."""

from contextlib import contextmanager

from flask_migrate import upgrade as migrate_to
from sqlalchemy import text

from bidapp import create_app
from bidapp.database import WRITING, db
from bidapp.schema import upgrade
from tests.conftest import settings_for


@contextmanager
def migrated_from(steps, request, tmp_path, database_url):
    """An application whose database went through these steps: to a revision, then its rows."""
    app = create_app(settings_for(_an_empty_one(request, tmp_path, database_url), tmp_path))
    with app.app_context():
        for revision, statements in steps:
            migrate_to(revision=revision)
            _run(statements)
        upgrade(app)
        yield app
        db.session.remove()
        db.engine.dispose()


def all_of(statement):
    return [tuple(row) for row in db.session.execute(text(statement))]


def _an_empty_one(request, tmp_path, database_url):
    if database_url.startswith("sqlite"):
        return f"sqlite:///{tmp_path / 'before.sqlite'}"
    server = request.getfixturevalue("postgres")
    return server.create(f"before_{abs(hash(request.node.nodeid)):x}")


def _run(statements):
    with db.engine.connect().execution_options(**{WRITING: True}) as connection:
        for statement in statements.split(";\n"):
            connection.execute(text(statement))
        connection.commit()
