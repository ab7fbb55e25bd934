"""Comments on pages that need no script."""

from http import HTTPStatus

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from bidapp import clock
from bidapp.accounts.gate import me, needs
from bidapp.accounts.permissions import Action
from bidapp.commenting.accepting import accept
from bidapp.commenting.actions import Speech, Subject, begin, decline, reopen, reply, resolve
from bidapp.commenting.board import Board, block_choices, board_of, offer_people, passage_in
from bidapp.commenting.forms import CommentForm, OutcomeForm, ReplyForm
from bidapp.commenting.models import Outcome, Thread
from bidapp.commenting.queries import thread_in
from bidapp.database import fetch, unit_of_work
from bidapp.drafting.models import Section
from bidapp.drafting.queries import text_at
from bidapp.errors import RuleBroken
from bidapp.fields import PressForm
from bidapp.text.passages import Text

blueprint = Blueprint("commenting", __name__, url_prefix="/sections")
blueprint.add_app_template_global(board_of, "comments_on")
SAID = {
    Outcome.RESOLVED: "The comment is resolved.",
    Outcome.ACCEPTED: "The suggested words stand in the text.",
    Outcome.DECLINED: "The suggestion is declined.",
}


@blueprint.get("/<int:section_id>/comments")
@needs(Action.SEE)
def of_section(section_id: int) -> ResponseReturnValue:
    section = fetch(Section, section_id)
    return render_template("commenting/page.html", section=section, board=board_of(section))


@blueprint.post("/<int:section_id>/comments")
@needs(Action.WRITE)
def add(section_id: int) -> ResponseReturnValue:
    section, form = fetch(Section, section_id), CommentForm()
    text = Text(text_at(section, _number_sent(form, section)))
    form.block.choices = block_choices(text)
    offer_people(form)
    if form.validate_on_submit() and (subject := _subject(form, text)):
        try:
            with unit_of_work():
                thread = begin(section, subject, _speech(form.words.data, form.tell.data))
            return _back_to(thread)
        except RuleBroken as refusal:
            form.suggestion.errors = (str(refusal),)
    return _mend(board_of(section, form))


def _number_sent(form: CommentForm, section: Section) -> int:
    """The version that the form was made from, unless somebody tampered with its number."""
    number = form.based_on.data
    return number if number is not None and 0 <= number <= section.latest_number else 0


def _subject(form: CommentForm, text: Text) -> Subject | None:
    number, block_id = form.based_on.data, form.block.data
    suggestion = form.suggestion.data or None
    if not block_id:
        return Subject(number, None, suggestion)
    passage = passage_in(text, block_id, form.quote.data, form.start.data or 0)
    if passage is None:
        form.quote.errors = ("These words do not stand in the paragraph chosen above.",)
        return None
    return Subject(number, passage, suggestion)


def _speech(words: str, told: int | None = None) -> Speech:
    return Speech(words, me().id, clock.now(), (told,) if told else ())


@blueprint.post("/<int:section_id>/comments/<int:thread_id>")
@needs(Action.WRITE)
def answer(section_id: int, thread_id: int) -> ResponseReturnValue:
    section, form = fetch(Section, section_id), ReplyForm()
    thread = thread_in(section, thread_id)
    if not form.validate_on_submit():
        return _mend(board_of(section, replies={thread_id: form}))
    with unit_of_work():
        reply(thread, _speech(form.words.data))
    return _back_to(thread)


@blueprint.post("/<int:section_id>/comments/<int:thread_id>/outcome")
@needs(Action.WRITE)
def settle(section_id: int, thread_id: int) -> ResponseReturnValue:
    thread, form = thread_in(fetch(Section, section_id), thread_id), OutcomeForm()
    if not form.validate_on_submit():
        raise RuleBroken("Press one of the buttons below the comment.")
    outcome = Outcome(form.outcome.data)
    end(thread, outcome)
    flash(SAID[outcome], "ok")
    return _back_to(thread, anchor="comments")


def end(thread: Thread, outcome: Outcome) -> None:
    ways = {Outcome.RESOLVED: resolve, Outcome.ACCEPTED: accept, Outcome.DECLINED: decline}
    with unit_of_work():
        ways[outcome](thread, by=me().id, at=clock.now())


@blueprint.post("/<int:section_id>/comments/<int:thread_id>/again")
@needs(Action.WRITE)
def open_again(section_id: int, thread_id: int) -> ResponseReturnValue:
    thread = thread_in(fetch(Section, section_id), thread_id)
    if PressForm().validate_on_submit():
        with unit_of_work():
            reopen(thread, by=me().id, at=clock.now())
        flash("The comment is open again.", "ok")
    return _back_to(thread)


def _back_to(thread: Thread, anchor: str = "") -> ResponseReturnValue:
    """To the page somebody came from: that of the section, or that of its comments alone."""
    page = "commenting.of_section" if request.args.get("on") == "comments" else "drafting.write"
    at = anchor or f"thread-{thread.id}"
    return redirect(url_for(page, section_id=thread.section_id, _anchor=at))


def _mend(board: Board) -> ResponseReturnValue:
    """The comments again, with what was typed and what is wrong with it."""
    section = board.discussion.section
    page = render_template("commenting/page.html", section=section, board=board)
    return page, HTTPStatus.UNPROCESSABLE_ENTITY
