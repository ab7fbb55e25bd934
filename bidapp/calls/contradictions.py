"""Where a call's dates contradict each other, in sentences. Pure: it warns and never refuses."""

from datetime import date

from bidapp.calls.models import BEFORE_SUBMISSION, Call, CallStatus, Deadline, StageKind
from bidapp.wording import day, local_date

STALE_AFTER_DAYS = 30
ORDER = list(StageKind)


def contradictions(call: Call, *, today: date) -> list[str]:
    """Everything about this call's dates that cannot all be true, or needs another look."""
    live = [each for each in call.deadlines if not each.is_withdrawn]
    return [
        *_opening(call, live),
        *_order(live),
        *_stages(call, live),
        *_status(call, live, today),
        *_checked(call, live, today),
    ]


def _opening(call: Call, deadlines: list[Deadline]) -> list[str]:
    found = []
    if call.opens_on and call.published_on and call.opens_on < call.published_on:
        found.append(
            f"It opens on {day(call.opens_on)}, before it is published on {day(call.published_on)}."
        )
    if call.opens_on:
        found += [
            f"{_due(each)}, before the call opens on {day(call.opens_on)}."
            for each in deadlines
            if _day_of(each) < call.opens_on
        ]
    return found


def _order(deadlines: list[Deadline]) -> list[str]:
    """A later stage that is due before an earlier one."""
    in_order = sorted(deadlines, key=lambda each: ORDER.index(each.stage))
    return [
        f"{later.label} ({later.stage}) is due before {earlier.label} ({earlier.stage})."
        for place, earlier in enumerate(in_order)
        for later in in_order[place + 1 :]
        if ORDER.index(later.stage) > ORDER.index(earlier.stage) and later.due_at < earlier.due_at
    ]


def _stages(call: Call, deadlines: list[Deadline]) -> list[str]:
    opens = {stage.kind: stage.opens_on for stage in call.stages if stage.opens_on}
    late = [
        f"{_due(each)}, before its stage opens on {day(opens[each.stage])}."
        for each in deadlines
        if each.stage in opens and _day_of(each) < opens[each.stage]
    ]
    kinds = {stage.kind for stage in call.stages}
    strange = [
        f"{each.label} belongs to a stage ({each.stage}) that this call is not said to have."
        for each in deadlines
        if kinds and each.stage not in kinds
    ]
    return late + strange


def _status(call: Call, deadlines: list[Deadline], today: date) -> list[str]:
    ahead = [
        each for each in deadlines if each.stage in BEFORE_SUBMISSION and _day_of(each) >= today
    ]
    if call.status is CallStatus.OPEN and call.opens_on and call.opens_on > today:
        return [f"It is said to be open, and to open on {day(call.opens_on)}."]
    if call.status is CallStatus.CLOSED and ahead:
        return [f"It is said to be closed, and {ahead[0].label} is still ahead."]
    if call.status is CallStatus.UPCOMING and call.opens_on and call.opens_on < today:
        return [f"It is said to be upcoming, and opened on {day(call.opens_on)}."]
    closed = call.closing is not None and not ahead
    if call.status is CallStatus.OPEN and closed:
        return ["It is said to be open, and its last deadline has passed."]
    return []


def _checked(call: Call, deadlines: list[Deadline], today: date) -> list[str]:
    if call.checked_on and call.checked_on > today:
        return [f"It was checked on {day(call.checked_on)}, which is still to come."]
    is_ahead = any(_day_of(each) >= today for each in deadlines)
    if is_ahead and call.checked_on and (today - call.checked_on).days > STALE_AFTER_DAYS:
        return [f"It was last checked on {day(call.checked_on)}. Read the funder’s page again."]
    return []


def _due(deadline: Deadline) -> str:
    return f"{deadline.label} is due on {day(_day_of(deadline))}"


def _day_of(deadline: Deadline) -> date:
    return local_date(deadline.due_at, deadline.zone)
