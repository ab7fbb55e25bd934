import re
from io import BytesIO

from flask import Blueprint, render_template, send_file
from flask.typing import ResponseReturnValue

from bidapp import clock
from bidapp.accounts.gate import needs
from bidapp.accounts.permissions import Action
from bidapp.bids.models import Bid
from bidapp.database import fetch
from bidapp.documents.outline import outline_of
from bidapp.documents.queries import findings
from bidapp.documents.word import write_word
from bidapp.drafting.queries import sections_of

blueprint = Blueprint("documents", __name__)
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@blueprint.get("/bids/<int:bid_id>/document")
@needs(Action.SEE)
def of_bid(bid_id: int) -> ResponseReturnValue:
    """What the document will hold and what is still missing from it."""
    bid = fetch(Bid, bid_id)
    return render_template(
        "documents/of_bid.html", bid=bid, findings=findings(bid), sections=sections_of(bid)
    )


@blueprint.get("/bids/<int:bid_id>/document.docx")
@needs(Action.SEE)
def download(bid_id: int) -> ResponseReturnValue:
    outline = outline_of(fetch(Bid, bid_id), now=clock.now())
    return send_file(
        BytesIO(write_word(outline)),
        mimetype=WORD,
        as_attachment=True,
        download_name=f"{_file_name(outline.subtitle or outline.title)}.docx",
    )


def _file_name(title: str) -> str:
    """What every file system takes: letters, numbers, spaces and hyphens."""
    return re.sub(r"[^\w\- ]+", "", title).strip()[:80] or "bid"
