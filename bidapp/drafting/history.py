"""The versions of a section: all, one, what changed between two, who wrote what, and going back."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from bidapp import clock
from bidapp.accounts.gate import me, needs
from bidapp.accounts.permissions import Action
from bidapp.database import fetch, unit_of_work
from bidapp.drafting.actions import restore_version
from bidapp.drafting.models import Section, SectionVersion
from bidapp.drafting.queries import version_numbered
from bidapp.drafting.reading import reading_of, shown
from bidapp.drafting.versions import VERSIONS_A_PAGE, authored, sittings, versions_page
from bidapp.fields import PressForm
from bidapp.text.comparing import compared
from bidapp.web import number_in_address

blueprint = Blueprint("history", __name__, url_prefix="/sections")


@blueprint.get("/<int:section_id>/versions")
@needs(Action.SEE)
def versions(section_id: int) -> ResponseReturnValue:
    section = fetch(Section, section_id)
    found = versions_page(section, number_in_address("below"))
    is_full = len(found) == VERSIONS_A_PAGE
    return render_template(
        "drafting/versions.html",
        section=section,
        sittings=sittings(found),
        older=found[-1].number if is_full and found[-1].number > 1 else None,
    )


@blueprint.get("/<int:section_id>/versions/<int:number>")
@needs(Action.SEE)
def version(section_id: int, number: int) -> ResponseReturnValue:
    section = fetch(Section, section_id)
    found = version_numbered(section, number)
    reading = reading_of(section, found.content)
    return render_template(
        "drafting/version.html", section=section, version=found, reading=reading, press=PressForm()
    )


@blueprint.get("/<int:section_id>/compare")
@needs(Action.SEE)
def compare(section_id: int) -> ResponseReturnValue:
    """What was taken out and put in between two versions; the last two where none are named."""
    section = fetch(Section, section_id)
    new = _one_of(section, "to", section.latest_number)
    old = _one_of(section, "from", (new.based_on or new.number - 1) or new.number)
    difference = compared(old.content, new.content)
    return render_template(
        "drafting/compare.html",
        section=section,
        old=old,
        new=new,
        difference=difference,
        html=shown(difference.document),
    )


@blueprint.get("/<int:section_id>/authors")
@needs(Action.SEE)
def authors(section_id: int) -> ResponseReturnValue:
    section = fetch(Section, section_id)
    found = authored(section) if section.latest_number else None
    html = shown(found.document) if found else ""
    return render_template("drafting/authors.html", section=section, found=found, html=html)


@blueprint.post("/<int:section_id>/versions/<int:number>/restore")
@needs(Action.WRITE)
def restore(section_id: int, number: int) -> ResponseReturnValue:
    section = fetch(Section, section_id)
    old = version_numbered(section, number)
    if PressForm().validate_on_submit():
        with unit_of_work():
            kept = restore_version(section, old, by=me().id, at=clock.now())
        said = (
            f"Version {number} is back, as version {kept.number}."
            if kept.is_new
            else "It says the same already."
        )
        flash(said, "ok")
    return redirect(url_for("drafting.write", section_id=section_id))


def _one_of(section: Section, name: str, otherwise: int) -> SectionVersion:
    return version_numbered(section, number_in_address(name) or otherwise)
