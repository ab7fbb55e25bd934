"""Comments for the editor, as JSON: every answer is all that is open, as it stands now."""

from typing import Any, TypeVar

from flask import Blueprint, Response, abort, jsonify
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm

from bidapp import clock
from bidapp.accounts.gate import i_may, me, needs
from bidapp.accounts.permissions import Action
from bidapp.accounts.queries import people_who_may
from bidapp.commenting.actions import Speech, Subject, begin, reopen, reply
from bidapp.commenting.forms import AnswerForm, EndForm, RemarkForm
from bidapp.commenting.models import Comment, Outcome
from bidapp.commenting.queries import Standing, discussion_of, thread_in
from bidapp.commenting.routes import end
from bidapp.database import fetch, unit_of_work
from bidapp.drafting.models import Section
from bidapp.errors import RuleBroken
from bidapp.text.passages import Passage
from bidapp.web import for_script, sent_fields
from bidapp.wording import brief_moment, initials, machine_time

Asked = TypeVar("Asked", bound=FlaskForm)
blueprint = Blueprint("comments_live", __name__, url_prefix="/sections")
OPEN = "open"


@blueprint.get("/<int:section_id>/comments.json")
@needs(Action.SEE)
@for_script
def every(section_id: int) -> ResponseReturnValue:
    return _answer(fetch(Section, section_id))


@blueprint.post("/<int:section_id>/comments.json")
@needs(Action.WRITE)
@for_script
def add(section_id: int) -> ResponseReturnValue:
    section, form = fetch(Section, section_id), _form(RemarkForm)
    block, start, quote = form.block.data, form.start.data or 0, form.quote.data
    passage = Passage(block, start, quote) if block else None
    with unit_of_work():
        thread = begin(
            section, Subject(form.number.data, passage, form.suggestion.data), _speech(form)
        )
    return _answer(section, begun=thread.id)


@blueprint.post("/<int:section_id>/comments/<int:thread_id>/replies.json")
@needs(Action.WRITE)
@for_script
def answer(section_id: int, thread_id: int) -> ResponseReturnValue:
    section, form = fetch(Section, section_id), _form(AnswerForm)
    thread = thread_in(section, thread_id)
    with unit_of_work():
        reply(thread, _speech(form))
    return _answer(section)


@blueprint.post("/<int:section_id>/comments/<int:thread_id>/outcome.json")
@needs(Action.WRITE)
@for_script
def settle(section_id: int, thread_id: int) -> ResponseReturnValue:
    section, outcome = fetch(Section, section_id), _form(EndForm).outcome.data
    thread = thread_in(section, thread_id)
    if outcome == OPEN:
        with unit_of_work():
            reopen(thread, by=me().id, at=clock.now())
    elif outcome in set(Outcome):
        end(thread, Outcome(outcome))
    else:
        abort(400)
    return _answer(section)


def _form(kind: type[Asked]) -> Asked:
    """What was sent. What a person can mend is said to them in a sentence."""
    form: Asked = kind(sent_fields())
    if not form.validate():
        words = form.errors.get("words") or form.errors.get("suggestion")
        if not words:
            abort(400)
        raise RuleBroken(words[0])
    return form


def _speech(form: Any) -> Speech:
    return Speech(form.words.data, me().id, clock.now(), tuple(form.tell.data or ()))


def _answer(section: Section, **facts: Any) -> Response:
    discussion = discussion_of(section)
    may_settle = i_may(Action.WRITE)
    return jsonify(
        number=section.latest_number,
        threads=[_thread(each, may_settle) for each in discussion.threads],
        people=[{"id": each.id, "name": each.name} for each in people_who_may(Action.SEE)],
        may={"comment": may_settle},
        **facts,
    )


def _thread(standing: Standing, may_settle: bool) -> dict[str, Any]:
    thread, place = standing.thread, standing.place
    suggests = thread.suggestion is not None
    first, *replies = standing.said
    return _comment(first) | {
        "id": thread.id,
        "block": place.block_id if place else None,
        "start": place.start if place else None,
        "end": place.end if place else None,
        "quote": thread.quote,
        "suggestion": thread.suggestion,
        "is_gone": standing.is_gone,
        "replies": [_comment(each) for each in replies],
        "may": {
            "reply": may_settle,
            "settle": may_settle,
            "accept": may_settle and suggests and standing.says_the_same,
        },
    }


def _comment(comment: Comment) -> dict[str, Any]:
    return {
        "by": comment.speaker,
        "initials": initials(comment.speaker),
        "at": brief_moment(comment.at, now=clock.now()),
        "moment": machine_time(comment.at),
        "words": comment.words,
    }
