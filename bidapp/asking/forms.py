from flask_wtf import FlaskForm
from wtforms.validators import (
    InputRequired,
    ValidationError,
)

from bidapp.contributions.forms import text_field
from bidapp.fields import (
    CheckboxesField,
    DayField,
    row_field,
)


class AskForm(FlaskForm):
    line_ids = CheckboxesField("What to ask for", coerce=int, choices=[])
    contact_id = row_field("Whom to ask", validators=[InputRequired("Choose whom to ask.")])
    answer_by = DayField("Answer by", [InputRequired("Enter the day to answer by.")])
    note = text_field("In your own words", description="It stands in the letter and on the page.")

    def validate_line_ids(self, field: CheckboxesField) -> None:
        if not field.data:
            raise ValidationError("Choose at least one line.")


class ChaseForm(FlaskForm):
    words = text_field("In your own words", rows=2)


class ReplyForm(FlaskForm):
    words = text_field("Your answer", required="Enter an answer.")
