"""The page that tells whether partners are asked in fair shares."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from bidapp import clock
from bidapp.accounts.gate import needs
from bidapp.accounts.permissions import Action
from bidapp.asking.fair_share import quarter_said, shares

blueprint = Blueprint("sharing", __name__)


@blueprint.get("/organisations/fair-share")
@needs(Action.SEE)
def every() -> ResponseReturnValue:
    now = clock.now()
    return render_template("asking/fair_share.html", shares=shares(now), since=quarter_said(now))
