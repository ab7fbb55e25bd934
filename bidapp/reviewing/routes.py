"""The draft of a bid as a whole: all sections, shared limits, and review rounds."""

from http import HTTPStatus

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from wtforms import SelectChoice

from bidapp import clock
from bidapp.accounts.gate import me, needs
from bidapp.accounts.permissions import Action
from bidapp.bids.models import Bid
from bidapp.calls.actions import Deed
from bidapp.database import fetch, unit_of_work
from bidapp.drafting.groups import counted_in
from bidapp.drafting.models import SectionGroup
from bidapp.drafting.queries import sections_of
from bidapp.errors import NotFound, RuleBroken
from bidapp.fields import PressForm, typed
from bidapp.reviewing.actions import begin_round, end_round, remove_group, save_group
from bidapp.reviewing.forms import GroupForm, RoundForm
from bidapp.reviewing.queries import changes_since, draft_of, groups_of, round_numbered, rounds_of

blueprint = Blueprint("reviewing", __name__, url_prefix="/bids/<int:bid_id>")


@blueprint.get("/draft")
@needs(Action.SEE)
def of_bid(bid_id: int) -> ResponseReturnValue:
    return _page(fetch(Bid, bid_id), RoundForm(None))


def _page(bid: Bid, form: RoundForm) -> ResponseReturnValue:
    page = render_template(
        "reviewing/draft.html",
        bid=bid,
        lines=draft_of(bid),
        groups=[(group, counted_in(group)) for group in groups_of(bid)],
        rounds=rounds_of(bid),
        form=form,
        now=clock.now(),
    )
    return page, HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK


@blueprint.post("/rounds")
@needs(Action.COORDINATE)
def begin(bid_id: int) -> ResponseReturnValue:
    bid, form = fetch(Bid, bid_id), RoundForm()
    if form.validate_on_submit():
        try:
            with unit_of_work():
                begun = begin_round(bid, form.note.data or "", _deed())
        except RuleBroken as refusal:
            form.note.errors = (str(refusal),)
        else:
            flash(f"Review round {begun.number} has begun, with the texts as they stand now.", "ok")
            return redirect(url_for("reviewing.one", bid_id=bid_id, number=begun.number))
    return _page(bid, form)


@blueprint.get("/rounds/<int:number>")
@needs(Action.SEE)
def one(bid_id: int, number: int) -> ResponseReturnValue:
    """What became of each section since the round began."""
    bid = fetch(Bid, bid_id)
    read = round_numbered(bid, number)
    changes = changes_since(bid, read)
    return render_template(
        "reviewing/round.html", bid=bid, read=read, changes=changes, press=PressForm(None)
    )


@blueprint.post("/rounds/<int:number>/end")
@needs(Action.COORDINATE)
def end(bid_id: int, number: int) -> ResponseReturnValue:
    read = round_numbered(fetch(Bid, bid_id), number)
    if PressForm().validate_on_submit():
        with unit_of_work():
            end_round(read, _deed())
        flash(f"Review round {number} has ended.", "ok")
    return redirect(url_for("reviewing.one", bid_id=bid_id, number=number))


@blueprint.route("/groups/add", methods=["GET", "POST"])
@needs(Action.COORDINATE)
def add_group(bid_id: int) -> ResponseReturnValue:
    bid = fetch(Bid, bid_id)
    return _edit_group(bid, SectionGroup(bid_id=bid.id))


@blueprint.route("/groups/<int:group_id>", methods=["GET", "POST"])
@needs(Action.COORDINATE)
def edit_group(bid_id: int, group_id: int) -> ResponseReturnValue:
    return _edit_group(fetch(Bid, bid_id), _group_in(bid_id, group_id))


@blueprint.post("/groups/<int:group_id>/remove")
@needs(Action.COORDINATE)
def drop_group(bid_id: int, group_id: int) -> ResponseReturnValue:
    group = _group_in(bid_id, group_id)
    if PressForm().validate_on_submit():
        with unit_of_work():
            remove_group(group, _deed())
        flash("The group is gone; its sections stay.", "ok")
    return redirect(url_for("reviewing.of_bid", bid_id=bid_id))


def _group_in(bid_id: int, group_id: int) -> SectionGroup:
    group = fetch(SectionGroup, group_id)
    if group.bid_id != bid_id:
        raise NotFound("This bid has no such group of sections.")
    return group


def _edit_group(bid: Bid, group: SectionGroup) -> ResponseReturnValue:
    written = [each for each in sections_of(bid) if each.is_written_here]
    mine = [each.id for each in written if group.id and each.group_id == group.id]
    form = GroupForm(obj=group, section_ids=mine) if group.id else GroupForm()
    form.section_ids.choices = [SelectChoice(each.id, each.title) for each in written]
    if form.validate_on_submit():
        facts = typed(form)
        try:
            with unit_of_work():
                save_group(group, facts, facts.pop("section_ids"), _deed())
        except RuleBroken as refusal:
            form.title.errors = (str(refusal),)
        else:
            flash(f"{form.title.data} is saved.", "ok")
            return redirect(url_for("reviewing.of_bid", bid_id=bid.id))
    page = render_template(
        "reviewing/group.html", bid=bid, group=group, form=form, press=PressForm(None)
    )
    return page, HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK


def _deed() -> Deed:
    return Deed(me().id, clock.now())
