"""A deadline in words: when it falls due as it was promised, and every fact its history follows."""

from datetime import time

from bidapp.calls.models import Deadline, DeadlineKind, StageKind
from bidapp.wording import UK, clock_time, day, moment, zone_name

END_OF_DAY = time(17)  # what we reckon with where only a day is named
LABEL, DUE = "what is due", "when it is due"
KIND, WITHDRAWN = "kind", "withdrawn"
STAGE, WORDING = "stage", "the funder’s words"
SEEN_IN_CALENDARS = {LABEL, DUE, WITHDRAWN}
MATTERS_FOR_REMINDING = {DUE, KIND, WITHDRAWN}


def promised(deadline: Deadline) -> str:
    """Thu 14 January 2027, 4:00pm (UK); or, of a mere date, until when we reckon with it."""
    if not deadline.is_date_only:
        return moment(deadline.due_at, deadline.zone)
    local, zone = deadline.due_local, deadline.zone
    place = "(UK)" if zone == UK else zone_name(zone)
    return f"by the end of {day(local)}; we reckon with {clock_time(local)} {place}"


def facts_of(deadline: Deadline) -> dict[str, str]:
    """What its history follows, as people read it; nothing of a deadline that is not set yet."""
    if deadline.due_at is None:
        return {}
    return {
        LABEL: deadline.label,
        DUE: promised(deadline),
        KIND: deadline.kind,
        STAGE: deadline.stage,
        WORDING: deadline.wording or "",
        WITHDRAWN: "yes" if deadline.is_withdrawn else "no",
    }


def usual_kind(stage: StageKind) -> DeadlineKind:
    """A full bid's deadline is the funder's close, any other a step of its process."""
    return DeadlineKind.CLOSE if stage is StageKind.FULL else DeadlineKind.STAGE
