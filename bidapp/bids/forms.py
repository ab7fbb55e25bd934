from flask_wtf import FlaskForm
from wtforms import TextAreaField
from wtforms.validators import InputRequired, Length, Optional, ValidationError

from bidapp.bids.models import Marking
from bidapp.bids.stages import Stage
from bidapp.fields import (
    CheckboxesField,
    DayField,
    PoundsField,
    choice_field,
    line_field,
    optional_day,
    plain_text,
    row_field,
)


class MoveBidForm(FlaskForm):
    stage = choice_field("Move to", Stage, validators=[InputRequired("Choose a stage.")])


class BidForm(FlaskForm):
    title = line_field("Title", required="Enter the bid’s title.", longest=300)
    acronym = line_field(
        "Short name",
        longest=40,
        description="One word, for example ADAPT. It stands in lists and commands.",
    )
    lead_organisation_id = row_field("Led by", validators=[InputRequired("Choose who leads.")])
    owner_id = row_field(
        "Looked after by", validators=[InputRequired("Choose who looks after it.")]
    )
    asked_pence = PoundsField("Asked for, in pounds", [Optional()])
    starts_on = optional_day("The work starts on", description="If the bid is funded.")
    ends_on = DayField("The work ends on", [Optional()])
    marking = choice_field(
        "Protective marking",
        Marking,
        default=Marking.NONE,
        description="The highest of anything written in it. SECRET and above do not belong here.",
    )
    theme_ids = CheckboxesField("Themes", coerce=int, choices=[])
    summary = TextAreaField(
        "What it is about", [Length(max=5000)], filters=[plain_text], render_kw={"rows": 4},
        description="Two or three sentences for colleagues.",
    )  # fmt: skip

    def validate_ends_on(self, field: DayField) -> None:
        if field.data and self.starts_on.data and field.data < self.starts_on.data:
            raise ValidationError("The work cannot end before it starts. Check both days.")


class OpenBidForm(BidForm):
    partner_id = row_field("Bidding partner beside the lead")
