from flask_wtf import FlaskForm
from wtforms import BooleanField, PasswordField
from wtforms.validators import EqualTo, InputRequired, Length

from bidapp.accounts.identity import LONGEST_PASSWORD
from bidapp.accounts.models import Look
from bidapp.accounts.permissions import Kind
from bidapp.fields import choice_field, email_field, line_field

NEW_PASSWORD_HINT = "At least 12 characters. Three random words are easy to keep and hard to guess."


class SignInForm(FlaskForm):
    email = email_field("Work e-mail", render_kw={"autocomplete": "username", "type": "email"})
    password = PasswordField(
        "Password",
        [InputRequired("Enter your password."), Length(max=LONGEST_PASSWORD)],
        render_kw={"autocomplete": "current-password"},
    )


class ForgottenPasswordForm(FlaskForm):
    email = email_field("Work e-mail", render_kw={"autocomplete": "username", "type": "email"})


class SetPasswordForm(FlaskForm):
    password = PasswordField(
        "New password",
        [InputRequired("Enter a new password.")],
        description=NEW_PASSWORD_HINT,
        render_kw={"autocomplete": "new-password"},
    )
    again = PasswordField(
        "The same again",
        [EqualTo("password", "The two passwords differ. Type the new one twice.")],
        render_kw={"autocomplete": "new-password"},
    )


class ChangePasswordForm(SetPasswordForm):
    current = PasswordField(
        "Your password now",
        [InputRequired("Enter the password you have now."), Length(max=LONGEST_PASSWORD)],
        render_kw={"autocomplete": "current-password"},
    )


class AccountForm(FlaskForm):
    name = line_field("Your name, as colleagues see it", required="Enter your name.", longest=100)
    look = choice_field("Light or dark", Look)


class AddPersonForm(FlaskForm):
    name = line_field("Name", required="Enter a name.", longest=100)
    email = email_field("Work e-mail", render_kw={"type": "email"})
    kind = choice_field("What they are here", Kind, default=Kind.WRITER)


class PersonForm(FlaskForm):
    kind = choice_field("What they are here", Kind)
    is_active = BooleanField("May sign in")
