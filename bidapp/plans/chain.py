"""The arithmetic of a plan: days in, days out.

A milestone lies some working days before the deadline it is reckoned from, by the calendar of the
organisation in which it happens, and never after that deadline.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import TypeVar

from bidapp.bids.models import DeadlineStatus
from bidapp.calls.promised import END_OF_DAY
from bidapp.working_days import (
    NO_DAYS,
    is_working_day,
    working_days_before,
    working_days_between,
)

Thing = TypeVar("Thing")


def place_before(parent: datetime, lead: int, closed: frozenset[date] = NO_DAYS) -> datetime:
    """The end of the working day that lies so many before the parent's, on its wall clock."""
    on = day_before(parent.date(), lead, closed)
    return min(datetime.combine(on, END_OF_DAY), parent)


def day_before(on: date, lead: int, closed: frozenset[date] = NO_DAYS) -> date:
    """With no working days between, the day itself, or the last working day before it."""
    is_off = lead == 0 and not is_working_day(on, closed)
    return working_days_before(on, 1 if is_off else lead, closed)


def parents_first(
    things: Mapping[int | None, Thing], parent_of: Callable[[Thing], int | None]
) -> list[Thing]:
    """Whatever hangs on another comes after it."""

    def depth(thing: Thing) -> int:
        steps, parent = 0, parent_of(thing)
        while parent in things and steps < len(things):  # a circle ends too
            steps, parent = steps + 1, parent_of(things[parent])
        return steps

    return sorted(things.values(), key=depth)


@dataclass(frozen=True)
class Link:
    """A milestone with what the arithmetic needs; a deadline of the call hangs on nothing."""

    deadline_id: int
    label: str
    due_at: datetime
    due_local: datetime
    owner: str
    place: str
    closed: frozenset[date] = NO_DAYS
    status: DeadlineStatus = DeadlineStatus.OPEN
    parent_id: int | None = None
    lead: int = 0
    is_pinned: bool = False
    parent_has_moved: bool = False  # since this was pinned
    partner_id: int | None = None
    partner_needs: int | None = None  # working days, from being asked until it has signed
    partner_is_at_it: bool = False  # it has been asked; the need is what remains

    @property
    def due_on(self) -> date:
        return self.due_local.date()

    @property
    def is_open(self) -> bool:
        return self.status is DeadlineStatus.OPEN


@dataclass(frozen=True)
class Room:
    """How much time an open milestone has: `needed` working days follow it, `left` are left."""

    latest_on: date
    needed: int
    left: int

    @property
    def spare(self) -> int:
        return self.left - self.needed


@dataclass(frozen=True)
class Shortage:
    """A partner is given fewer working days than it needs."""

    link: Link
    given: int
    needs: int


@dataclass(frozen=True)
class Chain:
    """All milestones of a bid, with the call's deadlines they lead to, on one day."""

    links: Mapping[int | None, Link]
    close: Link
    today: date

    def room(self, link: Link) -> Room:
        """What follows a milestone are the leads of the open ones on its way to the end of it.

        The latest day is reckoned back from that end, whatever is pinned on the way.
        """
        way, end = self._way(link)
        latest = end.due_on
        for each in reversed(way):
            latest = day_before(latest, each.lead, each.closed) if each.is_open else latest
        left = working_days_between(self.today, end.due_on, link.closed)
        spare = working_days_between(self.today, latest, link.closed)
        return Room(latest, needed=left - spare, left=left)

    def critical(self) -> Link | None:
        """The open milestone with the least to spare, the earliest of them if there are several:
        whoever looks after it is the person on whom the bid depends now.

        To spare are the working days from today to the latest day on which it can be met so that
        the longest chain of milestones which are still open, and depend on one another, fits
        before the deadline at its end.
        """
        waiting = [each for each in self.links.values() if self._is_waited_for(each)]
        return min(waiting, key=self._urgency, default=None)

    def shortage(self, link: Link) -> Shortage | None:
        """Where a partner, asked by its first milestone, is given less than it needs: up to its
        last, or, where that is the only one, up to the deadline it is reckoned from.

        One that is at it already has from today, and it is told of at its first open milestone.
        """
        if link.partner_id is None or link.partner_needs is None or not link.is_open:
            return None
        own = self._of_partner(link.partner_id)
        until = own[-1] if len(own) > 1 else self.parent(link)
        if until is None or link is not self._first(own, link.partner_is_at_it):
            return None
        begins_on = self.today if link.partner_is_at_it else max(link.due_on, self.today)
        given = max(working_days_between(begins_on, until.due_on, link.closed), 0)
        return Shortage(link, given, link.partner_needs) if given < link.partner_needs else None

    def _first(self, own: list[Link], only_open: bool) -> Link:
        return next(each for each in own if each.is_open or not only_open)

    def parent(self, link: Link) -> Link | None:
        return self.links.get(link.parent_id)

    def end_of(self, link: Link) -> Link:
        """The deadline that a milestone leads to."""
        return self._way(link)[1]

    def _way(self, link: Link) -> tuple[list[Link], Link]:
        way: list[Link] = []
        while link.parent_id in self.links and link not in way:
            way.append(link)
            link = self.links[link.parent_id]
        return way, link

    def _is_waited_for(self, link: Link) -> bool:
        is_milestone = link.parent_id in self.links
        return link.is_open and is_milestone and self.end_of(link).due_on >= self.today

    def _urgency(self, link: Link) -> tuple[int, datetime, int]:
        return self.room(link).spare, link.due_at, link.deadline_id

    def _of_partner(self, partner_id: int) -> list[Link]:
        """Its milestones, soonest first, without those withdrawn."""
        own = [each for each in self.links.values() if each.partner_id == partner_id]
        live = [each for each in own if each.status is not DeadlineStatus.WITHDRAWN]
        return sorted(live, key=lambda each: each.due_at)
