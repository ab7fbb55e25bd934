"""What a coordinator makes of a partner’s answer: takes a change, keeps the line, doubts, or writes
down what was said by phone.
"""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm

from bidapp import clock
from bidapp.accounts.gate import me, needs
from bidapp.accounts.permissions import Action
from bidapp.asking.actions import actor_of
from bidapp.asking.due import settle_due
from bidapp.asking.posting import post_now
from bidapp.asking.replying import tell_of_challenge, tell_of_reply
from bidapp.bids.models import Bid
from bidapp.calls.actions import Deed
from bidapp.contributions.answering import (
    Statement,
    accept_proposal,
    answer_proposal,
    challenge,
    confirm_line,
    may_be_challenged,
)
from bidapp.contributions.forms import PhoneForm, ReasonForm
from bidapp.contributions.models import Answer, Contribution, Means
from bidapp.contributions.shown import line_facts
from bidapp.contributions.states import NEXT_STATES, LineState
from bidapp.contributions.worth import facts_of
from bidapp.database import fetch, unit_of_work
from bidapp.errors import RuleBroken
from bidapp.fields import PressForm
from bidapp.wording import local_date, moment

blueprint = Blueprint("replies", __name__)


@blueprint.app_template_global()
def what_can_be_said(line: Contribution, answers: list[Answer]) -> dict[str, Any]:
    """For the page of a line: which of the verbs here fit it now."""
    newest = answers[0] if answers else None
    return {
        "press": PressForm(),
        "challenged": newest if newest and may_be_challenged(newest, now=clock.now()) else None,
        "by_phone": LineState.CONFIRMED in NEXT_STATES[line.state],
    }


@blueprint.post("/lines/<int:line_id>/proposal/<int:number>/accept")
@needs(Action.COORDINATE)
def accept(line_id: int, number: int) -> ResponseReturnValue:
    fetch(Contribution, line_id)
    if PressForm().validate_on_submit():
        with unit_of_work():
            line, post = fetch(Contribution, line_id), post_now(me())
            accept_proposal(line, actor_of(post), proposed=number)
            told = tell_of_reply(line, line.standing, post)
        _flash_told(told, "The change stands. They are asked to confirm this line, and no other.")
    return redirect(url_for("contributions.line", line_id=line_id))


@blueprint.route("/lines/<int:line_id>/proposal/answer", methods=["GET", "POST"])
@needs(Action.COORDINATE)
def answer(line_id: int) -> ResponseReturnValue:
    line = fetch(Contribution, line_id)
    form = ReasonForm(number=line.proposed_number)

    def verb() -> int:
        line, post, why = fetch(Contribution, line_id), post_now(me()), form.why.data
        number = form.number.data or 0
        answer_proposal(line, why, actor_of(post), proposed=number)
        return tell_of_reply(line, line.revision(number), post, words=why)

    said = "They are told why, and asked again for this line."
    return _form_page(line, form, "keep", verb, said)


@blueprint.route("/answers/<int:answer_id>/challenge", methods=["GET", "POST"])
@needs(Action.COORDINATE)
def doubt(answer_id: int) -> ResponseReturnValue:
    line, form = fetch(Answer, answer_id).contribution, ReasonForm()

    def verb() -> int:
        given, post, why = fetch(Answer, answer_id), post_now(me()), form.why.data
        challenge(given, why, actor_of(post))
        return tell_of_challenge(given.contribution, post, words=why)

    said = "The line is open again. They are told why, and asked for it alone."
    return _form_page(line, form, "challenge", verb, said)


@blueprint.route("/lines/<int:line_id>/by-phone", methods=["GET", "POST"])
@needs(Action.COORDINATE)
def by_phone(line_id: int) -> ResponseReturnValue:
    """A coordinator vouches for what was said; it is shown as that for ever."""
    line = fetch(Contribution, line_id)
    contact = line.role.contact
    if contact is not None and not contact.is_there_on(local_date(clock.now())):
        contact = None
    form = PhoneForm(
        number=line.standing_number,
        name=contact.name if contact else "",
        position=contact.position if contact else "",
    )

    def verb() -> int:
        line, post = fetch(Contribution, line_id), post_now(me())
        statement = Statement(
            name=form.name.data,
            position=form.position.data,
            authority=f"Recorded by phone by {me().name} on {moment(post.at)}.",
            note=form.note.data,
            means=Means.BY_PHONE,
        )
        confirm_line(line, statement, actor_of(post), number=form.number.data)
        settle_due(line.role, Deed(me().id, post.at, "recorded by phone"))
        return 1

    return _form_page(
        line, form, "phone", verb, "It is recorded, as said by phone, with your name."
    )


def _form_page(
    line: Contribution, form: FlaskForm, kind: str, verb: Callable[[], int], said: str
) -> ResponseReturnValue:
    line_id, bid = line.id, line.role.bid
    if form.validate_on_submit():
        try:
            with unit_of_work():
                told = verb()
        except RuleBroken as refusal:
            form.form_errors.append(str(refusal))
        else:
            _flash_told(told, said)
            return redirect(url_for("contributions.line", line_id=line_id))
    line = fetch(Contribution, line_id)
    return render_template(
        "asking/reply.html",
        form=form,
        kind=kind,
        line=line,
        bid=fetch(Bid, bid.id),
        facts=line_facts(facts_of(line.standing)),
        proposed=line_facts(facts_of(line.proposed)) if line.proposed else [],
    )


def _flash_told(told: int, said: str) -> None:
    """Never of a letter that was not written."""
    if told:
        flash(said, "ok")
    else:
        flash(
            "It is kept. Nobody there has a link that works, so nobody was told: ask again.", "warn"
        )
