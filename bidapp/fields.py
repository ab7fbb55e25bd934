"""The kinds of field people fill in here, beyond WTForms' own: shape only, never the database."""

import re
from collections.abc import Callable, Iterable
from datetime import date, time
from decimal import Decimal
from enum import StrEnum
from typing import Any
from zoneinfo import available_timezones

from email_validator import EmailNotValidError, validate_email
from flask_wtf import FlaskForm
from wtforms import (
    DateField,
    DecimalField,
    Field,
    Form,
    SelectChoice,
    SelectField,
    SelectMultipleField,
    StringField,
)
from wtforms.validators import (
    DataRequired,
    InputRequired,
    Length,
    NumberRange,
    Optional,
    ValidationError,
)
from wtforms.widgets import CheckboxInput, ListWidget, TextInput

from bidapp.wording import capitalised

MOST_PENCE = 10**14
LONGEST_EMAIL = 254
NOT_IN_A_LINE = re.compile(r"[\x00-\x1f\x7f\u2028\u2029\u202a-\u202e\u2066-\u2069]+")


def one_line(text: str | None) -> str:
    """A title or name: no control characters, no overrides of direction, no edge blanks."""
    return " ".join(NOT_IN_A_LINE.sub(" ", text or "").split())


def plain_text(text: str | None) -> str:
    """Several lines of plain text as people typed them, without characters nobody can see."""
    kept = (text or "").replace("\r\n", "\n").replace("\r", "\n")
    return re.sub(r"[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff\ufffe\uffff]", "", kept).strip()


def line_field(
    label: str, *, required: str = "", longest: int = 200, **options: Any
) -> StringField:
    """One line of text. `required` is the sentence said when it is missing."""
    needed = DataRequired(required) if required else Optional()
    fits = Length(max=longest, message=f"Use at most {longest} characters.")
    return StringField(label, [needed, fits], filters=[one_line], **options)


def email_field(label: str, **options: Any) -> StringField:
    validators = [InputRequired("Enter an e-mail address."), is_email]
    return StringField(label, validators, filters=[one_line], **options)


def web_address_field(label: str, **options: Any) -> StringField:
    return StringField(
        label, [Optional(), Length(max=500), is_web_address], filters=[one_line], **options
    )


def is_email(form: Form, field: Field) -> None:
    """Exactly one address; one field may not smuggle in a second."""
    if len(field.data or "") > LONGEST_EMAIL:  # reading a megabyte would take hours
        raise ValidationError("Enter a shorter e-mail address.")
    try:
        validate_email(field.data, check_deliverability=False, globally_deliverable=False)
    except EmailNotValidError as fault:
        raise ValidationError("Enter an e-mail address like name@example.ac.uk.") from fault


def is_web_address(form: Form, field: Field) -> None:
    if not re.fullmatch(r"https?://[^\s/?#]+([/?#]\S*)?", field.data or ""):
        raise ValidationError("Enter a web address that begins with https:// or http://.")


def is_zone(form: Form, field: Field) -> None:
    if field.data not in available_timezones():
        raise ValidationError("Enter a time zone like Europe/London or Europe/Brussels.")


def bare_number(values: list[str]) -> str:
    """What was typed into a field for a number, without what people put into numbers to read them
    better: a pound sign, commas and blanks.
    """
    return re.sub(r"[£,\s]", "", values[0] if values else "")


class PoundsField(StringField):
    """Pounds as people type them, kept as whole pence."""

    widget = TextInput()

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        if self.data is None:
            return ""
        whole, rest = divmod(int(self.data), 100)
        return f"{whole:,}.{rest:02}" if rest else f"{whole:,}"

    def process_formdata(self, values: list[str]) -> None:
        self.data = None
        text = bare_number(values)
        if not text:
            return
        if not re.fullmatch(r"\d{1,12}(\.\d{1,2})?", text, re.ASCII):
            raise ValueError("Enter pounds as a number from 0, for example 600,000 or 1,250.50.")
        whole, _, rest = text.partition(".")
        self.data = int(whole) * 100 + int(rest.ljust(2, "0") or 0)


class PercentField(DecimalField):
    """A share of a hundred, with two decimals at most; a sign after it is no fault."""

    widget = TextInput()

    def __init__(self, label: str, validators: Iterable[Any] = (), **options: Any) -> None:
        said = "Enter a percentage from 0 to 100."
        super().__init__(label, [*validators, NumberRange(0, 100, said)], places=None, **options)

    def process_formdata(self, values: list[str]) -> None:
        self.data = None
        text = one_line(values[0] if values else "").removesuffix("%").strip()
        if not text:
            return
        if not re.fullmatch(r"\d{1,3}(\.\d{1,2})?", text, re.ASCII):
            raise ValueError("Enter a percentage as a number, for example 80 or 12.5.")
        self.data = Decimal(text)


class ClockTimeField(StringField):
    """A time of day as people say it: 16:00, 4pm, 4:00pm, 11.30am."""

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return f"{self.data:%H:%M}" if isinstance(self.data, time) else ""

    def process_formdata(self, values: list[str]) -> None:
        self.data = None
        text = (values[0] if values else "").strip().lower().replace(" ", "")
        if not text:
            return
        said = {"noon": "12:00pm", "midday": "12:00pm"}.get(text, text)
        match = re.fullmatch(r"(\d{1,2})(?:[:.](\d{2}))?(?::00)?(am|pm)?", said, re.ASCII)
        if match is None or (clock := _clock_of(*match.groups())) is None:
            raise ValueError("Enter a time like 16:00 or 4:00pm.")
        self.data = clock


def _clock_of(hour_said: str, minute_said: str | None, half: str | None) -> time | None:
    hour, minute = int(hour_said), int(minute_said or 0)
    if half and not 1 <= hour <= 12:
        return None
    if half:
        hour = hour % 12 + (12 if half == "pm" else 0)
    elif minute_said is None:
        return None  # a bare “4” could be morning or afternoon
    return time(hour, minute) if hour < 24 and minute < 60 else None


class DayField(DateField):
    """A date, between the years in which bids are written."""

    def __init__(self, label: str, validators: Iterable[Any] = (), **options: Any) -> None:
        shapes = ["%Y-%m-%d", "%d/%m/%Y", "%d %B %Y", "%d %b %Y"]
        super().__init__(label, [*validators, _is_near], format=shapes, **options)

    def process_formdata(self, values: list[str]) -> None:
        try:
            super().process_formdata([one_line(value) for value in values])
        except ValueError as fault:
            raise ValueError("Enter a date like 14/01/2027.") from fault


def _is_near(form: Form, field: Field) -> None:
    if isinstance(field.data, date) and not 1900 <= field.data.year <= 2200:
        raise ValidationError("Enter a year between 1900 and 2200.")


def optional_day(label: str, **options: Any) -> DayField:
    return DayField(label, [Optional()], **options)


def choices_of(kinds: type[StrEnum], *, nothing: str = "") -> list[SelectChoice]:
    """One choice for each value of an enumeration; with `nothing`, a first one that means none."""
    first = [SelectChoice("", nothing)] if nothing else []
    return first + [SelectChoice(kind.value, capitalised(kind.value)) for kind in kinds]


def choice_field(
    label: str, kinds: type[StrEnum], *, nothing: str = "", **options: Any
) -> SelectField:
    return SelectField(
        label, choices=choices_of(kinds, nothing=nothing), coerce=none_or(kinds), **options
    )


def row_field(label: str, **options: Any) -> SelectField:
    """A choice among rows; the edge fills it with `offer`."""
    return SelectField(label, choices=[], coerce=none_or(int), **options)


def offer(field: Any, rows: Iterable[tuple[int, str]], *, nothing: str = "") -> None:
    first = [SelectChoice("", nothing)] if nothing else []
    field.choices = first + [SelectChoice(number, label) for number, label in rows]


def none_or(coerce: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """An empty choice means none; numbers too large for a row are no choice."""

    def convert(value: Any) -> Any:
        return coerce(value) if value not in ("", None) else None

    return convert


class CheckboxesField(SelectMultipleField):
    """Several of a list, each with its own box."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


def typed(form: Form) -> dict[str, Any]:
    """What a form holds, without its token."""
    return {name: value for name, value in form.data.items() if name != "csrf_token"}


class PressForm(FlaskForm):
    """A form that is only its button."""
