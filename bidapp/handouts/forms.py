from flask_wtf import FlaskForm
from flask_wtf.file import FileField, FileRequired

from bidapp.fields import CheckboxesField, choice_field, row_field
from bidapp.handouts.models import Decision


class HandoutForm(FlaskForm):
    section_ids = CheckboxesField("Sections in the file", coerce=int, choices=[])
    contact_id = row_field("For")


class ReturnForm(FlaskForm):
    file = FileField("The Word file that came back", [FileRequired("Choose the Word file.")])


class DecideForm(FlaskForm):
    decision = choice_field("What to do with it", Decision)
