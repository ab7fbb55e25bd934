from http import HTTPStatus

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from wtforms import SelectChoice

from bidapp import clock
from bidapp.accounts.gate import me, needs
from bidapp.accounts.permissions import Action
from bidapp.database import fetch, unit_of_work
from bidapp.drafting.actions import insert_block, insert_blocks
from bidapp.drafting.forms import InsertBlockForm, PictureForm, WriteForm
from bidapp.drafting.groups import sharing_of
from bidapp.drafting.models import Section
from bidapp.drafting.queries import (
    blocks_in,
    neighbours,
    open_conflicts_in,
    section_with_bid,
    text_at,
    text_of,
)
from bidapp.drafting.reading import Reading, reading_of
from bidapp.drafting.saving import Kept, Save, save_text
from bidapp.drafting.versions import sittings, versions_page
from bidapp.errors import RuleBroken
from bidapp.fields import offer
from bidapp.files.actions import store_file
from bidapp.files.pictures import PictureRefused, tidy_picture
from bidapp.library.models import TextBlock
from bidapp.library.queries import block_choices, latest_text_of
from bidapp.text.content import Node, new_id
from bidapp.text.counting import count
from bidapp.text.html import Imported
from bidapp.text.identity import with_ids_from
from bidapp.text.plain import plain_text
from bidapp.text.source import read_source, source_of

blueprint = Blueprint("drafting", __name__, url_prefix="/sections")
RECENT_VERSIONS, RECENT_SITTINGS = 80, 5


@blueprint.get("/<int:section_id>")
@needs(Action.SEE)
def write(section_id: int) -> ResponseReturnValue:
    """One section: what the funder asks, the text, and the form to write it."""
    section = section_with_bid(section_id)
    document = text_of(section)
    source, kind = source_of(document)
    form = WriteForm(source=source, written_as=kind, based_on=section.latest_number)
    return _page(section, form, document)


def _page(section: Section, form: WriteForm, document: Node, preview: Reading | None = None) -> str:
    return render_template(
        "drafting/write.html",
        section=section,
        document=document,
        sharing=sharing_of(section),
        form=form,
        reading=reading_of(section, document),
        preview=preview,
        around=neighbours(section),
        blocks=blocks_in(section, document),
        sittings=sittings(versions_page(section, most=RECENT_VERSIONS))[:RECENT_SITTINGS],
        conflicts=open_conflicts_in(section),
        block_form=_block_form(document),
        picture_form=PictureForm(None),
    )


def _block_form(document: Node) -> InsertBlockForm:
    form = InsertBlockForm(None)
    offer(form.block_id, block_choices(), nothing="Choose…")
    headings = [block for block in document.get("content", []) if block["type"] == "heading"]
    before = [
        SelectChoice(each["attrs"]["id"], f"Before “{plain_text(each)[:60]}”") for each in headings
    ]
    form.before.choices = [SelectChoice("", "At the end"), *before]
    return form


@blueprint.post("/<int:section_id>/save")
@needs(Action.WRITE)
def save(section_id: int) -> ResponseReturnValue:
    """Saves a new version, or shows what it would be. What was typed is never lost by a refusal."""
    section, form = fetch(Section, section_id), WriteForm()
    if not form.validate_on_submit():
        return _page(section, form, text_of(section)), HTTPStatus.UNPROCESSABLE_ENTITY
    try:
        imported = read_source(form.source.data or "", form.written_as.data)
        if request.form.get("do") == "preview":
            return _page(section, form, text_of(section), reading_of(section, *_parts(imported)))
        return _save(section, form, imported)
    except RuleBroken as refusal:
        form.source.errors = (str(refusal),)
        return _page(section, form, text_of(section)), HTTPStatus.UNPROCESSABLE_ENTITY


def _parts(imported: Imported) -> tuple[Node, tuple[str, ...]]:
    return imported.document, imported.notes


def _save(section: Section, form: WriteForm, imported: Imported) -> ResponseReturnValue:
    with unit_of_work():
        based_on = form.based_on.data
        document = with_ids_from(text_at(section, based_on), imported.document)
        kept = save_text(section, document, Save(based_on, me().id, clock.now()))
    flash(_what_came_of(kept), "ok")
    for note in imported.notes:
        flash(note, "warn")
    address = "conflicts.of_section" if kept.clashes else "drafting.write"
    return redirect(url_for(address, section_id=section.id))


def _what_came_of(kept: Kept) -> str:
    if not kept.is_new:
        return "Nothing had changed, so nothing was saved."
    if not kept.others:
        return f"Version {kept.number} is saved."
    names = " and ".join(kept.others)
    return f"{names} had saved too. Version {kept.number} is both texts put together."


@blueprint.post("/<int:section_id>/count")
@needs(Action.WRITE)
def count_typed(section_id: int) -> ResponseReturnValue:
    """The funder's own count of what stands in the form now. Nothing is saved."""
    section, form = fetch(Section, section_id), WriteForm()
    form.validate_on_submit()
    counted = count(
        read_source(form.source.data or "", form.written_as.data).document, section.counts_with
    )
    return render_template("drafting/_count.html", section=section, counted=counted, typed=True)


@blueprint.post("/<int:section_id>/text-block")
@needs(Action.WRITE)
def place_block(section_id: int) -> ResponseReturnValue:
    section = fetch(Section, section_id)
    form = _block_form(text_of(section))
    form.process(request.form)
    if not form.validate_on_submit():
        raise RuleBroken("Choose a text block, then where it goes.")
    with unit_of_work():
        block = fetch(TextBlock, form.block_id.data)
        insert_block(
            section,
            latest_text_of(block),
            before=form.before.data or None,
            by=me().id,
            at=clock.now(),
        )
    flash(f"“{block.title}” is in, as version {section.latest_number} of the section.", "ok")
    return redirect(url_for("drafting.write", section_id=section_id))


@blueprint.post("/<int:section_id>/pictures")
@needs(Action.WRITE)
def add_picture(section_id: int) -> ResponseReturnValue:
    section, form = fetch(Section, section_id), PictureForm()
    if not form.validate_on_submit():
        raise PictureRefused(next(iter(form.errors.values()))[0])
    content, media_type = tidy_picture(form.picture.data.read())
    with unit_of_work():
        digest = store_file(content, media_type, by=me().id, at=clock.now())
        figure: Node = {
            "type": "figure",
            "attrs": {"id": new_id(), "src": digest, "alt": form.alt.data},
        }
        if form.legend.data:
            figure["content"] = [{"type": "text", "text": form.legend.data}]
        insert_blocks(section, [figure], before=None, by=me().id, at=clock.now())
    flash("The picture stands at the end of the text.", "ok")
    return redirect(url_for("drafting.write", section_id=section_id))
