"""What the scheduler runs: a section's deadline is met while it is done, and open while it is not.

Saving a text opens again what was done, and knows nothing of deadlines; so this looks back.
"""

from sqlalchemy import select

from bidapp import clock
from bidapp.bids.models import BidDeadline, DeadlineStatus
from bidapp.calls.actions import Deed
from bidapp.database import db, fetch, unit_of_work
from bidapp.drafting.models import READY, Section
from bidapp.reviewing.actions import follow_state


def follow_sections() -> int:
    """How many deadlines were opened again."""
    with unit_of_work():
        out_of_step = db.session.scalars(
            select(Section.id)
            .join(BidDeadline, BidDeadline.deadline_id == Section.deadline_id)
            .where(Section.state.not_in(READY), BidDeadline.status == DeadlineStatus.MET)
        ).all()
    for section_id in out_of_step:
        with unit_of_work():
            follow_state(fetch(Section, section_id), Deed(None, clock.now(), "Its text changed"))
    return len(out_of_step)
