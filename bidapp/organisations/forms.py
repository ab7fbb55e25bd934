from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from flask_wtf import FlaskForm
from wtforms import (
    BooleanField,
    Field,
    Form,
    HiddenField,
    IntegerField,
    StringField,
    TextAreaField,
)
from wtforms.validators import (
    InputRequired,
    Length,
    NumberRange,
    Optional,
    Regexp,
    ValidationError,
)

from bidapp.fields import (
    DayField,
    choice_field,
    email_field,
    line_field,
    one_line,
    optional_day,
    plain_text,
    row_field,
    typed,
)
from bidapp.organisations.chains import StartingPoint
from bidapp.organisations.models import USUAL_MOST_ASKS, OrganisationKind

MOST_WORKING_DAYS = 250  # a year
MOST_ASKS = NumberRange(1, 100, "Enter a number of bids, from 1 to 100.")
LONGEST_CLOSURE = 60  # days


class WorkingDaysField(IntegerField):
    """How many working days, up to a year of them."""

    def __init__(self, label: str, validators: Iterable[Any] = (), **options: Any) -> None:
        said = f"Enter working days, from 0 to {MOST_WORKING_DAYS}."
        super().__init__(label, [*validators, NumberRange(0, MOST_WORKING_DAYS, said)], **options)

    def process_formdata(self, values: list[str]) -> None:
        try:
            super().process_formdata([one_line(value) for value in values])
        except ValueError as fault:
            raise ValueError("Enter working days as a number, for example 10.") from fault


def ends_after_it_begins(form: Form, field: Field) -> None:
    if field.data and form.valid_from.data and field.data < form.valid_from.data:
        raise ValidationError("It cannot end before it begins. Check both dates.")


class OrganisationForm(FlaskForm):
    name = line_field("Name", required="Enter the organisation’s name.")
    short_name = line_field(
        "Short name",
        required="Enter a short name.",
        longest=60,
        description="As it stands in tables, for example DMU.",
    )
    kind = choice_field("Kind", OrganisationKind)
    ror_id = StringField(
        "ROR identifier",
        [
            Optional(),
            Regexp(r"^0[a-z0-9]{6}[0-9]{2}$", message="A ROR identifier looks like 0312pnr83."),
        ],
        filters=[one_line],
        description="From ror.org, without the address before it.",
    )
    valid_from = optional_day("Exists since")
    valid_to = DayField(
        "Ends on",
        [Optional(), ends_after_it_begins],
        description="Left empty while no end is known.",
    )
    successor_id = row_field("Followed by")
    needs_working_days = WorkingDaysField(
        "Working days it needs from being asked until its authority has signed",
        [Optional()],
        description="Plans warn when they leave it fewer. Where it has steps of sign-off, their "
        "sum counts instead.",
    )
    most_asks_a_quarter = IntegerField(
        "Warn before it is asked on more bids in a quarter than",
        [Optional(), MOST_ASKS],
        description=f"Left empty: {USUAL_MOST_ASKS}.",
    )
    is_default_lead = BooleanField("Leads bids unless the call says otherwise")
    is_default_partner = BooleanField("Stands beside the lead on every new bid")
    notes = TextAreaField("Notes", [Length(max=5000)], filters=[plain_text], render_kw={"rows": 4})


class MemberForm(FlaskForm):
    member_id = row_field(
        "Organisation", validators=[InputRequired("Choose the organisation that joins.")]
    )
    joined_on = DayField("Member since", [InputRequired("Enter the day it joined.")])


class EndMembershipForm(FlaskForm):
    left_on = DayField("Last day", [InputRequired("Enter its last day as a member.")])


class ClosureForm(FlaskForm):
    name = line_field(
        "Why it is closed", required="Enter why it is closed.", description="For example Christmas."
    )
    starts_on = DayField("First day closed", [InputRequired("Enter the first day it is closed.")])
    ends_on = DayField("Last day closed", [InputRequired("Enter the last day it is closed.")])

    def validate_ends_on(self, field: DayField) -> None:
        start, end = self.starts_on.data, field.data
        if start is None or end is None:
            return
        if end < start:
            raise ValidationError("It cannot open before it closes. Check both days.")
        if end - start >= timedelta(days=LONGEST_CLOSURE):
            raise ValidationError(f"Enter at most {LONGEST_CLOSURE} days at a time.")


class ContactForm(FlaskForm):
    name = line_field("Name", required="Enter the person’s name.")
    position = line_field("Rank or job title", description="For example Chief Inspector.")
    email = email_field("E-mail")
    phone = line_field("Telephone", longest=40)
    may_sign = BooleanField(
        "May sign for the organisation",
        description="Letters and commitments are put before those who may.",
    )
    known_from = line_field(
        "Where you have these details from",
        required="Enter where you have these details from.",
        description="For example: their own e-mail of 3 March. Data protection law (UK GDPR, "
        "article 14) lets people ask.",
    )
    left_on = optional_day(
        "Has left on",
        description="Their last day there. They are asked nothing more; what they said stays.",
    )
    next = HiddenField()  # where to go on from here

    def facts(self) -> dict[str, Any]:
        return {name: value for name, value in typed(self).items() if name != "next"}


class SignOffStepForm(FlaskForm):
    label = line_field(
        "Who sees it",
        required="Enter who has to see it.",
        longest=100,
        description="A post, for example Chief officer.",
    )
    working_days = WorkingDaysField(
        "Working days it takes there", [InputRequired("Enter how many working days it takes.")]
    )


class BeginChainForm(FlaskForm):
    start = choice_field(
        "Starting point",
        StartingPoint,
        validators=[InputRequired("Choose a starting point.")],
    )
