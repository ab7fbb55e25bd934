"""`bidapp reminders …`: what will be sent, what was, and the switch that stops it all."""

import sys
from collections.abc import Callable
from datetime import timedelta

import click
from flask import Flask
from sqlalchemy import true

from bidapp import clock
from bidapp.bids.queries import bid_named
from bidapp.database import unit_of_work
from bidapp.reminders.actions import pause, resume
from bidapp.reminders.models import Reminder
from bidapp.reminders.planning import lay_ladders
from bidapp.reminders.proof import MOST_LINES, log_lines, was_sent, will_be_sent
from bidapp.reminders.queries import rungs_of_bid, the_service
from bidapp.spreadsheet import write_rows
from bidapp.wording import machine_time, moment

MakeApp = Callable[[], Flask]


@click.group("reminders")
def reminders() -> None:
    """What will be sent, what was, and the switch that stops it all."""


@reminders.command("preview")
@click.argument("bid", required=False)
@click.option("--days", type=click.IntRange(1, 400), default=14, show_default=True)
@click.pass_obj
def preview_command(make_app: MakeApp, bid: str | None, days: int) -> None:
    """A line for each reminder ahead: instant, address, deadline, reason. Of BID, or of all."""
    with make_app().app_context():
        now = clock.now()
        with unit_of_work():
            lay_ladders(now=now)
        wanted = bid_named(bid) if bid else None
        which = rungs_of_bid(wanted) if wanted else true()
        for line in will_be_sent(now, now + timedelta(days=days), which):
            if wanted is None or line.bid.id == wanted.id:
                about = f"{line.bid.short_name}: {line.deadline.label}"
                click.echo("\t".join((machine_time(line.at), line.recipient, about, line.reason)))
        if the_service().paused_at:
            click.echo(f"Nothing is sent: {_paused()}", err=True)


@reminders.command("log")
@click.argument("bid", required=False)
@click.option("--lines", type=click.IntRange(1, 100_000), default=MOST_LINES, show_default=True)
@click.pass_obj
def log_command(make_app: MakeApp, bid: str | None, lines: int) -> None:
    """What was sent or left out, newest first, with each attempt and the answer, as CSV."""
    with make_app().app_context():
        which = Reminder.bid_id == bid_named(bid).id if bid else true()
        write_rows(log_lines(was_sent(which, lines)), sys.stdout)


@reminders.command("pause")
@click.option("--because", default="Somebody paused them.", help="The reason, for colleagues.")
@click.pass_obj
def pause_command(make_app: MakeApp, because: str) -> None:
    """Let nothing leave until `resume`. What falls due meanwhile is caught up then."""
    with make_app().app_context():
        with unit_of_work():
            pause(because[:500], by=None, at=clock.now())
        click.echo(_paused())


@reminders.command("resume")
@click.pass_obj
def resume_command(make_app: MakeApp) -> None:
    """Go on after a pause: of what fell due, each person gets the latest, in one mail."""
    with make_app().app_context():
        with unit_of_work():
            resume(by=None, at=clock.now())
        click.echo("Reminders are sent.")


def _paused() -> str:
    service = the_service()
    since = moment(service.paused_at) if service.paused_at else ""
    return f"Reminders are paused since {since}: {service.paused_because}"
