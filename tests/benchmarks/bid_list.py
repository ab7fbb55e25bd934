"""A page of the list of 5,000 bids, beside bare Flask and Jinja with the same rows in memory."""

from collections.abc import Callable
from pathlib import Path

from flask import Flask, render_template

from bidapp import clock
from bidapp.accounts.actions import begin_sign_in
from bidapp.accounts.models import Person
from bidapp.accounts.permissions import Kind
from bidapp.bids.queries import BidLine, Filter, Sort, bids_in_list
from bidapp.bids.stages import Stage
from bidapp.database import db, unit_of_work
from tests.benchmarks.application import an_application
from tests.benchmarks.timing import compared, medians
from tests.builders import a_bid, a_call, a_deadline, a_funder, a_person, an_organisation

BIDS, ROUNDS = 5_000, 21
HEADS = ("Bid", "Funder", "Stage", "Next deadline", "Looked after by", "Asked for")


def report() -> str:
    with an_application() as app:
        reader = _rows()
        rows, count = bids_in_list(
            Filter(), Sort.DEADLINE, descending=False, page=1, now=clock.now()
        )
        ours, theirs = medians(ROUNDS, _our_page(app, reader), _bare_page(rows, count))
    return compared(f"A page of {BIDS:,} bids", ours, theirs, "bare Flask and Jinja from memory")


def _rows() -> Person:
    """Calls with a deadline ahead, bids in every stage; the person who looks at them."""
    reader = a_person("Reader", Kind.READER)
    funders = [a_funder() for _ in range(10)]
    calls = [
        a_call(a_deadline(f"20{50 + place % 40}-03-15 16:00"), funder=funders[place % 10])
        for place in range(100)
    ]
    lead, owner = an_organisation(), a_person("Bid coordinator", Kind.COORDINATOR)
    stages = tuple(Stage)
    with unit_of_work():
        db.session.add(reader)
        db.session.add_all(
            a_bid(
                title=f"Bid number {place} about red teaming",
                call=calls[place % 100], lead_organisation=lead, owner=owner,
                stage=stages[place % len(stages)], asked_pence=place * 10_000,
            )
            for place in range(BIDS)
        )  # fmt: skip
    return reader


def _our_page(app: Flask, reader: Person) -> Callable[[], object]:
    client = app.test_client()
    with unit_of_work():
        key = begin_sign_in(reader, at=clock.now())
    with client.session_transaction() as session:
        session["_user_id"] = key
    return lambda: _got(client.get("/bids").status_code)


def _bare_page(rows: list[BidLine], count: int) -> Callable[[], object]:
    app = Flask("bare", template_folder=Path(__file__).parent)
    app.add_url_rule("/bids/<int:bid_id>", "bid", str)

    @app.get("/bids")
    def bids() -> str:
        return render_template("bare_list.html", bids=rows, count=count, heads=HEADS)

    client = app.test_client()
    return lambda: _got(client.get("/bids").status_code)


def _got(status: int) -> None:
    if status != 200:
        raise RuntimeError(f"The page answered {status}.")
