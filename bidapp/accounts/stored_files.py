from flask import Blueprint, Response
from flask.typing import ResponseReturnValue

from bidapp.accounts.gate import needs
from bidapp.accounts.permissions import Action
from bidapp.errors import NotFound
from bidapp.files.queries import NO_SUCH_FILE, file_with_digest

blueprint = Blueprint("files", __name__)
YEAR = 31_536_000
SHOWN = {"image/png", "image/jpeg", "image/gif"}


@blueprint.get("/files/<digest>")
@needs(Action.SEE)
def one(digest: str) -> ResponseReturnValue:
    """A picture, under a name that is its content's fingerprint and so never changes."""
    file = file_with_digest(digest)
    if file.media_type not in SHOWN:  # a document is had from its own page, and never opened inline
        raise NotFound(NO_SUCH_FILE)
    return Response(
        file.content,
        mimetype=file.media_type,
        headers={
            "Cache-Control": f"private, max-age={YEAR}, immutable",
            "Content-Security-Policy": "default-src 'none'; sandbox",
        },
    )
