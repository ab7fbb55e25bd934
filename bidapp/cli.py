"""The `bidapp` command: thin over the same actions and queries as the pages."""

import logging
import os
import signal
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from secrets import token_hex
from threading import Event
from typing import BinaryIO

import click
import waitress
from apscheduler.schedulers.background import BackgroundScheduler
from apscheduler.schedulers.blocking import BlockingScheduler
from flask import Flask
from sqlalchemy.exc import DBAPIError, ProgrammingError

from bidapp import clock, create_app
from bidapp.accounts.actions import INVITED_FOR, add_person, make_password_link
from bidapp.accounts.permissions import Kind
from bidapp.bids.queries import bid_named
from bidapp.config import BadSetting, Settings, settings_from
from bidapp.database import unit_of_work
from bidapp.documents.outline import outline_of
from bidapp.documents.word import write_word
from bidapp.errors import BidappError
from bidapp.example.loading import load_example
from bidapp.funders.actions import load_starter_pack
from bidapp.mail.commands import mail
from bidapp.reminders.commands import reminders
from bidapp.scheduler import run_round, start_rounds
from bidapp.schema import upgrade
from bidapp.text.counting import CountRule, count
from bidapp.text.html import from_html
from bidapp.web import address_of

THREADS = 8
CONNECTIONS = 1_000  # browsers keep several each; an open one costs next to nothing
EMBEDDED_HOST = "127.0.0.1"


def main() -> None:
    """What a person can mend is said in one line and ends with 1; wrong usage ends with 2."""
    try:
        commands(standalone_mode=False)
    except click.exceptions.Abort:
        sys.exit(1)
    except click.ClickException as fault:
        fault.show()
        sys.exit(fault.exit_code)
    except (BidappError, OSError) as refusal:
        _refuse(str(refusal))
    except DBAPIError as fault:
        _refuse(f"The database cannot be used: {_said_by_the_database(fault)}")


def _said_by_the_database(fault: DBAPIError) -> str:
    said = str(fault.orig).strip().partition("\n")[0]
    has_no_tables = isinstance(fault, ProgrammingError) or "no such table" in said
    return f"{said}. Run: bidapp upgrade" if has_no_tables else said


def _refuse(sentence: str) -> None:
    click.echo(f"bidapp: {sentence}", err=True)
    sys.exit(1)


@click.group()
@click.version_option(package_name="bidapp")
@click.pass_context
def commands(context: click.Context) -> None:
    """Follow every funding bid from call to Word document."""
    context.obj = _app  # made by the command that needs it


commands.add_command(reminders)
commands.add_command(mail)


@commands.command()
@click.option("--port", type=click.IntRange(1, 65_535), default=None, help="The port to serve on.")
def demo(port: int | None) -> None:
    """Serve the embedded default with the example, and run the scheduler beside it."""
    settings = settings_from(os.environ)
    port = port or settings.PORT
    settings = replace(
        settings,
        PORT=port,
        BASE_URL=f"http://{EMBEDDED_HOST}:{port}",
        SECRET_KEY=settings.SECRET_KEY or _own_secret(settings.INSTANCE / "secret-key"),
    )
    _log_to_stderr()
    app = create_app(settings)
    upgrade(app)
    password = _own_secret(settings.INSTANCE / "demo-password", _readable_password)
    with app.app_context():
        load_example(password, now=clock.now())
    server = _server(app, EMBEDDED_HOST, port)
    scheduler, stop = BackgroundScheduler(timezone="UTC"), Event()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit())  # the server ends, and we go on below
    start_rounds(scheduler, app, stop)
    click.echo(_welcome(settings, password))
    server.run()
    stop.set()
    scheduler.shutdown()  # when the message in hand has left


def _welcome(settings: Settings, password: str) -> str:
    return (
        f"\n  bidapp is running:  {settings.BASE_URL}\n\n"
        f"  Sign in as          coordinator@example.org\n"
        f"  or                  writer@, reader@ or administrator@example.org\n"
        f"  with the password   {password}\n\n"
        f"  Everything is kept in {settings.INSTANCE}. Stop with Ctrl+C.\n"
    )


def _own_secret(file: Path, make: Callable[[], str] = lambda: token_hex(32)) -> str:
    """Made once, kept for this installation alone, readable by its owner only."""
    if not file.exists():
        file.parent.mkdir(parents=True, exist_ok=True)
        handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w") as opened:
            opened.write(make())
    return file.read_text().strip()


def _readable_password() -> str:
    letters = token_hex(8)
    return "-".join(letters[start : start + 4] for start in range(0, len(letters), 4))


@commands.command()
@click.option("--host", default=EMBEDDED_HOST, show_default=True, help="The address to listen on.")
def serve(host: str) -> None:
    """Serve the web application. The scheduler runs apart, with `bidapp worker`."""
    settings = settings_from(os.environ)
    if settings.SECRET_KEY is None:
        raise BadSetting(
            "Set BIDAPP_SECRET_KEY before serving: it signs people’s sessions. Make one with: "
            'python3 -c "import secrets; print(secrets.token_hex(32))"'
        )
    _log_to_stderr()
    server = _server(create_app(settings), host, settings.PORT)
    click.echo(f"bidapp serves {settings.BASE_URL} from {host}:{settings.PORT}")
    server.run()


def _server(app: Flask, host: str, port: int) -> "waitress.server.BaseWSGIServer":
    try:
        return waitress.create_server(
            app, host=host, port=port, threads=THREADS, connection_limit=CONNECTIONS, ident="bidapp"
        )
    except OSError as fault:
        raise BidappError(
            f"Port {port} cannot be used ({fault.strerror}). Choose another: --port or BIDAPP_PORT."
        ) from fault


@commands.command()
def worker() -> None:
    """Plan and queue reminders and deliver mail, until stopped. As many as wanted on PostgreSQL."""
    _log_to_stderr()
    scheduler, stop = BlockingScheduler(timezone="UTC"), Event()

    def finish(*_: object) -> None:
        """The message in hand is finished; the next process goes on with the rest."""
        stop.set()
        scheduler.shutdown(wait=False)

    signal.signal(signal.SIGTERM, finish)
    start_rounds(scheduler, _app(), stop)


@commands.command()
def tick() -> None:
    """One pass of every job, for cron and for tests."""
    done = run_round(_app())
    click.echo(", ".join(f"{count} {name}" for name, count in done.items()) or "Nothing was due.")


@commands.command("upgrade")
def upgrade_database() -> None:
    """Bring the database to this version's schema. An embedded one is copied first."""
    done = upgrade(_app())
    if done.before == done.after:
        click.echo(f"The database has schema {done.after} already.")
        return
    click.echo(f"The database went from schema {done.before or 'none'} to {done.after}.")
    if done.copy:
        click.echo(f"A copy from before lies at {done.copy}")


@commands.command("add-person")
@click.argument("email")
@click.option("--name", required=True)
@click.option("--role", type=click.Choice([kind.value for kind in Kind]), required=True)
def add_person_command(email: str, name: str, role: str) -> None:
    """Add a person and print the link, good once, that sets their password."""
    if not name.strip() or "@" not in email.strip("@ "):
        raise click.UsageError("Give an e-mail address like name@example.ac.uk and a name.")
    app = _app()
    with app.app_context():
        with unit_of_work():
            person = add_person(name.strip(), email, Kind(role), by=None, at=clock.now())
            key = make_password_link(person, lasts=INVITED_FOR, at=clock.now())
        days = INVITED_FOR // timedelta(days=1)
        click.echo(
            f"{name.strip()} is added as {role}. Set the password once, within {days} days, at:"
        )
        click.echo(address_of("accounts.choose_password", key=key))


@commands.command("load-starter-pack")
def load_starter_pack_command() -> None:
    """Load or refresh funders and section templates. What people changed stays as it is."""
    with _app().app_context():
        with unit_of_work():
            report = load_starter_pack(at=clock.now())
        click.echo(
            f"{len(report.added)} added, {len(report.refreshed)} refreshed, "
            f"{len(report.left_alone)} left as people changed them."
        )


@commands.command("count")
@click.option("--rule", type=click.Choice([rule.value for rule in CountRule]), required=True)
@click.argument("file", type=click.File("rb"), default="-")
def count_command(rule: str, file: BinaryIO) -> None:
    """The count of an HTML file, or of standard input, by a funder's rule, as a number alone."""
    click.echo(count(from_html(_decoded(file.read())).document, CountRule(rule)))


def _decoded(content: bytes) -> str:
    """UTF-8 as the web writes, else what older Word saves."""
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", "replace")


@commands.command("assemble")
@click.argument("bid")
@click.option("-o", "--output", type=click.Path(dir_okay=False, path_type=Path), required=True)
def assemble(bid: str, output: Path) -> None:
    """Write the Word document of BID, its number or short name."""
    with _app().app_context():
        content = write_word(outline_of(bid_named(bid), now=clock.now()))
    half_written = output.with_name(f".{output.name}.part")
    half_written.write_bytes(content)
    half_written.replace(output)
    click.echo(f"{output} is written, {len(content):,} bytes.", err=True)


def _app() -> Flask:
    return create_app(settings_from(os.environ))


def _log_to_stderr() -> None:
    logging.basicConfig(
        level=logging.INFO,
        format="%(asctime)s %(levelname)s %(name)s: %(message)s",
        stream=sys.stderr,
    )
    for loud in ("apscheduler", "waitress.queue", "alembic"):
        logging.getLogger(loud).setLevel(logging.WARNING)
