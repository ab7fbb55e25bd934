from flask_wtf import FlaskForm
from wtforms import IntegerField, TextAreaField
from wtforms.validators import InputRequired, NumberRange
from wtforms.widgets import HiddenInput

from bidapp.fields import CheckboxesField, choice_field, line_field, row_field
from bidapp.text.source import SourceKind


class BlockForm(FlaskForm):
    title = line_field("Title", required="Enter a title that tells it from others.")
    source = TextAreaField(
        "Text", [InputRequired("Write the text of the block.")],
        render_kw={"rows": 14, "class": "form-control source", "spellcheck": "true"},
    )  # fmt: skip
    written_as = choice_field("Written as", SourceKind, default=SourceKind.MARKDOWN)
    theme_ids = CheckboxesField("Themes", coerce=int, choices=[])
    owner_id = row_field(
        "Looked after by", validators=[InputRequired("Choose who looks after it.")]
    )
    based_on = IntegerField(
        widget=HiddenInput(), validators=[InputRequired(), NumberRange(0, 10**6)]
    )
