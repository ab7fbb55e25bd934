from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from bidapp import clock
from bidapp.accounts.gate import me, needs
from bidapp.accounts.permissions import Action
from bidapp.calls.actions import save_call, save_deadline
from bidapp.calls.contradictions import contradictions
from bidapp.calls.forms import CallForm, DeadlineForm
from bidapp.calls.models import Call, CallStatus, Deadline
from bidapp.calls.promised import promised
from bidapp.calls.queries import calls, changes_of
from bidapp.calls.wall_time import clock_change_note
from bidapp.database import fetch, unit_of_work
from bidapp.errors import NotFound
from bidapp.fields import offer
from bidapp.funders.models import Funder
from bidapp.funders.queries import all_templates, funders
from bidapp.organisations.queries import possible_leads
from bidapp.web import number_in_address
from bidapp.wording import local_date

blueprint = Blueprint("calls", __name__)
blueprint.app_template_filter()(promised)


@blueprint.get("/calls")
@needs(Action.SEE)
def every() -> ResponseReturnValue:
    status = next((each for each in CallStatus if each == request.args.get("status")), None)
    funder_id = number_in_address("funder")
    return render_template(
        "calls/every.html",
        lines=calls(status=status, funder_id=funder_id),
        statuses=CallStatus,
        funders=funders(),
        chosen=(status, funder_id),
    )


@blueprint.get("/calls/<int:call_id>")
@needs(Action.SEE)
def one(call_id: int) -> ResponseReturnValue:
    call = fetch(Call, call_id)
    return render_template(
        "calls/one.html",
        call=call,
        warnings=contradictions(call, today=local_date(clock.now())),
        notes={each.id: clock_change_note(each.due_local, each.zone) for each in call.deadlines},
    )


@blueprint.route("/calls/add", methods=["GET", "POST"])
@needs(Action.COORDINATE)
def add() -> ResponseReturnValue:
    return _edit(Call())


@blueprint.route("/calls/<int:call_id>/edit", methods=["GET", "POST"])
@needs(Action.COORDINATE)
def edit(call_id: int) -> ResponseReturnValue:
    return _edit(fetch(Call, call_id))


def _edit(call: Call) -> ResponseReturnValue:
    form = _call_form(call)
    if form.validate_on_submit():
        with unit_of_work():
            save_call(call, form.facts(), form.stages(), by=me().id, at=clock.now())
        flash(f"{call.title} is saved.", "ok")
        if call.deadlines:
            return redirect(url_for("calls.one", call_id=call.id))
        return redirect(url_for("calls.add_deadline", call_id=call.id))
    return render_template("calls/edit.html", form=form, call=call)


def _call_form(call: Call) -> CallForm:
    standing = {stage.kind: stage for stage in call.stages} if call.id else {}
    ticked = {
        kind.name.lower(): {"is_there": True, "opens_on": stage.opens_on}
        for kind, stage in standing.items()
    }
    start = (
        {}
        if call.id
        else {
            "funder_id": number_in_address("funder"),
            "checked_on": local_date(clock.now()),
        }
    )
    form = CallForm(obj=call if call.id else None, **ticked, **start)
    offer(
        form.funder_id,
        [(line.funder.id, line.funder.short_name) for line in funders()],
        nothing="Choose…",
    )
    templates = [(each.id, f"{each.funder.short_name}: {each.name}") for each in all_templates()]
    offer(form.template_id, templates, nothing="No template: sections are added by hand")
    leads = possible_leads(local_date(clock.now()))
    offer(
        form.lead_organisation_id,
        [(each.id, each.name) for each in leads],
        nothing="Nobody in particular",
    )
    return form


@blueprint.route("/calls/<int:call_id>/deadlines/add", methods=["GET", "POST"])
@needs(Action.COORDINATE)
def add_deadline(call_id: int) -> ResponseReturnValue:
    call = fetch(Call, call_id)
    funder: Funder = call.funder
    usual = {"due_time": funder.default_closing_time, "zone": funder.timezone}
    return _edit_deadline(call, Deadline(call_id=call.id), DeadlineForm(**usual))


@blueprint.route("/calls/<int:call_id>/deadlines/<int:deadline_id>", methods=["GET", "POST"])
@needs(Action.COORDINATE)
def edit_deadline(call_id: int, deadline_id: int) -> ResponseReturnValue:
    deadline = fetch(Deadline, deadline_id)
    if deadline.call_id != call_id:
        raise NotFound(f"This call has no deadline number {deadline_id}.")
    standing = {"due_on": deadline.due_local.date(), "due_time": deadline.due_local.time()}
    return _edit_deadline(fetch(Call, call_id), deadline, DeadlineForm(obj=deadline, **standing))


def _edit_deadline(call: Call, deadline: Deadline, form: DeadlineForm) -> ResponseReturnValue:
    if form.validate_on_submit():
        with unit_of_work():
            save_deadline(deadline, form.facts(), by=me().id, at=clock.now())
        flash(f"{deadline.label} is saved.", "ok")
        if note := clock_change_note(deadline.due_local, deadline.zone):
            flash(note, "warn")
        return redirect(url_for("calls.one", call_id=call.id))
    return render_template(
        "calls/edit_deadline.html",
        form=form,
        call=call,
        deadline=deadline,
        changes=changes_of(deadline) if deadline.id else [],
    )
