from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from bidapp.audit.actions import note
from bidapp.calls.models import Call, CallStage, Deadline, DeadlineChange, StageKind
from bidapp.calls.promised import (
    MATTERS_FOR_REMINDING,
    SEEN_IN_CALENDARS,
    facts_of,
    usual_kind,
)
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


@dataclass(frozen=True)
class Deed:
    """Who changes something, when, and the reason they gave. What follows by itself has nobody."""

    by: int | None
    at: datetime
    why: str = ""


def save_deadline(
    deadline: Deadline, facts: dict[str, Any], *, by: int | None, at: datetime
) -> None:
    """Set or change a deadline. What it was, and `why` it changed, stay in its history.

    `due_local` and `zone` are the wall time as promised; the other facts are columns.
    """
    before, due_at = facts_of(deadline), deadline.due_at
    stage = facts.get("stage", deadline.stage)
    facts = {"kind": deadline.kind or usual_kind(stage), "why": ""} | facts
    deed = Deed(by, at, facts.pop("why"))
    deadline.fall_due(facts["due_local"], facts["zone"])
    for name, value in facts.items():
        setattr(deadline, name, value)
    db.session.add(deadline)
    db.session.flush()
    _tell_calendars_and_reminders(
        deadline, keep_history(deadline, before, facts_of(deadline), deed)
    )
    moved = f" (moved from {moment(due_at)})" if due_at and due_at != deadline.due_at else ""
    what = f"set {deadline.label} to {moment(deadline.due_at, deadline.zone)}{moved}"
    note(what, by=by, at=at, about=deadline)


def keep_history(
    deadline: Deadline, before: dict[str, str], after: dict[str, str], deed: Deed
) -> set[str]:
    """One row for each fact that changed; returns which. A new deadline has no history yet."""
    changed = {fact for fact, old in before.items() if after[fact] != old}
    for fact in sorted(changed):
        change = DeadlineChange(
            changed_at=deed.at, by_id=deed.by, occurrence=deadline.occurrence, fact=fact,
            old=before[fact], new=after[fact], why=deed.why,
        )  # fmt: skip
        deadline.changes.append(change)
    return changed


def _tell_calendars_and_reminders(deadline: Deadline, changed: set[str]) -> None:
    if changed & SEEN_IN_CALENDARS:
        deadline.sequence += 1
    if changed & MATTERS_FOR_REMINDING:
        deadline.ladder_is_stale = True
