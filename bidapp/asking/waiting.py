"""What partners have sent that only we can answer, for whoever looks after the bid."""

from dataclasses import dataclass

from sqlalchemy import ScalarSelect, func, or_, select
from sqlalchemy.orm import joinedload

from bidapp.asking.models import Ask, Question
from bidapp.bids.models import Bid
from bidapp.bids.stages import BEING_WRITTEN
from bidapp.contributions.models import Contribution
from bidapp.contributions.states import LineState
from bidapp.database import db
from bidapp.letters.models import Letter
from bidapp.letters.queries import is_to_look_at
from bidapp.partners.models import PartnerRole
from bidapp.wording import these


@dataclass(frozen=True)
class Waiting:
    """One partner of one bid that waits for us, and for how much of what."""

    role: PartnerRole
    proposals: int
    questions: int
    letters: int

    @property
    def words(self) -> str:
        """2 changes proposed, 1 question asked, a letter to look at."""
        found = (
            (self.proposals, f"{these(self.proposals, 'change')} proposed"),
            (self.questions, f"{these(self.questions, 'question')} asked"),
            (self.letters, f"{these(self.letters, 'letter')} to look at"),
        )
        return ", ".join(words for count, words in found if count)


def waiting_for_us(person_id: int) -> list[Waiting]:
    """Everything of this kind on the bids that a person looks after."""
    proposals, questions, letters = _proposals(), _questions(), _letters()
    rows = db.session.execute(
        select(PartnerRole, proposals, questions, letters)
        .join(PartnerRole.bid)
        .where(
            Bid.owner_id == person_id,
            Bid.stage.in_(BEING_WRITTEN),
            or_(proposals > 0, questions > 0, letters > 0),
        )
        .options(joinedload(PartnerRole.bid), joinedload(PartnerRole.organisation))
        .order_by(PartnerRole.bid_id, PartnerRole.id)
    )
    return [Waiting(*row) for row in rows]


def _proposals() -> ScalarSelect[int]:
    return (
        select(func.count())
        .where(
            Contribution.role_id == PartnerRole.id,
            Contribution.state == LineState.CHANGE_PROPOSED,
        )
        .scalar_subquery()
    )


def _questions() -> ScalarSelect[int]:
    return (
        select(func.count())
        .where(Question.ask_id == Ask.id, Question.answered_at.is_(None))
        .where(Ask.role_id == PartnerRole.id)
        .correlate(PartnerRole)
        .scalar_subquery()
    )


def _letters() -> ScalarSelect[int]:
    return (
        select(func.count())
        .where(Letter.role_id == PartnerRole.id, is_to_look_at())
        .scalar_subquery()
    )
