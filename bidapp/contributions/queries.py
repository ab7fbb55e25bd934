from collections.abc import Iterable

from sqlalchemy import and_, func, select
from sqlalchemy.orm import joinedload, selectinload

from bidapp.bids.models import Bid
from bidapp.calls.models import Call
from bidapp.contributions.ledger import Ledger, ledger_of
from bidapp.contributions.models import Answer, Contribution, ContributionRevision
from bidapp.contributions.states import LineState
from bidapp.database import db
from bidapp.errors import NotFound
from bidapp.partners.models import PartnerRole
from bidapp.partners.queries import roles_on


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


def ledger_on(bid: Bid) -> Ledger:
    """Every line of a bid by role, and every sum."""
    return ledger_of(roles_on(bid), lines_on(bid))


def line_with_history(line_id: int) -> Contribution:
    """A line with whose it is, for which bid, each revision with who wrote it, and each move."""
    role = joinedload(Contribution.role)
    line = db.session.scalar(
        select(Contribution)
        .where(Contribution.id == line_id)
        .options(
            role.joinedload(PartnerRole.organisation),
            role.joinedload(PartnerRole.bid).joinedload(Bid.call).joinedload(Call.funder),
            selectinload(Contribution.revisions).options(
                joinedload(ContributionRevision.made_by), joinedload(ContributionRevision.contact)
            ),
            selectinload(Contribution.moves),
        )
    )
    if line is None:
        raise NotFound(f"There is no line number {line_id} in any ledger.")
    return line


def answers_of(line: Contribution) -> list[Answer]:
    """Everything that was ever answered to it, newest first."""
    return list(
        db.session.scalars(
            select(Answer)
            .where(Answer.contribution_id == line.id)
            .options(
                joinedload(Answer.recorded_by),
                joinedload(Answer.challenged_by),
                joinedload(Answer.contact),
            )
            .order_by(Answer.id.desc())
        )
    )


def pence_by_state(bid: Bid) -> dict[LineState, int]:
    """What the lines of a bid are worth, state by state, as they stand."""
    standing = and_(
        ContributionRevision.contribution_id == Contribution.id,
        ContributionRevision.number == Contribution.standing_number,
    )
    rows = db.session.execute(
        select(Contribution.state, func.sum(ContributionRevision.value_pence))
        .join(ContributionRevision, standing)
        .join(PartnerRole, PartnerRole.id == Contribution.role_id)
        .where(PartnerRole.bid_id == bid.id)
        .group_by(Contribution.state)
    )
    return {state: int(pence) for state, pence in rows}
