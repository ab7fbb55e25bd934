from collections.abc import Callable
from datetime import datetime

from flask_wtf import FlaskForm
from wtforms import BooleanField, Field, Form
from wtforms.validators import InputRequired, Optional

from bidapp.bids.models import DeadlineStatus
from bidapp.calls.promised import END_OF_DAY
from bidapp.fields import (
    CheckboxesField,
    ClockTimeField,
    DayField,
    choice_field,
    line_field,
    row_field,
)
from bidapp.organisations.forms import WorkingDaysField
from bidapp.plans.actions import MilestoneFacts
from bidapp.plans.models import OwnerRole, Place


def needed(sentence: str, *, if_pinned: bool) -> Callable[[Form, Field], None]:
    """Needed when the milestone is pinned, or when it is not; else it may be left empty."""

    def check(form: Form, field: Field) -> None:
        is_needed = form.is_pinned.data is if_pinned
        (InputRequired(sentence) if is_needed else Optional())(form, field)

    return check


class LayOutForm(FlaskForm):
    template_id = row_field("Plan template", validators=[InputRequired("Choose a template.")])


class MarkForm(FlaskForm):
    status = choice_field("State", DeadlineStatus, validators=[InputRequired("Choose a state.")])


class ConcernForm(FlaskForm):
    """Whom a deadline concerns: all that a bid says of one that is its call's."""

    owner_id = row_field(
        "Looked after by", validators=[InputRequired("Choose who looks after it.")]
    )
    also_ids = CheckboxesField("It also concerns", coerce=int, choices=[])
    why = line_field("Why it changes", longest=500, description="It stays in the history.")


class MilestoneForm(ConcernForm):
    label = line_field(
        "What is due", required="Enter what is due.", description="For example: Full draft."
    )
    lead_working_days = WorkingDaysField(
        "Working days before it", [needed("Enter how many working days.", if_pinned=False)]
    )
    reckoned_from_id = row_field(
        "Reckoned from", validators=[needed("Choose what it lies before.", if_pinned=False)]
    )
    is_pinned = BooleanField(
        "Pinned: it keeps the date below, whatever moves",
        description="Otherwise it follows what it is reckoned from.",
    )
    due_on = DayField("Its date", [needed("Enter the date it is pinned to.", if_pinned=True)])
    due_time = ClockTimeField("Its time", description="Left empty, 5:00pm.")
    organisation_id = row_field(
        "Where it happens", description="Its closed days count, beside the bank holidays."
    )
    is_for_writers = BooleanField("It concerns all who write a section of the bid")

    def facts(self) -> MilestoneFacts:
        moment = self.due_on.data and datetime.combine(
            self.due_on.data, self.due_time.data or END_OF_DAY
        )
        return MilestoneFacts(
            label=self.label.data,
            reckoned_from_id=self.reckoned_from_id.data,
            lead_working_days=self.lead_working_days.data,
            pinned_to=moment if self.is_pinned.data else None,
            organisation_id=self.organisation_id.data,
            is_for_writers=self.is_for_writers.data,
        )


class PlanTemplateForm(FlaskForm):
    name = line_field("Name", required="Enter a name.", longest=100)
    notes = line_field("Notes", longest=500)
    is_usual = BooleanField(
        "The usual one", description="It is offered first. A new usual one takes over from the old."
    )


class PlanStepForm(FlaskForm):
    label = line_field(
        "What is due", required="Enter what is due.", description="For example: Full draft."
    )
    lead_working_days = WorkingDaysField(
        "Working days before it", [InputRequired("Enter how many working days.")]
    )
    before_id = row_field("Reckoned from")
    owner_role = choice_field("Looked after by", OwnerRole)
    place = choice_field("Where it happens", Place)
