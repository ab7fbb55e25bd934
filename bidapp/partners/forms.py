from flask_wtf import FlaskForm
from wtforms.validators import InputRequired

from bidapp.fields import choice_field, row_field
from bidapp.partners.models import Position


class AddRoleForm(FlaskForm):
    organisation_id = row_field(
        "Organisation", validators=[InputRequired("Choose the organisation.")]
    )
    position = choice_field("Its position", Position, default=Position.PROJECT_PARTNER)


class ChangeRoleForm(FlaskForm):
    position = choice_field("Its position", Position)
