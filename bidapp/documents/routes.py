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
from bidapp.documents.queries import comparison_of, findings
from bidapp.documents.word import write_word
from bidapp.documents.word_comparison import write_comparison
from bidapp.drafting.models import Section
from bidapp.drafting.queries import sections_of
from bidapp.files.attachments import attachment
from bidapp.files.names import WORD

blueprint = Blueprint("documents", __name__)


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


@blueprint.get("/sections/<int:section_id>/compare/<int:old>-<int:new>.docx")
@needs(Action.SEE)
def comparison(section_id: int, old: int, new: int) -> ResponseReturnValue:
    """What changed between two versions, as a Word file with tracked changes."""
    section = fetch(Section, section_id)
    content = write_comparison(comparison_of(section, old, new))
    return attachment(content, f"{section.title}, version {old} to {new}", WORD)


def _file_name(title: str) -> str:
    """What every file system takes: letters, numbers, spaces and hyphens."""
    return re.sub(r"[^\w\- ]+", "", title).strip()[:80] or "bid"
