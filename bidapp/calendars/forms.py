from flask_wtf import FlaskForm

from bidapp.fields import line_field, row_field


class FeedForm(FlaskForm):
    label = line_field(
        "Name of the calendar",
        required="Enter a name, for example: Bid deadlines.",
        longest=100,
        default="Bid deadlines",
        description="Your calendar program shows it beside the others.",
    )
    bid_id = row_field("Deadlines in it")
