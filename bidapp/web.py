"""What every page shares: security headers, the request's number, htmx, filters."""

import hashlib
import logging
import time
from collections.abc import Callable, Iterable
from http import HTTPStatus
from pathlib import Path
from secrets import token_hex
from typing import Any, TypeVar

from flask import (
    Flask,
    Response,
    abort,
    current_app,
    g,
    render_template,
    request,
    url_for,
)
from jinja2 import StrictUndefined
from werkzeug.datastructures import MultiDict
from werkzeug.middleware.proxy_fix import ProxyFix
from werkzeug.routing import IntegerConverter

from bidapp import clock, wording
from bidapp.config import Settings
from bidapp.spreadsheet import Cell, csv_file

log = logging.getLogger(__name__)
View = TypeVar("View", bound=Callable[..., Any])

LARGEST_NUMBER = 2**31 - 1  # of a row; PostgreSQL's integer
CONTENT_SECURITY_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)
HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "X-Frame-Options": "DENY",
}


class RowNumber(IntegerConverter):
    """A number that no row can have is an address that does not exist."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **{"max": LARGEST_NUMBER} | options)


def set_up_web(app: Flask, settings: Settings) -> None:
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.url_map.converters["int"] = RowNumber
    if proxies := settings.TRUSTED_PROXIES:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=proxies, x_proto=proxies, x_host=proxies)  # type: ignore[method-assign]
    _add_filters(app)
    app.before_request(_number_the_request)
    app.after_request(_add_headers)
    app.after_request(_log_the_request)


def public(view: View) -> View:
    """Let people who have not signed in use this view. Everything else asks them to."""
    view.is_public = True  # type: ignore[attr-defined]
    return view


def for_script(view: View) -> View:
    """A view that our own script asks: its answers are JSON, refusals and faults too."""
    view.is_for_script = True  # type: ignore[attr-defined]
    return view


def asked_by_script() -> bool:
    view = current_app.view_functions.get(request.endpoint or "")
    return hasattr(view, "is_for_script")


def sent_json() -> dict[str, Any]:
    """The object that our own script sent; any other body is none of ours."""
    try:
        sent = request.get_json()
    except RecursionError:  # nested deeper than Python reads
        abort(HTTPStatus.BAD_REQUEST)
    if not isinstance(sent, dict):
        abort(HTTPStatus.BAD_REQUEST)
    return sent


def sent_fields() -> "MultiDict[str, Any]":
    """What our own script sent, as a form sends it. Numbers with a fraction, and those that are
    none, are in none of our fields.
    """
    fields: MultiDict[str, Any] = MultiDict()
    for name, value in sent_json().items():
        for each in value if isinstance(value, list) else [value]:
            if isinstance(each, float):
                abort(HTTPStatus.BAD_REQUEST)
            if isinstance(each, str | int) and each is not False:
                fields.add(name, str(each))
    return fields


def page_or_part(page: str, part: str, **context: Any) -> str:
    """The whole page, or only its part when htmx asked for that."""
    return render_template(part if asked_by_htmx() else page, **context)


def asked_by_htmx() -> bool:
    return request.headers.get("HX-Request") == "true"


def csv_download(name: str, rows: Iterable[Iterable[Cell]]) -> Response:
    """A table to be opened in a spreadsheet, kept under this name."""
    headers = {"Content-Disposition": f"attachment; filename={name}.csv"}
    return Response(csv_file(rows), mimetype="text/csv", headers=headers)


def number_in_address(name: str) -> int | None:
    """The row that the address asks for; what no row can have is not asked for."""
    number = request.args.get(name, type=int)
    return number if number is not None and 0 < number <= LARGEST_NUMBER else None


def local_address(target: str, otherwise: str) -> str:
    """Where somebody wanted to go, unless a browser could read it as an address of others."""
    is_local = target.startswith("/") and not target.startswith("//")
    is_clean = "\\" not in target and all(letter >= " " for letter in target)
    return target if is_local and is_clean else otherwise


def _add_filters(app: Flask) -> None:
    filters = (
        wording.pounds, wording.day, wording.moment, wording.machine_time, wording.initials,
        wording.local_date, wording.clock_time, wording.capitalised, wording.plain_day,
    )  # fmt: skip
    for each in filters:
        app.add_template_filter(each)
    app.add_template_filter(lambda instant: wording.how_far(instant, now=clock.now()), "how_far")
    app.add_template_filter(lambda instant: wording.since(instant, now=clock.now()), "since")
    app.add_template_filter(lambda instant: instant <= clock.now(), "has_passed")
    app.add_template_filter(_short_day, "short_day")
    app.add_template_global(wording.these)
    app.add_template_global(asset)
    app.add_template_global(ties)


def _short_day(instant: Any) -> str:
    today = wording.local_date(clock.now())
    return wording.short_day(wording.local_date(instant), today=today)


def asset(name: str) -> str:
    """The address of a built file, with its fingerprint, so that browsers may keep it for ever."""
    known: dict[str, str] = current_app.extensions.setdefault("bidapp-assets", {})
    if name not in known:
        content = Path(current_app.root_path, "static", "build", name).read_bytes()
        mark = hashlib.sha256(content).hexdigest()[:12]
        known[name] = url_for("static", filename=f"build/{name}", v=mark)
    return known[name]


def ties(field: Any, hint: str) -> dict[str, str]:
    """What tells a screen reader which hint and which error belong to a field."""
    ids = [f"{field.id}-hint"] * bool(hint) + [f"{field.id}-error"] * bool(field.errors)
    described = {"aria-describedby": " ".join(ids)} if ids else {}
    return described | ({"aria-invalid": "true"} if field.errors else {})


def address_of(endpoint: str, **values: Any) -> str:
    """A whole address for mail: under our own name, whatever name the request came under."""
    path = current_app.url_map.bind("bidapp").build(endpoint, values)
    return f"{current_app.config['BASE_URL']}{path}"


def _number_the_request() -> None:
    g.request_id = token_hex(4)
    g.started = time.perf_counter()


def _add_headers(response: Response) -> Response:
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    response.headers["X-Request-Id"] = g.get("request_id", "-")
    if request.is_secure:
        response.headers["Strict-Transport-Security"] = "max-age=31536000; includeSubDomains"
    if request.endpoint == "static" and response.status_code == HTTPStatus.OK:
        response.cache_control.max_age = 31_536_000 if request.args.get("v") else 3_600
        response.cache_control.no_cache = None
    else:
        response.headers.setdefault("Cache-Control", "no-store")
        response.vary.update(("Cookie", "HX-Request"))
    return response


def _log_the_request(response: Response) -> Response:
    """Never the query or a key in the address: they tell what people seek, or open doors."""
    took = (time.perf_counter() - g.get("started", time.perf_counter())) * 1000
    rule = request.url_rule.rule if request.url_rule else "(no such page)"
    numbers = {name: n for name, n in (request.view_args or {}).items() if isinstance(n, int)}
    log.info(
        "%s %s %s %s %.0fms request=%s",
        request.method, rule, numbers or "", response.status_code, took, g.get("request_id", "-"),
    )  # fmt: skip
    return response
