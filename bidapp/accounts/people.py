"""Setting up people: what administrators do."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from bidapp import clock
from bidapp.accounts.actions import (
    INVITED_FOR,
    EmailTaken,
    LastAdministrator,
    add_person,
    change_person,
    make_password_link,
)
from bidapp.accounts.forms import AddPersonForm, PersonForm
from bidapp.accounts.gate import me, needs
from bidapp.accounts.models import Person
from bidapp.accounts.permissions import WHO_MAY, Action, Kind
from bidapp.accounts.queries import people
from bidapp.database import fetch, unit_of_work
from bidapp.mail.actions import put_in_outbox
from bidapp.web import address_of

blueprint = Blueprint("people", __name__, url_prefix="/people")


@blueprint.get("")
@needs(Action.ADMINISTER)
def everyone() -> ResponseReturnValue:
    return render_template("people/everyone.html", people=people(), kinds=Kind, who_may=WHO_MAY)


@blueprint.route("/add", methods=["GET", "POST"])
@needs(Action.ADMINISTER)
def add() -> ResponseReturnValue:
    form = AddPersonForm()
    if form.validate_on_submit():
        try:
            person = _add_and_invite(form)
        except EmailTaken as refusal:
            form.email.errors = (str(refusal),)
        else:
            flash(f"{person.name} has been sent a link to set a password.", "ok")
            return redirect(url_for("people.everyone"))
    return render_template("people/add.html", form=form)


def _add_and_invite(form: AddPersonForm) -> Person:
    with unit_of_work():
        person = add_person(
            form.name.data, form.email.data, form.kind.data, by=me().id, at=clock.now()
        )
        _invite(person)
    return person


@blueprint.route("/<int:person_id>", methods=["GET", "POST"])
@needs(Action.ADMINISTER)
def edit(person_id: int) -> ResponseReturnValue:
    person = fetch(Person, person_id)
    form = PersonForm(obj=person)
    if form.validate_on_submit():
        try:
            with unit_of_work():
                change_person(
                    person,
                    kind=form.kind.data,
                    is_active=form.is_active.data,
                    by=me().id,
                    at=clock.now(),
                )
        except LastAdministrator as refusal:
            form.kind.errors = (str(refusal),)
        else:
            flash(f"{person.name} is saved.", "ok")
            return redirect(url_for("people.everyone"))
    return render_template("people/edit.html", form=form, person=person)


@blueprint.post("/<int:person_id>/invite")
@needs(Action.ADMINISTER)
def invite(person_id: int) -> ResponseReturnValue:
    person = fetch(Person, person_id)
    with unit_of_work():
        _invite(person)
    flash(f"{person.name} has been sent a new link. Older ones no longer work.", "ok")
    return redirect(url_for("people.edit", person_id=person_id))


def _invite(person: Person) -> None:
    key = make_password_link(person, lasts=INVITED_FOR, at=clock.now())
    link = address_of("accounts.choose_password", key=key)
    put_in_outbox(
        "invitation",
        person.email,
        at=clock.now(),
        name=person.name,
        kind=person.kind,
        link=link,
        by=me().name,
    )
