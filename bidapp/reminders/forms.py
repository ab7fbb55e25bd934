from datetime import datetime, time

from flask_wtf import FlaskForm
from wtforms import BooleanField, IntegerField, SelectChoice, SelectField
from wtforms.validators import InputRequired, NumberRange, Optional, ValidationError

from bidapp.calls.wall_time import instant_of
from bidapp.fields import (
    ClockTimeField,
    DayField,
    choice_field,
    is_zone,
    line_field,
    row_field,
)
from bidapp.mail.models import Channel, OnDoubt
from bidapp.mail.teams import check_address
from bidapp.reminders.models import Audience, Condition, Digest, Unit, Urgency

MORNING = time(9)
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
LONGEST_ABSENCE_DAYS = 366


class PutOffForm(FlaskForm):
    """Until the morning of which day."""

    until_on = DayField("Remind me again on", [InputRequired("Enter a date.")])

    def until(self, zone: str) -> datetime:
        return instant_of(datetime.combine(self.until_on.data, MORNING), zone)


class HandOverForm(FlaskForm):
    person_id = row_field("Colleague", validators=[InputRequired("Choose a colleague.")])


class WishesForm(FlaskForm):
    digest = choice_field("Reminders come as", Digest, default=Digest.EACH)
    digest_at = ClockTimeField("A digest comes at", [InputRequired("Enter a time like 8:00am.")])
    digest_weekday = SelectField(
        "A weekly digest comes on",
        choices=[SelectChoice(str(number), name) for number, name in enumerate(WEEKDAYS)],
        coerce=int,
    )
    zone = line_field("Your time zone", required="Enter a time zone.", longest=60)
    quiet_from = ClockTimeField("Quiet from", [Optional()], description="For example 7:00pm.")
    quiet_until = ClockTimeField("Quiet until", [Optional()], description="For example 7:00am.")

    def validate_zone(self, field: object) -> None:
        is_zone(self, field)

    def validate_quiet_from(self, field: ClockTimeField) -> None:
        """Asked only when something stands here; the other asks for this one likewise."""
        if self.quiet_until.data is None:
            raise ValidationError("Enter both times, or neither.")

    def validate_quiet_until(self, field: ClockTimeField) -> None:
        if self.quiet_from.data is None:
            raise ValidationError("Enter both times, or neither.")
        if field.data == self.quiet_from.data:
            raise ValidationError("Enter another time than the one they begin at.")


class AbsenceForm(FlaskForm):
    from_on = DayField("Away from", [InputRequired("Enter the first day.")])
    until_on = DayField("Up to and with", [InputRequired("Enter the last day.")])
    deputy_id = row_field(
        "Who takes your reminders", validators=[InputRequired("Choose a colleague.")]
    )

    def validate_until_on(self, field: DayField) -> None:
        if not (self.from_on.data and field.data):
            return
        days = (field.data - self.from_on.data).days
        if days < 0:
            raise ValidationError("The last day comes before the first. Check both.")
        if days > LONGEST_ABSENCE_DAYS:
            raise ValidationError("Enter at most a year.")


class RuleForm(FlaskForm):
    unit = choice_field("Counted in", Unit, default=Unit.WORKING_DAYS)
    amount = IntegerField(
        "How many",
        [InputRequired("Enter a number."), NumberRange(0, 250, "Enter a number from 0 to 250.")],
    )
    local_time = ClockTimeField(
        "Time of day, for those counted in days", [InputRequired("Enter a time like 9:00am.")]
    )
    audience = choice_field("Goes to", Audience, default=Audience.OWNER)
    channel = choice_field("By", Channel, default=Channel.MAIL)
    urgency = choice_field("Urgency", Urgency, default=Urgency.NORMAL)
    condition = choice_field("Condition", Condition, default=Condition.ALWAYS)
    on_doubt = choice_field("When nobody knows whether it arrived", OnDoubt, default=OnDoubt.RESEND)
    is_on = BooleanField("This rule is on", default=True)


class ChannelForm(FlaskForm):
    address = line_field(
        "Address of the Teams workflow",
        longest=500,
        description="Made in Teams with “Post to a channel when a webhook request is received”.",
    )

    def validate_address(self, field: object) -> None:
        if fault := check_address(self.address.data or ""):
            raise ValidationError(fault)
