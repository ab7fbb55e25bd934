"""Who is asking, and may they? Asked before every view that is not public."""

from collections.abc import Callable
from http import HTTPStatus
from typing import Any, TypeVar

from flask import Flask, current_app, flash, g, redirect, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_login import LoginManager, UserMixin, current_user, login_user, logout_user

from bidapp import clock
from bidapp.accounts.models import Person, SignIn
from bidapp.accounts.permissions import Action, may
from bidapp.accounts.queries import find_sign_in
from bidapp.error_pages import SIGNED_OUT, error_page
from bidapp.errors import NotAllowed
from bidapp.web import asked_by_htmx, asked_by_script

View = TypeVar("View", bound=Callable[..., Any])
PUBLIC_ENDPOINTS = {"static"}


class Visitor(UserMixin):  # type: ignore[misc]  # Flask-Login ships no types
    """Somebody signed in, known by the key of this browser's sign-in."""

    def __init__(self, key: str, sign_in: SignIn) -> None:
        self.key = key
        self.person = sign_in.person

    def get_id(self) -> str:
        return self.key


def needs(action: Action) -> Callable[[View], View]:
    """Only people who may do this use the view."""

    def mark(view: View) -> View:
        view.needed_action = action  # type: ignore[attr-defined]
        return view

    return mark


def set_up_gate(app: Flask) -> None:
    manager = LoginManager()
    manager.init_app(app, add_context_processor=False)  # pages get the facts below instead
    manager.session_protection = (
        None  # the sign-in's own row is what counts, not the browser's name
    )
    manager.user_loader(_load_visitor)
    app.before_request(_check_the_visitor)
    app.context_processor(_facts_about_the_visitor)


def check_every_view_is_guarded(app: Flask) -> None:
    """A page that nobody thought about is a fault found when the application starts."""
    for endpoint, view in app.view_functions.items():
        guarded = hasattr(view, "needed_action") or hasattr(view, "is_public")
        if not guarded and endpoint not in PUBLIC_ENDPOINTS:
            raise RuntimeError(f"{endpoint} says neither @needs nor @public")


def me() -> Person:
    """The person signed in. Only for views that are not public."""
    person: Person = current_user.person
    return person


def i_may(action: Action) -> bool:
    return current_user.is_authenticated and may(me().kind, action)


def let_in(key: str) -> None:
    """Start a fresh session, so that a planted one is worth nothing."""
    session.clear()
    session.permanent = True
    login_user(_load_visitor(key))


def let_out() -> None:
    logout_user()
    session.clear()


def _load_visitor(key: str) -> Visitor | None:
    sign_in = find_sign_in(key, clock.now())
    return Visitor(key, sign_in) if sign_in else None


def _check_the_visitor() -> ResponseReturnValue | None:
    view = current_app.view_functions.get(request.endpoint or "")
    if view is None or request.endpoint in PUBLIC_ENDPOINTS or hasattr(view, "is_public"):
        return None
    if not current_user.is_authenticated:
        return _ask_to_sign_in()
    action: Action = vars(view)["needed_action"]
    if not may(me().kind, action):
        raise NotAllowed(f"As a {me().kind} you cannot {action}. A coordinator can help you.")
    return None


def _ask_to_sign_in() -> ResponseReturnValue:
    """htmx follows a redirect unseen, so it is told to load the page; a draft is given back; a
    script is told, and stays signed out until somebody signs in.
    """
    if asked_by_script():
        return error_page(HTTPStatus.UNAUTHORIZED, SIGNED_OUT)
    if session.pop("_user_id", None):
        flash("You were signed out. Sign in again to go on.", "warn")
    address = url_for(
        "accounts.sign_in", next=request.full_path if request.method == "GET" else None
    )
    if asked_by_htmx():
        return "", HTTPStatus.UNAUTHORIZED, {"HX-Redirect": address}
    if "source" in request.form:
        return error_page(HTTPStatus.UNAUTHORIZED, SIGNED_OUT)
    return redirect(address)


def _facts_about_the_visitor() -> dict[str, Any]:
    if g.get("visitor_is_unknown"):
        return {"me": None, "may_write": False, "may_coordinate": False, "may_administer": False}
    return {
        "me": me() if current_user.is_authenticated else None,
        "may_write": i_may(Action.WRITE),
        "may_coordinate": i_may(Action.COORDINATE),
        "may_administer": i_may(Action.ADMINISTER),
    }
