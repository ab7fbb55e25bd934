"""One deadline of one bid as calendars show it: plain facts, and what follows from them."""

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from bidapp.bids.models import DeadlineStatus
from bidapp.calls.models import DeadlineKind
from bidapp.wording import UK


@dataclass(frozen=True, kw_only=True)
class Entry:
    """What a calendar knows of one deadline of one bid."""

    deadline_id: int
    bid_id: int
    lead_id: int
    bid_title: str
    bid_acronym: str | None
    funder_name: str
    call_title: str
    partner_name: str | None
    label: str
    kind: DeadlineKind
    due_local: datetime
    due_at: datetime
    zone: str
    is_date_only: bool
    wording: str
    sequence: int
    is_withdrawn: bool
    status: DeadlineStatus
    status_since: datetime | None
    moved_at: datetime | None
    opened_at: datetime

    @property
    def bid_name(self) -> str:
        return self.bid_acronym or self.bid_title

    @property
    def what(self) -> str:
        """The label; for what a partner has to do, with its name, if the label has it not."""
        is_named = not self.partner_name or self.partner_name in self.label
        return self.label if is_named else f"{self.label}: {self.partner_name}"

    @property
    def in_uk(self) -> datetime:
        return self.due_at.astimezone(ZoneInfo(UK))

    @property
    def day(self) -> date:
        return self.in_uk.date()

    @property
    def is_off(self) -> bool:
        """The funder withdrew it, or this bid has nothing to do with it any more."""
        return self.is_withdrawn or self.status is DeadlineStatus.WITHDRAWN

    @property
    def is_met(self) -> bool:
        return self.status is DeadlineStatus.MET

    @property
    def changed_at(self) -> datetime:
        """When what a calendar shows last changed, as far as it is on record."""
        known = (self.moved_at, self.status_since, self.opened_at)
        return max(instant for instant in known if instant)
