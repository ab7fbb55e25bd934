"""Word files sent out to people who do not sign in, and taking in what comes back."""

from http import HTTPStatus

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from wtforms import SelectChoice

from bidapp import clock
from bidapp.accounts.gate import me, needs
from bidapp.accounts.permissions import Action
from bidapp.bids.models import Bid
from bidapp.calls.actions import Deed
from bidapp.database import fetch, unit_of_work
from bidapp.drafting.queries import sections_of
from bidapp.errors import BidappError, NotFound, RuleBroken
from bidapp.fields import PressForm, offer
from bidapp.files.attachments import attachment, taken_in
from bidapp.files.docx_package import LARGEST_BYTES
from bidapp.files.names import WORD
from bidapp.files.queries import file_with_digest
from bidapp.handouts.actions import Brought, decide, make_handout, take_in, withdraw
from bidapp.handouts.forms import DecideForm, HandoutForm, ReturnForm
from bidapp.handouts.models import Decision, Handout, ReturnedSection
from bidapp.handouts.queries import (
    contacts_on,
    handout_with_key,
    handouts_of,
    returned_in,
    word_of,
)
from bidapp.handouts.reading import read_back
from bidapp.returns.intake import read_returned_file

blueprint = Blueprint("handouts", __name__, url_prefix="/bids/<int:bid_id>/word")


@blueprint.get("")
@needs(Action.SEE)
def of_bid(bid_id: int) -> ResponseReturnValue:
    bid = fetch(Bid, bid_id)
    chosen = request.args.get("section", type=int)
    return _page(bid, HandoutForm(None, section_ids=[chosen] if chosen else []), ReturnForm(None))


def _page(bid: Bid, making: HandoutForm, returning: ReturnForm) -> ResponseReturnValue:
    _offer(bid, making)
    page = render_template(
        "handouts/of_bid.html",
        bid=bid,
        handouts=handouts_of(bid),
        making=making,
        returning=returning,
        press=PressForm(None),
    )
    is_wrong = making.errors or returning.errors
    return page, HTTPStatus.UNPROCESSABLE_ENTITY if is_wrong else HTTPStatus.OK


def _offer(bid: Bid, form: HandoutForm) -> None:
    written = [each for each in sections_of(bid) if each.is_written_here]
    form.section_ids.choices = [SelectChoice(each.id, each.title) for each in written]
    people = [(each.id, f"{each.name}, {each.organisation.name}") for each in contacts_on(bid)]
    offer(form.contact_id, people, nothing="Anybody: I pass the file on myself")


@blueprint.post("")
@needs(Action.WRITE)
def make(bid_id: int) -> ResponseReturnValue:
    bid, form = fetch(Bid, bid_id), HandoutForm()
    _offer(bid, form)
    if form.validate_on_submit():
        try:
            with unit_of_work():
                handout = make_handout(
                    bid, form.section_ids.data or [], form.contact_id.data, _deed()
                )
        except RuleBroken as refusal:
            form.section_ids.errors = (str(refusal),)
        else:
            flash(_what_to_do_with(handout), "ok")
            return redirect(url_for("handouts.of_bid", bid_id=bid_id))
    return _page(bid, form, ReturnForm(None))


def _what_to_do_with(handout: Handout) -> str:
    if handout.contact is None:
        return "The file is ready. Save it and pass it on."
    return f"The file is ready. {handout.contact.name} finds it on their page."


@blueprint.get("/<int:handout_id>.docx")
@needs(Action.SEE)
def download(bid_id: int, handout_id: int) -> ResponseReturnValue:
    handout = _handout_in(bid_id, handout_id)
    name = f"{handout.bid.short_name}, to change and send back"
    return attachment(word_of(handout), name, WORD)


@blueprint.post("/<int:handout_id>/withdraw")
@needs(Action.WRITE)
def end(bid_id: int, handout_id: int) -> ResponseReturnValue:
    handout = _handout_in(bid_id, handout_id)
    if PressForm().validate_on_submit():
        with unit_of_work():
            withdraw(handout, _deed())
        flash("It is withdrawn from their page. A file that is out can still come back.", "ok")
    return redirect(url_for("handouts.of_bid", bid_id=bid_id))


def _handout_in(bid_id: int, handout_id: int) -> Handout:
    handout = fetch(Handout, handout_id)
    if handout.bid_id != bid_id:
        raise NotFound("This bid has sent out no such file.")
    return handout


@blueprint.post("/returned")
@needs(Action.WRITE)
def bring(bid_id: int) -> ResponseReturnValue:
    """The file is read, in a cage of its own, before anything is written down."""
    bid, form = fetch(Bid, bid_id), ReturnForm()
    if form.validate_on_submit():
        content, name = taken_in(form.file.data, most=LARGEST_BYTES)
        try:
            read = read_returned_file(content)
            with unit_of_work():
                handout = handout_with_key(bid, read.key)
                brought = Brought(content, name, read)
                file = take_in(handout, brought, by=me().id, at=clock.now())
        except BidappError as refusal:
            form.file.errors = (str(refusal),)
        else:
            return redirect(url_for("handouts.returned", bid_id=bid_id, file_id=file.id))
    return _page(bid, HandoutForm(None), form)


@blueprint.get("/returned/<int:file_id>")
@needs(Action.SEE)
def returned(bid_id: int, file_id: int) -> ResponseReturnValue:
    """What came back, section by section, against what went out."""
    bid = fetch(Bid, bid_id)
    file = returned_in(bid, file_id)
    return render_template(
        "handouts/returned.html",
        bid=bid,
        file=file,
        sections=read_back(file),
        form=DecideForm(None),
    )


@blueprint.get("/returned/<int:file_id>/file")
@needs(Action.SEE)
def original(bid_id: int, file_id: int) -> ResponseReturnValue:
    file = returned_in(fetch(Bid, bid_id), file_id)
    return attachment(file_with_digest(file.digest).content, file.file_name, WORD)


@blueprint.post("/returned/<int:file_id>/sections/<int:returned_id>")
@needs(Action.WRITE)
def choose(bid_id: int, file_id: int, returned_id: int) -> ResponseReturnValue:
    file = returned_in(fetch(Bid, bid_id), file_id)
    form, section = DecideForm(), fetch(ReturnedSection, returned_id)
    if section.file_id != file.id:
        raise NotFound("That section did not come back in this file.")
    if not form.validate_on_submit() or form.decision.data is Decision.UNCHANGED:
        raise RuleBroken("Press one of the buttons below the section.")
    with unit_of_work():
        kept = decide(section, form.decision.data, _deed())
    flash(f"{section.section.title} is {form.decision.data}.", "ok")
    if kept and kept.clashes:
        return redirect(url_for("conflicts.of_section", section_id=section.section_id))
    return redirect(url_for("handouts.returned", bid_id=bid_id, file_id=file_id))


def _deed() -> Deed:
    return Deed(me().id, clock.now())
