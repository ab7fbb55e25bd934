"""Which lines were opened again by us without a word to the partner yet."""

from sqlalchemy import and_, or_, select

from bidapp.asking.models import AskedLine, Sending, SendingKind
from bidapp.contributions.models import Contribution
from bidapp.contributions.states import LineState
from bidapp.database import db

TELL_OF_EVERY_LINE = frozenset(SendingKind) - {SendingKind.REPLIED, SendingKind.RECEIPT}


def untold_lines(role_id: int) -> frozenset[int]:
    """The lines of a role that are open again since the last letter that speaks of them.

    A reply to one line leaves at the moment that opens it; other letters speak of all that is open.
    """
    speaks_of_it = or_(
        Sending.at == Contribution.state_since,
        and_(Sending.at > Contribution.state_since, Sending.kind.in_(TELL_OF_EVERY_LINE)),
    )
    told = (
        select(Sending.id)
        .join(AskedLine, AskedLine.ask_id == Sending.ask_id)
        .where(AskedLine.contribution_id == Contribution.id, speaks_of_it)
    )
    found = select(Contribution.id).where(
        Contribution.role_id == role_id,
        Contribution.state == LineState.REOPENED,
        ~told.exists(),
    )
    return frozenset(db.session.scalars(found))
