from flask_wtf import FlaskForm
from flask_wtf.file import FileField, FileRequired
from wtforms import IntegerField, SelectField, TextAreaField
from wtforms.validators import InputRequired, NumberRange
from wtforms.widgets import HiddenInput

from bidapp.fields import choice_field, line_field, row_field
from bidapp.funders.forms import AskedSectionForm
from bidapp.text.source import SourceKind


class WriteForm(FlaskForm):
    source = TextAreaField(
        "Text", render_kw={"rows": 20, "class": "form-control source", "spellcheck": "true"}
    )
    written_as = choice_field("Written as", SourceKind, default=SourceKind.MARKDOWN)
    based_on = IntegerField(
        widget=HiddenInput(), validators=[InputRequired(), NumberRange(0, 10**6)]
    )


class SectionForm(AskedSectionForm):
    writer_id = row_field("Written by")


class InsertBlockForm(FlaskForm):
    block_id = row_field("Text block", validators=[InputRequired("Choose a text block.")])
    before = SelectField("Where", choices=[])


class PictureForm(FlaskForm):
    picture = FileField("Picture file", [FileRequired("Choose a picture from your machine.")])
    alt = line_field(
        "What it shows, for people who cannot see it",
        required="Say in a sentence what the picture shows.",
        longest=1000,
    )
    legend = line_field("Legend below it", longest=500, description="The legend counts as words.")
