"""What stands before a partner’s page: a link that lives, and for a sensitive bid a fresh code."""

from contextlib import suppress
from http import HTTPStatus

from flask import Blueprint, Response, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue

from bidapp import clock
from bidapp.answering.access import Link, LinkState, ask_to_answer, link_with
from bidapp.answering.actions import may_have_new_link
from bidapp.answering.codes import Proof, is_proved, send_code, try_code
from bidapp.answering.forms import CodeForm
from bidapp.asking.links import AskRefused, send_newest_link, take_turns
from bidapp.asking.models import Ask
from bidapp.asking.posting import post_now
from bidapp.database import unit_of_work
from bidapp.errors import NotAllowed, RuleBroken
from bidapp.fields import plain_text
from bidapp.web import public

OF_PARTNERS = "/ask/<key>"
PROOF = "proof-{}"  # of one ask, in the session
WRONG_CODE = (
    "These digits do not open the page. A code works once, for ten minutes and five tries: use the "
    "newest, or get another."
)


def keep_private(pages: Blueprint) -> None:
    """What all pages behind a key have in common."""
    pages.before_request(_only_from_this_page)
    pages.after_request(_keep_the_address_private)


def _only_from_this_page() -> None:
    """A page elsewhere may not press our buttons, though it would need to know the key for it."""
    if request.method == "POST" and request.headers.get("Sec-Fetch-Site") == "cross-site":
        raise NotAllowed("This was sent from another site, so nothing was done. Open your link.")


def _keep_the_address_private(response: Response) -> Response:
    """The key stands in the address: it goes to nobody, and no search engine keeps it."""
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["X-Robots-Tag"] = "noindex, nofollow, noarchive"
    return response


blueprint = Blueprint("partner_door", __name__, url_prefix=OF_PARTNERS)
keep_private(blueprint)


def door(key: str) -> ResponseReturnValue | None:
    """What stands before the page: nothing for a living link, or a code for a sensitive bid."""
    link = link_with(key, clock.now())
    if not link.is_live:
        return _spent(link, key)
    if link.ask.role.bid.is_sensitive and not _is_proved(link.ask):
        return _code_page(key, CodeForm())
    return None


def _is_proved(ask: Ask) -> bool:
    kept = session.get(PROOF.format(ask.id))
    return is_proved(ask, Proof(kept) if isinstance(kept, str) else None, clock.now())


def _spent(link: Link, key: str) -> ResponseReturnValue:
    page = render_template(
        "partner_page/spent.html",
        state=link.state, key=key, said=request.args.get("said"), written=_written(),
        ended_at=link.ask.expires_at, is_handed_over=link.ask.is_handed_over,
    )  # fmt: skip
    return page, HTTPStatus.GONE


def _code_page(key: str, form: CodeForm) -> ResponseReturnValue:
    link = link_with(key, clock.now())
    if not link.is_live:
        return _spent(link, key)
    bid = link.ask.role.bid
    return render_template(
        "partner_page/code.html", form=form, key=key, was_sent=request.args.get("said") == "code",
        sender=link.ask.made_by or bid.owner, lead=bid.lead_organisation, written=_written(),
    )  # fmt: skip


@blueprint.post("/new-link")
@public
def new_link(key: str) -> ResponseReturnValue:
    """To the address on file only, whoever presses; and the page says the same to everybody."""
    link_with(key, clock.now())
    with suppress(AskRefused), unit_of_work():
        take_turns(link_with(key, clock.now()).ask.role_id)
        link, post = link_with(key, clock.now()), post_now()
        if link.state is not LinkState.CLOSED and may_have_new_link(link.ask, post):
            send_newest_link(link.ask, post)
    return render_template("partner_page/link_sent.html", key=key)


@blueprint.get("/<path:press>")
@public
def back(key: str, press: str) -> ResponseReturnValue:
    """Loading a page again that a press has led to: there is only the one page to go back to."""
    return door(key) or redirect(url_for("partner_page.show", key=key), HTTPStatus.SEE_OTHER)


@blueprint.post("/code")
@public
def new_code(key: str) -> ResponseReturnValue:
    form = CodeForm()
    try:
        with unit_of_work():
            send_code(ask_to_answer(key, clock.now()), key, post_now())
    except RuleBroken as refusal:
        form.form_errors.append(str(refusal))
        return _code_page(key, form)
    return redirect(url_for("partner_page.show", key=key, said="code"), HTTPStatus.SEE_OTHER)


@blueprint.post("/prove")
@public
def prove(key: str) -> ResponseReturnValue:
    form = CodeForm()
    if not form.validate_on_submit():
        return _code_page(key, form)
    with unit_of_work():
        ask = ask_to_answer(key, clock.now())
        ask_id, proof = ask.id, try_code(ask, key, form.code.data, at=clock.now())
    if proof is None:
        form.code.errors = (WRONG_CODE,)
        return _code_page(key, form)
    session[PROOF.format(ask_id)] = proof.key
    session.permanent = True
    return redirect(url_for("partner_page.show", key=key), HTTPStatus.SEE_OTHER)


def _written() -> list[str]:
    """What somebody typed into the page before it was closed to them: theirs, and given back."""
    ends = ("-note", "-text", "-description")
    typed = [plain_text(words) for name, words in request.form.items() if name.endswith(ends)]
    return [words for words in typed if words]
