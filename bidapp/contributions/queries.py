from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from bidapp.bids.models import Bid
from bidapp.contributions.models import Contribution
from bidapp.contributions.states import STANDING
from bidapp.database import db
from bidapp.partners.models import PartnerRole


def lines_of(roles: Iterable[PartnerRole]) -> dict[int, list[Contribution]]:
    """Every line of these roles, also withdrawn ones, by role and in the ledger's order."""
    lines: dict[int, list[Contribution]] = {role.id: [] for role in roles}
    found = db.session.scalars(
        select(Contribution)
        .where(Contribution.role_id.in_(lines))
        .options(selectinload(Contribution.revisions))
        .order_by(Contribution.role_id, Contribution.position, Contribution.id)
    )
    for line in found:
        lines[line.role_id].append(line)
    return lines


def standing_lines(role: PartnerRole) -> list[Contribution]:
    """What this role is to bring as things stand: neither withdrawn nor declined."""
    return [line for line in lines_of([role])[role.id] if line.state in STANDING]


def lines_on(bid: Bid) -> list[Contribution]:
    """Every line of a bid with its role and organisation."""
    return list(
        db.session.scalars(
            select(Contribution)
            .join(Contribution.role)
            .where(PartnerRole.bid_id == bid.id)
            .options(
                selectinload(Contribution.revisions),
                joinedload(Contribution.role).joinedload(PartnerRole.organisation),
            )
            .order_by(PartnerRole.id, Contribution.position, Contribution.id)
        )
    )
