"""What a bid makes of its deadlines, for calendars to show."""

from bidapp.bids.models import BidDeadline
from bidapp.calls.models import DeadlineKind
from tests.builders import a_deadline, saved


def a_milestone(bid, due="2030-03-08 16:00", label="Final draft", **facts):
    """A deadline of the bid's own."""
    deadline = a_deadline(due, label=label, kind=facts.pop("kind", DeadlineKind.INTERNAL))
    return saved(BidDeadline(bid=bid, deadline=deadline, **facts))


def said_of(bid, deadline, **facts):
    """What the bid says of a deadline of its call."""
    return saved(BidDeadline(bid=bid, deadline=deadline, **facts))
