from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from bidapp.audit.actions import note
from bidapp.bids.models import Bid
from bidapp.bids.queries import find_bid_called
from bidapp.bids.stages import Stage
from bidapp.database import db
from bidapp.errors import RuleBroken
from bidapp.organisations.models import Organisation, Theme


class BidRefused(RuleBroken):
    """A short name that another bid has, or a lead that cannot lead."""


def start_bid(bid: Bid, facts: dict[str, Any], *, by: int, at: datetime) -> None:
    """The bid alone: its sections and partners are the later features' to add."""
    bid.opened_at = bid.stage_since = at
    bid.stage = Stage.IDEA
    save_bid(bid, facts, by=by, at=at)


def save_bid(bid: Bid, facts: dict[str, Any], *, by: int, at: datetime) -> None:
    lead = db.session.get(Organisation, facts["lead_organisation_id"])
    if lead is None or lead.is_consortium:
        raise BidRefused("A consortium cannot lead. Choose the member that does.")
    _check_short_name(bid, facts["acronym"])
    theme_ids = facts.pop("theme_ids", [])
    bid.themes = list(db.session.scalars(select(Theme).where(Theme.id.in_(theme_ids))))
    for name, value in facts.items():
        setattr(bid, name, value)
    db.session.add(bid)
    try:
        db.session.flush()
    except IntegrityError as twin:
        raise BidRefused("Another bid was given this short name just now.") from twin
    note(f"saved the bid {bid.title}", by=by, at=at, about=bid)


def _check_short_name(bid: Bid, acronym: str | None) -> None:
    """People type it on command lines, so ADAPT and Adapt are the same."""
    twin = find_bid_called(acronym) if acronym else None
    if twin is not None and twin is not bid:
        raise BidRefused(f"Another bid has the short name {acronym}. Choose another.")


def move_bid(bid: Bid, stage: Stage, *, by: int, at: datetime) -> None:
    bid.move_to(stage, by=by, at=at)
    note(f"moved {bid.short_name} to {stage}", by=by, at=at, about=bid)
