from flask_wtf import FlaskForm
from wtforms import (
    BooleanField,
    HiddenField,
    IntegerField,
    SelectChoice,
    SelectField,
    TextAreaField,
)
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, Optional

from bidapp.drafting.models import SectionState
from bidapp.fields import (
    CheckboxesField,
    ClockTimeField,
    DayField,
    choice_field,
    line_field,
    plain_text,
    row_field,
)
from bidapp.funders.models import LimitKind

COUNTED = (LimitKind.WORDS, LimitKind.CHARACTERS)  # what several sections can share


class StepForm(FlaskForm):
    """A press of one of the buttons that move a section on."""

    begins = choice_field("From", SectionState)
    ends = choice_field("To", SectionState)
    note = TextAreaField(
        "What to say with it", [Length(max=2000)], filters=[plain_text], render_kw={"rows": 3}
    )


class DeadlineForm(FlaskForm):
    due_on = DayField("Day", [InputRequired("Enter the day it has to be done.")])
    due_time = ClockTimeField("Time", [Optional()], description="Left empty, 5:00pm.")


class CriterionForm(FlaskForm):
    criterion = HiddenField(validators=[DataRequired(), Length(max=500)])
    place = SelectField("Where", choices=[], validate_choice=False)
    is_answered = HiddenField(default="yes")


class OverrideForm(FlaskForm):
    group_id = row_field("Which limit")
    reason = TextAreaField(
        "Why it may be over",
        [DataRequired("Say why it may be over its limit."), Length(max=2000)],
        filters=[plain_text],
        render_kw={"rows": 2},
    )


class RoundForm(FlaskForm):
    note = TextAreaField(
        "What to look at in this round",
        [Length(max=2000)],
        filters=[plain_text],
        render_kw={"rows": 2},
    )


class GroupForm(FlaskForm):
    title = line_field("Name", required="Enter a name, for example: Vision and approach.")
    limit = IntegerField(
        "Limit together",
        [
            InputRequired("Enter the limit they share."),
            NumberRange(1, 1_000_000, "Enter a number from 1 to 1,000,000."),
        ],
    )
    limit_kind = SelectField(
        "The limit counts",
        choices=[SelectChoice(kind.value, kind.value) for kind in COUNTED],
        coerce=LimitKind,
    )
    limit_is_soft = BooleanField("It may be passed, with a reason that is kept")
    section_ids = CheckboxesField("Its sections", coerce=int, choices=[])
