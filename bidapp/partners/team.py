"""The pages of the people on a bid."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from bidapp import clock
from bidapp.accounts.gate import me, needs
from bidapp.accounts.permissions import Action
from bidapp.bids.models import Bid
from bidapp.calls.models import TeamRole
from bidapp.database import fetch, unit_of_work
from bidapp.fields import PressForm, choices_of, offer
from bidapp.partners.findings import percent
from bidapp.partners.forms import MemberForm
from bidapp.partners.lineup import HAVE_PEOPLE, is_allowed
from bidapp.partners.models import TeamMember
from bidapp.partners.naming import remove_member, save_member
from bidapp.partners.queries import roles_on
from bidapp.partners.rules import TeamRefused

blueprint = Blueprint("team", __name__)
blueprint.app_template_filter()(percent)


@blueprint.route("/bids/<int:bid_id>/team/add", methods=["GET", "POST"])
@needs(Action.COORDINATE)
def add(bid_id: int) -> ResponseReturnValue:
    bid = fetch(Bid, bid_id)
    usual = {"organisation_id": bid.lead_organisation_id}
    return _edit(TeamMember(bid_id=bid.id), bid, MemberForm(**usual))


@blueprint.route("/team/<int:member_id>/edit", methods=["GET", "POST"])
@needs(Action.COORDINATE)
def edit(member_id: int) -> ResponseReturnValue:
    member = fetch(TeamMember, member_id)
    form = MemberForm(obj=member, is_post=not member.is_named)
    return _edit(member, member.bid, form)


def _edit(member: TeamMember, bid: Bid, form: MemberForm) -> ResponseReturnValue:
    _offer_choices(form, bid)
    if form.validate_on_submit():
        try:
            with unit_of_work():
                save_member(member, form.facts(), by=me().id, at=clock.now())
        except TeamRefused as refusal:
            form[refusal.about].errors = (str(refusal),)
        else:
            flash(f"{member.name} is on the bid as {member.role}.", "ok")
            return _back_to(bid.id)
    return render_template(
        "partners/edit_member.html", form=form, member=member, bid=bid, press=PressForm(None)
    )


def _offer_choices(form: MemberForm, bid: Bid) -> None:
    """The roles that the call allows; organisations that have nobody in the team say why not."""
    form.role.choices = [
        each
        for each in choices_of(TeamRole, nothing="Choose…")
        if not each.value or is_allowed(TeamRole(each.value), bid)
    ]
    roles = sorted(roles_on(bid), key=lambda role: role.position not in HAVE_PEOPLE)
    offer(
        form.organisation_id,
        [(role.organisation_id, f"{role.organisation.name} ({role.position})") for role in roles],
        nothing="Choose…",
    )


@blueprint.post("/team/<int:member_id>/remove")
@needs(Action.COORDINATE)
def remove(member_id: int) -> ResponseReturnValue:
    member = fetch(TeamMember, member_id)
    bid_id, name = member.bid_id, member.name
    if PressForm().validate_on_submit():
        with unit_of_work():
            remove_member(member, by=me().id, at=clock.now())
        flash(f"{name} is off the bid.", "ok")
    return _back_to(bid_id)


def _back_to(bid_id: int) -> Response:
    return redirect(url_for("partners.on_bid", bid_id=bid_id, _anchor="people"))
