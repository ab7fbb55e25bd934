import re
from decimal import Decimal
from typing import Any

from flask_wtf import FlaskForm
from wtforms import Field, Form, IntegerField, StringField, TextAreaField
from wtforms.validators import (
    DataRequired,
    InputRequired,
    Length,
    NumberRange,
    Optional,
    ValidationError,
)
from wtforms.widgets import HiddenInput, TextInput

from bidapp.contributions.models import ContributionRevision, Thing
from bidapp.contributions.models import Form as ContributionForm
from bidapp.contributions.worth import LineFacts, WorthRefused, worth
from bidapp.fields import (
    DayField,
    PoundsField,
    bare_number,
    choice_field,
    line_field,
    optional_day,
    plain_text,
)
from bidapp.web import LARGEST_NUMBER

LONGEST_TEXT = 2_000
ONLY_MONEY = "Nothing but money"


class QuantityField(StringField):
    """A number of hours, days or reports, with at most two decimals, kept as a Decimal."""

    widget = TextInput()

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return f"{self.data.normalize():f}" if isinstance(self.data, Decimal) else ""

    def process_formdata(self, values: list[str]) -> None:
        self.data = None
        text = bare_number(values)
        if not text:
            return
        if not re.fullmatch(r"\d{1,7}(\.\d{1,2})?", text, re.ASCII):
            raise ValueError(
                "Enter a number from 0 with two decimals at most, for example 330 or 7.5."
            )
        self.data = Decimal(text)


def text_field(label: str, *, required: str = "", rows: int = 3, **options: Any) -> TextAreaField:
    """Some sentences. `required` is what is said when there are none."""
    needed = DataRequired(required) if required else Optional()
    fits = Length(max=LONGEST_TEXT, message=f"Use at most {LONGEST_TEXT:,} characters.")
    return TextAreaField(
        label, [needed, fits], filters=[plain_text], render_kw={"rows": rows}, **options
    )


def hidden_number() -> IntegerField:
    """What the page was about: a row or a revision."""
    fits = NumberRange(0, LARGEST_NUMBER, "Open this page again.")
    return IntegerField(widget=HiddenInput(), default=0, validators=[fits])


def ends_after_it_starts(form: Form, field: Field) -> None:
    if field.data and form.starts_on.data and field.data < form.starts_on.data:
        raise ValidationError("It cannot end before it starts. Check both days.")


class WorthFields(FlaskForm):
    """What a line is worth and when: the part that a partner may propose to change."""

    quantity = QuantityField("How many", [Optional()], description="For example 330.")
    unit = line_field("Of what, in the singular", longest=40, description="For example hour.")
    rate_pence = PoundsField("Rate for one, in pounds", [Optional()])
    rate_source = line_field(
        "Where the rate is from", longest=200, description="For example the force’s charging table."
    )
    rate_year = line_field("Year of the rate", longest=20, description="For example 2026–27.")
    value_pence = PoundsField(
        "Value, in pounds",
        [Optional()],
        description="Left empty, it is reckoned from the quantity and the rate.",
    )
    starts_on = optional_day("From")
    ends_on = DayField("Until", [Optional(), ends_after_it_starts])
    description = text_field("As it will stand in the bid", rows=4)

    def worth_of(self) -> dict[str, Any] | None:
        """What these fields say; none, with the error beside its field, when they cannot be."""
        try:
            value = worth(self.quantity.data, self.rate_pence.data, self.value_pence.data)
        except WorthRefused as refusal:
            self.value_pence.errors = (str(refusal),)
            return None
        names = ("quantity", "unit", "rate_pence", "rate_source", "rate_year")
        said = {name: self[name].data for name in (*names, "starts_on", "ends_on", "description")}
        return said | {"value_pence": value}


class LineForm(WorthFields):
    title = line_field("What it is, in a few words", required="Enter what is brought.", longest=120)
    form = choice_field("Cash or in kind", ContributionForm, default=ContributionForm.IN_KIND)
    thing = choice_field("What kind of thing", Thing, nothing=ONLY_MONEY)
    why = line_field("Why it changes", longest=500)
    based_on = hidden_number()  # the revision that is changed
    answer_seen = hidden_number()  # the newest answer to it; 0 where there was none

    def validate_thing(self, field: Field) -> None:
        """Cash is money, and only money is cash."""
        is_cash = self.form.data is ContributionForm.CASH
        if is_cash and field.data is not None:
            raise ValidationError(
                f"Cash is money. Choose “{ONLY_MONEY}”, or say that this is in kind."
            )
        if not is_cash and field.data is None:
            raise ValidationError("Choose what kind of thing it is, or say that this is cash.")

    def facts(self) -> LineFacts | None:
        said = self.worth_of()
        if said is None:
            return None
        return LineFacts(title=self.title.data, form=self.form.data, thing=self.thing.data, **said)


class StatementFields(FlaskForm):
    """Who answers, and as what."""

    name = line_field("Name", required="Enter the name.", longest=100)
    position = line_field("Rank or job title", required="Enter the rank or job title.", longest=120)


class PhoneForm(StatementFields):
    number = IntegerField(widget=HiddenInput(), validators=[InputRequired()])
    note = text_field(
        "What was said, and when",
        required="Enter what was said, so that others can follow it.",
        description="It is kept as yours: you vouch that it was said.",
    )


class ReasonForm(FlaskForm):
    number = IntegerField(widget=HiddenInput(), validators=[Optional(), NumberRange(1)])
    why = text_field("Why", required="Enter why, in a sentence.", rows=2)


def filled_with(revision: ContributionRevision) -> dict[str, Any]:
    """The fields of a form that says what a revision says; a value that is reckoned stays empty."""
    names = (
        "title", "form", "thing", "quantity", "unit", "rate_pence", "rate_source", "rate_year",
        "starts_on", "ends_on", "description",
    )  # fmt: skip
    filled = {name: getattr(revision, name) for name in names}
    is_reckoned = revision.quantity is not None and revision.rate_pence is not None
    return filled | {"value_pence": None if is_reckoned else revision.value_pence}
