"""By when a partner should answer: a deadline of the bid's own, so that the plan, the calendar and
the reminders know of it like of any other.
"""

from datetime import date, datetime, time

from sqlalchemy import select

from bidapp.asking.models import Ask, AskedLine
from bidapp.bids.models import BidDeadline, DeadlineStatus
from bidapp.calls.actions import Deed
from bidapp.calls.wall_time import instant_of
from bidapp.contributions.models import Contribution
from bidapp.contributions.states import OPEN_TO_ANSWER
from bidapp.database import db
from bidapp.partners.models import PartnerRole
from bidapp.plans.actions import Concerned, MilestoneFacts, add_milestone, change_milestone, mark
from bidapp.working_days import working_days_between

END_OF_WORK = time(17)
FOLLOWS = 5  # working days that costings and final text take once a partner has answered


def answer_due(role: PartnerRole, on: date, deed: Deed) -> BidDeadline:
    """The deadline for a role's answer, made or moved to the end of work on that day."""
    facts = _facts(role, on)
    part = standing_due(role)
    if part is None:
        return add_milestone(role.bid, facts, Concerned(role.bid.owner), deed)
    if part.deadline.due_local != facts.pinned_to:
        change_milestone(part, facts, deed)
    if part.status is not DeadlineStatus.OPEN:
        mark(part, DeadlineStatus.OPEN, deed)
    return part


def answer_moment(role: PartnerRole, on: date) -> datetime:
    """The instant that the day means, in the funder's zone as every deadline of the bid's own."""
    return instant_of(datetime.combine(on, END_OF_WORK), role.bid.call.funder.timezone)


def standing_due(role: PartnerRole) -> BidDeadline | None:
    """The deadline that the role's asks have, of the newest that has one."""
    return db.session.scalar(
        select(BidDeadline)
        .join(Ask, Ask.bid_deadline_id == BidDeadline.id)
        .where(Ask.role_id == role.id)
        .order_by(Ask.id.desc())
        .limit(1)
    )


def settle_due(role: PartnerRole, deed: Deed) -> None:
    """Met when nothing that was asked is open any more; open again when something is."""
    part = standing_due(role)
    if part is None:
        return
    status = DeadlineStatus.OPEN if _is_anything_open(role) else DeadlineStatus.MET
    if part.status in (DeadlineStatus.OPEN, DeadlineStatus.MET) and part.status is not status:
        mark(part, status, deed)


def _is_anything_open(role: PartnerRole) -> bool:
    db.session.flush()
    asked = select(AskedLine.contribution_id).join(AskedLine.ask).where(Ask.role_id == role.id)
    waiting = select(Contribution.id).where(
        Contribution.id.in_(asked), Contribution.state.in_(OPEN_TO_ANSWER)
    )
    return db.session.scalar(waiting.limit(1)) is not None


def _facts(role: PartnerRole, on: date) -> MilestoneFacts:
    """Pinned to what was promised to the partner, and in the chain before the close."""
    closing = role.bid.call.closing
    close_on = closing.due_local.date() if closing else on
    leads_to_close = closing is not None and on <= close_on
    return MilestoneFacts(
        label=f"Answer from {role.organisation.short_name}",
        reckoned_from_id=closing.id if closing and leads_to_close else None,
        lead_working_days=max(min(working_days_between(on, close_on), FOLLOWS), 0),
        pinned_to=datetime.combine(on, END_OF_WORK),
        organisation_id=role.organisation_id,
    )
