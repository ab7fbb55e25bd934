"""The pages of plan templates: the milestones an organisation wants before every close."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from bidapp import clock
from bidapp.accounts.gate import me, needs
from bidapp.accounts.permissions import Action
from bidapp.database import fetch, unit_of_work
from bidapp.errors import RuleBroken
from bidapp.fields import PressForm, offer, typed
from bidapp.plans.actions import remove_step, save_step, save_template
from bidapp.plans.forms import PlanStepForm, PlanTemplateForm
from bidapp.plans.models import PlanStep, PlanTemplate
from bidapp.plans.queries import plan_templates, steps_in_order

blueprint = Blueprint("plan_templates", __name__, url_prefix="/plan-templates")


@blueprint.get("")
@needs(Action.COORDINATE)
def every() -> ResponseReturnValue:
    return render_template("plans/every_template.html", templates=plan_templates())


@blueprint.get("/<int:template_id>")
@needs(Action.COORDINATE)
def one(template_id: int) -> ResponseReturnValue:
    template = fetch(PlanTemplate, template_id)
    return render_template(
        "plans/template.html",
        template=template,
        steps=steps_in_order(template),
        press=PressForm(),
    )


@blueprint.route("/add", methods=["GET", "POST"])
@needs(Action.COORDINATE)
def add() -> ResponseReturnValue:
    return _edit(PlanTemplate())


@blueprint.route("/<int:template_id>/edit", methods=["GET", "POST"])
@needs(Action.COORDINATE)
def edit(template_id: int) -> ResponseReturnValue:
    return _edit(fetch(PlanTemplate, template_id))


def _edit(template: PlanTemplate) -> ResponseReturnValue:
    form = PlanTemplateForm(obj=template)
    if form.validate_on_submit():
        try:
            with unit_of_work():
                save_template(template, typed(form), by=me().id, at=clock.now())
        except RuleBroken as refusal:
            form.name.errors = (str(refusal),)
        else:
            flash(f"{template.name} is saved.", "ok")
            return redirect(url_for("plan_templates.one", template_id=template.id))
    return render_template("plans/edit_template.html", form=form, template=template)


@blueprint.route("/<int:template_id>/add", methods=["GET", "POST"])
@needs(Action.COORDINATE)
def add_step(template_id: int) -> ResponseReturnValue:
    return _edit_step(PlanStep(template_id=template_id), fetch(PlanTemplate, template_id))


@blueprint.route("/steps/<int:step_id>", methods=["GET", "POST"])
@needs(Action.COORDINATE)
def edit_step(step_id: int) -> ResponseReturnValue:
    step = fetch(PlanStep, step_id)
    return _edit_step(step, step.template)


def _edit_step(step: PlanStep, template: PlanTemplate) -> ResponseReturnValue:
    form = PlanStepForm(obj=step)
    others = [each for each in template.steps if each.id != step.id]
    offer(form.before_id, [(each.id, each.label) for each in others], nothing="The close")
    if form.validate_on_submit():
        try:
            with unit_of_work():
                save_step(step, typed(form), by=me().id, at=clock.now())
        except RuleBroken as refusal:
            form.before_id.errors = (str(refusal),)
        else:
            flash(f"{step.label} is saved. Plans laid out before keep what they have.", "ok")
            return redirect(url_for("plan_templates.one", template_id=template.id))
    return render_template("plans/edit_step.html", form=form, step=step, template=template)


@blueprint.post("/steps/<int:step_id>/remove")
@needs(Action.COORDINATE)
def remove(step_id: int) -> ResponseReturnValue:
    step = fetch(PlanStep, step_id)
    template_id, label = step.template_id, step.label
    if PressForm().validate_on_submit():
        try:
            with unit_of_work():
                remove_step(step, by=me().id, at=clock.now())
        except RuleBroken as refusal:
            flash(str(refusal), "bad")
        else:
            flash(f"{label} is out of the template. Plans laid out before keep it.", "ok")
    return redirect(url_for("plan_templates.one", template_id=template_id))
