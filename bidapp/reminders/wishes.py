"""How one person wants to be reminded: pages of their own account."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from bidapp import clock
from bidapp.accounts.gate import me, needs
from bidapp.accounts.permissions import Action
from bidapp.accounts.queries import people_who_may
from bidapp.calls.models import DeadlineKind
from bidapp.database import fetch, unit_of_work
from bidapp.errors import NotFound, RuleBroken
from bidapp.fields import PressForm, offer, typed
from bidapp.reminders.actions import add_absence, end_absence, save_wishes, subscribe_again
from bidapp.reminders.forms import AbsenceForm, WishesForm
from bidapp.reminders.models import Absence
from bidapp.reminders.people import absences_of, muted_kinds, wishes_of
from bidapp.wording import local_date

blueprint = Blueprint("wishes", __name__, url_prefix="/account/reminders")


@blueprint.route("", methods=["GET", "POST"])
@needs(Action.OWN_REMINDERS)
def mine() -> ResponseReturnValue:
    form = WishesForm(obj=wishes_of(me().id))
    if form.validate_on_submit():
        with unit_of_work():
            save_wishes(me(), typed(form), at=clock.now())
        flash("Your reminders come like this from now on.", "ok")
        return redirect(url_for("wishes.mine"))
    return _page(form, _absence_form())


@blueprint.post("/absences")
@needs(Action.OWN_REMINDERS)
def add_mine() -> ResponseReturnValue:
    form = _absence_form()
    if not form.validate_on_submit():
        return _page(_wishes_form(), form)
    try:
        with unit_of_work():
            add_absence(me(), Absence(**typed(form)), at=clock.now())
    except RuleBroken as refusal:
        form.deputy_id.errors = (str(refusal),)
        return _page(_wishes_form(), form)
    flash("Your absence is noted.", "ok")
    return redirect(url_for("wishes.mine"))


@blueprint.post("/absences/<int:absence_id>/end")
@needs(Action.OWN_REMINDERS)
def end_mine(absence_id: int) -> ResponseReturnValue:
    absence = fetch(Absence, absence_id)
    if absence.person_id != me().id:
        raise NotFound(f"There is no absence number {absence_id}.")
    if PressForm().validate_on_submit():
        with unit_of_work():
            end_absence(fetch(Absence, absence_id), at=clock.now())
        flash("The absence is taken back.", "ok")
    return redirect(url_for("wishes.mine"))


@blueprint.post("/again/<kind>")
@needs(Action.OWN_REMINDERS)
def again(kind: str) -> ResponseReturnValue:
    """Take back an unsubscription."""
    if kind not in set(DeadlineKind):
        raise NotFound("There is no such kind of deadline.")
    if PressForm().validate_on_submit():
        with unit_of_work():
            subscribe_again(me(), DeadlineKind(kind), at=clock.now())
        flash("These reminders come again.", "ok")
    return redirect(url_for("wishes.mine"))


def _wishes_form() -> WishesForm:
    return WishesForm(formdata=None, obj=wishes_of(me().id))


def _absence_form() -> AbsenceForm:
    form = AbsenceForm()
    colleagues = [(each.id, each.name) for each in people_who_may(Action.SEE) if each.id != me().id]
    offer(form.deputy_id, colleagues, nothing="Choose…")
    return form


def _page(form: WishesForm, absence_form: AbsenceForm) -> ResponseReturnValue:
    return render_template(
        "reminders/wishes.html",
        form=form,
        absence_form=absence_form,
        absences=absences_of(me().id, local_date(clock.now())),
        muted=muted_kinds(me().id),
        press=PressForm(),
    )
