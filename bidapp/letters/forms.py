from flask_wtf import FlaskForm
from flask_wtf.file import FileField, FileRequired
from wtforms import TextAreaField
from wtforms.validators import Length

from bidapp.fields import plain_text


class ReturnForm(FlaskForm):
    letter = FileField("The signed letter", [FileRequired("Choose the letter from your machine.")])


class DecisionForm(FlaskForm):
    note = TextAreaField(
        "Note",
        [Length(max=2000, message="Use at most 2,000 characters.")],
        filters=[plain_text],
        render_kw={"rows": 3, "class": "form-control"},
    )


class LetterheadForm(FlaskForm):
    letterhead = FileField(
        "Letterhead", [FileRequired("Choose the Word file with the letterhead.")]
    )
