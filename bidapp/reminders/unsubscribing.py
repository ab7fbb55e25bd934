"""The link at the end of a reminder, for mail programs and for people: no sign-in, no cookie."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from bidapp import clock
from bidapp.database import unit_of_work
from bidapp.reminders.actions import unsubscribe
from bidapp.reminders.queries import message_with_key
from bidapp.web import public

blueprint = Blueprint("unsubscribing", __name__, url_prefix="/unsubscribe")


@blueprint.get("/<key>")
@public
def ask(key: str) -> ResponseReturnValue:
    """Opening the link changes nothing: programs that look after links open them too."""
    return render_template("reminders/unsubscribe.html", message=message_with_key(key))


@blueprint.post("/<key>")
@public
def done(key: str) -> ResponseReturnValue:
    """The button, or the mail program's own (RFC 8058)."""
    with unit_of_work():
        kinds = unsubscribe(message_with_key(key), at=clock.now())
    return render_template("reminders/unsubscribed.html", kinds=kinds)
