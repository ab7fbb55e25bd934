from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from bidapp import clock
from bidapp.accounts.gate import me, needs
from bidapp.accounts.permissions import Action
from bidapp.bids.models import Bid
from bidapp.database import fetch, unit_of_work
from bidapp.errors import RuleBroken
from bidapp.fields import PressForm, offer
from bidapp.organisations.models import Organisation
from bidapp.organisations.queries import organisations_on
from bidapp.partners.actions import add_role, change_role, remove_role
from bidapp.partners.forms import AddRoleForm, ChangeRoleForm
from bidapp.partners.models import PartnerRole
from bidapp.partners.queries import roles_on
from bidapp.wording import local_date

blueprint = Blueprint("partners", __name__)


@blueprint.route("/bids/<int:bid_id>/partners", methods=["GET"])
@needs(Action.SEE)
def on_bid(bid_id: int) -> ResponseReturnValue:
    bid = fetch(Bid, bid_id)
    return _page(bid, _add_form(bid))


def _page(bid: Bid, form: AddRoleForm) -> ResponseReturnValue:
    return render_template(
        "partners/on_bid.html",
        bid=bid,
        roles=roles_on(bid),
        form=form,
        change_form=ChangeRoleForm(None),
    )


def _add_form(bid: Bid) -> AddRoleForm:
    """Only organisations that exist today and hold no position on the bid yet."""
    form = AddRoleForm()
    holding = {role.organisation_id for role in roles_on(bid)}
    free = [each for each in organisations_on(local_date(clock.now())) if each.id not in holding]
    offer(form.organisation_id, [(each.id, each.name) for each in free], nothing="Choose…")
    return form


@blueprint.post("/bids/<int:bid_id>/partners")
@needs(Action.COORDINATE)
def add(bid_id: int) -> ResponseReturnValue:
    bid = fetch(Bid, bid_id)
    form = _add_form(bid)
    if form.validate_on_submit():
        try:
            with unit_of_work():
                organisation = fetch(Organisation, form.organisation_id.data)
                add_role(bid, organisation, form.position.data, by=me().id, at=clock.now())
        except RuleBroken as refusal:
            form.position.errors = (str(refusal),)
        else:
            flash(f"{organisation.name} is on the bid.", "ok")
            return redirect(url_for("partners.on_bid", bid_id=bid_id))
    return _page(bid, form)


@blueprint.post("/roles/<int:role_id>")
@needs(Action.COORDINATE)
def change(role_id: int) -> ResponseReturnValue:
    role, form = fetch(PartnerRole, role_id), ChangeRoleForm()
    if form.validate_on_submit():
        with unit_of_work():
            change_role(role, form.position.data, by=me().id, at=clock.now())
        flash(f"{role.organisation.name} is now {role.position}.", "ok")
    return redirect(url_for("partners.on_bid", bid_id=role.bid_id))


@blueprint.post("/roles/<int:role_id>/remove")
@needs(Action.COORDINATE)
def remove(role_id: int) -> ResponseReturnValue:
    role = fetch(PartnerRole, role_id)
    bid_id, name = role.bid_id, role.organisation.name
    if PressForm().validate_on_submit():
        with unit_of_work():
            remove_role(role, by=me().id, at=clock.now())
        flash(f"{name} is off the bid.", "ok")
    return redirect(url_for("partners.on_bid", bid_id=bid_id))
