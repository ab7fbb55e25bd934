"""Letters of support: drafted, returned, checked, decided on."""

from flask import Blueprint

import bidapp.letters.models  # noqa: F401

blueprint = Blueprint("letters", __name__)
