"""The page of one contact, behind the key in its address: no account, no cookie, no script needed.

Opening it, by people or by programs that look after mail, changes nothing. Only a press does, and
every press looks again, in its own transaction, whether the link still may.
"""

from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from flask import Blueprint, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from bidapp import clock
from bidapp.answering.access import ask_to_answer, line_in, link_with
from bidapp.answering.actions import (
    Answering,
    AskHasChanged,
    Colleague,
    authority_of,
    confirm_all,
    decline,
    hand_over,
    propose,
    put_question,
    say_seen,
)
from bidapp.answering.door import OF_PARTNERS, door, keep_private
from bidapp.answering.forms import (
    ChangeForm,
    ConfirmForm,
    DeclineForm,
    DraftForm,
    HandOverForm,
    LetterForm,
    PartnerForm,
    QuestionForm,
    SignedForm,
    SignOffForm,
    filled_for_change,
)
from bidapp.answering.queries import PartnerPage, partner_page
from bidapp.asking.models import Ask
from bidapp.asking.posting import post_now
from bidapp.audit.actions import note
from bidapp.contributions.answering import Statement
from bidapp.contributions.forms import filled_with
from bidapp.contributions.worth import LineFacts
from bidapp.database import unit_of_work
from bidapp.errors import RuleBroken
from bidapp.partners.actions import pass_sign_off
from bidapp.web import public

blueprint = Blueprint("partner_page", __name__, url_prefix=OF_PARTNERS)
keep_private(blueprint)


@blueprint.get("")
@public
def show(key: str) -> ResponseReturnValue:
    return door(key) or page_of(key)


@blueprint.post("/confirm")
@public
def confirm(key: str) -> ResponseReturnValue:
    form = ConfirmForm()
    return press(
        key, "confirm", form, lambda ask: confirm_all(_answering(ask, form)), said="confirmed"
    )


@blueprint.post("/lines/<int:line_id>/change")
@public
def change(key: str, line_id: int) -> ResponseReturnValue:
    form = ChangeForm(prefix=f"change-{line_id}-")

    def verb(ask: Ask) -> None:
        line = line_in(ask, line_id)
        standing = line.standing
        facts = LineFacts(
            title=standing.title, form=standing.form, thing=standing.thing, **_worth(form)
        )
        propose(_answering(ask, form), line, facts)

    return press(key, f"change-{line_id}", form, verb)


@blueprint.post("/lines/<int:line_id>/decline")
@public
def decline_one(key: str, line_id: int) -> ResponseReturnValue:
    form = DeclineForm(prefix=f"decline-{line_id}-")
    return press(
        key,
        f"decline-{line_id}",
        form,
        lambda ask: decline(_answering(ask, form), [line_in(ask, line_id)]),
    )


@blueprint.post("/decline")
@public
def decline_all(key: str) -> ResponseReturnValue:
    form = DeclineForm(prefix="decline-")
    return press(key, "decline", form, lambda ask: decline(_answering(ask, form)))


@blueprint.post("/hand-over")
@public
def give_away(key: str) -> ResponseReturnValue:
    form = HandOverForm(prefix="over-")

    def verb(ask: Ask) -> None:
        colleague = Colleague(form.colleague.data, form.email.data, form.closes_mine.data)
        hand_over(ask, colleague, post_now())

    return press(key, "over", form, verb, said="handed-over")


@blueprint.post("/question")
@public
def ask_something(key: str) -> ResponseReturnValue:
    form = QuestionForm(prefix="question-")
    return press(
        key, "question", form, lambda ask: put_question(ask, form.text.data, post_now()),
        said="asked",
    )  # fmt: skip


@blueprint.post("/seen")
@public
def seen(key: str) -> ResponseReturnValue:
    form = PartnerForm()
    return press(key, "seen", form, lambda ask: say_seen(ask, post_now()), said="seen")


@blueprint.post("/sign-off/<int:position>")
@public
def signed_off(key: str, position: int) -> ResponseReturnValue:
    form = SignOffForm(prefix="sign-off-")

    def verb(ask: Ask) -> None:
        told_by, words = ask.contact.name, form.note.data or ""
        pass_sign_off(ask.role, position, told_by=told_by, note=words, at=clock.now())
        note(f"{told_by} passed step {position}", by=None, at=clock.now(), about=ask.role)

    return press(key, "sign-off", form, verb, said="passed-on")


def press(
    key: str,
    slot: str,
    form: PartnerForm,
    verb: Callable[[Ask], object],
    *,
    said: str = "answered",
) -> ResponseReturnValue:
    """One press: looked at again, done whole or not at all, then the page as it is now."""
    if refusal := door(key):
        return refusal
    if not form.validate_on_submit() or not _makes_sense(form):
        return page_of(key, {slot: form})
    try:
        with unit_of_work():
            verb(ask_to_answer(key, clock.now()))
    except AskHasChanged as refused:
        page = page_of(key, {slot: form}, changes=refused.changes)
        return make_response(page, HTTPStatus.CONFLICT)
    except RuleBroken as refused:
        form.form_errors.append(str(refused))
        return door(key) or make_response(page_of(key, {slot: form}), HTTPStatus.CONFLICT)
    return redirect(url_for("partner_page.show", key=key, said=said), HTTPStatus.SEE_OTHER)


def _makes_sense(form: PartnerForm) -> bool:
    return not isinstance(form, ChangeForm) or form.worth_of() is not None


def _worth(form: ChangeForm) -> dict[str, Any]:
    return form.worth_of() or {}


def _answering(ask: Ask, form: SignedForm) -> Answering:
    """Who confirms agrees to the sentence beside the box; to change or decline needs none."""
    confirms = isinstance(form, ConfirmForm)
    statement = Statement(
        name=form.name.data,
        position=form.position.data,
        authority=authority_of(ask.role.organisation) if confirms else "",
        note="" if confirms else form.note.data,
    )
    return Answering(ask, statement, post_now(), form.shown_numbers())


def page_of(
    key: str, sent: dict[str, PartnerForm] | None = None, changes: list[str] | None = None
) -> str:
    """The page as it is now; a form that was sent and refused stands in its place."""
    link = link_with(key, clock.now())
    page = partner_page(link.ask, clock.now())
    forms = _forms(page) | (sent or {})
    return render_template(
        "partner_page/page.html",
        key=key,
        page=page,
        ask=link.ask,
        role=link.ask.role,
        bid=link.ask.role.bid,
        forms=forms,
        refused=next(iter(sent.values())) if sent else None,
        sent=next(iter(sent)) if sent else "",
        changes=changes or [],
        said=request.args.get("said", ""),
        authority=authority_of(link.ask.role.organisation),
    )


def _forms(page: PartnerPage) -> dict[str, PartnerForm]:
    """Every form of the page, filled with what is known of who was asked."""
    contact = page.ask.contact
    signed = {"name": contact.name, "position": contact.position}
    forms: dict[str, PartnerForm] = {
        "confirm": ConfirmForm(None, **signed),
        "decline": DeclineForm(None, prefix="decline-", **signed),
        "over": HandOverForm(None, prefix="over-", closes_mine=True),
        "question": QuestionForm(None, prefix="question-"),
        "letter": LetterForm(None, prefix="letter-"),
        "draft": DraftForm(None, prefix="draft-"),
        "sign-off": SignOffForm(None, prefix="sign-off-"),
    }
    for each in page.open_lines:
        number = each.line.id
        filled = filled_for_change(filled_with(each.line.standing), **signed)
        forms[f"change-{number}"] = ChangeForm(None, prefix=f"change-{number}-", **filled)
        forms[f"decline-{number}"] = DeclineForm(None, prefix=f"decline-{number}-", **signed)
    return forms
