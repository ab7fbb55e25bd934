"""The pages of how far what we ask has come inside a partner."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from bidapp import clock
from bidapp.accounts.gate import me, needs
from bidapp.accounts.permissions import Action
from bidapp.audit.actions import note
from bidapp.database import fetch, unit_of_work
from bidapp.fields import PressForm
from bidapp.partners.actions import (
    SignOffHasMovedOn,
    begin_sign_off,
    pass_sign_off,
    take_back_sign_off,
)
from bidapp.partners.forms import PassStepForm
from bidapp.partners.models import PartnerRole
from bidapp.partners.queries import where_it_is

blueprint = Blueprint("progress", __name__)


@blueprint.get("/roles/<int:role_id>/sign-off")
@needs(Action.SEE)
def of_role(role_id: int) -> ResponseReturnValue:
    return _page(fetch(PartnerRole, role_id), PassStepForm(None))


def _page(role: PartnerRole, form: PassStepForm) -> ResponseReturnValue:
    return render_template(
        "partners/sign_off.html",
        role=role,
        bid=role.bid,
        place=where_it_is(role, clock.now()),
        form=form,
    )


@blueprint.post("/roles/<int:role_id>/sign-off/begin")
@needs(Action.COORDINATE)
def begin(role_id: int) -> ResponseReturnValue:
    role = fetch(PartnerRole, role_id)
    if PressForm().validate_on_submit():
        with unit_of_work():
            begin_sign_off(role, at=clock.now())
            _write_down(role, "began the sign-off")
        flash("Sign-off has started.", "ok")
    return _back_to(role_id)


@blueprint.post("/roles/<int:role_id>/sign-off/<int:position>/pass")
@needs(Action.COORDINATE)
def pass_step(role_id: int, position: int) -> ResponseReturnValue:
    role, form = fetch(PartnerRole, role_id), PassStepForm()
    if not form.validate_on_submit():
        return _page(role, form)
    try:
        with unit_of_work():
            told_by, words = form.told_by.data, form.note.data
            pass_sign_off(role, position, told_by=told_by, note=words, at=clock.now())
            _write_down(role, f"passed step {position} of the sign-off")
    except SignOffHasMovedOn as refusal:
        flash(str(refusal), "bad")
    else:
        flash("The step has passed.", "ok")
    return _back_to(role_id)


@blueprint.post("/roles/<int:role_id>/sign-off/<int:position>/take-back")
@needs(Action.COORDINATE)
def take_back(role_id: int, position: int) -> ResponseReturnValue:
    role = fetch(PartnerRole, role_id)
    if PressForm().validate_on_submit():
        with unit_of_work():
            take_back_sign_off(role, position)
            _write_down(role, f"took back step {position} of the sign-off")
        flash("The step has not passed: it stands there again.", "ok")
    return _back_to(role_id)


def _write_down(role: PartnerRole, what: str) -> None:
    note(f"{what} at {role.organisation.short_name}", by=me().id, at=clock.now(), about=role.bid)


def _back_to(role_id: int) -> Response:
    return redirect(url_for("progress.of_role", role_id=role_id))
