"""A contact's one link: made, sent, renewed, closed. Its key exists only in letters that left."""

from datetime import datetime, timedelta

from sqlalchemy import func, select, update

from bidapp.accounts.identity import digest_of
from bidapp.asking.keys import name_of_key
from bidapp.asking.mailing import Post, told, write_to_contact
from bidapp.asking.models import Ask, AskedLine, AskKey, SendingKind
from bidapp.asking.queries import lines_asked
from bidapp.audit.actions import note
from bidapp.bids.models import Bid
from bidapp.bids.stages import BEING_WRITTEN
from bidapp.contributions.models import Contribution
from bidapp.database import db
from bidapp.errors import RuleBroken
from bidapp.organisations.models import Contact
from bidapp.partners.actions import note_contact
from bidapp.partners.models import PartnerRole
from bidapp.partners.rules import check_contact_may_be_asked

LINK_LASTS = timedelta(days=30)  # where no closing time lies further ahead
CLOSED = "This link was closed. Ask somebody again, and a new one is sent."


class AskRefused(RuleBroken):
    """Nothing to ask, nobody to ask, or no time to answer in."""


def open_ask(
    role: PartnerRole, contact: Contact, post: Post, *, from_ask: Ask | None = None
) -> Ask:
    """A contact's link to a role, without lines yet and not yet sent."""
    check_contact_may_be_asked(role.bid, contact)
    note_contact(role, contact, at=post.at)
    made = Ask(
        role=role, contact=contact, made_at=post.at, made_by_id=post.by_id, from_ask=from_ask,
        generation=_next_generation(role.id, contact.id),
        expires_at=link_lasts_until(role.bid, post.at), last_sent_at=post.at,
    )  # fmt: skip
    db.session.add(made)
    db.session.flush()
    return made


def renew_link(made: Ask, post: Post) -> None:
    """A new link to the address on file; the one before opens nothing any more."""
    take_turns(made.role_id)
    check_it_can_be_answered(made.role.bid)
    if made.is_closed(post.at):
        raise AskRefused(CLOSED)
    made.generation = _next_generation(made.role_id, made.contact_id)
    made.expires_at = link_lasts_until(made.role.bid, post.at)
    _send_link(made, post)


def send_newest_link(made: Ask, post: Post) -> None:
    """To the address on file: the link that works, or a new one where none does any more."""
    if made.is_live(post.at):
        _send_link(made, post)
    else:
        renew_link(made, post)


def close_link(made: Ask, because: str, *, by: int | None, at: datetime) -> None:
    """From now on the link opens nothing. What was answered through it stays."""
    take_turns(made.role_id)
    closed = db.session.scalar(
        update(Ask)
        .where(Ask.id == made.id, Ask.ended_at.is_(None))
        .values(ended_at=at, ended_because=because)
        .returning(Ask.id)
    )
    if closed is None:
        raise AskRefused("This link is closed already.")
    note(f"closed the link of {made.contact.name}: {because}", by=by, at=at, about=made.role)


def send(made: Ask, kind: SendingKind, letter: str, post: Post, **more: object) -> None:
    """Write a letter to the contact and remember when; reminders count from then."""
    _know_the_key(made, post)
    context = told(made, lines_asked(made), post) | more
    write_to_contact(made, kind, letter, post, **context)
    made.last_sent_at = post.at


def live_asks_about(line: Contribution, at: datetime) -> list[Ask]:
    asks = db.session.scalars(
        select(Ask)
        .join(AskedLine, AskedLine.ask_id == Ask.id)
        .where(AskedLine.contribution_id == line.id)
        .order_by(Ask.id)
    )
    return [made for made in asks if made.is_live(at)]


def link_lasts_until(bid: Bid, at: datetime) -> datetime:
    """Until the bid closes, or for thirty days where no closing lies ahead."""
    closing = bid.call.closing
    return closing.due_at if closing and closing.due_at > at else at + LINK_LASTS


def take_turns(role_id: int) -> None:
    """Whoever else does something about this role's asks waits until this is done, and what was
    read before is read again.
    """
    db.session.execute(select(PartnerRole.id).where(PartnerRole.id == role_id).with_for_update())
    db.session.expire_all()


def why_not_to_answer(bid: Bid) -> str:
    """Why nothing can be answered any more though links live; empty where it can."""
    if bid.stage not in BEING_WRITTEN:
        return f"The bid is {bid.stage.lower()}, so nothing can be sent here any more."
    return ""


def check_it_can_be_answered(bid: Bid) -> None:
    if reason := why_not_to_answer(bid):
        raise AskRefused(f"Nothing was sent. {reason}")


def _send_link(made: Ask, post: Post) -> None:
    send(made, SendingKind.NEW_LINK, "partner_new_link", post)
    note(f"sent {made.contact.name} their link", by=post.by_id, at=post.at, about=made.role)


def _next_generation(role_id: int, contact_id: int) -> int:
    """Never one that an earlier link of this contact had, also when that has ended."""
    highest = select(func.max(Ask.generation)).where(
        Ask.role_id == role_id, Ask.contact_id == contact_id
    )
    return (db.session.scalar(highest) or 0) + 1


def _know_the_key(made: Ask, post: Post) -> None:
    """The key that the letter will hold opens the page. Where it is another than before, that one
    opens nothing any more: it is of an older generation, of a secret that this installation has
    changed since, or went to an address that is no longer the contact's.
    """
    if _digest(made, post) in _keys_sent_elsewhere(made):
        made.generation = _next_generation(made.role_id, made.contact_id)
    digest = _digest(made, post)
    if db.session.scalar(select(AskKey.id).where(AskKey.digest == digest)) is not None:
        return
    before = update(AskKey).where(AskKey.ask_id == made.id, AskKey.ended_at.is_(None))
    db.session.execute(before.values(ended_at=post.at))
    sent_to = made.contact.folded_email
    db.session.add(AskKey(ask=made, digest=digest, sent_to=sent_to, made_at=post.at))


def _keys_sent_elsewhere(made: Ask) -> set[str]:
    found = select(AskKey.digest).where(
        AskKey.ask_id == made.id, AskKey.sent_to != made.contact.folded_email
    )
    return set(db.session.scalars(found))


def _digest(made: Ask, post: Post) -> str:
    name = name_of_key(made.role_id, made.contact_id, made.generation)
    return digest_of(post.addresses.reveal(name))
