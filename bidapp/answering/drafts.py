"""Parts of the draft on a partner’s page: a Word file to change, and the changed one back."""

from flask import Blueprint
from flask.typing import ResponseReturnValue

from bidapp import clock
from bidapp.answering.access import NOTHING_HERE, hands_of, link_with
from bidapp.answering.door import OF_PARTNERS, door, keep_private
from bidapp.answering.forms import DraftForm
from bidapp.answering.routes import page_of, press
from bidapp.asking.mailing import tell_owner
from bidapp.asking.models import Ask
from bidapp.asking.posting import post_now
from bidapp.errors import NotFound, RuleBroken
from bidapp.files.attachments import attachment, taken_in
from bidapp.files.docx_package import LARGEST_BYTES
from bidapp.files.names import WORD
from bidapp.handouts.actions import Brought, take_in
from bidapp.handouts.models import Handout
from bidapp.handouts.queries import handouts_for, word_of
from bidapp.returns.intake import read_returned_file
from bidapp.web import address_of, public

blueprint = Blueprint("partner_drafts", __name__, url_prefix=OF_PARTNERS)
keep_private(blueprint)


@blueprint.get("/draft-<int:handout_id>.docx")
@public
def file(key: str, handout_id: int) -> ResponseReturnValue:
    if refusal := door(key):
        return refusal
    ask = link_with(key, clock.now()).ask
    mine = (each for each in handouts_for(ask.role.bid_id, hands_of(ask)) if each.id == handout_id)
    handout = next(mine, None)
    if handout is None:
        raise NotFound(NOTHING_HERE)
    return attachment(word_of(handout), f"{ask.role.bid.short_name}, to change", WORD)


@blueprint.post("/draft")
@public
def send_back(key: str) -> ResponseReturnValue:
    """The file is read, in a cage of its own, before anything is written down."""
    if refusal := door(key):
        return refusal
    form = DraftForm(prefix="draft-")
    if not form.validate_on_submit():
        return page_of(key, {"draft": form})
    content, name = taken_in(form.file.data, most=LARGEST_BYTES)
    try:
        brought = Brought(content, name, read_returned_file(content))
    except RuleBroken as refused:
        form.file.errors = (str(refused),)
        return page_of(key, {"draft": form})

    def verb(ask: Ask) -> None:
        post = post_now()
        returned = take_in(_handout_of(ask, brought), brought, by=None, at=post.at)
        address = address_of("handouts.returned", bid_id=ask.role.bid_id, file_id=returned.id)
        tell_owner(ask, "draft_returned", post, returned_address=address)

    return press(key, "draft", form, verb, said="draft")


def _handout_of(ask: Ask, brought: Brought) -> Handout:
    for handout in handouts_for(ask.role.bid_id, hands_of(ask)):
        if handout.key == brought.read.key:
            return handout
    raise RuleBroken(
        "This is not a file that we sent you for this bid. Send back the Word file from this page."
    )
