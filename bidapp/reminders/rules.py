"""The rules of reminding: for each kind of deadline, and for single deadlines instead."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from bidapp import clock
from bidapp.accounts.gate import me, needs
from bidapp.accounts.permissions import Action
from bidapp.calls.models import DeadlineKind
from bidapp.database import fetch, unit_of_work
from bidapp.errors import NotFound
from bidapp.fields import PressForm, typed
from bidapp.reminders.actions import give_own_rules, save_rule
from bidapp.reminders.deadlines import DeadlineOfBid, deadline_of_bid
from bidapp.reminders.forms import RuleForm
from bidapp.reminders.models import ReminderRule
from bidapp.reminders.proof import rung_said
from bidapp.reminders.queries import rules_for

blueprint = Blueprint("rules", __name__)
blueprint.add_app_template_filter(rung_said)
OF_DEADLINE = "/bids/<int:bid_id>/deadlines/<int:deadline_id>/rules"


@blueprint.get("/reminders/rules")
@needs(Action.ADMINISTER)
def every() -> ResponseReturnValue:
    rules = {kind: rules_for(kind, None) for kind in DeadlineKind}
    return render_template("reminders/rules.html", rules=rules, rule_address=_usual)


@blueprint.route("/reminders/rules/add/<kind>", methods=["GET", "POST"])
@needs(Action.ADMINISTER)
def add(kind: str) -> ResponseReturnValue:
    if kind not in set(DeadlineKind):
        raise NotFound("There is no such kind of deadline.")
    return _edit(ReminderRule(kind=DeadlineKind(kind)), url_for("rules.every"))


@blueprint.route("/reminders/rules/<int:rule_id>", methods=["GET", "POST"])
@needs(Action.ADMINISTER)
def edit(rule_id: int) -> ResponseReturnValue:
    rule = fetch(ReminderRule, rule_id)
    if rule.deadline_id is not None:
        raise NotFound(f"There is no usual rule number {rule_id}.")
    return _edit(rule, url_for("rules.every"))


@blueprint.route(OF_DEADLINE, methods=["GET", "POST"])
@needs(Action.COORDINATE)
def of_deadline(bid_id: int, deadline_id: int) -> ResponseReturnValue:
    """The rules one deadline has instead of the usual ones; a press gives it its own."""
    found = deadline_of_bid(bid_id, deadline_id)
    own = rules_for(found.deadline.kind, deadline_id)
    if request.method == "POST" and PressForm().validate_on_submit():
        if not own:
            with unit_of_work():
                give_own_rules(found.deadline, by=me().id, at=clock.now())
            flash("This deadline has reminders of its own now. Change what should differ.", "ok")
        return redirect(_of_deadline(found))
    return render_template(
        "reminders/rules_of_deadline.html",
        found=found,
        bid=found.bid,
        deadline=found.deadline,
        own=own,
        usual=rules_for(found.deadline.kind, None),
        rule_address=lambda number: url_for(
            "rules.edit_own", bid_id=bid_id, deadline_id=deadline_id, rule_id=number
        ),
        press=PressForm(),
    )


@blueprint.route(f"{OF_DEADLINE}/<int:rule_id>", methods=["GET", "POST"])
@needs(Action.COORDINATE)
def edit_own(bid_id: int, deadline_id: int, rule_id: int) -> ResponseReturnValue:
    found, rule = deadline_of_bid(bid_id, deadline_id), fetch(ReminderRule, rule_id)
    if rule.deadline_id != deadline_id:
        raise NotFound(f"This deadline has no rule number {rule_id}.")
    return _edit(rule, _of_deadline(found))


def _usual(rule_id: int) -> str:
    return url_for("rules.edit", rule_id=rule_id)


def _of_deadline(found: DeadlineOfBid) -> str:
    return url_for("rules.of_deadline", bid_id=found.bid.id, deadline_id=found.deadline.id)


def _edit(rule: ReminderRule, back: str) -> ResponseReturnValue:
    form = RuleForm(obj=rule if rule.id else None)
    if form.validate_on_submit():
        with unit_of_work():
            save_rule(rule, typed(form), by=me().id, at=clock.now())
        flash("The rule is saved. What lies ahead is planned by it within a minute.", "ok")
        return redirect(back)
    return render_template("reminders/edit_rule.html", form=form, rule=rule, back=back)
