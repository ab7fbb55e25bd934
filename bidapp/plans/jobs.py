"""What the scheduler runs: milestones go where the deadlines they are reckoned from went."""

import logging

from bidapp import clock
from bidapp.bids.models import Bid
from bidapp.database import fetch, unit_of_work
from bidapp.plans.actions import follow_parents, take_turns
from bidapp.plans.queries import bids_out_of_step

log = logging.getLogger(__name__)


def follow_moved_deadlines() -> int:
    """Moved deadlines, new closures and new bank holidays move what is reckoned by them; how many
    milestones moved. While nothing has changed, one query finds that out.
    """
    with unit_of_work():
        out_of_step = bids_out_of_step()
    return sum(_follow(bid_id) for bid_id in out_of_step)


def _follow(bid_id: int) -> int:
    """In a transaction of its own, so that a bad plan never holds up the others."""
    try:
        with unit_of_work():
            bid = fetch(Bid, bid_id)
            take_turns(bid)
            return follow_parents(bid, at=clock.now())
    except Exception:
        log.exception("The plan of bid %s could not follow its deadlines", bid_id)
        return 0
