"""Letters between us and a partner's contact. Each is a row of the outbox, and one of `sending`,
so that everybody sees what was sent when. The key in a letter is filled in when it leaves.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bidapp.accounts.models import Person
from bidapp.asking.keys import name_of_key
from bidapp.asking.models import Ask, Sending, SendingKind
from bidapp.asking.queries import last_answers
from bidapp.contributions.models import Answer, Contribution
from bidapp.contributions.shown import Difference, differences, line_facts
from bidapp.contributions.states import OPEN_TO_ANSWER
from bidapp.contributions.totals import total
from bidapp.contributions.worth import facts_of
from bidapp.database import db
from bidapp.mail.actions import Dispatch, put_in_outbox
from bidapp.mail.letters import SECRET_PLACE
from bidapp.mail.models import Message
from bidapp.partners.models import Position


@dataclass(frozen=True)
class Addresses:
    """Where links in letters lead, and how a key becomes known, as the edges know them."""

    partner_page: Callable[[str], str]
    role: Callable[[int], str]
    line: Callable[[int], str]
    reveal: Callable[[str], str]


@dataclass(frozen=True)
class Changed:
    """What changed in a line since it was answered."""

    answer: Answer
    differences: list[Difference]


@dataclass(frozen=True)
class Post:
    """Who writes, when, and where the links lead."""

    at: datetime
    addresses: Addresses
    by: Person | None = None

    @property
    def by_id(self) -> int | None:
        return self.by.id if self.by else None


def told(ask: Ask, lines: Sequence[Contribution], post: Post) -> dict[str, Any]:
    """What letters to a contact may say. Of a sensitive bid that is who writes, and nothing else:
    `is_sensitive` makes every letter leave the rest out.
    """
    bid, due = ask.role.bid, ask.bid_deadline.deadline if ask.bid_deadline else None
    open_lines = [line for line in lines if line.state in OPEN_TO_ANSWER]
    return about_lines(lines, open_lines) | {
        "name": ask.contact.name,
        "organisation": ask.role.organisation,
        "position": ask.role.position.said,
        "bid": bid,
        "is_sensitive": bid.is_sensitive,
        "by": post.by or bid.owner,
        "lead": bid.lead_organisation,
        "wants_letter": ask.role.position is Position.PROJECT_PARTNER,
        "due_at": due.due_at if due else None,
        "expires_at": ask.expires_at,
        "note": ask.note,
        "now": post.at,
        "link": post.addresses.partner_page(SECRET_PLACE),
    }


def about_lines(
    lines: Sequence[Contribution], open_lines: Sequence[Contribution]
) -> dict[str, Any]:
    """What letters say of lines, and what changed in those that were answered before."""
    answers = last_answers(open_lines)
    changed = {
        line.id: Changed(answers[line.id], found)
        for line in open_lines
        if line.id in answers and (found := _differences(line, answers[line.id]))
    }
    return {
        "lines": [(line, line_facts(facts_of(line.standing))) for line in lines],
        "open_lines": open_lines,
        "open_total": total(open_lines),
        "changed": changed,
        "is_all_changed": bool(open_lines) and len(changed) == len(open_lines),
    }


def _differences(line: Contribution, answer: Answer) -> list[Difference]:
    return differences(facts_of(line.revision(answer.number)), facts_of(line.standing))


def write_to_contact(
    ask: Ask, kind: SendingKind, letter: str, post: Post, **context: Any
) -> Message:
    """A letter with the contact's own link, in one thread with those before."""
    message = put_in_outbox(
        letter,
        ask.contact.email,
        at=post.at,
        dispatch=Dispatch(
            thread=f"ask-{ask.id}",
            reply_to=(post.by or ask.role.bid.owner).email,
            secret=name_of_key(ask.role_id, ask.contact_id, ask.generation),
        ),
        **context,
    )
    db.session.flush()
    db.session.add(
        Sending(ask_id=ask.id, kind=kind, message_id=message.id, at=post.at, by_id=post.by_id)
    )
    return message


def tell_owner(ask: Ask, letter: str, post: Post, **context: Any) -> None:
    """Whoever looks after the bid hears of every answer, with the way to it."""
    owner, role = ask.role.bid.owner, ask.role
    put_in_outbox(
        letter,
        owner.email,
        at=post.at,
        dispatch=Dispatch(thread=f"answers-{role.id}", reply_to=ask.contact.email),
        name=owner.name,
        contact=ask.contact,
        organisation=role.organisation,
        bid=role.bid,
        address=post.addresses.role(role.id),
        **context,
    )
