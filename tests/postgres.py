"""A throwaway PostgreSQL cluster that the tests start and stop by themselves."""

import os
import shutil
import socket
import subprocess
from pathlib import Path

import psycopg
from sqlalchemy import create_engine, make_url, text

EMPTY_DATABASE = f"bidapp_empty_{os.getpid()}"  # each process of a run has its own
PROGRAMS = ("initdb", "pg_ctl")
FAST = "-c fsync=off -c full_page_writes=off -c synchronous_commit=off -c max_connections=200"

# Any change of a column leaves a younger row in the catalogue of columns.
LOOKS = """
SELECT version_num, columns.number, columns.age, pg_database_size(current_database())
FROM alembic_version,
    (SELECT count(*) AS number, sum(xmin::text::bigint) AS age FROM pg_attribute) AS columns
"""
HANG_UP = """
SELECT pg_terminate_backend(pid) FROM pg_stat_activity
WHERE datname = current_database() AND backend_type = 'client backend' AND pid <> pg_backend_pid()
"""
GROWN = 2  # times the size it had: what was deleted leaves room that every reading walks through


class PostgresMissing(Exception):
    """Its programs are not on this machine."""


def folder_of_programs():
    """Debian keeps them off the path, one folder a version."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    for folder in [*found, *map(Path, os.environ.get("PATH", "").split(os.pathsep))]:
        if all((folder / program).is_file() for program in PROGRAMS):
            return folder
    return None


class Postgres:
    """Creates and drops databases on one server; as root it is run as an unprivileged user."""

    def __init__(self, folder, *, durable=False):
        self._folder, self._programs = folder, folder_of_programs()
        self._settings = "" if durable else FAST
        given = os.environ.get("BIDAPP_TEST_POSTGRES_URL")
        self._started = not given
        if given:
            self._url = make_url(given.replace("postgresql://", "postgresql+psycopg://"))
        elif self._programs is None:
            raise PostgresMissing("needs a PostgreSQL server (initdb, pg_ctl)")
        else:
            self._start()
        self._admin = create_engine(self._url, isolation_level="AUTOCOMMIT")

    def _start(self):
        port = free_port()
        self._data = self._folder / "data"
        if os.getuid() == 0:
            _give_away(self._folder)
        self._run(
            "initdb", "-D", self._data, "-U", "bidapp", "-A", "trust", "-E", "UTF8", "--no-sync"
        )
        self._options = (
            f"-p {port} -k {self._folder} -c listen_addresses=127.0.0.1 {self._settings}"
        )
        self._go()
        self._url = make_url(f"postgresql+psycopg://bidapp@127.0.0.1:{port}/postgres")

    def _go(self):
        log = self._folder / "log"
        self._run("pg_ctl", "-D", self._data, "-o", self._options, "-l", log, "-w", "start")

    def crash(self):
        """As by a power cut, and started again."""
        self._run("pg_ctl", "-D", self._data, "-m", "immediate", "stop")
        self._go()

    def _run(self, program, *arguments):
        as_nobody = ["runuser", "-u", "nobody", "--"] if os.getuid() == 0 else []
        command = [*as_nobody, self._programs / program, *arguments]
        done = subprocess.run(command, capture_output=True, text=True, cwd=self._folder)
        if done.returncode:
            raise PostgresMissing(f"{program} failed: {done.stderr or done.stdout}")

    def create(self, name, *, template="template1"):
        with self._admin.connect() as connection:
            connection.execute(text(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)'))
            connection.execute(text(f'CREATE DATABASE "{name}" TEMPLATE "{template}"'))
        return self._url.set(database=name).render_as_string(hide_password=False)

    def drop(self, name):
        with self._admin.connect() as connection:
            connection.execute(text(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)'))

    def stop(self):
        self._admin.dispose()
        if self._started:
            self._run("pg_ctl", "-D", self._data, "-m", "immediate", "stop")


class ReusedDatabase:
    """A database like the empty one, for one test after the other, emptied in between.

    Emptying takes some milliseconds and making one ten times as long. It is made anew where a test
    dropped it, changed its schema or let it grow.
    """

    def __init__(self, server, tables):
        """Of these tables, each comes after those it refers to."""
        self._server, self._tables = server, tables
        self._name = f"bidapp_test_{os.getpid()}"
        self._connection = None

    def emptied(self):
        """Its address. It holds what the migrations put there, and nobody is connected."""
        if self._connection and self._looks_as_before():
            self._connection.execute(self._emptying)
        else:
            self._make()
        return self._url

    def drop(self):
        if self._connection:
            self._connection.close()
        self._server.drop(self._name)

    def _make(self):
        self.drop()
        self._url = self._server.create(self._name, template=EMPTY_DATABASE)
        address = self._url.replace("postgresql+psycopg://", "postgresql://")
        self._connection = psycopg.connect(address, autocommit=True)
        self._emptying = ";".join([HANG_UP, *self._deleting(), *self._putting_back()])
        self._looks = self._connection.execute(LOOKS).fetchone()

    def _looks_as_before(self):
        try:
            looks = self._connection.execute(LOOKS).fetchone()
        except psycopg.OperationalError:
            return False
        return looks[:-1] == self._looks[:-1] and looks[-1] < GROWN * self._looks[-1]

    def _deleting(self):
        return [f'DELETE FROM "{table}"' for table in reversed(self._tables)]

    def _putting_back(self):
        """The rows that stand in it now, and the numbers that come next."""
        self._connection.execute("CREATE SCHEMA kept")
        for table in self._tables:
            if self._connection.execute(f'SELECT 1 FROM "{table}" LIMIT 1').fetchone():
                self._connection.execute(f'CREATE TABLE kept."{table}" AS TABLE "{table}"')
                yield f'INSERT INTO "{table}" SELECT * FROM kept."{table}"'
        numbers = "SELECT sequencename, start_value, last_value FROM pg_sequences"
        for name, first, last in self._connection.execute(numbers):
            yield f"SELECT setval('\"{name}\"', {last or first}, {last is not None})"


def _give_away(folder):
    """PostgreSQL refuses to run as root, so its folder belongs to the user nobody."""
    shutil.chown(folder, "nobody")
    for parent in folder.parents:
        if parent != Path("/") and parent.stat().st_uid == 0 and parent.is_relative_to("/tmp"):
            parent.chmod(parent.stat().st_mode | 0o011)


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
