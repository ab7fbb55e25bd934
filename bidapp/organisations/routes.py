from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from bidapp import clock
from bidapp.accounts.gate import me, needs
from bidapp.accounts.permissions import Action
from bidapp.audit.actions import note
from bidapp.database import fetch, unit_of_work
from bidapp.errors import RuleBroken
from bidapp.fields import PressForm, offer, typed
from bidapp.organisations.actions import add_closure, remove_closure, save_organisation
from bidapp.organisations.chains import STEPS_OF, starting_points
from bidapp.organisations.forms import (
    ClosureForm,
    EndMembershipForm,
    MemberForm,
    OrganisationForm,
)
from bidapp.organisations.models import Closure, Membership, Organisation
from bidapp.organisations.queries import (
    contacts_of,
    contacts_who_left,
    kinds_in_order,
    memberships_of,
    organisations,
    organisations_on,
)
from bidapp.wording import local_date

blueprint = Blueprint("organisations", __name__, url_prefix="/organisations")


@blueprint.get("")
@needs(Action.SEE)
def every() -> ResponseReturnValue:
    return render_template(
        "organisations/every.html", lines=organisations(), kinds=kinds_in_order()
    )


@blueprint.get("/<int:organisation_id>")
@needs(Action.SEE)
def one(organisation_id: int) -> ResponseReturnValue:
    return _page(fetch(Organisation, organisation_id))


def _page(
    organisation: Organisation,
    *,
    member: MemberForm | None = None,
    closure: ClosureForm | None = None,
) -> ResponseReturnValue:
    """One of its two forms may come back with what was wrong in it."""
    today = local_date(clock.now())
    return render_template(
        "organisations/one.html",
        organisation=organisation,
        today=today,
        contacts=contacts_of(organisation, today),
        contacts_left=contacts_who_left(organisation, today),
        starting_points=[(start, STEPS_OF[start]) for start in starting_points(organisation)],
        press=PressForm(None),
        consortia=memberships_of(organisation),
        form=member or _member_form(),
        closure_form=closure or ClosureForm(),
        end_form=EndMembershipForm(None),
    )


def _member_form() -> MemberForm:
    form = MemberForm()
    today = local_date(clock.now())
    candidates = [each for each in organisations_on(today) if not each.is_consortium]
    offer(form.member_id, [(each.id, each.name) for each in candidates], nothing="Choose…")
    return form


@blueprint.route("/add", methods=["GET", "POST"])
@needs(Action.COORDINATE)
def add() -> ResponseReturnValue:
    return _edit(Organisation())


@blueprint.route("/<int:organisation_id>/edit", methods=["GET", "POST"])
@needs(Action.COORDINATE)
def edit(organisation_id: int) -> ResponseReturnValue:
    return _edit(fetch(Organisation, organisation_id))


def _edit(organisation: Organisation) -> ResponseReturnValue:
    form = OrganisationForm(obj=organisation)
    others = [
        line.organisation for line in organisations() if line.organisation is not organisation
    ]
    offer(
        form.successor_id,
        [(each.id, each.name) for each in others],
        nothing="Nobody, as far as known",
    )
    if form.validate_on_submit():
        try:
            with unit_of_work():
                save_organisation(organisation, typed(form), by=me().id, at=clock.now())
        except RuleBroken as refusal:
            form.form_errors.append(str(refusal))
        else:
            flash(f"{organisation.name} is saved.", "ok")
            return redirect(url_for("organisations.one", organisation_id=organisation.id))
    return render_template("organisations/edit.html", form=form, organisation=organisation)


@blueprint.post("/<int:organisation_id>/members")
@needs(Action.COORDINATE)
def add_member(organisation_id: int) -> ResponseReturnValue:
    organisation, form = fetch(Organisation, organisation_id), _member_form()
    if form.validate_on_submit():
        try:
            with unit_of_work():
                member = fetch(Organisation, form.member_id.data)
                organisation.add_member(member, joined_on=form.joined_on.data)
                note(
                    f"added {member.name} to {organisation.name}",
                    by=me().id,
                    at=clock.now(),
                    about=organisation,
                )
        except RuleBroken as refusal:
            form.form_errors.append(str(refusal))
        else:
            flash(f"{member.name} is a member of {organisation.name}.", "ok")
            return redirect(url_for("organisations.one", organisation_id=organisation_id))
    return _page(organisation, member=form)


@blueprint.post("/memberships/<int:membership_id>/end")
@needs(Action.COORDINATE)
def end_membership(membership_id: int) -> ResponseReturnValue:
    membership, form = fetch(Membership, membership_id), EndMembershipForm()
    consortium_id = membership.consortium_id
    if form.validate_on_submit():
        with unit_of_work():
            membership.end(form.left_on.data)
            note(
                f"ended {membership.member.name}’s membership",
                by=me().id,
                at=clock.now(),
                about=membership,
            )
        flash("The membership has an end. It stays in the record.", "ok")
    else:
        flash(f"Nothing changed: {form.left_on.errors[0]}", "bad")
    return redirect(url_for("organisations.one", organisation_id=consortium_id))


@blueprint.post("/<int:organisation_id>/closures")
@needs(Action.COORDINATE)
def add_closed_days(organisation_id: int) -> ResponseReturnValue:
    organisation, form = fetch(Organisation, organisation_id), ClosureForm()
    if form.validate_on_submit():
        try:
            with unit_of_work():
                add_closure(organisation, typed(form), by=me().id, at=clock.now())
        except RuleBroken as refusal:
            form.starts_on.errors = (str(refusal),)
        else:
            flash("The closed days are kept. Plans follow within a minute.", "ok")
            return redirect(url_for("organisations.one", organisation_id=organisation_id))
    return _page(organisation, closure=form)


@blueprint.post("/closures/<int:closure_id>/remove")
@needs(Action.COORDINATE)
def remove_closed_days(closure_id: int) -> ResponseReturnValue:
    closure = fetch(Closure, closure_id)
    organisation_id = closure.organisation_id
    if PressForm().validate_on_submit():
        with unit_of_work():
            remove_closure(closure, by=me().id, at=clock.now())
        flash("Those days are open again. Plans follow within a minute.", "ok")
    return redirect(url_for("organisations.one", organisation_id=organisation_id))
