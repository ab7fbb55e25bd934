"""Changing what an organisation is on a bid, or taking it off, with what that does to its lines."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from bidapp import clock
from bidapp.accounts.gate import me, needs
from bidapp.accounts.permissions import Action
from bidapp.contributions.models import Contribution
from bidapp.contributions.roles import (
    confirmed_lines,
    drop_drafts,
    reopen_for_new_position,
    what_to_do,
)
from bidapp.contributions.routes import actor_now
from bidapp.database import fetch, unit_of_work
from bidapp.fields import PressForm, typed
from bidapp.partners.actions import change_role, remove_role
from bidapp.partners.forms import RoleForm
from bidapp.partners.models import PartnerRole
from bidapp.partners.routes import role_form
from bidapp.partners.rules import RoleRefused

blueprint = Blueprint("positions", __name__)


@blueprint.route("/roles/<int:role_id>/edit", methods=["GET", "POST"])
@needs(Action.COORDINATE)
def edit(role_id: int) -> ResponseReturnValue:
    role = fetch(PartnerRole, role_id)
    form = role_form(role)
    if form.validate_on_submit():
        try:
            with unit_of_work():
                reopened = _change(role, form)
        except RoleRefused as refusal:
            form[refusal.about].errors = (str(refusal),)
        else:
            return _saved(role, reopened)
    return render_template(
        "partners/edit.html",
        form=form,
        role=role,
        bid=role.bid,
        confirmed=confirmed_lines(role),
        press=PressForm(None),
    )


def _change(role: PartnerRole, form: RoleForm) -> list[Contribution]:
    """The lines that are open again since."""
    position = role.position
    change_role(role, typed(form), by=me().id, at=clock.now())
    return [] if role.position is position else reopen_for_new_position(role, actor_now())


def _saved(role: PartnerRole, reopened: list[Contribution]) -> ResponseReturnValue:
    flash(f"{role.organisation.name} is saved as {role.position.said}.", "ok")
    if not reopened:
        return redirect(url_for("partners.on_bid", bid_id=role.bid_id))
    flash(what_to_do(reopened), "warn")
    return redirect(url_for("asking.role", role_id=role.id))


@blueprint.post("/roles/<int:role_id>/remove")
@needs(Action.COORDINATE)
def remove(role_id: int) -> ResponseReturnValue:
    role = fetch(PartnerRole, role_id)
    bid_id, name = role.bid_id, role.organisation.name
    if PressForm().validate_on_submit():
        with unit_of_work():
            drop_drafts(role)
            remove_role(role, by=me().id, at=clock.now())
        flash(f"{name} is off the bid.", "ok")
    return redirect(url_for("partners.on_bid", bid_id=bid_id))
