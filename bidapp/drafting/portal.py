"""A section as the funder's web form takes it: copied with one press, what is lost said before."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from bidapp.accounts.gate import needs
from bidapp.accounts.permissions import Action
from bidapp.database import fetch
from bidapp.drafting.models import Section
from bidapp.drafting.queries import neighbours, text_of
from bidapp.text.counting import count
from bidapp.text.portal import for_portal

blueprint = Blueprint("portal", __name__, url_prefix="/sections")


@blueprint.get("/<int:section_id>/portal")
@needs(Action.SEE)
def of_section(section_id: int) -> ResponseReturnValue:
    section = fetch(Section, section_id)
    found = for_portal(text_of(section))
    return render_template(
        "drafting/portal.html",
        section=section,
        found=found,
        html=Markup(found.html),
        counted=count(found.document, section.counts_with),
        around=neighbours(section),
    )
