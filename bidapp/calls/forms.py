from datetime import date, datetime

from flask_wtf import FlaskForm
from wtforms import (
    BooleanField,
    Form,
    FormField,
    IntegerField,
    SelectChoice,
    SelectField,
    TextAreaField,
)
from wtforms.validators import InputRequired, Length, NumberRange, Optional, ValidationError

from bidapp.calls.models import AwardBasis, CallStatus, DeadlineKind, StageKind, TeamRole
from bidapp.calls.promised import END_OF_DAY, usual_kind
from bidapp.fields import (
    CheckboxesField,
    ClockTimeField,
    DayField,
    PercentField,
    PoundsField,
    choice_field,
    choices_of,
    is_zone,
    line_field,
    none_or,
    optional_day,
    plain_text,
    row_field,
    web_address_field,
)

MONTHS = NumberRange(1, 240, "Enter months, from 1 to 240.")
PAGES = NumberRange(1, 20, "Enter pages, from 1 to 20.")
AGE_IN_MONTHS = NumberRange(1, 60, "Enter months, from 1 to 60.")


class StageForm(Form):
    """One stage the funder may have, and when it opens."""

    is_there = BooleanField("This call has it")
    opens_on = optional_day("Opens on")


def stage_field(kind: StageKind) -> FormField:
    return FormField(
        StageForm,
        kind.value.capitalize() if kind is not StageKind.EOI else "Expression of interest",
    )


class CallForm(FlaskForm):
    funder_id = row_field("Funder", validators=[InputRequired("Choose the funder.")])
    title = line_field("Title", required="Enter the call’s title.")
    reference = line_field("The funder’s reference", longest=60, description="For example OPP123.")
    url = web_address_field("The call’s web address")
    status = choice_field("Status", CallStatus, default=CallStatus.OPEN)
    template_id = row_field("Sections come from")
    published_on = optional_day("Published on")
    opens_on = optional_day("Opens on")
    total_fund_pence = PoundsField("Total fund, in pounds", [Optional()])
    award_min_pence = PoundsField("Least one can ask for, in pounds", [Optional()])
    award_max_pence = PoundsField("Most one can ask for, in pounds", [Optional()])
    award_basis = choice_field("These sums are", AwardBasis)
    fec_percent = PercentField(
        "Paid share of the full cost, in percent",
        [Optional()],
        description="UKRI: usually 80.",
    )
    exceptions_percent = PercentField(
        "Paid share of exceptions, in percent",
        [Optional()],
        description="UKRI: usually 100.",
    )
    duration_min_months = IntegerField("Shortest, in months", [Optional(), MONTHS])
    duration_max_months = IntegerField("Longest, in months", [Optional(), MONTHS])
    allowed_roles = CheckboxesField("Roles the call allows", choices=choices_of(TeamRole))
    lead_organisation_id = row_field("Must be led by")
    lead_note = line_field("Who may lead, in the call’s words", longest=500)
    letter_max_pages = IntegerField(
        "Pages a letter of support may have",
        [Optional(), PAGES],
        description="UKRI usually 2; ESRC’s older form 1. Left empty: 2.",
    )
    letter_max_age_months = IntegerField(
        "Months a letter may be old at the close",
        [Optional(), AGE_IN_MONTHS],
        description="UKRI usually 6. Left empty: 6.",
    )
    notes = TextAreaField(
        "Notes", [Length(max=10_000)], filters=[plain_text], render_kw={"rows": 4}
    )
    source_url = web_address_field("Where you read this")
    checked_on = optional_day("Checked on")
    eoi = stage_field(StageKind.EOI)
    outline = stage_field(StageKind.OUTLINE)
    full = stage_field(StageKind.FULL)
    response = stage_field(StageKind.RESPONSE)
    interview = stage_field(StageKind.INTERVIEW)
    decision = stage_field(StageKind.DECISION)

    def validate_award_max_pence(self, field: PoundsField) -> None:
        if (
            field.data is not None
            and self.award_min_pence.data is not None
            and field.data < self.award_min_pence.data
        ):
            raise ValidationError("The most is less than the least. Check both sums.")

    def validate_duration_max_months(self, field: IntegerField) -> None:
        if (
            field.data
            and self.duration_min_months.data
            and field.data < self.duration_min_months.data
        ):
            raise ValidationError("The longest is shorter than the shortest. Check both.")

    def stage_fields(self) -> dict[StageKind, FormField]:
        return {kind: self[kind.name.lower()] for kind in StageKind}

    def stages(self) -> dict[StageKind, date | None]:
        """The stages ticked, or given a date, with the day each opens."""
        return {
            kind: field.opens_on.data
            for kind, field in self.stage_fields().items()
            if field.is_there.data or field.opens_on.data
        }

    def facts(self) -> dict[str, object]:
        stages = {kind.name.lower() for kind in StageKind}
        return {
            name: value for name, value in self.data.items() if name not in stages | {"csrf_token"}
        }


class DeadlineForm(FlaskForm):
    label = line_field(
        "What is due", required="Enter what is due.", description="For example: Full bid closes."
    )
    stage = choice_field("It belongs to", StageKind, default=StageKind.FULL)
    kind = SelectField(
        "What it is",
        choices=[
            SelectChoice("", "As usual: a full bid’s is the funder’s close"),
            SelectChoice(DeadlineKind.CLOSE.value, "The funder’s close"),
            SelectChoice(DeadlineKind.STAGE.value, "A step of the funder’s process"),
        ],
        coerce=none_or(DeadlineKind),
    )
    due_on = DayField("Date", [InputRequired("Enter the date.")])
    due_time = ClockTimeField("Time", description="As the funder states it, for example 4:00pm.")
    is_date_only = BooleanField(
        "The funder gives only a date",
        description="The time above is then the one we reckon with: 5:00pm if it is left empty.",
    )
    zone = line_field(
        "Time zone", required="Enter a time zone.", default="Europe/London", longest=60
    )
    wording = line_field("The funder’s own words", longest=500)
    is_withdrawn = BooleanField("Withdrawn: nobody is reminded of it")
    why = line_field("Why it changes", longest=500, description="It stays in the history below.")

    def validate_zone(self, field: object) -> None:
        is_zone(self, field)

    def validate_due_time(self, field: ClockTimeField) -> None:
        if field.data is None and not self.is_date_only.data and not field.errors:
            raise ValidationError("Enter the time of day, for example 4:00pm.")

    def facts(self) -> dict[str, object]:
        kept = ("label", "stage", "zone", "wording", "is_date_only", "is_withdrawn", "why")
        due_local = datetime.combine(self.due_on.data, self.due_time.data or END_OF_DAY)
        kind = self.kind.data or usual_kind(self.stage.data)
        return {name: self[name].data for name in kept} | {"due_local": due_local, "kind": kind}
