"""The ledger of a bid, and its lines."""

from http import HTTPStatus

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from bidapp import clock
from bidapp.accounts.gate import me, needs
from bidapp.accounts.permissions import Action
from bidapp.bids.models import Bid
from bidapp.contributions.actions import (
    Actor,
    LineRefused,
    draft_line,
    revise_line,
    take_up_again,
    withdraw_line,
)
from bidapp.contributions.answering import check_nobody_answered, last_answer
from bidapp.contributions.forms import LineForm, ReasonForm, filled_with
from bidapp.contributions.history import versions_of
from bidapp.contributions.ledger import ledger_rows
from bidapp.contributions.models import Answer, Contribution
from bidapp.contributions.queries import answers_of, ledger_on, line_with_history
from bidapp.contributions.shown import differences, line_facts
from bidapp.contributions.states import ANSWERED, LineHasMovedOn
from bidapp.contributions.worth import LineFacts, facts_of, weaknesses
from bidapp.database import fetch, unit_of_work
from bidapp.fields import PressForm
from bidapp.partners.models import PartnerRole
from bidapp.web import csv_download

blueprint = Blueprint("contributions", __name__)


@blueprint.get("/bids/<int:bid_id>/ledger")
@needs(Action.SEE)
def ledger(bid_id: int) -> ResponseReturnValue:
    bid = fetch(Bid, bid_id)
    return render_template("contributions/ledger.html", bid=bid, ledger=ledger_on(bid))


@blueprint.get("/bids/<int:bid_id>/ledger.csv")
@needs(Action.SEE)
def ledger_file(bid_id: int) -> ResponseReturnValue:
    """Every line with its state, for a spreadsheet."""
    return csv_download(f"ledger-of-bid-{bid_id}", ledger_rows(ledger_on(fetch(Bid, bid_id))))


@blueprint.route("/roles/<int:role_id>/lines/add", methods=["GET", "POST"])
@needs(Action.COORDINATE)
def add(role_id: int) -> ResponseReturnValue:
    role, form = fetch(PartnerRole, role_id), LineForm()
    if form.validate_on_submit() and (facts := form.facts()):
        try:
            with unit_of_work():
                line = draft_line(role, facts, actor_now())
        except LineRefused as refusal:
            form.form_errors.append(str(refusal))
        else:
            return _saved(line.id, facts, f"{facts.title} is in the ledger, as a draft.")
    return render_template("contributions/add.html", form=form, role=role, bid=role.bid)


@blueprint.route("/lines/<int:line_id>/edit", methods=["GET", "POST"])
@needs(Action.COORDINATE)
def edit(line_id: int) -> ResponseReturnValue:
    line = line_with_history(line_id)
    form = LineForm(**filled_with(line.standing), **_as_it_stands(line))
    if form.validate_on_submit() and (facts := form.facts()):
        try:
            with unit_of_work():
                said = _revise(line_with_history(line_id), facts, form)
        except LineHasMovedOn as clash:
            return _both_texts(line_id, form, facts, str(clash)), HTTPStatus.CONFLICT
        except LineRefused as refusal:
            form.form_errors.append(str(refusal))
        else:
            return _saved(line_id, facts, said)
    return render_template("contributions/edit.html", form=form, **_about(line))


def _revise(line: Contribution, facts: LineFacts, form: LineForm) -> str:
    """Change it, and what to say of that."""
    answer = _answer_it_rests_on(line)
    check_nobody_answered(line, form.answer_seen.data)
    based_on, why = form.based_on.data, form.why.data
    if not revise_line(line, facts, actor_now(), based_on=based_on, why=why):
        return "Nothing had changed, so nothing was saved."
    if answer is None:
        return f"{facts.title} is saved."
    return (
        f"{facts.title} is saved. What {answer.name} said of it is open again, and nothing else. "
        f"{line.role.organisation.name} has not been told yet: ask again."
    )


def _both_texts(line_id: int, form: LineForm, facts: LineFacts, sentence: str) -> str:
    """What stands now beside what was typed, which can be saved on top of it."""
    line = line_with_history(line_id)
    for name, number in _as_it_stands(line).items():
        form[name].data, form[name].raw_data = number, [str(number)]
    return render_template(
        "contributions/both_lines.html",
        form=form,
        sentence=sentence,
        newest=line.standing,
        differences=differences(facts_of(line.standing), facts),
        **_about(line),
    )


def _as_it_stands(line: Contribution) -> dict[str, int]:
    """What a form remembers of the line it was filled from."""
    answer = last_answer(line)
    return {"based_on": line.standing_number, "answer_seen": answer.id if answer else 0}


def _about(line: Contribution) -> dict[str, object]:
    """What the page of a form says of the line before anybody saves."""
    return {"line": line, "bid": line.role.bid, "answer": _answer_it_rests_on(line)}


def _answer_it_rests_on(line: Contribution) -> Answer | None:
    """The answer that a change would open again."""
    return last_answer(line) if line.state in ANSWERED else None


def _saved(line_id: int, facts: LineFacts, said: str) -> ResponseReturnValue:
    flash(said, "ok")
    for words in weaknesses(facts):
        flash(words, "warn")
    return redirect(url_for("contributions.line", line_id=line_id))


@blueprint.get("/lines/<int:line_id>")
@needs(Action.SEE)
def line(line_id: int) -> ResponseReturnValue:
    line = line_with_history(line_id)
    return _line_page(line, ReasonForm(None, number=line.standing_number))


def _line_page(line: Contribution, form: ReasonForm) -> ResponseReturnValue:
    facts = facts_of(line.standing)
    return render_template(
        "contributions/line.html",
        line=line,
        bid=line.role.bid,
        facts=line_facts(facts),
        weaknesses=weaknesses(facts),
        answers=answers_of(line),
        versions=versions_of(line),
        form=form,
        press=PressForm(None),
    )


@blueprint.post("/lines/<int:line_id>/withdraw")
@needs(Action.COORDINATE)
def withdraw(line_id: int) -> ResponseReturnValue:
    form = ReasonForm()
    if not form.validate_on_submit():
        return _line_page(line_with_history(line_id), form)
    with unit_of_work():
        line = fetch(Contribution, line_id)
        withdraw_line(line, actor_now(), why=form.why.data, number=form.number.data)
    flash("The line is withdrawn. It counts no more; what was said of it is kept.", "ok")
    return redirect(url_for("contributions.line", line_id=line_id))


@blueprint.post("/lines/<int:line_id>/take-up")
@needs(Action.COORDINATE)
def take_up(line_id: int) -> ResponseReturnValue:
    if PressForm().validate_on_submit():
        with unit_of_work():
            take_up_again(fetch(Contribution, line_id), actor_now())
        flash("The line is a draft again. Ask the partner when it is right.", "ok")
    return redirect(url_for("contributions.line", line_id=line_id))


def actor_now() -> Actor:
    """Whoever is signed in."""
    return Actor(me().name, clock.now(), person_id=me().id)
