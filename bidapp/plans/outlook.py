"""What a plan's arithmetic means for people: is the bid still possible, and what is wrong where."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from bidapp.bids.models import DeadlineStatus
from bidapp.plans.chain import Chain, Link, Room
from bidapp.wording import day, these
from bidapp.working_days import is_working_day

TIGHT = 2  # with so many working days to spare, or fewer, the bid is possible “only if”


class Verdict(StrEnum):
    """The value is the state that the page shows."""

    POSSIBLE = "ok"
    TIGHT = "warn"
    IMPOSSIBLE = "bad"


@dataclass(frozen=True)
class Outlook:
    """Whether the bid can still be made, in a headline and a sentence, and what decides it."""

    verdict: Verdict
    headline: str
    sentence: str
    critical: Link | None = None


def outlook(chain: Chain) -> Outlook:
    """Yes; only if; or no, because what remains needs more working days than are left."""
    if not chain.close.is_open or chain.close.due_on < chain.today:
        return _closed(chain.close)
    link = chain.critical()
    if link is None:
        return Outlook(
            Verdict.POSSIBLE,
            "Nothing in the plan is left to do",
            f"Every milestone before “{chain.close.label}” is settled.",
        )
    room = chain.room(link)
    if room.spare < 0:
        return _impossible(link, room, chain.end_of(link))
    return _only_if(chain, link, room) or _possible(link, room)


def warnings(chain: Chain, link: Link) -> list[str]:
    """What is wrong with an open milestone, in sentences."""
    if not link.is_open:
        return []
    return [
        *_about_its_day(link, chain.today),
        *_about_its_parent(link, chain.parent(link)),
        *_about_its_partner(chain, link),
    ]


def _closed(close: Link) -> Outlook:
    if close.status is DeadlineStatus.MET:
        return Outlook(Verdict.POSSIBLE, "Done", f"“{close.label}” is met.")
    sentence = f"“{close.label}” was on {day(close.due_on)}."
    return Outlook(Verdict.IMPOSSIBLE, "Not possible: the close has passed", sentence)


def _impossible(link: Link, room: Room, end: Link) -> Outlook:
    left = "1 is left" if room.left == 1 else f"{room.left or 'none'} are left"
    return Outlook(
        Verdict.IMPOSSIBLE,
        "Not possible as planned",
        f"“{link.label}” and what follows it need {these(room.needed, 'working day')}, "
        f"and {left} before “{end.label}” on {day(end.due_on)}.",
        link,
    )


def _only_if(chain: Chain, link: Link, room: Room) -> Outlook | None:
    conditions = [
        f"{short.link.place} signs within {these(short.given, 'working day')}, "
        f"where it needs {short.needs}"
        for each in chain.links.values()
        if (short := chain.shortage(each))
    ]
    if room.spare <= TIGHT:
        conditions.insert(0, f"“{link.label}” is met {_by(room.latest_on, chain.today)}")
    if not conditions:
        return None
    spare = these(room.spare, "working day") if room.spare else "nothing"
    on_what = f"with {spare} to spare" if room.spare <= TIGHT else "on a condition"
    sentence = f"Only if {'; and only if '.join(conditions)}."
    return Outlook(Verdict.TIGHT, f"Still possible, {on_what}", sentence, link)


def _possible(link: Link, room: Room) -> Outlook:
    return Outlook(
        Verdict.POSSIBLE,
        f"Still possible, with {these(room.spare, 'working day')} to spare",
        f"“{link.label}” comes first, by {day(room.latest_on)} at the latest.",
        link,
    )


def _by(latest_on: date, today: date) -> str:
    return f"by {day(latest_on)}" if latest_on >= today else "before the next working day"


def _about_its_day(link: Link, today: date) -> list[str]:
    found = []
    if link.due_on < today:
        found.append(f"Its date has passed: {day(link.due_on)}.")
    if link.is_pinned and not is_working_day(link.due_on, link.closed):
        found.append(f"It is pinned to {_kind_of_day(link)}.")
    return found


def _kind_of_day(link: Link) -> str:
    if link.due_on.weekday() > 4:
        return f"a weekend, {day(link.due_on)}"
    if link.due_on in link.closed:
        return f"{day(link.due_on)}, when {link.place} is closed"
    return f"a bank holiday, {day(link.due_on)}"


def _about_its_parent(link: Link, parent: Link | None) -> list[str]:
    if parent is None:
        return []
    found = []
    if link.due_at > parent.due_at:
        found.append(f"It lies after “{parent.label}”, which it has to come before.")
    if link.is_pinned and link.parent_has_moved:
        found.append(f"“{parent.label}” has moved; this is pinned and stayed where it was.")
    return found


def _about_its_partner(chain: Chain, link: Link) -> list[str]:
    short = chain.shortage(link)
    if short is None:
        return []
    leaves = f"It leaves {link.place} {these(short.given, 'working day')}, and"
    if link.partner_is_at_it:
        return [f"{leaves} what remains of its sign-off takes {short.needs}."]
    return [f"{leaves} it needs {short.needs} from being asked until its authority has signed."]
