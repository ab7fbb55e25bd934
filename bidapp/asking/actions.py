"""What a coordinator does: looks at a letter, asks, chases."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from bidapp.asking.due import answer_due, answer_moment
from bidapp.asking.links import (
    AskRefused,
    check_it_can_be_answered,
    link_lasts_until,
    open_ask,
    send,
    take_turns,
)
from bidapp.asking.mailing import Post, about_lines, told
from bidapp.asking.models import Ask, AskedLine, SendingKind
from bidapp.asking.queries import MAY_BE_ASKED, lines_asked, live_ask_of
from bidapp.audit.actions import note
from bidapp.bids.models import Bid
from bidapp.calls.actions import Deed
from bidapp.contributions.actions import Actor, move_line
from bidapp.contributions.models import Contribution
from bidapp.contributions.states import OPEN_TO_ANSWER, LineState
from bidapp.database import db
from bidapp.organisations.models import Contact
from bidapp.partners.actions import begin_sign_off
from bidapp.partners.models import PartnerRole
from bidapp.partners.rules import check_contact_may_be_asked
from bidapp.wording import day, local_date

AT_ONCE = timedelta(minutes=1)  # a second press within it is the first one once more


@dataclass(frozen=True)
class Asking:
    """What is asked of whom by when, in whose words."""

    contact: Contact
    lines: Sequence[Contribution]
    answer_by: date
    note: str = ""


def ask(role: PartnerRole, asking: Asking, post: Post) -> Ask:
    """Ask a contact for these lines: in the ledger, in the plan, and by a letter with one link.

    Who has a link to this role already keeps it; the lines are added to what it opens.
    """
    take_turns(role.id)
    _check(role, asking, post.at)
    made = live_ask_of(role.id, asking.contact.id) or open_ask(role, asking.contact, post)
    made.note = asking.note
    made.expires_at = link_lasts_until(role.bid, post.at)
    deed = Deed(post.by_id, post.at, f"asked {role.organisation.short_name}")
    made.bid_deadline = answer_due(role, asking.answer_by, deed)
    add_lines(made, asking.lines, actor_of(post))
    begin_sign_off(role, at=post.at)
    send(made, SendingKind.ASKED, "partner_asked", post)
    what = f"asked {asking.contact.name} for {len(asking.lines)} lines"
    note(what, by=post.by_id, at=post.at, about=role)
    return made


def chase(made: Ask, post: Post, *, words: str = "") -> None:
    """Ask again for what is still open, in the thread of the letters before."""
    take_turns(made.role_id)
    check_it_can_be_answered(made.role.bid)
    if not made.is_live(post.at):
        raise AskRefused("This link has ended. Ask again, and a new one is sent.")
    if not any(line.state in OPEN_TO_ANSWER for line in lines_asked(made)):
        raise AskRefused(f"{made.contact.name} has answered everything.")
    _check_it_is_no_second_press(made, post.at)
    send(made, SendingKind.CHASED, "partner_chased", post, words=words)
    note(f"chased {made.contact.name}", by=post.by_id, at=post.at, about=made.role)


def add_lines(made: Ask, lines: Sequence[Contribution], actor: Actor) -> None:
    """Drafts are asked from now on; what was asked before stays in its state."""
    there = {each.contribution_id for each in made.lines}
    for line in lines:
        if line.state is LineState.DRAFT:
            move_line(line, LineState.ASKED, actor)
        if line.id not in there:
            made.lines.append(
                AskedLine(contribution=line, first_number=line.standing_number, added_at=actor.at)
            )
    db.session.flush()


def actor_of(post: Post) -> Actor:
    return Actor(post.by.name if post.by else "bidapp", post.at, person_id=post.by_id)


def preview(role: PartnerRole, asking: Asking, post: Post) -> dict[str, object]:
    """What the letter would be filled with, word for word; nothing is kept."""
    _check(role, asking, post.at)
    made = Ask(
        role=role, contact=asking.contact, note=asking.note,
        expires_at=link_lasts_until(role.bid, post.at),
    )  # fmt: skip
    standing = live_ask_of(role.id, asking.contact.id)
    others = lines_asked(standing) if standing else []
    open_already = [line for line in others if line.state in OPEN_TO_ANSWER]
    lines = sorted({*asking.lines, *open_already}, key=lambda line: (line.position, line.id))
    every = sorted({*others, *lines}, key=lambda line: (line.position, line.id))
    due = {"due_at": answer_moment(role, asking.answer_by)}
    return told(made, every, post) | about_lines(every, lines) | due


def _check(role: PartnerRole, asking: Asking, at: datetime) -> None:
    check_it_can_be_answered(role.bid)
    contact = asking.contact
    if contact.organisation_id != role.organisation_id or not contact.is_there_on(local_date(at)):
        raise AskRefused(f"{contact.name} is not at {role.organisation.name}.")
    if not asking.lines:
        raise AskRefused("Choose at least one line to ask for.")
    if any(line.role_id != role.id or line.state not in MAY_BE_ASKED for line in asking.lines):
        raise AskRefused("A line you chose was answered or withdrawn meanwhile. Choose again.")
    _check_day(role.bid, asking.answer_by, at)
    check_contact_may_be_asked(role.bid, contact)
    if standing := live_ask_of(role.id, contact.id):
        _check_it_says_something_new(standing, asking, at)


def _check_day(bid: Bid, answer_by: date, at: datetime) -> None:
    if answer_by < local_date(at):
        raise AskRefused("The day to answer by has passed. Choose a later one.")
    closing = bid.call.closing
    if closing and at < closing.due_at and answer_by > closing.due_local.date():
        raise AskRefused(
            f"The bid closes on {day(closing.due_local.date())}. Choose a day before that."
        )


def _check_it_says_something_new(standing: Ask, asking: Asking, at: datetime) -> None:
    known = {each.contribution_id for each in standing.lines}
    if all(line.id in known for line in asking.lines) and asking.note == standing.note:
        _check_it_is_no_second_press(standing, at)


def _check_it_is_no_second_press(made: Ask, at: datetime) -> None:
    if at - made.last_sent_at < AT_ONCE and made.sendings:
        raise AskRefused(
            f"A letter to {made.contact.name} left less than a minute ago, so no second one was "
            "written."
        )
