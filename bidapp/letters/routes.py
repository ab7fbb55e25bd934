"""Letters of support: drafted, returned, checked, decided on."""

from collections.abc import Callable

from flask import Blueprint, Response, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import FileStorage

from bidapp import clock
from bidapp.accounts.gate import me, needs
from bidapp.accounts.permissions import Action
from bidapp.database import db, fetch, unit_of_work
from bidapp.errors import RuleBroken
from bidapp.files.docx_package import LARGEST_BYTES
from bidapp.files.names import WORD
from bidapp.files.queries import file_with_digest
from bidapp.files.reading import read_document
from bidapp.letters.actions import (
    LetterHasMovedOn,
    Returned,
    accept_letter,
    receive_letter,
    send_letter_back,
)
from bidapp.letters.attachments import attachment, taken_in
from bidapp.letters.forms import AcceptForm, ReturnForm, SendBackForm
from bidapp.letters.models import Letter
from bidapp.letters.queries import (
    draft_letter,
    expected_letter,
    letters_of,
    signatory_of,
    sums_on_ledger,
)
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
                letter = receive_letter(role, returned, contact=None, by=me().id, at=clock.now())
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
        expected=expected_letter(role, today=local_date(clock.now())),
        form=form,
    )


@blueprint.get("/roles/<int:role_id>/letter.docx")
@needs(Action.SEE)
def draft(role_id: int) -> ResponseReturnValue:
    role, today = fetch(PartnerRole, role_id), local_date(clock.now())
    content = draft_letter(role, signatory=signatory_of(role, today), today=today)
    name = f"Letter of support, {role.organisation.short_name}, {role.bid.short_name}"
    return attachment(content, name, WORD)


@blueprint.get("/letters/<int:letter_id>")
@needs(Action.SEE)
def one(letter_id: int) -> ResponseReturnValue:
    return _page_of_letter(fetch(Letter, letter_id))


@blueprint.post("/letters/<int:letter_id>/accept")
@needs(Action.COORDINATE)
def accept(letter_id: int) -> ResponseReturnValue:
    form = AcceptForm(prefix=ACCEPT)
    if _decided(letter_id, form, accept_letter):
        flash("The letter is accepted.", "ok")
        return redirect(url_for("letters.one", letter_id=letter_id))
    return _page_of_letter(fetch(Letter, letter_id), accept=form)


@blueprint.post("/letters/<int:letter_id>/send-back")
@needs(Action.COORDINATE)
def send_back(letter_id: int) -> ResponseReturnValue:
    form = SendBackForm(prefix=BACK)
    if _decided(letter_id, form, send_letter_back):
        flash("The letter is sent back.", "ok")
        return redirect(url_for("letters.one", letter_id=letter_id))
    return _page_of_letter(fetch(Letter, letter_id), back=form)


def _decided(letter_id: int, form: AcceptForm | SendBackForm, decide: Callable[..., None]) -> bool:
    """Whether it was done; otherwise the form says why not."""
    letter = fetch(Letter, letter_id)
    if not form.validate_on_submit():
        return False
    try:
        with unit_of_work():
            decide(letter, note=form.note.data, by=me().id, at=clock.now())
    except LetterHasMovedOn as refusal:
        form.form_errors.append(str(refusal))
        return False
    except RuleBroken as refusal:
        form.note.errors = (str(refusal),)
        return False
    return True


def _page_of_letter(
    letter: Letter, *, accept: AcceptForm | None = None, back: SendBackForm | None = None
) -> ResponseReturnValue:
    """Either of its two forms may come back with what was wrong in it."""
    return render_template(
        "letters/one.html",
        letter=letter,
        role=letter.role,
        bid=letter.role.bid,
        ledger_pence=sums_on_ledger(letter.role).together,
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
