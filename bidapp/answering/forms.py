import re
from typing import Any

from flask_wtf import FlaskForm
from flask_wtf.file import FileField
from wtforms import BooleanField, HiddenField, StringField
from wtforms.validators import (
    DataRequired,
    InputRequired,
    Length,
    Regexp,
    ValidationError,
)

from bidapp.contributions.actions import MOST_LINES
from bidapp.contributions.forms import WorthFields, text_field
from bidapp.fields import (
    email_field,
    line_field,
    one_line,
)

LONGEST_SHOWN = MOST_LINES * len("123456789:123456 ")
NO_NAME = re.compile(r"[/:@<>]|www\.|http", re.IGNORECASE)
SHOWN = r"(\d{1,9}:\d{1,6}( \d{1,9}:\d{1,6})*)?\Z"


class PartnerForm(FlaskForm):
    """A form on a partner’s page. The key in its address is what a forged request would lack, so
    it needs no token, and works where a mail program’s preview keeps no cookie.
    """

    class Meta:
        csrf = False

    shown = HiddenField(
        validators=[
            Length(max=LONGEST_SHOWN, message="Open the page again and send it from there."),
            Regexp(SHOWN, message="Open the page again and send it from there."),
        ],
        default="",
    )

    def shown_numbers(self) -> dict[int, int]:
        """Which revision of each line the page showed that this was sent from."""
        pairs = (each.split(":") for each in (self.shown.data or "").split())
        return {int(line): int(number) for line, number in pairs}


class SignedForm(PartnerForm):
    name = line_field(
        "Your name", required="Enter your name.", longest=100,
        render_kw={"autocomplete": "name"},
    )  # fmt: skip
    position = line_field(
        "Your rank or job title", required="Enter your rank or job title.", longest=120,
        render_kw={"autocomplete": "organization-title"},
    )  # fmt: skip


class ConfirmForm(SignedForm):
    may_answer = BooleanField(
        "I may answer", [InputRequired("Tick that you may answer, or hand this over below.")]
    )


class ChangeForm(SignedForm, WorthFields):
    note = text_field("Why", required="Enter why, in a sentence.", rows=2)


class DeclineForm(SignedForm):
    note = text_field("Why not", required="Enter a reason, in a sentence.", rows=2)


class HandOverForm(PartnerForm):
    colleague = line_field("Your colleague’s name", required="Enter their name.", longest=100)
    email = email_field("Their work e-mail", render_kw={"type": "email", "autocomplete": "off"})
    closes_mine = BooleanField(
        "Close my own link", description="Left open, either of you may answer."
    )

    def validate_colleague(self, field: StringField) -> None:
        """It stands in a letter of ours, beside our link: no other address may stand there."""
        if NO_NAME.search(field.data or ""):
            raise ValidationError("Enter a name, without an address in it.")


class QuestionForm(PartnerForm):
    text = text_field("Your question", required="Enter your question.")


class CodeForm(PartnerForm):
    code = StringField(
        "The six digits",
        [DataRequired("Enter the six digits."), Regexp(r"\d{6}$", message="Enter six digits.")],
        filters=[lambda typed: one_line(typed).replace(" ", "")],
        render_kw={"inputmode": "numeric", "autocomplete": "one-time-code", "maxlength": "12"},
    )


class LetterForm(PartnerForm):
    file = FileField(
        "The signed letter", description="As PDF or Word, at most 8 MB, signed and dated."
    )

    def validate_file(self, field: FileField) -> None:
        if not field.data or not field.data.filename:
            raise ValidationError("Choose the file of the signed letter.")


class DraftForm(PartnerForm):
    file = FileField("The changed file", description="The Word file from this page, at most 8 MB.")

    def validate_file(self, field: FileField) -> None:
        if not field.data or not field.data.filename:
            raise ValidationError("Choose the Word file that you changed.")


class SignOffForm(PartnerForm):
    note = line_field("Anything we should know", longest=300)


def filled_for_change(facts: dict[str, Any], name: str, position: str) -> dict[str, Any]:
    """A change form begins with what the line says, signed by whom we asked."""
    kept = {key: value for key, value in facts.items() if key not in ("title", "form", "thing")}
    return kept | {"name": name, "position": position}
