"""Sending reminders that are due, beside a bare client that hands as many letters of that size to
the same server over one connection. The server takes its time for each, as usual ones do.
"""

import smtplib
from datetime import UTC, datetime, timedelta
from time import perf_counter

from flask import Flask

from bidapp.database import db, unit_of_work
from bidapp.scheduler import run_round
from tests.benchmarks.application import both_databases
from tests.benchmarks.timing import compared
from tests.builders import a_bid, a_call, a_deadline, a_person, an_organisation
from tests.mail.mail_server import MailServer, a_mail_server

LETTERS, SECONDS_A_LETTER = 300, 0.02


def report() -> str:
    with (
        a_mail_server(seconds_a_letter=SECONDS_A_LETTER) as server,
        both_databases(SMTP_URL=server.url) as databases,
    ):
        return "\n".join(_on(name, app, server) for name, app in databases)


def _on(database: str, app: Flask, server: MailServer) -> str:
    _make_reminders_due()
    server.taken.clear()
    began = perf_counter()
    while len(server.taken) < LETTERS:
        run_round(app)
    ours, bare = perf_counter() - began, _bare_client(server)
    what = f"{database}, planning and sending {LETTERS} reminders"
    return compared(what, ours, bare, "a bare client sending them")


def _make_reminders_due() -> None:
    """One bid for each owner, on a call whose last rung has passed: each hears at once."""
    due = datetime.now(UTC) + timedelta(days=20)
    call, lead = a_call(a_deadline(due.strftime("%Y-%m-%d 16:00"))), an_organisation()
    people = [a_person() for _ in range(LETTERS)]
    with unit_of_work():
        db.session.add_all(a_bid(call=call, owner=each, lead_organisation=lead) for each in people)


def _bare_client(server: MailServer) -> float:
    letters = list(server.taken)
    began = perf_counter()
    with smtplib.SMTP("127.0.0.1", server.port) as client:
        for sender, recipients, content in letters:
            client.sendmail(sender, recipients, content)
    return perf_counter() - began
