from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from bidapp import clock
from bidapp.accounts.gate import me, needs
from bidapp.accounts.permissions import Action
from bidapp.audit.actions import note
from bidapp.database import db, fetch, unit_of_work
from bidapp.errors import RuleBroken
from bidapp.fields import PressForm, typed
from bidapp.funders.actions import (
    load_starter_pack,
    move_template_section,
    remove_template_section,
    save_funder,
    save_template_section,
)
from bidapp.funders.forms import AskedSectionForm, FunderForm, MoveSectionForm, TemplateForm
from bidapp.funders.models import Funder, SectionTemplate, TemplateSection
from bidapp.funders.queries import funders, section_of

blueprint = Blueprint("funders", __name__)


@blueprint.get("/funders")
@needs(Action.SEE)
def every() -> ResponseReturnValue:
    return render_template("funders/every.html", lines=funders(), press=PressForm())


@blueprint.post("/funders/starter-pack")
@needs(Action.COORDINATE)
def starter_pack() -> ResponseReturnValue:
    if PressForm().validate_on_submit():
        with unit_of_work():
            report = load_starter_pack(at=clock.now())
        flash(
            f"The starter pack is loaded: {len(report.added)} added, {len(report.refreshed)} "
            f"refreshed, {len(report.left_alone)} left as you changed them.",
            "ok",
        )
    return redirect(url_for("funders.every"))


@blueprint.get("/funders/<int:funder_id>")
@needs(Action.SEE)
def one(funder_id: int) -> ResponseReturnValue:
    return render_template("funders/one.html", funder=fetch(Funder, funder_id))


@blueprint.route("/funders/add", methods=["GET", "POST"])
@needs(Action.COORDINATE)
def add() -> ResponseReturnValue:
    return _edit(Funder())


@blueprint.route("/funders/<int:funder_id>/edit", methods=["GET", "POST"])
@needs(Action.COORDINATE)
def edit(funder_id: int) -> ResponseReturnValue:
    return _edit(fetch(Funder, funder_id))


def _edit(funder: Funder) -> ResponseReturnValue:
    form = FunderForm(obj=funder if funder.id else None)
    if form.validate_on_submit():
        try:
            with unit_of_work():
                save_funder(funder, typed(form), by=me().id, at=clock.now())
        except RuleBroken as refusal:
            form.form_errors.append(str(refusal))
        else:
            flash(f"{funder.short_name} is saved.", "ok")
            return redirect(url_for("funders.one", funder_id=funder.id))
    return render_template("funders/edit.html", form=form, funder=funder)


@blueprint.get("/templates/<int:template_id>")
@needs(Action.SEE)
def template(template_id: int) -> ResponseReturnValue:
    return render_template(
        "funders/template.html", template=fetch(SectionTemplate, template_id), press=PressForm()
    )


@blueprint.route("/funders/<int:funder_id>/templates/add", methods=["GET", "POST"])
@needs(Action.COORDINATE)
def add_template(funder_id: int) -> ResponseReturnValue:
    return _edit_template(SectionTemplate(funder_id=fetch(Funder, funder_id).id))


@blueprint.route("/templates/<int:template_id>/edit", methods=["GET", "POST"])
@needs(Action.COORDINATE)
def edit_template(template_id: int) -> ResponseReturnValue:
    return _edit_template(fetch(SectionTemplate, template_id))


def _edit_template(template: SectionTemplate) -> ResponseReturnValue:
    form = TemplateForm(obj=template if template.id else None)
    if form.validate_on_submit():
        with unit_of_work():
            form.populate_obj(template)
            db.session.add(template)
            note(f"saved the template {template.name}", by=me().id, at=clock.now(), about=template)
        flash(f"{template.name} is saved.", "ok")
        return redirect(url_for("funders.template", template_id=template.id))
    return render_template("funders/edit_template.html", form=form, template=template)


@blueprint.route("/templates/<int:template_id>/sections/add", methods=["GET", "POST"])
@needs(Action.COORDINATE)
def add_section(template_id: int) -> ResponseReturnValue:
    return _edit_section(fetch(SectionTemplate, template_id), TemplateSection())


@blueprint.route("/templates/<int:template_id>/sections/<int:section_id>", methods=["GET", "POST"])
@needs(Action.COORDINATE)
def edit_section(template_id: int, section_id: int) -> ResponseReturnValue:
    template = fetch(SectionTemplate, template_id)
    return _edit_section(template, section_of(template, section_id))


def _edit_section(template: SectionTemplate, section: TemplateSection) -> ResponseReturnValue:
    form = AskedSectionForm(obj=section if section.id else None)
    if form.validate_on_submit():
        with unit_of_work():
            save_template_section(template, section, typed(form), by=me().id, at=clock.now())
        flash(f"{section.title} is saved. Bids that are open already keep their own section.", "ok")
        return redirect(url_for("funders.template", template_id=template.id))
    return render_template(
        "funders/edit_section.html", form=form, template=template, section=section
    )


@blueprint.post("/templates/<int:template_id>/sections/<int:section_id>/move")
@needs(Action.COORDINATE)
def move_section(template_id: int, section_id: int) -> ResponseReturnValue:
    template, form = fetch(SectionTemplate, template_id), MoveSectionForm()
    section = section_of(template, section_id)
    if form.validate_on_submit():
        with unit_of_work():
            move_template_section(template, section, form.step.data)
    return redirect(
        url_for("funders.template", template_id=template_id, _anchor=f"section-{section_id}")
    )


@blueprint.post("/templates/<int:template_id>/sections/<int:section_id>/remove")
@needs(Action.COORDINATE)
def remove_section(template_id: int, section_id: int) -> ResponseReturnValue:
    template = fetch(SectionTemplate, template_id)
    section = section_of(template, section_id)
    title = section.title
    if PressForm().validate_on_submit():
        with unit_of_work():
            remove_template_section(template, section, by=me().id, at=clock.now())
        flash(f"{title} is out of the template. Bids that are open already keep theirs.", "ok")
    return redirect(url_for("funders.template", template_id=template_id))
