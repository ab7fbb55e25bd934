from datetime import datetime

from sqlalchemy import delete, select

from bidapp.audit.actions import note
from bidapp.bids.models import Bid
from bidapp.database import db
from bidapp.errors import RuleBroken
from bidapp.organisations.models import Organisation
from bidapp.partners.models import PartnerRole, Position


class RoleRefused(RuleBroken):
    """An organisation has one position on a bid, and a bid one lead."""


def set_lead(bid: Bid, *, at: datetime) -> None:
    """The bid's lead organisation holds the lead's position, and nobody else does."""
    leads = select(PartnerRole).where(
        PartnerRole.bid_id == bid.id, PartnerRole.position == Position.LEAD
    )
    standing = db.session.scalar(leads)
    if standing is not None and standing.organisation_id == bid.lead_organisation_id:
        return
    same = delete(PartnerRole).where(
        PartnerRole.bid_id == bid.id, PartnerRole.organisation_id == bid.lead_organisation_id
    )
    db.session.execute(same)
    if standing is not None:
        standing.position = Position.CORE_TEAM
    db.session.add(
        PartnerRole(
            bid_id=bid.id,
            organisation_id=bid.lead_organisation_id,
            position=Position.LEAD,
            added_at=at,
        )
    )
    db.session.flush()


def add_role(
    bid: Bid, organisation: Organisation, position: Position, *, by: int, at: datetime
) -> PartnerRole:
    if position is Position.LEAD:
        raise RoleRefused(
            "The lead is set with the bid’s facts. Change the bid to change who leads."
        )
    standing = select(PartnerRole.position).where(
        PartnerRole.bid_id == bid.id, PartnerRole.organisation_id == organisation.id
    )
    if (held := db.session.scalar(standing)) is not None:
        raise RoleRefused(
            f"{organisation.name} is {held} on this bid already. It can hold one position."
        )
    role = PartnerRole(bid_id=bid.id, organisation=organisation, position=position, added_at=at)
    db.session.add(role)
    note(f"added {organisation.short_name} as {position}", by=by, at=at, about=bid)
    return role


def change_role(role: PartnerRole, position: Position, *, by: int, at: datetime) -> None:
    if Position.LEAD in (role.position, position):
        raise RoleRefused(
            "The lead is set with the bid’s facts. Change the bid to change who leads."
        )
    role.position = position
    note(f"made {role.organisation.short_name} {position}", by=by, at=at, about=role.bid)


def remove_role(role: PartnerRole, *, by: int, at: datetime) -> None:
    if role.position is Position.LEAD:
        raise RoleRefused("A bid always has a lead. Change the bid to change who leads.")
    note(f"took {role.organisation.short_name} off the bid", by=by, at=at, about=role.bid)
    db.session.delete(role)
