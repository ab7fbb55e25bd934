from flask_wtf import FlaskForm
from wtforms import BooleanField, IntegerField, SelectChoice, SelectField, TextAreaField
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from bidapp.fields import (
    ClockTimeField,
    choice_field,
    is_zone,
    line_field,
    optional_day,
    plain_text,
    web_address_field,
)
from bidapp.funders.models import LimitKind, SectionKind
from bidapp.text.counting import CountRule

COUNT_RULES = {
    CountRule.UKRI: "As UKRI counts: spaces and long dashes part words",
    CountRule.INNOVATE_UK: "As Innovate UK counts: at spaces",
    CountRule.WHITESPACE: "Word by word: at any white space",
    CountRule.CHARACTERS: "Every character and space",
    CountRule.NONE: "Not counted",
}


class FunderForm(FlaskForm):
    name = line_field("Name", required="Enter the funder’s name.")
    short_name = line_field(
        "Short name", required="Enter a short name.", longest=60, description="For example ESRC."
    )
    parent = line_field("Part of")
    count_rule = SelectField(
        "How it counts",
        choices=[SelectChoice(rule.value, words) for rule, words in COUNT_RULES.items()],
        coerce=CountRule,
    )
    default_closing_time = ClockTimeField(
        "Usual closing time",
        [Optional()],
        description="For example 4:00pm. New deadlines start with it.",
    )
    timezone = line_field(
        "Time zone of that time", required="Enter a time zone.", default="Europe/London",
        description="For example Europe/London or Europe/Brussels.",
    )  # fmt: skip
    portal_name = line_field("Portal")
    portal_url = web_address_field("Portal address")
    ror_id = line_field(
        "ROR identifier", longest=20, description="From ror.org, for example 03n0ht308."
    )
    crossref_funder_id = line_field("Crossref funder identifier", longest=60)
    notes = TextAreaField("Notes", [Length(max=5000)], filters=[plain_text], render_kw={"rows": 4})
    provenance = line_field("Where this is from", longest=500)
    checked_on = optional_day("Checked on")
    is_unconfirmed = BooleanField("Still to be confirmed")

    def validate_timezone(self, field: object) -> None:
        is_zone(self, field)


class TemplateForm(FlaskForm):
    name = line_field(
        "Name of the template", required="Enter a name, for example: Standard grant, full stage."
    )
    version = line_field("Version", longest=60)
    provenance = line_field("Where this is from", longest=500)
    checked_on = optional_day("Checked on")
    is_unconfirmed = BooleanField("Still to be confirmed against the call", default=True)


class AskedSectionForm(FlaskForm):
    """What a funder asks for in one section; a bid's own section has the same fields."""

    title = line_field("Title", required="Enter the section’s title.")
    question = TextAreaField(
        "The funder’s question", [Length(max=5000)], filters=[plain_text], render_kw={"rows": 2}
    )
    criteria = TextAreaField(
        "What assessors look for", [Length(max=10_000)], filters=[plain_text],
        render_kw={"rows": 4}, description="One criterion a line. Writers tick them as answered.",
    )  # fmt: skip
    guidance = TextAreaField(
        "The funder’s guidance", [Length(max=20_000)], filters=[plain_text], render_kw={"rows": 6}
    )
    kind = choice_field("What it holds", SectionKind)
    limit = IntegerField(
        "Limit", [Optional(), NumberRange(1, 1_000_000, "Enter a number from 1 to 1,000,000.")],
        description="Left empty where there is none.",
    )  # fmt: skip
    limit_kind = choice_field("The limit counts", LimitKind, default=LimitKind.WORDS)
    limit_is_soft = BooleanField("The limit may be passed, with a reason that is kept")
    is_required = BooleanField("Required", default=True)
    allows_images = BooleanField("Pictures are allowed")
    is_public = BooleanField("Is published, so nothing confidential")
    is_unconfirmed = BooleanField("Still to be confirmed against the call")
    source = line_field("Where this is from", longest=500)


class MoveSectionForm(FlaskForm):
    step = IntegerField(validators=[InputRequired(), NumberRange(-1, 1)])
