"""The pages of an organisation's contacts: the people there whom we may ask for something."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from bidapp import clock
from bidapp.accounts.gate import me, needs
from bidapp.accounts.permissions import Action
from bidapp.database import fetch, unit_of_work
from bidapp.organisations.actions import ContactRefused, save_contact
from bidapp.organisations.forms import ContactForm
from bidapp.organisations.models import Contact, Organisation
from bidapp.web import local_address

blueprint = Blueprint("contacts", __name__)


@blueprint.route("/organisations/<int:organisation_id>/contacts/add", methods=["GET", "POST"])
@needs(Action.COORDINATE)
def add(organisation_id: int) -> ResponseReturnValue:
    organisation = fetch(Organisation, organisation_id)
    return _edit(Contact(organisation_id=organisation.id), organisation)


@blueprint.route("/contacts/<int:contact_id>/edit", methods=["GET", "POST"])
@needs(Action.COORDINATE)
def edit(contact_id: int) -> ResponseReturnValue:
    contact = fetch(Contact, contact_id)
    return _edit(contact, contact.organisation)


def _edit(contact: Contact, organisation: Organisation) -> ResponseReturnValue:
    """Who came from elsewhere, to ask somebody who was not known yet, goes back there."""
    form = ContactForm(obj=contact, next=request.args.get("next", ""))
    usual = url_for("organisations.one", organisation_id=organisation.id)
    back = local_address(form.next.data or "", usual)
    if form.validate_on_submit():
        try:
            with unit_of_work():
                save_contact(contact, form.facts(), by=me().id, at=clock.now())
        except ContactRefused as refusal:
            form[refusal.about].errors = (str(refusal),)
        else:
            flash(f"{contact.name} is saved.", "ok")
            return redirect(back)
    return render_template(
        "organisations/edit_contact.html",
        form=form,
        contact=contact,
        organisation=organisation,
        back=back,
    )
