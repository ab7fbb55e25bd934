from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from bidapp.accounts.gate import needs
from bidapp.accounts.permissions import Action
from bidapp.bids.models import Bid
from bidapp.database import fetch
from bidapp.reminders.models import ReminderState
from bidapp.reminders.queries import reminders_of_bid

blueprint = Blueprint("reminders", __name__)


@blueprint.get("/bids/<int:bid_id>/reminders")
@needs(Action.SEE)
def of_bid(bid_id: int) -> ResponseReturnValue:
    """What will be sent for this bid, and what was."""
    bid = fetch(Bid, bid_id)
    every = reminders_of_bid(bid_id)
    ahead = [each for each in every if each.state is ReminderState.PLANNED]
    past = [each for each in reversed(every) if each.state is not ReminderState.PLANNED]
    return render_template("reminders/of_bid.html", bid=bid, ahead=ahead, past=past)
