"""The organisations of a bid: what each is on it, what it does, whom we ask there."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from wtforms import SelectChoice

from bidapp import clock
from bidapp.accounts.gate import me, needs
from bidapp.accounts.permissions import Action
from bidapp.bids.models import Bid
from bidapp.database import fetch, unit_of_work
from bidapp.fields import PressForm, choices_of, offer
from bidapp.organisations.models import Organisation
from bidapp.organisations.queries import contacts_of, memberships_of, organisations
from bidapp.partners.actions import add_role, add_signer
from bidapp.partners.forms import AddRoleForm, RoleForm, SignerForm
from bidapp.partners.models import PartnerRole, Position
from bidapp.partners.queries import findings_about, line_up, places_on, roles_on, signers
from bidapp.partners.rules import RoleRefused
from bidapp.wording import day, local_date

blueprint = Blueprint("partners", __name__)


@blueprint.route("/bids/<int:bid_id>/roles", methods=["GET"])
@needs(Action.SEE)
def on_bid(bid_id: int) -> ResponseReturnValue:
    bid = fetch(Bid, bid_id)
    return _page(bid, _add_form(bid))


def _page(bid: Bid, form: AddRoleForm) -> ResponseReturnValue:
    now, on_bid = clock.now(), line_up(bid)
    return render_template(
        "partners/on_bid.html",
        bid=bid,
        roles=on_bid.roles,
        team=on_bid.team,
        findings=findings_about(on_bid, now),
        signers=signers(on_bid, now),
        places=places_on(bid, now),
        form=form,
        press=PressForm(None),
    )


def _add_form(bid: Bid) -> AddRoleForm:
    """All that hold no position yet: of one that has ended people are told who follows it."""
    form = AddRoleForm()
    holding = {role.organisation_id for role in roles_on(bid)}
    today = local_date(clock.now())
    free = [each.organisation for each in organisations() if each.organisation.id not in holding]
    there = [(each.id, each.name) for each in free if each.exists_on(today)]
    gone = [
        (each.id, f"{each.name}, ended {day(each.valid_to)}")
        for each in free
        if each.valid_to and each.has_ended_by(today)
    ]
    offer(form.organisation_id, there + gone, nothing="Choose…")
    form.position.choices = _positions()
    return form


def _positions() -> list[SelectChoice]:
    """The lead's is set with the bid's facts."""
    return [each for each in choices_of(Position) if each.value != Position.LEAD]


@blueprint.post("/bids/<int:bid_id>/roles")
@needs(Action.COORDINATE)
def add(bid_id: int) -> ResponseReturnValue:
    bid = fetch(Bid, bid_id)
    form = _add_form(bid)
    if form.validate_on_submit():
        try:
            with unit_of_work():
                organisation = fetch(Organisation, form.organisation_id.data)
                add_role(bid, organisation, form.position.data, by=me().id, at=clock.now())
        except RoleRefused as refusal:
            form[refusal.about].errors = (str(refusal),)
        else:
            flash(f"{organisation.name} is on the bid.", "ok")
            return redirect(url_for("partners.on_bid", bid_id=bid_id))
    return _page(bid, form)


@blueprint.post("/roles/<int:role_id>/signer")
@needs(Action.COORDINATE)
def choose_signer(role_id: int) -> ResponseReturnValue:
    role, form = fetch(PartnerRole, role_id), SignerForm()
    bid_id = role.bid_id
    offer(form.organisation_id, [(each.id, each.name) for each in _members(role)])
    if form.validate_on_submit():
        with unit_of_work():
            member = fetch(Organisation, form.organisation_id.data)
            add_signer(role, member, by=me().id, at=clock.now())
        flash(f"{member.name} is on the bid, and signs.", "ok")
    else:
        flash("Choose the member that signs.", "bad")
    return redirect(url_for("partners.on_bid", bid_id=bid_id))


def _members(role: PartnerRole) -> list[Organisation]:
    return role.organisation.members_on(local_date(clock.now()))


def role_form(role: PartnerRole) -> RoleForm:
    """Whoever has left is offered only where they were chosen before."""
    form = RoleForm(obj=role)
    if role.position is not Position.LEAD:
        form.position.choices = _positions()
    groups = {
        each.consortium_id: each.consortium.name for each in memberships_of(role.organisation)
    }
    offer(form.consortium_id, groups.items(), nothing="None: it takes part itself")
    people = contacts_of(role.organisation, local_date(clock.now()))
    if role.contact is not None and role.contact not in people:
        people.append(role.contact)
    offer(form.contact_id, [(each.id, each.name) for each in people], nothing="Nobody yet")
    return form
