"""One section on its way to done: its steps, its own deadline, its criteria, its passed limits."""

from datetime import datetime
from http import HTTPStatus

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from wtforms import SelectChoice

from bidapp import clock
from bidapp.accounts.gate import i_may, me, needs
from bidapp.accounts.permissions import Action
from bidapp.calls.actions import Deed
from bidapp.calls.promised import END_OF_DAY
from bidapp.database import fetch, unit_of_work
from bidapp.drafting.models import Section
from bidapp.errors import RuleBroken
from bidapp.fields import PressForm
from bidapp.reviewing.actions import (
    Move,
    answer_criterion,
    drop_deadline,
    pass_limit,
    set_deadline,
    take_step,
    untick_criterion,
)
from bidapp.reviewing.criteria import Criterion, criteria_of, places_in
from bidapp.reviewing.flow import Standing, Step, steps_from
from bidapp.reviewing.forms import CriterionForm, DeadlineForm, OverrideForm, StepForm
from bidapp.reviewing.limits import excesses
from bidapp.reviewing.queries import moves_of
from bidapp.text.vocabulary import Node

blueprint = Blueprint("stepping", __name__, url_prefix="/sections")


@blueprint.app_template_global("steps_of")
def steps_open(section: Section) -> list[Step]:
    """For the section's page, which knows nothing of reviews: what this person can press."""
    return steps_from(section.state, _standing(section)) if section.is_written_here else []


@blueprint.app_template_global("criteria_of")
def criteria_now(section: Section, document: Node) -> list[Criterion]:
    return criteria_of(section, document)


blueprint.add_app_template_global(places_in)


def _standing(section: Section) -> Standing:
    return Standing(
        may_write=i_may(Action.WRITE),
        may_coordinate=i_may(Action.COORDINATE),
        is_reviewer=i_may(Action.WRITE) and section.reviewer_id == me().id,
    )


@blueprint.get("/<int:section_id>/state")
@needs(Action.SEE)
def of_section(section_id: int) -> ResponseReturnValue:
    section = fetch(Section, section_id)
    return _page(section, StepForm(None), _deadline_form(section), OverrideForm(None))


def _page(
    section: Section, step: StepForm, deadline: DeadlineForm, override: OverrideForm
) -> ResponseReturnValue:
    page = render_template(
        "reviewing/section.html",
        section=section,
        steps=steps_open(section),
        moves=moves_of(section),
        excesses=excesses(section),
        step_form=step,
        deadline_form=deadline,
        override_form=override,
        press=PressForm(None),
    )
    is_wrong = step.errors or deadline.errors or override.errors
    return page, HTTPStatus.UNPROCESSABLE_ENTITY if is_wrong else HTTPStatus.OK


def _deadline_form(section: Section) -> DeadlineForm:
    if section.deadline is None:
        return DeadlineForm(None)
    local = section.deadline.due_local
    return DeadlineForm(None, due_on=local.date(), due_time=local.time())


@blueprint.post("/<int:section_id>/state")
@needs(Action.WRITE)
def step(section_id: int) -> ResponseReturnValue:
    section, form = fetch(Section, section_id), StepForm()
    if form.validate_on_submit():
        try:
            with unit_of_work():
                move = Move(form.begins.data, form.ends.data, form.note.data or "")
                take_step(section, move, _standing(section), _deed())
        except RuleBroken as refusal:
            form.note.errors = (str(refusal),)
        else:
            flash(f"{section.title}: {section.state}.", "ok")
            return redirect(url_for("drafting.write", section_id=section_id))
    return _page(section, form, _deadline_form(section), OverrideForm(None))


@blueprint.post("/<int:section_id>/deadline")
@needs(Action.COORDINATE)
def deadline(section_id: int) -> ResponseReturnValue:
    section, form = fetch(Section, section_id), DeadlineForm()
    if not form.validate_on_submit():
        return _page(section, StepForm(None), form, OverrideForm(None))
    moment = datetime.combine(form.due_on.data, form.due_time.data or END_OF_DAY)
    try:
        with unit_of_work():
            set_deadline(section, moment, _deed())
    except RuleBroken as refusal:
        form.due_on.errors = (str(refusal),)
        return _page(section, StepForm(None), form, OverrideForm(None))
    flash(f"{section.title} has a deadline of its own. Reminders follow it.", "ok")
    return redirect(url_for("stepping.of_section", section_id=section_id))


@blueprint.post("/<int:section_id>/deadline/drop")
@needs(Action.COORDINATE)
def drop(section_id: int) -> ResponseReturnValue:
    section = fetch(Section, section_id)
    if PressForm().validate_on_submit():
        with unit_of_work():
            drop_deadline(section, _deed())
        flash(f"{section.title} has no deadline of its own any more.", "ok")
    return redirect(url_for("stepping.of_section", section_id=section_id))


@blueprint.post("/<int:section_id>/limit")
@needs(Action.WRITE)
def override(section_id: int) -> ResponseReturnValue:
    section, form = fetch(Section, section_id), OverrideForm()
    form.group_id.choices = [SelectChoice("", ""), *_group_choice(section)]
    if form.validate_on_submit():
        try:
            with unit_of_work():
                pass_limit(section, form.group_id.data, form.reason.data, _deed())
        except RuleBroken as refusal:
            form.reason.errors = (str(refusal),)
        else:
            flash("The reason is kept. Growing further asks again.", "ok")
            return redirect(url_for("stepping.of_section", section_id=section_id))
    return _page(section, StepForm(None), _deadline_form(section), form)


def _group_choice(section: Section) -> list[SelectChoice]:
    return [SelectChoice(section.group_id, "")] if section.group_id else []


@blueprint.post("/<int:section_id>/criteria")
@needs(Action.WRITE)
def criterion(section_id: int) -> ResponseReturnValue:
    """Tick one as answered, and where; or take the tick away."""
    section, form = fetch(Section, section_id), CriterionForm()
    if not form.validate_on_submit():
        raise RuleBroken("Choose the criterion on the section’s page.")
    with unit_of_work():
        if form.is_answered.data == "yes":
            answer_criterion(section, form.criterion.data, form.place.data or None, _deed())
        else:
            untick_criterion(section, form.criterion.data)
    return redirect(url_for("drafting.write", section_id=section_id, _anchor="criteria"))


def _deed() -> Deed:
    return Deed(me().id, clock.now())
