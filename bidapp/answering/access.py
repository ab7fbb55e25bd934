"""The one place that says what a partner's link opens: its own ask, the lines of it, no more.

What is somebody else's looks like what does not exist, in the same words.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import joinedload
from sqlalchemy.orm.interfaces import ORMOption

from bidapp.accounts.identity import digest_of
from bidapp.asking.links import take_turns, why_not_to_answer
from bidapp.asking.models import Ask, AskedLine, AskKey
from bidapp.bids.models import Bid, BidDeadline
from bidapp.calls.models import Call
from bidapp.contributions.models import Contribution
from bidapp.database import db
from bidapp.errors import NotFound, RuleBroken
from bidapp.letters.models import Letter
from bidapp.partners.models import PartnerRole

NO_SUCH_PAGE = (
    "There is no page at this address. Open it from the newest letter we sent you, or answer that "
    "letter."
)
NOTHING_HERE = "There is nothing of this kind on your page."


class LinkState(StrEnum):
    """What a link is worth now."""

    LIVE = "live"
    EXPIRED = "expired"
    REPLACED = "replaced"
    CLOSED = "closed"


class LinkSpent(RuleBroken):
    """Between opening the page and pressing its button the link, or the bid, was closed."""


@dataclass(frozen=True)
class Link:
    """Whose link this is, and what it is worth."""

    ask: Ask
    state: LinkState

    @property
    def is_live(self) -> bool:
        return self.state is LinkState.LIVE


def link_with(key: str, now: datetime) -> Link:
    """The link that this key opens or once opened; NotFound for any other text."""
    found = db.session.scalar(
        select(AskKey)
        .where(AskKey.digest == digest_of(key))
        .options(*_with_all_that_the_page_shows())
    )
    if found is None:
        raise NotFound(NO_SUCH_PAGE)
    return Link(found.ask, _state(found, now))


def _with_all_that_the_page_shows() -> list[ORMOption]:
    """In one statement, whom the link belongs to and what it is about."""
    ask = joinedload(AskKey.ask)
    role = ask.joinedload(Ask.role)
    bid = role.joinedload(PartnerRole.bid)
    return [
        ask.joinedload(Ask.contact),
        ask.joinedload(Ask.made_by),
        ask.joinedload(Ask.bid_deadline).joinedload(BidDeadline.deadline),
        role.joinedload(PartnerRole.organisation),
        bid.joinedload(Bid.owner),
        bid.joinedload(Bid.lead_organisation),
        bid.joinedload(Bid.call).joinedload(Call.funder),
    ]


def ask_to_answer(key: str, now: datetime) -> Ask:
    """The ask that this key may answer, held until the transaction ends, so that it cannot be
    closed or answered by another meanwhile. LinkSpent where it may not any more.
    """
    take_turns(link_with(key, now).ask.role_id)
    link = link_with(key, now)
    if not link.is_live:
        raise LinkSpent(
            "Nothing was recorded: this link no longer works. Open the newest letter we sent you, "
            "or answer it."
        )
    if reason := why_not_to_answer(link.ask.role.bid):
        raise LinkSpent(f"Nothing was recorded. {reason}")
    return link.ask


def line_in(ask: Ask, line_id: int) -> Contribution:
    """A line that this ask is about. Any other does not exist, as far as its contact is told."""
    line = db.session.scalar(
        select(Contribution)
        .join(AskedLine, AskedLine.contribution_id == Contribution.id)
        .where(
            AskedLine.ask_id == ask.id,
            Contribution.id == line_id,
            Contribution.role_id == ask.role_id,
        )
    )
    if line is None:
        raise NotFound(NOTHING_HERE)
    return line


def hands_of(ask: Ask) -> list[int]:
    """The contacts through whose hands this ask went, its own first, by their identifiers."""
    hands, before = [ask.contact_id], ask.from_ask
    while before is not None:
        hands.append(before.contact_id)
        before = before.from_ask
    return hands


def letter_in(ask: Ask, letter_id: int) -> Letter:
    """A letter that this very contact sent us, or one of those who handed over to them."""
    letter = db.session.scalar(
        select(Letter).where(
            Letter.id == letter_id,
            Letter.role_id == ask.role_id,
            Letter.contact_id.in_(hands_of(ask)),
        )
    )
    if letter is None:
        raise NotFound(NOTHING_HERE)
    return letter


def _state(key: AskKey, now: datetime) -> LinkState:
    if key.ask.is_closed(now):
        return LinkState.CLOSED
    if key.ended_at is not None or key.sent_to != key.ask.contact.folded_email:
        return LinkState.REPLACED
    return LinkState.LIVE if now < key.ask.expires_at else LinkState.EXPIRED
