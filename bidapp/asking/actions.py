"""What a coordinator does: asks, chases, closes links, and answers what a partner said."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import func, select, update

from bidapp.accounts.identity import digest_of
from bidapp.asking.due import answer_due, answer_moment, settle_due
from bidapp.asking.keys import name_of_key
from bidapp.asking.mailing import Post, told, write_to_contact
from bidapp.asking.models import Ask, AskedLine, AskKey, Question, SendingKind
from bidapp.asking.queries import MAY_BE_ASKED, lines_asked, live_ask_of
from bidapp.audit.actions import note
from bidapp.calls.actions import Deed
from bidapp.contributions.actions import Actor, move_line
from bidapp.contributions.models import Contribution
from bidapp.contributions.states import OPEN_TO_ANSWER, LineState
from bidapp.contributions.totals import total
from bidapp.database import db
from bidapp.errors import RuleBroken
from bidapp.organisations.models import Contact
from bidapp.partners.actions import begin_sign_off
from bidapp.partners.models import PartnerRole
from bidapp.partners.rules import check_contact_may_be_asked
from bidapp.wording import local_date

LINK_LASTS = timedelta(days=30)  # where no closing time lies further ahead


class AskRefused(RuleBroken):
    """Nothing to ask, nobody to ask, or no time to answer in."""


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
    _check(role, asking, post.at)
    made = live_ask_of(role.id, asking.contact.id) or open_ask(role, asking.contact, post)
    made.note = asking.note
    made.expires_at = link_lasts_until(role, post.at)
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
    if not made.is_live(post.at):
        raise AskRefused("This link has ended. Ask again, and a new one is sent.")
    if not any(line.state in OPEN_TO_ANSWER for line in lines_asked(made)):
        raise AskRefused(f"{made.contact.name} has answered everything.")
    send(made, SendingKind.CHASED, "partner_chased", post, words=words)
    note(f"chased {made.contact.name}", by=post.by_id, at=post.at, about=made.role)


def renew_link(made: Ask, post: Post) -> None:
    """A new link to the address on file; the one before opens nothing any more."""
    if made.is_closed(post.at):
        raise AskRefused("This link was closed. Ask somebody again, and a new one is sent.")
    made.generation = _next_generation(made.role_id, made.contact_id)
    made.expires_at = link_lasts_until(made.role, post.at)
    send(made, SendingKind.NEW_LINK, "partner_new_link", post)
    note(f"sent {made.contact.name} a new link", by=post.by_id, at=post.at, about=made.role)


def close_link(made: Ask, because: str, *, by: int | None, at: datetime) -> None:
    """From now on the link opens nothing. What was answered through it stays."""
    closed = db.session.scalar(
        update(Ask)
        .where(Ask.id == made.id, Ask.ended_at.is_(None))
        .values(ended_at=at, ended_because=because)
        .returning(Ask.id)
    )
    if closed is None:
        raise AskRefused("This link is closed already.")
    note(f"closed the link of {made.contact.name}: {because}", by=by, at=at, about=made.role)


def answer_question(question: Question, words: str, post: Post) -> None:
    """What a contact asked is answered by letter and on their page."""
    answered = db.session.scalar(
        update(Question)
        .where(Question.id == question.id, Question.answered_at.is_(None))
        .values(answer=words, answered_at=post.at, answered_by_id=post.by_id)
        .returning(Question.id)
    )
    if answered is None:
        raise AskRefused("Somebody has answered this question already.")
    send(question.ask, SendingKind.REPLIED, "partner_replied", post, question=question, words=words)


def tell_of_reply(line: Contribution, post: Post, *, words: str, accepted: bool) -> None:
    """Who proposed a change hears what became of it, and is asked for this line only."""
    for made in live_asks_about(line, post.at):
        send(
            made, SendingKind.REPLIED, "proposal_answered", post,
            line=line, words=words, accepted=accepted,
        )  # fmt: skip
    settle_due(line.role, Deed(post.by_id, post.at))


def tell_of_challenge(line: Contribution, post: Post, *, words: str) -> None:
    for made in live_asks_about(line, post.at):
        send(made, SendingKind.REPLIED, "confirmation_challenged", post, line=line, words=words)
    settle_due(line.role, Deed(post.by_id, post.at))


def live_asks_about(line: Contribution, at: datetime) -> list[Ask]:
    asks = db.session.scalars(
        select(Ask)
        .join(AskedLine, AskedLine.ask_id == Ask.id)
        .where(AskedLine.contribution_id == line.id)
        .order_by(Ask.id)
    )
    return [made for made in asks if made.is_live(at)]


def open_ask(
    role: PartnerRole, contact: Contact, post: Post, *, from_ask: Ask | None = None
) -> Ask:
    """A contact's link to a role, without lines yet and not yet sent."""
    check_contact_may_be_asked(role.bid, contact)
    made = Ask(
        role=role, contact=contact, made_at=post.at, made_by_id=post.by_id, from_ask=from_ask,
        generation=_next_generation(role.id, contact.id),
        expires_at=link_lasts_until(role, post.at), last_sent_at=post.at,
    )  # fmt: skip
    db.session.add(made)
    db.session.flush()
    return made


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


def send(made: Ask, kind: SendingKind, letter: str, post: Post, **more: object) -> None:
    """Write a letter to the contact and remember when; reminders count from then."""
    _know_the_key(made, post)
    context = told(made, lines_asked(made), post) | more
    write_to_contact(made, kind, letter, post, **context)
    made.last_sent_at = post.at


def actor_of(post: Post) -> Actor:
    return Actor(post.by.name if post.by else "bidapp", post.at, person_id=post.by_id)


def link_lasts_until(role: PartnerRole, at: datetime) -> datetime:
    """Until the bid closes, or for thirty days where no closing lies ahead."""
    closing = role.bid.call.closing
    return closing.due_at if closing and closing.due_at > at else at + LINK_LASTS


def preview(role: PartnerRole, asking: Asking, post: Post) -> dict[str, object]:
    """What the letter would be filled with; nothing is kept."""
    _check(role, asking, post.at)
    made = Ask(
        role=role, contact=asking.contact, note=asking.note,
        expires_at=link_lasts_until(role, post.at),
    )  # fmt: skip
    return told(made, asking.lines, post) | {
        "open_lines": asking.lines,
        "open_total": total(asking.lines),
        "due_at": answer_moment(role, asking.answer_by),
    }


def _check(role: PartnerRole, asking: Asking, at: datetime) -> None:
    if asking.contact.organisation_id != role.organisation_id:
        raise AskRefused(f"{asking.contact.name} is not at {role.organisation.name}.")
    if not asking.lines:
        raise AskRefused("Choose at least one line to ask for.")
    if any(line.role_id != role.id or line.state not in MAY_BE_ASKED for line in asking.lines):
        raise AskRefused("A line you chose was answered or withdrawn meanwhile. Choose again.")
    if asking.answer_by < local_date(at):
        raise AskRefused("The day to answer by has passed. Choose a later one.")
    check_contact_may_be_asked(role.bid, asking.contact)


def _next_generation(role_id: int, contact_id: int) -> int:
    """Never one that an earlier link of this contact had, also when that has ended."""
    highest = select(func.max(Ask.generation)).where(
        Ask.role_id == role_id, Ask.contact_id == contact_id
    )
    return (db.session.scalar(highest) or 0) + 1


def _know_the_key(made: Ask, post: Post) -> None:
    """The key that the letter will hold opens the page, and the one before no longer does, where it
    was another: of an older generation, or of a secret that this installation has changed since.
    """
    name = name_of_key(made.role_id, made.contact_id, made.generation)
    digest = digest_of(post.addresses.reveal(name))
    if db.session.scalar(select(AskKey.id).where(AskKey.digest == digest)) is not None:
        return
    before = update(AskKey).where(AskKey.ask_id == made.id, AskKey.ended_at.is_(None))
    db.session.execute(before.values(ended_at=post.at))
    db.session.add(AskKey(ask=made, digest=digest, made_at=post.at))
