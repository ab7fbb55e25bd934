"""The outbox in the browser, for administrators."""

from flask import Blueprint, current_app, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from bidapp import clock
from bidapp.accounts.gate import me, needs
from bidapp.accounts.permissions import Action
from bidapp.audit.actions import note
from bidapp.database import fetch, unit_of_work
from bidapp.fields import PressForm
from bidapp.mail.actions import send_again, was_delivered
from bidapp.mail.models import Message, MessageState
from bidapp.mail.queries import channel_faults, outbox

blueprint = Blueprint("mail", __name__, url_prefix="/mail")


@blueprint.get("")
@needs(Action.ADMINISTER)
def outbox_page() -> ResponseReturnValue:
    return render_template(
        "mail/outbox.html",
        outbox=outbox(),
        faults=channel_faults(),
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
            send_again(message, by=me().name, at=clock.now())
            note("had a message sent again", by=me().id, at=clock.now(), about=message)
        flash("It is tried again within a minute.", "ok")
    return redirect(url_for("mail.message", message_id=message_id))


@blueprint.post("/<int:message_id>/delivered")
@needs(Action.ADMINISTER)
def delivered(message_id: int) -> ResponseReturnValue:
    message = fetch(Message, message_id)
    if PressForm().validate_on_submit():
        with unit_of_work():
            was_delivered(message, by=me().name, at=clock.now())
            note("said that a message was delivered", by=me().id, at=clock.now(), about=message)
        flash("It counts as sent, and is not sent again.", "ok")
    return redirect(url_for("mail.message", message_id=message_id))
