"""The ledger of a bid, and its lines."""

from flask import Blueprint

import bidapp.contributions.models  # noqa: F401

blueprint = Blueprint("contributions", __name__)
