"""The versions of a section: all of them, one of them, and bringing an old one back."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from bidapp import clock
from bidapp.accounts.gate import me, needs
from bidapp.accounts.permissions import Action
from bidapp.database import fetch, unit_of_work
from bidapp.drafting.actions import restore_version
from bidapp.drafting.models import Section
from bidapp.drafting.queries import version_numbered, versions_of
from bidapp.drafting.reading import reading_of
from bidapp.fields import PressForm

blueprint = Blueprint("history", __name__, url_prefix="/sections")


@blueprint.get("/<int:section_id>/versions")
@needs(Action.SEE)
def versions(section_id: int) -> ResponseReturnValue:
    section = fetch(Section, section_id)
    return render_template("drafting/versions.html", section=section, versions=versions_of(section))


@blueprint.get("/<int:section_id>/versions/<int:number>")
@needs(Action.SEE)
def version(section_id: int, number: int) -> ResponseReturnValue:
    section = fetch(Section, section_id)
    found = version_numbered(section, number)
    reading = reading_of(section, found.content)
    return render_template(
        "drafting/version.html", section=section, version=found, reading=reading, press=PressForm()
    )


@blueprint.post("/<int:section_id>/versions/<int:number>/restore")
@needs(Action.WRITE)
def restore(section_id: int, number: int) -> ResponseReturnValue:
    section = fetch(Section, section_id)
    old = version_numbered(section, number)
    if PressForm().validate_on_submit():
        with unit_of_work():
            kept = restore_version(section, old, by=me().id, at=clock.now())
        said = (
            f"Version {number} is back, as version {kept.newest.number}."
            if kept.is_new and kept.newest
            else "It says the same already."
        )
        flash(said, "ok")
    return redirect(url_for("drafting.write", section_id=section_id))
