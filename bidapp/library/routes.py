from http import HTTPStatus

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup
from wtforms import SelectChoice

from bidapp import clock
from bidapp.accounts.gate import me, needs
from bidapp.accounts.permissions import Action
from bidapp.accounts.queries import people_who_may
from bidapp.database import fetch, unit_of_work
from bidapp.errors import RuleBroken
from bidapp.fields import PressForm, offer, one_line, typed
from bidapp.library.actions import BlockRefused, retire_block, save_block
from bidapp.library.forms import BlockForm
from bidapp.library.models import BlockHasMovedOn, TextBlock
from bidapp.library.queries import block_version, blocks, latest_text_of, versions_of_block
from bidapp.organisations.queries import themes
from bidapp.text.content import is_empty
from bidapp.text.counting import CountRule, count
from bidapp.text.html import to_html
from bidapp.text.source import read_source, source_of
from bidapp.web import number_in_address

blueprint = Blueprint("library", __name__, url_prefix="/library")


@blueprint.get("")
@needs(Action.SEE)
def every() -> ResponseReturnValue:
    words, theme_id = one_line(request.args.get("q"))[:200], number_in_address("theme")
    retired = request.args.get("retired") == "yes"
    return render_template(
        "library/every.html",
        lines=blocks(words, theme_id=theme_id, retired=retired),
        words=words,
        theme_id=theme_id,
        retired=retired,
        themes=themes(),
    )


@blueprint.get("/<int:block_id>")
@needs(Action.SEE)
def one(block_id: int) -> ResponseReturnValue:
    block = fetch(TextBlock, block_id)
    number = number_in_address("version")
    version = block_version(block, number) if number else latest_text_of(block)
    return render_template(
        "library/one.html",
        block=block,
        version=version,
        html=Markup(to_html(version.content, headings_from=2)),
        words=count(version.content, CountRule.UKRI),
        versions=versions_of_block(block),
        press=PressForm(),
    )


@blueprint.route("/add", methods=["GET", "POST"])
@needs(Action.WRITE)
def add() -> ResponseReturnValue:
    return _edit(TextBlock(), BlockForm(based_on=0, owner_id=me().id))


@blueprint.route("/<int:block_id>/edit", methods=["GET", "POST"])
@needs(Action.WRITE)
def edit(block_id: int) -> ResponseReturnValue:
    block = fetch(TextBlock, block_id)
    source, kind = source_of(latest_text_of(block).content)
    carried = [theme.id for theme in block.themes]
    form = BlockForm(
        obj=block, source=source, written_as=kind, based_on=block.latest_number, theme_ids=carried
    )
    return _edit(block, form)


def _edit(block: TextBlock, form: BlockForm) -> ResponseReturnValue:
    form.theme_ids.choices = [SelectChoice(theme.id, theme.name) for theme in themes()]
    carers = {person.id: person.name for person in people_who_may(Action.WRITE)}
    if block.id:
        carers.setdefault(block.owner_id, block.owner.name)
    offer(form.owner_id, carers.items(), nothing="Choose…")
    status = HTTPStatus.OK
    if form.validate_on_submit():
        try:
            return _save(block, form)
        except BlockHasMovedOn as clash:
            form.source.errors = (f"{clash} Copy your text, load the page again and put it in.",)
            status = HTTPStatus.CONFLICT
        except BlockRefused as refusal:
            form.title.errors = (str(refusal),)
        except RuleBroken as refusal:
            form.source.errors = (str(refusal),)
    return render_template("library/edit.html", form=form, block=block), status


def _save(block: TextBlock, form: BlockForm) -> ResponseReturnValue:
    imported = read_source(form.source.data, form.written_as.data)
    if is_empty(imported.document):
        raise RuleBroken("Write the text of the block.")
    with unit_of_work():
        save_block(block, typed(form), imported.document, by=me().id, at=clock.now())
    flash(f"“{block.title}” is saved.", "ok")
    for note in imported.notes:
        flash(note, "warn")
    return redirect(url_for("library.one", block_id=block.id))


@blueprint.post("/<int:block_id>/retire")
@needs(Action.COORDINATE)
def retire(block_id: int) -> ResponseReturnValue:
    """Takes a block out of use, or brings it back."""
    block = fetch(TextBlock, block_id)
    if PressForm().validate_on_submit():
        with unit_of_work():
            retire_block(block, by=me().id, at=clock.now())
        flash("It is offered to nobody now." if block.is_retired else "It can be used again.", "ok")
    return redirect(url_for("library.one", block_id=block_id))
