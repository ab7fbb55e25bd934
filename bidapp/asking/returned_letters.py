"""Letters of support that came back: decided on, and told of to whoever should know.

What a letter is and may become is for `letters` to say; who has a link that works is known here.
"""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, flash, redirect, url_for
from flask.typing import ResponseReturnValue

from bidapp.accounts.gate import me, needs
from bidapp.accounts.permissions import Action
from bidapp.asking.links import send, take_turns
from bidapp.asking.mailing import Post, tell_owner
from bidapp.asking.models import Ask, SendingKind
from bidapp.asking.posting import post_now
from bidapp.asking.queries import lines_asked, live_ask_of
from bidapp.contributions.totals import total
from bidapp.database import db, fetch, unit_of_work
from bidapp.errors import RuleBroken
from bidapp.letters.actions import LetterHasMovedOn, accept_letter, send_letter_back
from bidapp.letters.forms import AcceptForm, SendBackForm
from bidapp.letters.models import Letter
from bidapp.letters.queries import lines_covered
from bidapp.letters.routes import ACCEPT, BACK, page_of_letter
from bidapp.letters.rules import covers, why_no_letter
from bidapp.web import address_of
from bidapp.wording import pounds

blueprint = Blueprint("returned_letters", __name__)
NO_LINK = (
    "Nobody there has a link that works, so nobody was told. Send a new link, or write to them."
)
ON_NO_PAGE = (
    "It stands on nobody’s page, and mail about this bid says nothing of it, so nobody was told. "
    "Write to them."
)


@blueprint.post("/letters/<int:letter_id>/accept")
@needs(Action.COORDINATE)
def accept(letter_id: int) -> ResponseReturnValue:
    form = AcceptForm(prefix=ACCEPT)

    def verb(letter: Letter, post: Post) -> str:
        accept_letter(letter, note=form.note.data, by=me().id, at=post.at)
        return "The letter is accepted."

    return _decided(letter_id, form, verb) or page_of_letter(fetch(Letter, letter_id), accept=form)


@blueprint.post("/letters/<int:letter_id>/send-back")
@needs(Action.COORDINATE)
def send_back(letter_id: int) -> ResponseReturnValue:
    form = SendBackForm(prefix=BACK)

    def verb(letter: Letter, post: Post) -> str:
        take_turns(letter.role_id)
        send_letter_back(letter, note=form.note.data, by=me().id, at=post.at)
        return f"The letter is sent back. {tell_what_to_put_right(letter, post, form.note.data)}"

    return _decided(letter_id, form, verb) or page_of_letter(fetch(Letter, letter_id), back=form)


def _decided(
    letter_id: int, form: AcceptForm | SendBackForm, verb: Callable[[Letter, Post], str]
) -> ResponseReturnValue | None:
    """Where to go once it is done; otherwise nowhere, and the form says why not."""
    letter = fetch(Letter, letter_id)
    if not form.validate_on_submit():
        return None
    try:
        with unit_of_work():
            said = verb(letter, post_now(me()))
    except LetterHasMovedOn as refusal:
        form.form_errors.append(str(refusal))
        return None
    except RuleBroken as refusal:
        form.note.errors = (str(refusal),)
        return None
    flash(said, "ok")
    return redirect(url_for("letters.one", letter_id=letter_id))


def tell_of_letter(ask: Ask, letter: Letter, post: Post) -> None:
    """Whoever looks after the bid hears that one came over a partner's page."""
    db.session.flush()
    tell_owner(
        ask, "letter_arrived", post,
        bad=len(letter.found("bad")), look=len(letter.found("warn")),
        letter_address=address_of("letters.one", letter_id=letter.id),
    )  # fmt: skip


def tell_what_to_put_right(letter: Letter, post: Post, words: str) -> str:
    """Mail in the thread of their link, to whom the letter is from; says whether it went."""
    if reason := why_no_letter(letter.role):
        return f"{reason} So nobody was told."
    if letter.contact is None and letter.role.bid.is_sensitive:
        return ON_NO_PAGE
    contact = letter.answers_to
    made = live_ask_of(letter.role_id, contact.id) if contact else None
    if made is None or not made.is_live(post.at):
        return NO_LINK
    send(
        made, SendingKind.REPLIED, "letter_sent_back", post,
        returned=letter, words=words, put_right=_to_put_right(letter, made),
    )  # fmt: skip
    return f"{made.contact.name} is told what to put right."


def _to_put_right(letter: Letter, made: Ask) -> list[dict[str, Any]]:
    """What its checks found. Whoever was asked for a part alone is told no sum but their own."""
    theirs = [line for line in lines_asked(made) if covers(line)]
    if len(theirs) == len(lines_covered(letter.role)):
        return letter.found("bad")
    own = f"It should name {pounds(total(theirs).pence)}, which is what you were asked for."
    found = letter.found("bad")
    return [each | {"words": own} if each["what"] == "Sum" else each for each in found]
