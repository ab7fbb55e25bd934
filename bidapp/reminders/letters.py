"""What reminders say: the facts of one deadline for one person, and the message they make."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from secrets import token_urlsafe
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from bidapp.calls.models import Deadline
from bidapp.mail.actions import Dispatch, put_in_outbox, word
from bidapp.mail.models import Message
from bidapp.reminders.deadlines import late_milestones, moved_from
from bidapp.reminders.models import Audience, Reminder, Unit
from bidapp.reminders.people import coordinators, deputy_of
from bidapp.reminders.queries import (
    IfIgnored,
    MissingSection,
    channel_address,
    has_done_their_part,
    if_ignored,
    missing_sections,
)


@dataclass(frozen=True)
class Addresses:
    """Where links in messages lead, as the web edge knows them."""

    deadline: Callable[[int, int], str]


@dataclass(frozen=True)
class Told:
    """One deadline as a message tells it to one person."""

    reminder: Reminder
    deadline: Deadline
    bid_title: str
    bid_short_name: str
    funder: str
    call: str
    why_you: str
    is_owner: bool
    is_escalation: bool
    has_moved: bool
    moved_from: str
    missing: list[MissingSection]
    is_done: bool
    late: list[Deadline]
    ignored: IfIgnored
    address: str


def told(reminder: Reminder, addresses: Addresses, now: datetime) -> Told:
    bid = reminder.bid
    is_owner = reminder.rule.audience is not Audience.TEAM
    writer_id = None if is_owner else reminder.person_id
    return Told(
        reminder=reminder,
        deadline=reminder.deadline,
        bid_title=bid.title,
        bid_short_name=bid.short_name,
        funder=bid.call.funder.short_name,
        call=bid.call.title,
        why_you=why_you(reminder),
        is_owner=is_owner,
        is_escalation=reminder.rule.audience is Audience.COORDINATORS,
        has_moved=reminder.rule.unit is Unit.MOVED,
        moved_from=moved_from(reminder.deadline),
        missing=missing_sections(bid.id, writer_id),
        is_done=has_done_their_part(bid.id, writer_id),
        late=late_milestones(bid.id, now) if is_owner else [],
        ignored=if_ignored(reminder, now),
        address=addresses.deadline(bid.id, reminder.deadline_id),
    )


def why_you(reminder: Reminder) -> str:
    """Why this person hears of it, in a sentence."""
    if reminder.person is None:
        return "This channel follows the bid."
    if reminder.instead_of is not None:
        return f"It goes to you because {reminder.instead_of.name} cannot be reached by reminders."
    return {
        Audience.OWNER: "You look after it.",
        Audience.TEAM: "You have a part in it.",
        Audience.COORDINATORS: "Nobody has said that they have it, so it goes to the coordinators.",
    }[reminder.rule.audience]


def write(reminders: Sequence[Reminder], addresses: Addresses, now: datetime) -> Message:
    """One message for one person, or for the bid's channel, about one or several deadlines."""
    first = reminders[0]
    name, context, recipient = _worded(reminders, addresses, now)
    is_their_own = first.person is not None and first.person.email == recipient
    dispatch = Dispatch(
        channel=first.channel,
        message_id=_message_id(reminders, addresses),
        thread=_thread(first) if len(reminders) == 1 else None,
        reply_to=first.bid.owner.email,
        unsubscribe_key=token_urlsafe(24) if is_their_own else None,
        on_doubt=first.rule.on_doubt,
    )
    return put_in_outbox(name, recipient, at=now, dispatch=dispatch, **context)


def rewrite(
    message: Message, reminders: Sequence[Reminder], addresses: Addresses, now: datetime
) -> None:
    """The same message in the words of now."""
    name, context, recipient = _worded(reminders, addresses, now)
    if recipient != message.recipient:  # a deputy does not unsubscribe somebody else
        message.recipient, message.unsubscribe_key = recipient, None
    word(message, name, **context)
    message.written_at = now


def _worded(
    reminders: Sequence[Reminder], addresses: Addresses, now: datetime
) -> tuple[str, dict[str, Any], str]:
    """Which letter, what it is filled with, and where it goes."""
    soonest_first = sorted(reminders, key=lambda each: (each.deadline.due_at, each.id))
    items = [told(reminder, addresses, now) for reminder in soonest_first]
    context: dict[str, Any] = {"now": now, "away": "", "away_until": None}
    person = reminders[0].person
    if person is None:
        return "channel_post", context | {"item": items[0]}, channel_address(reminders[0].bid_id)
    context |= {"name": person.name, "item": items[0], "items": items}
    recipient = person
    if absence := deputy_of(person, now):
        recipient = absence.deputy
        context |= {"name": recipient.name, "away": person.name, "away_until": absence.until_on}
    return "deadline_reminder" if len(items) == 1 else "digest", context, recipient.email


def _thread(reminder: Reminder) -> str:
    return f"deadline-{reminder.deadline_id}-{reminder.occurrence}-bid-{reminder.bid_id}"


def _message_id(reminders: Sequence[Reminder], addresses: Addresses) -> str:
    """The same reminders always make the same number, also after a backup is restored."""
    keys = sorted(
        f"{each.occurrence}/{each.rule_id}/{each.person_id}/{each.channel}/"
        f"{addresses.deadline(each.bid_id, each.deadline_id)}"
        for each in reminders
    )
    return f"{uuid5(NAMESPACE_URL, ' '.join(keys)).hex}@bidapp"


def tell_coordinators(name: str, now: datetime, **context: Any) -> None:
    """Trouble with reminders, told to those who can do something."""
    for person in coordinators():
        put_in_outbox(name, person.email, at=now, name=person.name, now=now, **context)
