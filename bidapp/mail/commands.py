"""`bidapp mail …`: why mail does not leave."""

import sys
from collections.abc import Callable

import click
from flask import Flask

from bidapp import clock
from bidapp.mail.checking import check_mail
from bidapp.mail.models import MessageState
from bidapp.mail.queries import channel_faults, outbox
from bidapp.wording import moment, these


@click.group("mail")
def mail() -> None:
    """Why mail does not leave."""


@mail.command("check")
@click.option("--to", "recipient", help="Ask whether the server takes mail for this address.")
@click.option("--send", is_flag=True, help="Send that address a test message as well.")
@click.pass_obj
def check_command(make_app: Callable[[], Flask], recipient: str | None, send: bool) -> None:
    """Ask the mail server step by step what is wrong. Ends with 1 when something is."""
    if send and not recipient:
        raise click.UsageError("Say with --to where the test message should go.")
    app = make_app()
    url, sender = app.config["SMTP_URL"], app.config["MAIL_FROM"]
    is_well = True
    for finding in check_mail(url, sender, recipient, send_at=clock.now() if send else None):
        is_well = is_well and finding.ok
        click.echo(f"{'ok ' if finding.ok else 'NOT'}  {finding.step}: {finding.sentence}")
    with app.app_context():
        _say_what_waits()
    sys.exit(not is_well)


def _say_what_waits() -> None:
    standing = outbox()
    for state in (MessageState.WAITING, MessageState.DEAD, MessageState.IN_DOUBT):
        if count := standing.counts.get(state):
            click.echo(f"     {these(count, 'message')} {state}")
    for fault in channel_faults():
        click.echo(
            f"     {fault.channel} has not worked since {moment(fault.since)}: {fault.reason} "
            f"It is tried again at {moment(fault.probe_at)}."
        )
