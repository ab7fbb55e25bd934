from typing import Any

from flask_wtf import FlaskForm
from wtforms import BooleanField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional, ValidationError

from bidapp.calls.models import TeamRole
from bidapp.fields import (
    DayField,
    PercentField,
    choice_field,
    is_email,
    line_field,
    one_line,
    optional_day,
    plain_text,
    row_field,
)
from bidapp.partners.models import Position


class AddRoleForm(FlaskForm):
    organisation_id = row_field(
        "Organisation", validators=[InputRequired("Choose the organisation.")]
    )
    position = choice_field("Its position", Position, default=Position.PROJECT_PARTNER)


class RoleForm(FlaskForm):
    position = choice_field("Its position", Position)
    summary = TextAreaField(
        "What it does on this bid",
        [Length(max=2000, message="Use at most 2,000 characters.")],
        filters=[plain_text],
        render_kw={"rows": 4},
    )
    consortium_id = row_field("It takes part through")
    contact_id = row_field("Whom we ask there")


class SignerForm(FlaskForm):
    organisation_id = row_field(
        "Member that signs", validators=[InputRequired("Choose the member that signs.")]
    )


class MemberForm(FlaskForm):
    name = line_field(
        "Name of the person or post", required="Enter the name, or what the post is called."
    )
    is_post = BooleanField(
        "A post: nobody is named for it yet",
        description="Leads and co-leads have to be named; others can be named later.",
    )
    role = choice_field("Role", TeamRole, validate_choice=False)
    organisation_id = row_field(
        "Organisation", validators=[InputRequired("Choose the organisation.")]
    )
    email = StringField(
        "E-mail",
        [Optional(), is_email],
        filters=[one_line],
        description="It tells whether somebody is on several bids.",
    )
    share_percent = PercentField("Share of full time, in percent", [Optional()])
    starts_on = optional_day("From", description="Left empty: from the start of the work.")
    ends_on = DayField("To", [Optional()], description="Left empty: to its end.")

    def validate_role(self, field: Any) -> None:
        if field.data is None:
            raise ValidationError("Choose a role.")

    def validate_email(self, field: StringField) -> None:
        if field.data and self.is_post.data:
            raise ValidationError("A post has no address. Leave it empty until somebody is named.")

    def validate_ends_on(self, field: DayField) -> None:
        if field.data and self.starts_on.data and field.data < self.starts_on.data:
            raise ValidationError("It cannot end before it starts. Check both days.")

    def facts(self) -> dict[str, Any]:
        kept = ("name", "role", "organisation_id", "email", "share_percent", "starts_on", "ends_on")
        return {name: self[name].data for name in kept} | {"is_named": not self.is_post.data}


class PassStepForm(FlaskForm):
    told_by = line_field("Who told you", required="Enter who told you that it has passed.")
    note = line_field("Note", longest=500)
