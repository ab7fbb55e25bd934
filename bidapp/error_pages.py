"""Errors turned into pages: each says what happened, and gives back what the person had written."""

import logging
from collections.abc import Callable
from http import HTTPStatus

from flask import Flask, Response, g, make_response, request
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import DatabaseError, OperationalError
from werkzeug.exceptions import HTTPException, RequestEntityTooLarge, SecurityError

from bidapp.errors import NotAllowed, NotFound, RuleBroken
from bidapp.web import asked_by_script, page_or_part

log = logging.getLogger(__name__)

STATUS_OF = {
    NotFound: HTTPStatus.NOT_FOUND,
    NotAllowed: HTTPStatus.FORBIDDEN,
    RuleBroken: HTTPStatus.CONFLICT,
}
SAID_OF = {
    HTTPStatus.BAD_REQUEST: "Your browser sent something we could not read. Go back and try again.",
    HTTPStatus.NOT_FOUND: "There is no page at this address. Look for it from My work.",
    HTTPStatus.METHOD_NOT_ALLOWED: "This address does not take what was sent. Go back, try again.",
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: (
        "What you sent is larger than 16 MB, so none of it was taken. "
        "Send less at a time: a long text in parts, a picture made smaller."
    ),
}
STALE_FORM = (
    "This form was opened in an earlier sign-in, so nothing was changed. "
    "Load the page again and send it from there."
)
SIGNED_OUT = (
    "You are no longer signed in, so nothing was saved. Sign in, open the page again and send it "
    "from there."
)
NO_DATABASE = "The database is not answering, so nothing was saved. Wait a minute, then try again."
OUR_FAULT = (
    "Something went wrong on our side, and nothing was saved. Try again; if it happens again, "
    "tell your administrator the reference."
)


def set_up_error_pages(app: Flask) -> None:
    for error, status in STATUS_OF.items():
        app.register_error_handler(error, _explain_with(status))
    app.register_error_handler(HTTPException, _explain_http_error)
    app.register_error_handler(DatabaseError, _explain_database_fault)
    app.register_error_handler(Exception, _explain_fault)


def error_page(status: HTTPStatus, sentence: str, *, reference: str = "") -> ResponseReturnValue:
    """What happened, as a page, as the message area when htmx asked, or as JSON for a script."""
    if asked_by_script():
        return {"said": sentence, "reference": reference}, status
    context = {"status": status, "sentence": sentence, "reference": reference}
    page = page_or_part("errors/page.html", "errors/_message.html", written=_written(), **context)
    return page, status, {"HX-Retarget": "#messages", "HX-Reswap": "innerHTML"}


def _written() -> str:
    """The draft that was sent with the request, which nobody may lose by an error."""
    try:
        return request.form.get("source", "")
    except RequestEntityTooLarge:
        return ""


def _explain_with(status: HTTPStatus) -> Callable[[Exception], ResponseReturnValue]:
    def explain(error: Exception) -> ResponseReturnValue:
        return error_page(status, str(error))

    return explain


def _explain_http_error(error: HTTPException) -> ResponseReturnValue:
    if isinstance(error, SecurityError):  # asked under a foreign name: no page is built on it
        sentence = "This address is not served here.\n"
        return Response(sentence, HTTPStatus.BAD_REQUEST, mimetype="text/plain")
    if error.code is None or error.code < HTTPStatus.BAD_REQUEST:
        return error  # a redirect
    if isinstance(error, CSRFError):
        return error_page(HTTPStatus.BAD_REQUEST, STALE_FORM)
    status = HTTPStatus(error.code)
    return error_page(status, SAID_OF.get(status, error.description or status.phrase))


def _explain_database_fault(error: DatabaseError) -> ResponseReturnValue:
    """It is gone or damaged; a statement of ours that it refuses is a fault of ours."""
    if type(error) not in {DatabaseError, OperationalError}:
        return _explain_fault(error)
    log.error("The database did not answer, request=%s: %s", _reference(), error.orig)
    g.visitor_is_unknown = True  # asking who is there would ask the database again
    page = error_page(HTTPStatus.SERVICE_UNAVAILABLE, NO_DATABASE, reference=_reference())
    response = make_response(page)
    response.headers["Retry-After"] = "30"
    return response


def _explain_fault(error: Exception) -> ResponseReturnValue:
    log.exception("A fault of ours, request=%s", _reference())
    g.visitor_is_unknown = True
    return error_page(HTTPStatus.INTERNAL_SERVER_ERROR, OUR_FAULT, reference=_reference())


def _reference() -> str:
    return str(g.get("request_id", ""))
