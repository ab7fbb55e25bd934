from typing import Any

from flask_wtf import FlaskForm
from wtforms import (
    Field,
    IntegerField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
    ValidationError,
)
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, Optional
from wtforms.widgets import HiddenInput

from bidapp.commenting.models import Outcome
from bidapp.fields import choice_field, one_line, plain_text, row_field

LONGEST = 5_000  # characters of what one says at once
HIDDEN_TURNS = dict.fromkeys(map(ord, "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"))
SAY_SOMETHING = "Write what you want to say."
IS_SHORT = Length(max=LONGEST, message=f"Use at most {LONGEST:,} characters.")
ARE_FEW = Length(max=100, message="Tell at most 100 people at once.")
A_NUMBER = NumberRange(0, 10**6)


def spoken(text: Any) -> str:
    """What somebody typed, without characters that nobody can see or that turn others round."""
    return plain_text(text).translate(HIDDEN_TURNS) if isinstance(text, str) else ""


def spoken_or_none(text: Any) -> str | None:
    return None if text is None else spoken(text)


def as_sent(text: Any) -> str:
    return text if isinstance(text, str) else ""


class SpeechForm(FlaskForm):
    """Words, without which there has to be a suggestion."""

    words = TextAreaField(
        "Comment", [IS_SHORT], filters=[spoken], render_kw={"rows": 3, "spellcheck": "true"}
    )

    def validate_words(self, field: Field) -> None:
        if not field.data and not self.suggests_something():
            raise ValidationError(SAY_SOMETHING)

    def suggests_something(self) -> bool:
        return False


class CommentForm(SpeechForm):
    """A comment on one of the blocks, chosen from a list. A script says where the words begin."""

    block = SelectField("About", choices=[], default="")
    quote = StringField("Only these words of it", [Optional(), IS_SHORT], filters=[one_line])
    start = IntegerField(widget=HiddenInput(), validators=[Optional(), A_NUMBER])
    suggestion = TextAreaField(
        "Suggest instead", [Optional(), IS_SHORT], filters=[spoken], render_kw={"rows": 2}
    )
    tell = row_field("Also tell")
    based_on = IntegerField(widget=HiddenInput(), validators=[InputRequired(), A_NUMBER])

    def suggests_something(self) -> bool:
        return bool(self.suggestion.data)


class ReplyForm(SpeechForm):
    """What is said in a thread."""


class OutcomeForm(FlaskForm):
    outcome = choice_field("How it ends", Outcome)


class RemarkForm(SpeechForm):
    """A comment as the editor sends it. A suggestion of no words takes the passage out."""

    number = IntegerField(validators=[InputRequired(), A_NUMBER])
    block = StringField(filters=[as_sent])
    start = IntegerField(default=0, validators=[Optional(), A_NUMBER])
    quote = StringField(validators=[IS_SHORT], filters=[as_sent])
    suggestion = StringField(validators=[Optional(), IS_SHORT], filters=[spoken_or_none])
    tell = SelectMultipleField(coerce=int, validate_choice=False, validators=[ARE_FEW])

    def suggests_something(self) -> bool:
        return self.suggestion.data is not None


class AnswerForm(SpeechForm):
    """A reply as the editor sends it."""

    tell = SelectMultipleField(coerce=int, validate_choice=False, validators=[ARE_FEW])


class EndForm(FlaskForm):
    """How the editor ends a thread, or opens it again."""

    outcome = StringField(validators=[DataRequired()], filters=[as_sent])
