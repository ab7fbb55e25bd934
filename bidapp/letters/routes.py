"""Letters of support: drafted, returned, checked, decided on."""

from flask import Blueprint, Response, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import FileStorage

from bidapp import clock
from bidapp.accounts.gate import me, needs
from bidapp.accounts.permissions import Action
from bidapp.contributions.totals import total
from bidapp.database import db, fetch, unit_of_work
from bidapp.errors import RuleBroken
from bidapp.files.attachments import attachment, taken_in
from bidapp.files.docx_package import LARGEST_BYTES
from bidapp.files.names import WORD
from bidapp.files.queries import file_with_digest
from bidapp.files.reading import read_document
from bidapp.letters.actions import Returned, receive_letter
from bidapp.letters.forms import AcceptForm, ReturnForm, SendBackForm
from bidapp.letters.models import Letter
from bidapp.letters.queries import (
    draft_letter,
    expected_letter,
    letters_counting,
    letters_of,
    lines_covered,
    lines_not_asked,
)
from bidapp.letters.rules import why_no_letter
from bidapp.partners.models import PartnerRole
from bidapp.wording import local_date

blueprint = Blueprint("letters", __name__)
ACCEPT, BACK = "accept", "back"  # whose fields are whose, on one page


@blueprint.get("/roles/<int:role_id>/letter")
@needs(Action.SEE)
def of_role(role_id: int) -> ResponseReturnValue:
    """What the partner is to say, and every letter that came back."""
    return _page_of_role(fetch(PartnerRole, role_id), ReturnForm(None))


@blueprint.post("/roles/<int:role_id>/letter")
@needs(Action.COORDINATE)
def receive(role_id: int) -> ResponseReturnValue:
    form = ReturnForm()
    if form.validate_on_submit():
        try:
            returned = _read(form.letter.data)
            with unit_of_work():
                role = fetch(PartnerRole, role_id)
                letter = receive_letter(role, returned, sender=None, by=me().id, at=clock.now())
        except RuleBroken as refusal:
            form.letter.errors = (str(refusal),)
        else:
            flash("The letter is kept. See what its checks found, then decide.", "ok")
            return redirect(url_for("letters.one", letter_id=letter.id))
    return _page_of_role(fetch(PartnerRole, role_id), form)


def _read(file: FileStorage) -> Returned:
    """Read what was sent before anything is written, holding no transaction meanwhile."""
    db.session.rollback()
    content, name = taken_in(file, most=LARGEST_BYTES)
    return Returned(content, name, read_document(content, name))


def _page_of_role(role: PartnerRole, form: ReturnForm) -> ResponseReturnValue:
    return render_template(
        "letters/of_role.html",
        role=role,
        bid=role.bid,
        letters=letters_of(role),
        counting=letters_counting([role])[role.id],
        refusal=why_no_letter(role),
        not_asked=lines_not_asked(role),
        expected=expected_letter(role, today=local_date(clock.now())),
        form=form,
    )


@blueprint.get("/roles/<int:role_id>/letter.docx")
@needs(Action.SEE)
def draft(role_id: int) -> ResponseReturnValue:
    role, today = fetch(PartnerRole, role_id), local_date(clock.now())
    content = draft_letter(role, today=today)
    name = f"Letter of support, {role.organisation.short_name}, {role.bid.short_name}"
    return attachment(content, name, WORD)


@blueprint.get("/letters/<int:letter_id>")
@needs(Action.SEE)
def one(letter_id: int) -> ResponseReturnValue:
    return page_of_letter(fetch(Letter, letter_id))


def page_of_letter(
    letter: Letter, *, accept: AcceptForm | None = None, back: SendBackForm | None = None
) -> ResponseReturnValue:
    """Either of its two forms may come back with what was wrong in it. Who has decided is told by a
    room above, which answers to both.
    """
    return render_template(
        "letters/one.html",
        letter=letter,
        role=letter.role,
        bid=letter.role.bid,
        ledger_pence=total(lines_covered(letter.role)).pence,
        accept_form=accept or AcceptForm(None, prefix=ACCEPT),
        back_form=back or SendBackForm(None, prefix=BACK),
    )


@blueprint.get("/letters/<int:letter_id>/file")
@needs(Action.SEE)
def file(letter_id: int) -> Response:
    """The file as it came: to be saved, and never opened in the browser."""
    letter = fetch(Letter, letter_id)
    content = file_with_digest(letter.file_digest).content
    return attachment(content, letter.file_name, letter.media_type)
