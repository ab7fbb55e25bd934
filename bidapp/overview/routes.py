from flask import Blueprint, current_app, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from bidapp import clock
from bidapp.accounts.gate import me, needs
from bidapp.accounts.permissions import Action
from bidapp.bids.forms import BidForm, MoveBidForm, OpenBidForm
from bidapp.bids.models import Bid
from bidapp.bids.queries import other_bids_on
from bidapp.bids.routes import offer_choices
from bidapp.bids.stages import NEXT_STAGES
from bidapp.calls.models import Call
from bidapp.contributions.queries import pence_by_state
from bidapp.contributions.roles import what_to_do
from bidapp.contributions.states import LineState
from bidapp.database import db, fetch, unit_of_work
from bidapp.errors import RuleBroken
from bidapp.fields import offer, typed
from bidapp.organisations.models import Organisation
from bidapp.organisations.queries import default_lead, default_partner, organisations_on
from bidapp.overview.actions import change_bid
from bidapp.overview.actions import open_bid as open_bid_on
from bidapp.overview.queries import bid_at_a_glance, bid_with_facts, next_closings, work_of
from bidapp.partners.queries import roles_on
from bidapp.web import public
from bidapp.wording import local_date

blueprint = Blueprint("overview", __name__)


@blueprint.get("/")
@needs(Action.SEE)
def my_work() -> ResponseReturnValue:
    now = clock.now()
    return render_template(
        "overview/my_work.html",
        work=work_of(me(), now),
        closings=next_closings(now),
        today=local_date(now),
        now=now,
    )


@blueprint.get("/bids/<int:bid_id>")
@needs(Action.SEE)
def bid(bid_id: int) -> ResponseReturnValue:
    bid = bid_with_facts(bid_id)
    return render_template(
        "overview/bid.html",
        bid=bid,
        glance=bid_at_a_glance(bid, clock.now()),
        roles=roles_on(bid),
        next_stages=NEXT_STAGES[bid.stage],
        form=MoveBidForm(None),
    )


@blueprint.route("/calls/<int:call_id>/open-bid", methods=["GET", "POST"])
@needs(Action.COORDINATE)
def open_bid(call_id: int) -> ResponseReturnValue:
    call = fetch(Call, call_id)
    form = _open_form(call)
    if form.validate_on_submit():
        try:
            opened = _open(call, form)
        except RuleBroken as refusal:
            form.form_errors.append(str(refusal))
        else:
            flash("The bid is open. Give each section a writer, and begin.", "ok")
            return redirect(url_for("overview.bid", bid_id=opened.id))
    return render_template(
        "overview/open_bid.html", form=form, call=call, others=other_bids_on(call_id)
    )


def _open(call: Call, form: OpenBidForm) -> Bid:
    facts = typed(form) | {"acronym": form.acronym.data or None}
    partner_id = facts.pop("partner_id")
    with unit_of_work():
        partner = db.session.get(Organisation, partner_id) if partner_id else None
        return open_bid_on(call, facts, partner=partner, by=me().id, at=clock.now())


def _open_form(call: Call) -> OpenBidForm:
    """DMU, or whoever leads by default, unless the call says otherwise."""
    lead, partner = default_lead(), default_partner()
    form = OpenBidForm(
        lead_organisation_id=call.lead_organisation_id or (lead.id if lead else None),
        partner_id=partner.id if partner else None,
        owner_id=me().id,
    )
    offer_choices(form)
    candidates = organisations_on(local_date(clock.now()))
    offer(form.partner_id, [(each.id, each.name) for each in candidates], nothing="Nobody yet")
    return form


@blueprint.route("/bids/<int:bid_id>/edit", methods=["GET", "POST"])
@needs(Action.COORDINATE)
def edit_bid(bid_id: int) -> ResponseReturnValue:
    bid = fetch(Bid, bid_id)
    form = BidForm(obj=bid, theme_ids=[theme.id for theme in bid.themes])
    offer_choices(form, standing=bid)
    if form.validate_on_submit():
        facts = typed(form) | {"acronym": form.acronym.data or None}
        try:
            with unit_of_work():
                reopened = change_bid(bid, facts, by=me().id, at=clock.now())
        except RuleBroken as refusal:
            form.acronym.errors = (str(refusal),)
        else:
            flash("The bid is saved.", "ok")
            if reopened:
                flash(what_to_do(reopened), "warn")
            return redirect(url_for("overview.bid", bid_id=bid_id))
    has_confirmed = LineState.CONFIRMED in pence_by_state(bid)
    return render_template(
        "overview/edit_bid.html", form=form, bid=bid, has_confirmed=has_confirmed
    )


@blueprint.get("/accessibility")
@public
def accessibility() -> ResponseReturnValue:
    return render_template("overview/accessibility.html")


@blueprint.get("/privacy")
@public
def privacy() -> ResponseReturnValue:
    return render_template("overview/privacy.html", sender=current_app.config["MAIL_FROM"])


@blueprint.get("/help")
@public
def guide() -> ResponseReturnValue:
    return render_template("overview/guide.html")
