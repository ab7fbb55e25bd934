"""Places that two people wrote at once: both texts side by side, and one press to choose."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from bidapp import clock
from bidapp.accounts.gate import me, needs
from bidapp.accounts.permissions import Action
from bidapp.database import fetch, unit_of_work
from bidapp.drafting.forms import SettleForm
from bidapp.drafting.models import Section, Settlement
from bidapp.drafting.queries import conflict_in, conflicts_in
from bidapp.drafting.reading import sides_of
from bidapp.drafting.saving import Save
from bidapp.drafting.settling import settle
from bidapp.errors import RuleBroken

blueprint = Blueprint("conflicts", __name__, url_prefix="/sections")
SAID = {
    Settlement.THEIRS: "The text that was saved first stands.",
    Settlement.MINE: "The text that came later stands.",
    Settlement.BOTH: "Both texts stand now, one after the other.",
}


@blueprint.get("/<int:section_id>/conflicts")
@needs(Action.SEE)
def of_section(section_id: int) -> ResponseReturnValue:
    section = fetch(Section, section_id)
    return render_template(
        "drafting/conflicts.html",
        section=section,
        conflicts=[sides_of(each) for each in conflicts_in(section)],
        form=SettleForm(None, based_on=section.latest_number),
    )


@blueprint.post("/<int:section_id>/conflicts/<int:conflict_id>")
@needs(Action.WRITE)
def choose(section_id: int, conflict_id: int) -> ResponseReturnValue:
    section, form = fetch(Section, section_id), SettleForm()
    conflict = conflict_in(section, conflict_id)
    if not form.validate_on_submit():
        raise RuleBroken("Press one of the buttons below the two texts.")
    choice = Settlement(form.choice.data)
    save = Save(form.based_on.data, me().id, clock.now(), note=SAID[choice])
    with unit_of_work():
        settle(section, conflict, choice, save)
    flash(SAID[choice], "ok")
    more = conflicts_in(section)
    address = "conflicts.of_section" if more else "drafting.write"
    return redirect(url_for(address, section_id=section_id))
