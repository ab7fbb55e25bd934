from flask_wtf import FlaskForm
from wtforms import BooleanField, Field, Form, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional, Regexp, ValidationError

from bidapp.fields import (
    DayField,
    choice_field,
    line_field,
    one_line,
    optional_day,
    plain_text,
    row_field,
)
from bidapp.organisations.models import OrganisationKind


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
