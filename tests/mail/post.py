"""Writing messages and having them delivered, as tests say it."""

from sqlalchemy import select

from bidapp import clock
from bidapp.database import db, unit_of_work
from bidapp.mail.actions import Dispatch, put_in_outbox
from bidapp.mail.jobs import Delivery, deliver_outbox
from bidapp.mail.models import Attempt, Channel, ChannelFault, Message
from bidapp.mail.postman import postman
from bidapp.mail.smtp import Patience

SENDER = "bids@dmu.example.org"
FACTS = {"name": "Writer", "link": "http://bids.example.org/x", "lasts": "one hour"}
IMPATIENT = Patience(connect=0.3, command=0.3, content=0.3, before_content=1, farewell=0.1)


def write(now, *recipients, facts=None, **dispatch):
    with unit_of_work():
        for recipient in recipients or ("writer@example.org",):
            put_in_outbox(
                "set_password", recipient, at=now, dispatch=Dispatch(**dispatch),
                **FACTS | (facts or {}),
            )  # fmt: skip


def deliver(url, folder=None, patience=IMPATIENT, **delivery):
    """One round to the server of this address, or into a folder. How many messages left."""
    with postman(url, folder, patience) as carrier:
        return deliver_by({Channel.MAIL: carrier}, **delivery)


def deliver_by(carriers, **delivery):
    facts = {"sender": SENDER, "unsubscribe_at": "https://bids.example.org/unsubscribe/{}".format}
    return deliver_outbox(carriers, Delivery(**facts | delivery))


def messages():
    return _all(Message)


def states():
    return [message.state for message in messages()]


def attempts():
    return _all(Attempt)


def outcomes():
    return [attempt.outcome for attempt in attempts()]


def faults():
    return _all(ChannelFault)


def _all(table):
    db.session.rollback()
    return db.session.scalars(select(table).order_by(table.id)).all()


def at_time(monkeypatch, moment):
    monkeypatch.setattr(clock, "now", lambda: moment)
