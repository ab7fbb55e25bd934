from flask_wtf import FlaskForm
from flask_wtf.file import FileField, FileRequired
from wtforms import BooleanField, IntegerField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, NumberRange, Optional, Regexp
from wtforms.widgets import HiddenInput

from bidapp.drafting.models import Settlement
from bidapp.fields import choice_field, line_field, plain_text, row_field
from bidapp.funders.forms import AskedSectionForm
from bidapp.text.source import SourceKind

NAME_BY_SCRIPT = r"^[A-Za-z0-9-]{1,64}$"
BLOCK_ID = r"^[a-z0-9]{6,32}$"


def or_none(text: str | None) -> str | None:
    return text or None


class WriteForm(FlaskForm):
    source = TextAreaField(
        "Text", render_kw={"rows": 20, "class": "form-control source", "spellcheck": "true"}
    )
    written_as = choice_field("Written as", SourceKind, default=SourceKind.MARKDOWN)
    based_on = IntegerField(
        widget=HiddenInput(), validators=[InputRequired(), NumberRange(0, 10**6)]
    )


class SettleForm(FlaskForm):
    """A press of one of the buttons under two texts; the version is the one that was shown."""

    choice = choice_field("Which text stands", Settlement)
    based_on = IntegerField(
        widget=HiddenInput(), validators=[InputRequired(), NumberRange(0, 10**6)]
    )


class HeartbeatForm(FlaskForm):
    """What the editor's page says of itself every few seconds."""

    tab = StringField(validators=[InputRequired(), Regexp(NAME_BY_SCRIPT)])
    block = StringField(validators=[Optional(), Regexp(BLOCK_ID)], filters=[or_none])
    gone = BooleanField()


class TypedForm(HeartbeatForm):
    """What the editor saves; the text itself is checked as a tree."""

    based_on = IntegerField(validators=[NumberRange(0, 10**6)])
    key = StringField(validators=[InputRequired(), Regexp(NAME_BY_SCRIPT)])


class PictureFileForm(FlaskForm):
    picture = FileField("Picture file", [FileRequired("Choose a picture from your machine.")])


class SectionForm(AskedSectionForm):
    writer_id = row_field("Written by")
    reviewer_id = row_field("Reviewed by")
    notes = TextAreaField(
        "Our own notes", [Length(max=20_000)], filters=[plain_text], render_kw={"rows": 3}
    )


class InsertBlockForm(FlaskForm):
    block_id = row_field("Text block", validators=[InputRequired("Choose a text block.")])
    before = SelectField("Where", choices=[])


class PictureForm(PictureFileForm):
    alt = line_field(
        "What it shows, for people who cannot see it",
        required="Say in a sentence what the picture shows.",
        longest=1000,
    )
    legend = line_field("Legend below it", longest=500, description="The legend counts as words.")
