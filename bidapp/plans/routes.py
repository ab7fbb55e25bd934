"""The plan of one bid: what lies before the close, and whether it is still possible."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from wtforms import SelectChoice

from bidapp import clock
from bidapp.accounts.gate import me, needs
from bidapp.accounts.models import Person
from bidapp.accounts.permissions import Action
from bidapp.accounts.queries import people_who_may
from bidapp.bids.models import Bid, BidDeadline
from bidapp.calls.actions import Deed
from bidapp.calls.queries import changes_of
from bidapp.database import fetch, unit_of_work
from bidapp.errors import RuleBroken
from bidapp.fields import offer
from bidapp.plans.actions import (
    Concerned,
    add_milestone,
    change_milestone,
    mark,
    part_to_change,
    say_whom_it_concerns,
    take_turns,
)
from bidapp.plans.forms import ConcernForm, LayOutForm, MarkForm, MilestoneForm
from bidapp.plans.laying_out import lay_out
from bidapp.plans.models import PlanTemplate
from bidapp.plans.queries import part_in, partners_on, parts_of, plan_of, plan_templates
from bidapp.wording import local_date, short_day, these

blueprint = Blueprint("plans", __name__)


@blueprint.route("/bids/<int:bid_id>/plan", methods=["GET"])
@needs(Action.SEE)
def of_bid(bid_id: int) -> ResponseReturnValue:
    return _page(fetch(Bid, bid_id), _lay_out_form())


def _page(bid: Bid, form: LayOutForm) -> ResponseReturnValue:
    now = clock.now()
    return render_template(
        "plans/of_bid.html", bid=bid, plan=plan_of(bid, now), form=form, today=local_date(now)
    )


def _lay_out_form() -> LayOutForm:
    form = LayOutForm()
    offer(form.template_id, [(each.id, each.name) for each in plan_templates()])
    return form


@blueprint.post("/bids/<int:bid_id>/plan")
@needs(Action.COORDINATE)
def lay_out_plan(bid_id: int) -> ResponseReturnValue:
    bid, form = fetch(Bid, bid_id), _lay_out_form()
    if form.validate_on_submit():
        try:
            with unit_of_work():
                new = lay_out(bid, fetch(PlanTemplate, form.template_id.data), _deed())
        except RuleBroken as refusal:
            form.template_id.errors = (str(refusal),)
        else:
            nothing = "Nothing was missing: the bid has all of this template’s milestones."
            flash(f"{these(new, 'milestone')} laid out." if new else nothing, "ok")
            return redirect(url_for("plans.of_bid", bid_id=bid_id))
    return _page(bid, form)


@blueprint.route("/bids/<int:bid_id>/plan/add", methods=["GET", "POST"])
@needs(Action.COORDINATE)
def add(bid_id: int) -> ResponseReturnValue:
    bid = fetch(Bid, bid_id)
    closing = bid.call.closing
    usual = {"reckoned_from_id": closing.id} if closing else {"is_pinned": True}
    form = MilestoneForm(owner_id=bid.owner_id, **usual)
    _offer_choices(form, bid, None)
    if form.validate_on_submit():
        try:
            with unit_of_work():
                take_turns(bid)
                add_milestone(bid, form.facts(), _concerned(form), _deed())
        except RuleBroken as refusal:
            form.reckoned_from_id.errors = (str(refusal),)
        else:
            flash(f"{form.label.data} is in the plan.", "ok")
            return redirect(url_for("plans.of_bid", bid_id=bid_id))
    return render_template("plans/edit_milestone.html", bid=bid, form=form, part=None, changes=[])


@blueprint.route("/bids/<int:bid_id>/plan/<int:deadline_id>", methods=["GET", "POST"])
@needs(Action.COORDINATE)
def edit_milestone(bid_id: int, deadline_id: int) -> ResponseReturnValue:
    """All of a milestone; of a deadline of the call, whom it concerns on this bid."""
    bid = fetch(Bid, bid_id)
    part = part_in(bid, deadline_id)
    form = _form_of(part)
    _offer_choices(form, bid, part)
    if form.validate_on_submit():
        try:
            with unit_of_work():
                _change(part_to_change(bid, deadline_id), form)
        except RuleBroken as refusal:
            form.reckoned_from_id.errors = (str(refusal),)
        else:
            flash("The plan is saved.", "ok")
            return redirect(url_for("plans.of_bid", bid_id=bid_id))
    return render_template(
        "plans/edit_milestone.html",
        bid=bid,
        form=form,
        part=part,
        changes=changes_of(part.deadline),
    )


def _form_of(part: BidDeadline) -> ConcernForm:
    deadline = part.deadline
    standing: dict[str, Any] = {
        "owner_id": part.owner_id or part.bid.owner_id,
        "also_ids": [person.id for person in part.also_concerns],
    }
    if deadline.call_id is not None:
        return ConcernForm(**standing)
    columns = ("lead_working_days", "reckoned_from_id", "organisation_id")
    standing |= {name: getattr(part, name) for name in columns}
    return MilestoneForm(
        **standing,
        label=deadline.label,
        is_pinned=part.is_pinned,
        is_for_writers=part.is_for_writers,
        due_on=deadline.due_local.date(),
        due_time=deadline.due_local.time(),
    )


def _change(part: BidDeadline, form: ConcernForm) -> None:
    deed = _deed(form.why.data)
    say_whom_it_concerns(part, _concerned(form), deed)
    if isinstance(form, MilestoneForm):
        change_milestone(part, form.facts(), deed)


def _concerned(form: ConcernForm) -> Concerned:
    also = [fetch(Person, person_id) for person_id in form.also_ids.data]
    return Concerned(fetch(Person, form.owner_id.data), tuple(also))


def _offer_choices(form: ConcernForm, bid: Bid, part: BidDeadline | None) -> None:
    """Who and what can be chosen today; what was chosen before stays on the list."""
    owners = {each.id: each.name for each in people_who_may(Action.WRITE)}
    also = {each.id: each.name for each in people_who_may(Action.SEE)}
    if part is not None:
        owner = part.owner or bid.owner
        owners.setdefault(owner.id, owner.name)
        also |= {each.id: each.name for each in part.also_concerns}
    offer(form.owner_id, owners.items(), nothing="Choose…")
    form.also_ids.choices = [SelectChoice(number, name) for number, name in also.items()]
    if isinstance(form, MilestoneForm):
        _offer_places(form, bid, part)


def _offer_places(form: MilestoneForm, bid: Bid, part: BidDeadline | None) -> None:
    today = local_date(clock.now())
    others = [each.deadline for each in parts_of(bid) if part is None or each.id != part.id]
    before = [
        (each.id, f"{each.label}, {short_day(each.due_local, today=today)}")
        for each in others
        if not each.is_withdrawn or (part and part.reckoned_from_id == each.id)
    ]
    offer(form.reckoned_from_id, before, nothing="Nothing: it is pinned to its date")
    places = {each.id: each.name for each in partners_on(bid)}
    if part is not None and part.organisation:
        places.setdefault(part.organisation.id, part.organisation.name)
    lead = bid.lead_organisation.name
    offer(form.organisation_id, places.items(), nothing=f"The lead: {lead}")


@blueprint.post("/bids/<int:bid_id>/plan/<int:deadline_id>/state")
@needs(Action.COORDINATE)
def mark_as(bid_id: int, deadline_id: int) -> ResponseReturnValue:
    bid, form = fetch(Bid, bid_id), MarkForm()
    if not form.validate_on_submit():
        raise RuleBroken("Choose how the deadline stands.")
    with unit_of_work():
        part = part_to_change(bid, deadline_id)
        mark(part, form.status.data, _deed())
    flash(f"{part.deadline.label} is marked as {form.status.data}.", "ok")
    return redirect(url_for("plans.of_bid", bid_id=bid_id))


def _deed(why: str = "") -> Deed:
    return Deed(me().id, clock.now(), why)
