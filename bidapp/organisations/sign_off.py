"""The pages of an organisation's chain of sign-off."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from bidapp import clock
from bidapp.accounts.gate import me, needs
from bidapp.accounts.permissions import Action
from bidapp.database import fetch, unit_of_work
from bidapp.errors import RuleBroken
from bidapp.fields import PressForm, typed
from bidapp.organisations.chains import begin_chain, move_step, remove_step, save_step
from bidapp.organisations.forms import BeginChainForm, SignOffStepForm
from bidapp.organisations.models import Organisation, SignOffStep

blueprint = Blueprint("sign_off", __name__)


@blueprint.post("/organisations/<int:organisation_id>/sign-off/begin")
@needs(Action.COORDINATE)
def begin(organisation_id: int) -> ResponseReturnValue:
    organisation, form = fetch(Organisation, organisation_id), BeginChainForm()
    if form.validate_on_submit():
        with unit_of_work():
            begin_chain(organisation, form.start.data, by=me().id, at=clock.now())
        flash("The steps are a starting point. Change what takes longer or shorter there.", "ok")
    else:
        flash("Choose a starting point.", "bad")
    return _back_to(organisation_id)


@blueprint.route("/organisations/<int:organisation_id>/sign-off/add", methods=["GET", "POST"])
@needs(Action.COORDINATE)
def add(organisation_id: int) -> ResponseReturnValue:
    organisation = fetch(Organisation, organisation_id)
    return _edit(SignOffStep(organisation_id=organisation.id), organisation)


@blueprint.route("/sign-off-steps/<int:sign_off_step_id>/edit", methods=["GET", "POST"])
@needs(Action.COORDINATE)
def edit(sign_off_step_id: int) -> ResponseReturnValue:
    step = fetch(SignOffStep, sign_off_step_id)
    return _edit(step, step.organisation)


def _edit(step: SignOffStep, organisation: Organisation) -> ResponseReturnValue:
    form = SignOffStepForm(obj=step)
    if form.validate_on_submit():
        try:
            with unit_of_work():
                save_step(step, typed(form), by=me().id, at=clock.now())
        except RuleBroken as refusal:
            form.form_errors.append(str(refusal))
        else:
            flash(f"{step.label} is saved.", "ok")
            return _back_to(organisation.id)
    return render_template(
        "organisations/edit_sign_off_step.html", form=form, step=step, organisation=organisation
    )


@blueprint.post("/sign-off-steps/<int:sign_off_step_id>/earlier")
@needs(Action.COORDINATE)
def earlier(sign_off_step_id: int) -> ResponseReturnValue:
    return _move(sign_off_step_id, by_places=-1)


@blueprint.post("/sign-off-steps/<int:sign_off_step_id>/later")
@needs(Action.COORDINATE)
def later(sign_off_step_id: int) -> ResponseReturnValue:
    return _move(sign_off_step_id, by_places=1)


def _move(step_id: int, *, by_places: int) -> ResponseReturnValue:
    step = fetch(SignOffStep, step_id)
    organisation_id = step.organisation_id
    if PressForm().validate_on_submit():
        with unit_of_work():
            move_step(step, by_places=by_places, by=me().id, at=clock.now())
    return _back_to(organisation_id)


@blueprint.post("/sign-off-steps/<int:sign_off_step_id>/remove")
@needs(Action.COORDINATE)
def remove(sign_off_step_id: int) -> ResponseReturnValue:
    step = fetch(SignOffStep, sign_off_step_id)
    organisation_id, label = step.organisation_id, step.label
    if PressForm().validate_on_submit():
        with unit_of_work():
            remove_step(step, by=me().id, at=clock.now())
        flash(f"{label} is out of the chain.", "ok")
    return _back_to(organisation_id)


def _back_to(organisation_id: int) -> Response:
    page = url_for("organisations.one", organisation_id=organisation_id, _anchor="sign-off")
    return redirect(page)
