"""What becomes of the lines of a role when its position changes, or when it goes."""

from collections.abc import Iterable

from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import selectinload

from bidapp.audit.actions import note
from bidapp.contributions.actions import Actor, move_line
from bidapp.contributions.models import Contribution, ContributionRevision, LineMove
from bidapp.contributions.states import LineState
from bidapp.database import db
from bidapp.partners.models import PartnerRole
from bidapp.partners.rules import RoleRefused
from bidapp.wording import these

BEFORE_ASKING = frozenset({LineState.DRAFT, LineState.WITHDRAWN})


def reopen_for_new_position(role: PartnerRole, actor: Actor) -> list[Contribution]:
    """What an organisation is on the bid is part of what it confirmed: those lines are open again.

    Returns them, in the ledger's order.
    """
    lines = confirmed_lines(role)
    for line in lines:
        why = f"{role.organisation.name} is now {role.position.said} on this bid."
        move_line(line, LineState.REOPENED, actor, why=why)
    if lines:
        what = f"opened {these(len(lines), 'line')} again, as it is now {role.position.said}"
        note(what, by=actor.person_id, at=actor.at, about=role)
    return lines


def confirmed_lines(role: PartnerRole) -> list[Contribution]:
    return list(
        db.session.scalars(
            select(Contribution)
            .where(Contribution.role_id == role.id, Contribution.state == LineState.CONFIRMED)
            .options(selectinload(Contribution.revisions))
            .order_by(Contribution.position, Contribution.id)
        )
    )


def what_to_do(reopened: list[Contribution]) -> str:
    """2 lines are open again. Derbys has not been told yet: ask again."""
    lines = "One line is" if len(reopened) == 1 else f"{these(len(reopened), 'line')} are"
    names = list(dict.fromkeys(line.role.organisation.name for line in reopened))
    who = " and ".join(names)
    has = "has" if len(names) == 1 else "have"
    return f"{lines} open again. {who} {has} not been told yet: ask again."


def drop_drafts(role: PartnerRole) -> None:
    """Lines that nobody was ever asked for go with a role that is taken off its bid."""
    lines = db.session.scalars(
        select(Contribution)
        .where(Contribution.role_id == role.id)
        .options(selectinload(Contribution.moves))
    ).all()
    name = role.organisation.name
    kept = f"{name} has been asked, and what was said is kept. Withdraw its lines instead."
    if not all(map(_was_never_asked, lines)):
        raise RoleRefused(kept)
    try:
        _delete(lines)
    except IntegrityError as asked_meanwhile:
        raise RoleRefused(kept) from asked_meanwhile


def _was_never_asked(line: Contribution) -> bool:
    return {line.state, *(move.to_state for move in line.moves)} <= BEFORE_ASKING


def _delete(lines: Iterable[Contribution]) -> None:
    ids = [line.id for line in lines]
    for part in (LineMove, ContributionRevision):
        db.session.execute(delete(part).where(part.contribution_id.in_(ids)))
    db.session.execute(delete(Contribution).where(Contribution.id.in_(ids)))
