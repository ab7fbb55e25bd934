from datetime import date, datetime
from typing import Any

from bidapp.audit.actions import note
from bidapp.calls.models import Call, CallStage, Deadline, StageKind
from bidapp.database import db
from bidapp.wording import moment


def save_call(
    call: Call,
    facts: dict[str, Any],
    stages: dict[StageKind, date | None],
    *,
    by: int,
    at: datetime,
) -> None:
    """Change what is known of a call, and which stages it has with the day each opens."""
    for name, value in facts.items():
        setattr(call, name, value)
    db.session.add(call)
    _set_stages(call, stages)
    note(f"saved the call {call.title}", by=by, at=at, about=call)


def _set_stages(call: Call, wanted: dict[StageKind, date | None]) -> None:
    standing = {stage.kind: stage for stage in call.stages}
    for kind in standing.keys() - wanted.keys():
        call.stages.remove(standing[kind])
    for kind in [kind for kind in StageKind if kind in wanted]:
        if kind in standing:
            standing[kind].opens_on = wanted[kind]
        else:
            call.stages.append(CallStage(kind=kind, opens_on=wanted[kind]))


def save_deadline(deadline: Deadline, facts: dict[str, Any], *, by: int, at: datetime) -> None:
    """Set or change a deadline; a moved one keeps in the record where it stood.

    `due_local` and `zone` are the wall time as promised; the other facts are columns.
    """
    before = deadline.due_at
    deadline.fall_due(facts["due_local"], facts["zone"])
    for name, value in facts.items():
        setattr(deadline, name, value)
    db.session.add(deadline)
    moved = f" (moved from {moment(before)})" if before and before != deadline.due_at else ""
    what = f"set {deadline.label} to {moment(deadline.due_at, deadline.zone)}{moved}"
    note(what, by=by, at=at, about=deadline)
