"""Signing in and out, and the own account."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from bidapp import clock
from bidapp.accounts.actions import (
    TooManyTries,
    begin_sign_in,
    check_new_password,
    count_try,
    end_sign_in,
    hash_password,
    mail_password_link,
    password_matches,
    set_password,
    use_password_link,
)
from bidapp.accounts.forms import (
    AccountForm,
    ChangePasswordForm,
    ForgottenPasswordForm,
    SetPasswordForm,
    SignInForm,
)
from bidapp.accounts.gate import let_in, let_out, me, needs
from bidapp.accounts.identity import WeakPassword
from bidapp.accounts.models import PasswordLink, Person
from bidapp.accounts.permissions import Action
from bidapp.accounts.queries import find_password_link, find_person
from bidapp.database import unit_of_work
from bidapp.errors import NotFound
from bidapp.web import address_of, local_address, public

blueprint = Blueprint("accounts", __name__)


@blueprint.route("/sign-in", methods=["GET", "POST"])
@public
def sign_in() -> ResponseReturnValue:
    form = SignInForm()
    if form.validate_on_submit():
        person = _proved_person(form)
        if person is not None:
            with unit_of_work():
                key = begin_sign_in(person, at=clock.now())
            let_in(key)
            target = request.args.get("next", "")
            return redirect(local_address(target, url_for("overview.my_work")))
    return render_template("accounts/sign_in.html", form=form)


def _proved_person(form: SignInForm) -> Person | None:
    """The person whose password this is. What is said to the others is the same for all of them."""
    email, password = form.email.data, form.password.data
    try:
        with unit_of_work():
            count_try(email, request.remote_addr or "", at=clock.now())
    except TooManyTries as refusal:
        form.form_errors.append(str(refusal))
        return None
    person = find_person(email)
    if password_matches(person, password):
        return person
    form.password.errors = (
        "The e-mail and password do not fit together. Try again, or set a new one.",
    )
    return None


@blueprint.post("/sign-out")
@needs(Action.OWN_ACCOUNT)
def sign_out() -> ResponseReturnValue:
    with unit_of_work():
        end_sign_in(current_user.key, at=clock.now())
    let_out()
    flash("You are signed out.", "ok")
    return redirect(url_for("accounts.sign_in"))


@blueprint.route("/forgotten-password", methods=["GET", "POST"])
@public
def forgotten_password() -> ResponseReturnValue:
    form = ForgottenPasswordForm()
    if form.validate_on_submit():
        with unit_of_work():
            mail_password_link(find_person(form.email.data), _link_with, at=clock.now())
        return render_template("accounts/link_sent.html")
    return render_template("accounts/forgotten_password.html", form=form)


def _link_with(key: str) -> str:
    return address_of("accounts.choose_password", key=key)


@blueprint.route("/set-password/<key>", methods=["GET", "POST"])
@public
def choose_password(key: str) -> ResponseReturnValue:
    """Opening the link changes nothing; sending the form uses it up."""
    link = find_password_link(key, clock.now())
    if link is None:
        return render_template("accounts/link_spent.html"), 404
    form = SetPasswordForm()
    if form.validate_on_submit() and _is_good_password(form, link.person):
        _set_with_link(link, form.password.data)
        flash("Your new password is set. Sign in with it.", "ok")
        return redirect(url_for("accounts.sign_in"))
    return render_template("accounts/choose_password.html", form=form, person=link.person)


def _set_with_link(link: PasswordLink, password: str) -> None:
    password_hash = hash_password(password)
    with unit_of_work():
        if not use_password_link(link, at=clock.now()):
            raise NotFound("This link has been used already. Ask for a new one.")
        set_password(link.person, password_hash, at=clock.now())


def _is_good_password(form: SetPasswordForm, person: Person) -> bool:
    try:
        check_new_password(person, form.password.data)
    except WeakPassword as weakness:
        form.password.errors = (str(weakness),)
        return False
    return True


@blueprint.route("/account", methods=["GET", "POST"])
@needs(Action.OWN_ACCOUNT)
def account() -> ResponseReturnValue:
    form = AccountForm(obj=me())
    if form.validate_on_submit():
        with unit_of_work():
            form.populate_obj(me())
        flash("Saved.", "ok")
        return redirect(url_for("accounts.account"))
    return render_template("accounts/account.html", form=form, password_form=ChangePasswordForm())


@blueprint.post("/account/password")
@needs(Action.OWN_ACCOUNT)
def change_password() -> ResponseReturnValue:
    form = ChangePasswordForm()
    if (
        form.validate_on_submit()
        and _knows_current_password(form)
        and _is_good_password(form, me())
    ):
        password_hash = hash_password(form.password.data)
        with unit_of_work():
            set_password(me(), password_hash, at=clock.now())
            key = begin_sign_in(me(), at=clock.now())
        let_in(key)
        flash("Your password is changed. Every other browser is signed out.", "ok")
        return redirect(url_for("accounts.account"))
    page = render_template(
        "accounts/account.html", form=AccountForm(None, obj=me()), password_form=form
    )
    return page, 422


def _knows_current_password(form: ChangePasswordForm) -> bool:
    with unit_of_work():
        count_try(me().email, request.remote_addr or "", at=clock.now())
    if password_matches(me(), form.current.data):
        return True
    form.current.errors = ("That is not your password. Try again.",)
    return False
