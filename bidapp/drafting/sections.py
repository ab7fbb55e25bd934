"""What a section asks for and who writes it: added and changed by coordinators."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from bidapp import clock
from bidapp.accounts.gate import me, needs
from bidapp.accounts.permissions import Action
from bidapp.accounts.queries import people_who_may
from bidapp.bids.models import Bid
from bidapp.database import fetch, unit_of_work
from bidapp.drafting.actions import save_section
from bidapp.drafting.forms import SectionForm
from bidapp.drafting.models import Section
from bidapp.fields import offer, typed

blueprint = Blueprint("sections", __name__, url_prefix="/sections")


@blueprint.route("/add-to/<int:bid_id>", methods=["GET", "POST"])
@needs(Action.COORDINATE)
def add(bid_id: int) -> ResponseReturnValue:
    return _edit(fetch(Bid, bid_id), Section(bid_id=bid_id))


@blueprint.route("/<int:section_id>/edit", methods=["GET", "POST"])
@needs(Action.COORDINATE)
def edit(section_id: int) -> ResponseReturnValue:
    section = fetch(Section, section_id)
    return _edit(section.bid, section)


def _edit(bid: Bid, section: Section) -> ResponseReturnValue:
    form = SectionForm(obj=section if section.id else None)
    writers = {person.id: person.name for person in people_who_may(Action.WRITE)}
    if section.writer_id and section.writer:
        writers.setdefault(section.writer_id, section.writer.name)
    offer(form.writer_id, writers.items(), nothing="Nobody yet")
    offer(form.reviewer_id, _reviewers(section), nothing="A coordinator")
    if form.validate_on_submit():
        with unit_of_work():
            section.bid = bid
            save_section(section, typed(form), by=me().id, at=clock.now())
        flash(f"{section.title} is saved.", "ok")
        return redirect(url_for("overview.bid", bid_id=bid.id))
    return render_template("drafting/edit.html", form=form, bid=bid, section=section)


def _reviewers(section: Section) -> list[tuple[int, str]]:
    people = {person.id: person.name for person in people_who_may(Action.WRITE)}
    if section.reviewer_id and section.reviewer:
        people.setdefault(section.reviewer_id, section.reviewer.name)
    return list(people.items())
