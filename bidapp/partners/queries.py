from sqlalchemy import case, select
from sqlalchemy.orm import joinedload

from bidapp.bids.models import Bid
from bidapp.database import db
from bidapp.partners.models import PartnerRole, Position


def roles_on(bid: Bid) -> list[PartnerRole]:
    """The lead first, then by position and name."""
    order = case(
        {position: place for place, position in enumerate(Position)}, value=PartnerRole.position
    )
    return list(
        db.session.scalars(
            select(PartnerRole)
            .where(PartnerRole.bid_id == bid.id)
            .options(joinedload(PartnerRole.organisation))
            .order_by(order, PartnerRole.id)
        )
    )
