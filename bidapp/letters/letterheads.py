"""The paper an organisation writes its letters on."""

from flask import Blueprint, Response, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from bidapp import clock
from bidapp.accounts.gate import me, needs
from bidapp.accounts.permissions import Action
from bidapp.database import db, fetch, unit_of_work
from bidapp.errors import NotFound, RuleBroken
from bidapp.fields import PressForm
from bidapp.files.attachments import attachment, taken_in
from bidapp.files.names import WORD
from bidapp.files.queries import file_with_digest
from bidapp.files.reading import LARGEST_LETTERHEAD, check_letterhead
from bidapp.letters.actions import remove_letterhead, set_letterhead
from bidapp.letters.forms import LetterheadForm
from bidapp.letters.word import check_writable
from bidapp.organisations.models import Organisation

blueprint = Blueprint("letterheads", __name__, url_prefix="/organisations/<int:organisation_id>")


@blueprint.get("/letterhead")
@needs(Action.SEE)
def one(organisation_id: int) -> ResponseReturnValue:
    return _page(fetch(Organisation, organisation_id), LetterheadForm(None))


@blueprint.post("/letterhead")
@needs(Action.COORDINATE)
def upload(organisation_id: int) -> ResponseReturnValue:
    form = LetterheadForm()
    if form.validate_on_submit():
        content, name = taken_in(form.letterhead.data, most=LARGEST_LETTERHEAD)
        try:
            db.session.rollback()  # no transaction is held while the file is read
            check_letterhead(content, name)
            check_writable(content)
            with unit_of_work():
                organisation = fetch(Organisation, organisation_id)
                set_letterhead(organisation, content, by=me().id, at=clock.now())
        except RuleBroken as refusal:
            form.letterhead.errors = (str(refusal),)
        else:
            flash("Draft letters are written on this letterhead from now on.", "ok")
            return redirect(url_for("letterheads.one", organisation_id=organisation_id))
    return _page(fetch(Organisation, organisation_id), form)


@blueprint.post("/letterhead/remove")
@needs(Action.COORDINATE)
def remove(organisation_id: int) -> ResponseReturnValue:
    organisation = fetch(Organisation, organisation_id)
    if PressForm().validate_on_submit():
        with unit_of_work():
            remove_letterhead(organisation, by=me().id, at=clock.now())
        flash("The letterhead is removed. Draft letters come on plain paper again.", "ok")
    return redirect(url_for("letterheads.one", organisation_id=organisation_id))


@blueprint.get("/letterhead.docx")
@needs(Action.SEE)
def file(organisation_id: int) -> Response:
    organisation = fetch(Organisation, organisation_id)
    if organisation.letterhead_digest is None:
        raise NotFound(f"{organisation.name} has no letterhead here.")
    content = file_with_digest(organisation.letterhead_digest).content
    return attachment(content, f"Letterhead, {organisation.short_name}", WORD)


def _page(organisation: Organisation, form: LetterheadForm) -> ResponseReturnValue:
    return render_template(
        "letters/letterhead.html", organisation=organisation, form=form, press=PressForm(None)
    )
