"""Files on a partner’s page: the letter to sign, the signed one back, and the record."""

from flask import Blueprint
from flask.typing import ResponseReturnValue

from bidapp import clock
from bidapp.answering.access import letter_in, link_with
from bidapp.answering.door import OF_PARTNERS, door, keep_private
from bidapp.answering.forms import LetterForm
from bidapp.answering.queries import confirmations_in
from bidapp.answering.record import Record, write_record
from bidapp.answering.routes import page_of, press
from bidapp.asking.models import Ask
from bidapp.asking.posting import post_now
from bidapp.asking.queries import lines_asked
from bidapp.asking.returned_letters import tell_of_letter
from bidapp.contributions.totals import total
from bidapp.errors import NotFound, RuleBroken
from bidapp.files.attachments import attachment, taken_in
from bidapp.files.docx_package import LARGEST_BYTES
from bidapp.files.names import WORD
from bidapp.files.queries import file_with_digest
from bidapp.files.reading import read_document
from bidapp.letters.actions import Returned, receive_letter
from bidapp.letters.queries import Sender, draft_letter
from bidapp.web import public
from bidapp.wording import local_date

blueprint = Blueprint("partner_files", __name__, url_prefix=OF_PARTNERS)
keep_private(blueprint)


@blueprint.post("/letter")
@public
def send_letter(key: str) -> ResponseReturnValue:
    """The file is read, in a cage of its own, before anything is written down."""
    if refusal := door(key):
        return refusal
    form = LetterForm(prefix="letter-")
    if not form.validate_on_submit():
        return page_of(key, {"letter": form})
    content, name = taken_in(form.file.data, most=LARGEST_BYTES)
    try:
        returned = Returned(content, name, read_document(content, name))
    except RuleBroken as refused:
        form.file.errors = (str(refused),)
        return page_of(key, {"letter": form})

    def verb(ask: Ask) -> None:
        post, sender = post_now(), Sender(ask.contact, lines_asked(ask))
        letter = receive_letter(ask.role, returned, sender=sender, by=None, at=post.at)
        tell_of_letter(ask, letter, post)

    return press(key, "letter", form, verb, said="letter")


@blueprint.get("/letter.docx")
@public
def letter(key: str) -> ResponseReturnValue:
    if refusal := door(key):
        return refusal
    ask = link_with(key, clock.now()).ask
    today = local_date(clock.now())
    content = draft_letter(ask.role, today=today, contact=ask.contact, lines=lines_asked(ask))
    return attachment(content, f"Letter of support, {ask.role.bid.short_name}", WORD)


@blueprint.get("/letters/<int:letter_id>")
@public
def letter_sent(key: str, letter_id: int) -> ResponseReturnValue:
    if refusal := door(key):
        return refusal
    sent = letter_in(link_with(key, clock.now()).ask, letter_id)
    content = file_with_digest(sent.file_digest).content
    return attachment(content, sent.file_name, sent.media_type)


@blueprint.get("/record.docx")
@public
def record(key: str) -> ResponseReturnValue:
    if refusal := door(key):
        return refusal
    ask = link_with(key, clock.now()).ask
    answers = confirmations_in(ask)
    if not answers:
        raise NotFound("Nothing is confirmed yet, so there is no record of it.")
    said = Record(
        organisation=ask.role.organisation.name,
        bid=ask.role.bid.title,
        lead=ask.role.bid.lead_organisation.name,
        total_pence=total(answer.contribution for answer in answers).pence,
        made_at=clock.now(),
    )
    name = f"What we confirmed, {ask.role.bid.short_name}"
    return attachment(write_record(said, answers), name, WORD)
