"""The facts of a bid's part in a deadline that its history follows, in words."""

from collections.abc import Iterator
from contextlib import contextmanager

from bidapp.bids.models import BidDeadline
from bidapp.calls.actions import Deed, keep_history
from bidapp.wording import these

OWNER, CONCERNS, STATE = "looked after by", "also concerns", "state"
RECKONED, PINNED, PLACE, WRITERS = "reckoned", "pinned", "place", "concerns the writers"


@contextmanager
def kept_in_history(part: BidDeadline, deed: Deed) -> Iterator[None]:
    """Whatever is done to a bid's part in a deadline inside stays in the deadline's history."""
    before = facts_of_part(part)
    yield
    keep_history(part.deadline, before, facts_of_part(part), deed)


def facts_of_part(part: BidDeadline) -> dict[str, str]:
    """A call's deadline is shared between bids, so its history says of which one it speaks."""
    facts = {
        OWNER: part.owner.name if part.owner else "",
        CONCERNS: ", ".join(person.name for person in part.also_concerns)[:500],
        STATE: part.status or "open",
        RECKONED: _reckoned(part),
        PINNED: _yes(part.is_pinned),
        PLACE: part.organisation.name if part.organisation else "the lead organisation",
        WRITERS: _yes(part.is_for_writers),
    }
    if part.deadline.call_id is None:
        return facts
    return {f"{fact}, for {part.bid.short_name}"[:500]: said for fact, said in facts.items()}


def _reckoned(part: BidDeadline) -> str:
    if part.reckoned_from is None:
        return "from nothing"
    before = these(part.lead_working_days or 0, "working day")
    return f"{before} before {part.reckoned_from.label}"[:500]


def _yes(is_so: bool | None) -> str:
    return "yes" if is_so else "no"
