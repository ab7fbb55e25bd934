"""The outbox in the browser, for administrators."""

from flask import Blueprint, current_app, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from bidapp import clock
from bidapp.accounts.gate import needs
from bidapp.accounts.permissions import Action
from bidapp.database import fetch, unit_of_work
from bidapp.fields import PressForm
from bidapp.mail.actions import send_again
from bidapp.mail.models import Message, MessageState
from bidapp.mail.queries import outbox

blueprint = Blueprint("mail", __name__, url_prefix="/mail")


@blueprint.get("")
@needs(Action.ADMINISTER)
def outbox_page() -> ResponseReturnValue:
    return render_template(
        "mail/outbox.html",
        outbox=outbox(),
        states=MessageState,
        has_server=bool(current_app.config["SMTP_URL"]),
    )


@blueprint.get("/<int:message_id>")
@needs(Action.ADMINISTER)
def message(message_id: int) -> ResponseReturnValue:
    return render_template(
        "mail/message.html", message=fetch(Message, message_id), press=PressForm()
    )


@blueprint.post("/<int:message_id>/again")
@needs(Action.ADMINISTER)
def again(message_id: int) -> ResponseReturnValue:
    message = fetch(Message, message_id)
    if PressForm().validate_on_submit():
        with unit_of_work():
            send_again(message, at=clock.now())
        flash("It is tried again within a minute.", "ok")
    return redirect(url_for("mail.message", message_id=message_id))
