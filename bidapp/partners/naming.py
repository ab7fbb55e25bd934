"""Naming people on a bid, or posts that somebody will fill."""

from datetime import datetime
from typing import Any

from bidapp.accounts.identity import folded
from bidapp.audit.actions import note
from bidapp.bids.models import Bid
from bidapp.database import LONGEST_LINE, db, fetch
from bidapp.partners.models import TeamMember
from bidapp.partners.queries import hold_with_roles, line_up
from bidapp.partners.rules import TeamRefused, check_member
from bidapp.wording import local_date


def save_member(member: TeamMember, facts: dict[str, Any], *, by: int, at: datetime) -> None:
    """Add somebody to the team of a bid, or change what they are on it."""
    bid = fetch(Bid, member.bid_id)
    hold_with_roles(bid)
    facts = facts | {"folded_email": _folded(facts["email"])}
    others = line_up(bid).without(member)
    check_member(TeamMember(bid_id=bid.id, **facts), others, local_date(at))
    for name, value in facts.items():
        setattr(member, name, value)
    member.added_at = member.added_at or at
    db.session.add(member)
    note(f"saved {member.name} as {member.role}", by=by, at=at, about=bid)


def _folded(email: str) -> str:
    """A letter can become eighteen when it is folded."""
    if len(key := folded(email)) > LONGEST_LINE:
        raise TeamRefused("Enter a shorter e-mail address.", about="email")
    return key


def remove_member(member: TeamMember, *, by: int, at: datetime) -> None:
    note(f"took {member.name} off the team", by=by, at=at, about=member.bid)
    db.session.delete(member)
