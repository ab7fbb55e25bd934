"""Asking, chasing, and the board of who holds up a bid."""

from collections.abc import Callable

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from bidapp import clock
from bidapp.accounts.gate import me, needs
from bidapp.accounts.permissions import Action
from bidapp.asking.actions import Asking, ask, chase, preview
from bidapp.asking.board import board_of, role_on_board
from bidapp.asking.due import standing_due
from bidapp.asking.fair_share import asked_this_quarter, warning_before_asking
from bidapp.asking.forms import AskForm, ChaseForm, ReplyForm
from bidapp.asking.links import close_link, renew_link
from bidapp.asking.models import Ask, Question
from bidapp.asking.posting import post_now
from bidapp.asking.queries import (
    expired_lines,
    lines_to_ask,
    questions_of,
    role_with_bid,
    sendings_to,
)
from bidapp.asking.replying import answer_question
from bidapp.asking.untold import untold_lines
from bidapp.bids.models import Bid
from bidapp.contributions.totals import total
from bidapp.contributions.worth import facts_of, weaknesses
from bidapp.database import fetch, unit_of_work
from bidapp.errors import RuleBroken
from bidapp.fields import PressForm, offer
from bidapp.mail.letters import SECRET_PLACE, letter
from bidapp.organisations.models import Contact
from bidapp.organisations.queries import contacts_of
from bidapp.partners.models import PartnerRole
from bidapp.wording import day, local_date, pounds
from bidapp.working_days import working_days_before, working_days_between

blueprint = Blueprint("asking", __name__)
USUALLY_BEFORE_CLOSE = 15  # working days, unless its chain of sign-off needs more


@blueprint.app_template_global("expired_lines")
def expired_lines_now(bid_id: int) -> frozenset[int]:
    """For the ledger’s pages, which know nothing of links."""
    return expired_lines(bid_id, clock.now())


blueprint.add_app_template_global(untold_lines)


@blueprint.get("/bids/<int:bid_id>/partners")
@needs(Action.SEE)
def of_bid(bid_id: int) -> ResponseReturnValue:
    bid = fetch(Bid, bid_id)
    board = board_of(bid, clock.now())
    return render_template(
        "asking/board.html",
        bid=bid,
        board=board,
        whole=total(line for each in board for line in each.lines),
        press=PressForm(),
    )


@blueprint.get("/roles/<int:role_id>")
@needs(Action.SEE)
def role(role_id: int) -> ResponseReturnValue:
    """One partner on one bid: what it is asked, by whom it answers, what was sent when."""
    role = role_with_bid(role_id)
    return render_template(
        "asking/role.html",
        role=role,
        bid=role.bid,
        on_board=role_on_board(role, clock.now()),
        sendings=sendings_to(role),
        questions=questions_of(role),
        reply=ReplyForm(None),
        chasing=ChaseForm(None),
        press=PressForm(),
    )


@blueprint.route("/roles/<int:role_id>/ask", methods=["GET", "POST"])
@needs(Action.COORDINATE)
def ask_partner(role_id: int) -> ResponseReturnValue:
    """Choose, see the letter as it will leave, send: three presses on one page."""
    role = fetch(PartnerRole, role_id)
    form = _ask_form(role)
    shown = None
    if form.validate_on_submit():
        try:
            if request.form.get("step") == "send":
                return _send(role, form)
            shown = letter("partner_asked", preview(role, _asking(role, form), post_now(me())))
        except RuleBroken as refusal:
            form.form_errors.append(str(refusal))
    return render_template(
        "asking/ask.html",
        role=role,
        bid=role.bid,
        form=form,
        shown=shown,
        secret_place=SECRET_PLACE,
        warnings=[*_warnings(role), *_about_the_day(role, form)],
    )


def _ask_form(role: PartnerRole) -> AskForm:
    lines, today = lines_to_ask(role), local_date(clock.now())
    there = contacts_of(role.organisation, today)
    chosen = role.contact_id if any(each.id == role.contact_id for each in there) else None
    form = AskForm(
        line_ids=[line.id for line in lines],
        contact_id=chosen or (there[0].id if there else None),
        answer_by=_usual_day(role),
    )
    form.line_ids.choices = [
        (line.id, f"{line.standing.title}, {pounds(line.standing.value_pence)}") for line in lines
    ]
    offer(form.contact_id, [(each.id, _called(each)) for each in there], nothing="Choose…")
    return form


def _called(contact: Contact) -> str:
    position = f", {contact.position}" if contact.position else ""
    return f"{contact.name}{position} ({contact.email})"


def _usual_day(role: PartnerRole) -> object:
    """Some weeks before the close; sooner where it is near; never in the past."""
    closing, today = role.bid.call.closing, local_date(clock.now())
    if closing is None:
        return None
    usual = working_days_before(closing.due_local.date(), USUALLY_BEFORE_CLOSE)
    near = working_days_before(closing.due_local.date(), 2)
    return max(usual, min(near, today)) if usual > today else max(near, today)


def _asking(role: PartnerRole, form: AskForm) -> Asking:
    chosen = set(form.line_ids.data)
    return Asking(
        contact=fetch(Contact, form.contact_id.data),
        lines=[line for line in lines_to_ask(role) if line.id in chosen],
        answer_by=form.answer_by.data,
        note=form.note.data or "",
    )


def _send(role: PartnerRole, form: AskForm) -> ResponseReturnValue:
    with unit_of_work():
        made = ask(role, _asking(role, form), post_now(me()))
        name = made.contact.name
    flash(f"The letter to {name} is on its way.", "ok")
    return redirect(url_for("asking.role", role_id=role.id))


def _warnings(role: PartnerRole) -> list[str]:
    """What somebody should know before they send it; none of it stops them."""
    organisation, now = role.organisation, clock.now()
    found = [warning_before_asking(organisation, asked_this_quarter(role, now))]
    needs, closing = organisation.working_days_to_sign, role.bid.call.closing
    if needs is not None and closing is not None:
        left = working_days_between(local_date(now), closing.due_local.date())
        if left < needs:
            found.append(
                f"{organisation.short_name} needs {needs} working days until its authority has "
                f"signed, and {left} are left before the close."
            )
    for line in lines_to_ask(role):
        found += [
            f"“{line.standing.title}”: {each}" for each in weaknesses(facts_of(line.standing))
        ]
    return [words for words in found if words]


def _about_the_day(role: PartnerRole, form: AskForm) -> list[str]:
    """There is one day by which a partner answers, whoever of its people was asked."""
    standing, answer_by = standing_due(role), form.answer_by.data
    if standing is None or answer_by is None or standing.deadline.due_local.date() == answer_by:
        return []
    was = day(standing.deadline.due_local.date())
    name, will_be = role.organisation.short_name, day(answer_by)
    asked = f"{name} was asked to answer by {was}."
    return [f"{asked} This letter moves that day to {will_be} for everybody there."]


@blueprint.post("/asks/<int:ask_id>/chase")
@needs(Action.COORDINATE)
def chase_contact(ask_id: int) -> ResponseReturnValue:
    form = ChaseForm()
    words = form.words.data or ""
    return _press(
        ask_id,
        form,
        lambda made: chase(made, post_now(me()), words=words),
        "The letter is on its way.",
    )


@blueprint.post("/asks/<int:ask_id>/new-link")
@needs(Action.COORDINATE)
def new_link(ask_id: int) -> ResponseReturnValue:
    said = "A new link is on its way; the one before opens nothing any more."
    return _press(ask_id, PressForm(), lambda made: renew_link(made, post_now(me())), said)


@blueprint.post("/asks/<int:ask_id>/close")
@needs(Action.COORDINATE)
def close(ask_id: int) -> ResponseReturnValue:
    def verb(made: Ask) -> None:
        close_link(made, f"closed by {me().name}", by=me().id, at=clock.now())

    return _press(ask_id, PressForm(), verb, "The link is closed.")


def _press(
    ask_id: int, form: PressForm, verb: Callable[[Ask], object], said: str
) -> ResponseReturnValue:
    role_id = fetch(Ask, ask_id).role_id
    if form.validate_on_submit():
        with unit_of_work():
            verb(fetch(Ask, ask_id))
        flash(said, "ok")
    else:
        flash(f"Nothing was sent: {next(iter(form.errors.values()))[0]}", "bad")
    is_from_board = request.form.get("back") == "board"
    return redirect(_board_of(role_id) if is_from_board else _role(role_id))


def _role(role_id: int) -> str:
    return url_for("asking.role", role_id=role_id)


def _board_of(role_id: int) -> str:
    return url_for("asking.of_bid", bid_id=fetch(PartnerRole, role_id).bid_id)


@blueprint.post("/questions/<int:question_id>/answer")
@needs(Action.COORDINATE)
def reply_to_question(question_id: int) -> ResponseReturnValue:
    form, role_id = ReplyForm(), fetch(Question, question_id).ask.role_id
    if form.validate_on_submit():
        with unit_of_work():
            told = answer_question(fetch(Question, question_id), form.words.data, post_now(me()))
        if told:
            flash("The answer is on its way, and stands on their page.", "ok")
        else:
            flash("The answer is kept. Their link is closed, so they were not told.", "warn")
    else:
        flash(f"Nothing was sent: {form.words.errors[0]}", "bad")
    return redirect(_role(role_id))
