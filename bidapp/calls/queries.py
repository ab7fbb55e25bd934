from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from bidapp.calls.models import BEFORE_SUBMISSION, Call, CallStatus, Deadline, DeadlineChange
from bidapp.database import db
from bidapp.funders.models import Funder


@dataclass(frozen=True)
class CallInList:
    """One line of the list of calls."""

    call: Call
    funder_name: str
    closes_at: datetime | None


def calls(*, status: CallStatus | None = None, funder_id: int | None = None) -> list[CallInList]:
    """Those that close soonest first; the ones without a closing date before those long closed."""
    closing = (
        select(Deadline.call_id, func.max(Deadline.due_at).label("at"))
        .where(Deadline.stage.in_(BEFORE_SUBMISSION), Deadline.is_withdrawn.is_(False))
        .group_by(Deadline.call_id)
        .subquery()
    )
    found = (
        select(Call, Funder.short_name, closing.c.at)
        .join(Call.funder)
        .outerjoin(closing, closing.c.call_id == Call.id)
        .order_by(Call.status == CallStatus.CLOSED, closing.c.at.is_(None), closing.c.at, Call.id)
    )
    if status:
        found = found.where(Call.status == status)
    if funder_id:
        found = found.where(Call.funder_id == funder_id)
    return [CallInList(call, name, at) for call, name, at in db.session.execute(found)]


def changes_of(deadline: Deadline) -> list[DeadlineChange]:
    """What was changed of a deadline, newest first, with who did."""
    return list(
        db.session.scalars(
            select(DeadlineChange)
            .where(DeadlineChange.deadline_id == deadline.id)
            .options(joinedload(DeadlineChange.by))
            .order_by(DeadlineChange.id.desc())
        )
    )
