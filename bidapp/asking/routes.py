"""Asking, chasing, and the board of who holds up a bid."""

from flask import Blueprint

import bidapp.asking.models  # noqa: F401

blueprint = Blueprint("asking", __name__)
