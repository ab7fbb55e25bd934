from flask_wtf import FlaskForm
from flask_wtf.file import FileField, FileRequired
from wtforms import TextAreaField
from wtforms.validators import Length

from bidapp.fields import plain_text


class ReturnForm(FlaskForm):
    letter = FileField("The signed letter", [FileRequired("Choose the letter from your machine.")])


def _note(label: str) -> TextAreaField:
    return TextAreaField(
        label,
        [Length(max=2000, message="Use at most 2,000 characters.")],
        filters=[plain_text],
        render_kw={"rows": 3, "class": "form-control"},
    )


class AcceptForm(FlaskForm):
    note = _note("Note on accepting it")


class SendBackForm(FlaskForm):
    note = _note("What has to be put right")


class LetterheadForm(FlaskForm):
    letterhead = FileField(
        "Letterhead", [FileRequired("Choose the Word file with the letterhead.")]
    )
