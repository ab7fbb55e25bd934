"""Whether a partner is asked more than its share: what each was asked, answered, gave, led and won,
across all bids.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from statistics import median
from typing import TYPE_CHECKING, Any

from sqlalchemy import Select, and_, func, select

from bidapp.asking.models import Ask, AskedLine
from bidapp.bids.models import Bid
from bidapp.bids.stages import Stage
from bidapp.calls.wall_time import instant_of
from bidapp.contributions.models import Answer, Contribution, ContributionRevision
from bidapp.contributions.states import LineState
from bidapp.database import db
from bidapp.organisations.models import Organisation, OrganisationKind
from bidapp.partners.models import PartnerRole
from bidapp.wording import UK, day, local_date, these
from bidapp.working_days import working_days_between

if TYPE_CHECKING:  # SQLAlchemy 2.0 and 2.1 say this differently
    Found = Select[*tuple[Any, ...]]

USUAL_MOST = 3  # bids a quarter on which a partner is asked before somebody is warned


@dataclass(frozen=True)
class Share:
    """What one organisation was asked and did, over all bids."""

    organisation: Organisation
    bids_asked: int = 0
    lines_asked: int = 0
    lines_answered: int = 0
    working_days_to_answer: float | None = None  # the median over its answered lines
    confirmed_pence: int = 0
    led: int = 0
    won: int = 0
    this_quarter: int = 0

    @property
    def most_a_quarter(self) -> int:
        return most_a_quarter(self.organisation)

    @property
    def is_at_its_limit(self) -> bool:
        return self.this_quarter >= self.most_a_quarter


def quarter_of(today: date) -> date:
    """The first day of the calendar quarter."""
    return date(today.year, today.month - (today.month - 1) % 3, 1)


def most_a_quarter(organisation: Organisation) -> int:
    own = organisation.most_asks_a_quarter
    return USUAL_MOST if own is None else own


def asked_this_quarter(role: PartnerRole, now: datetime) -> list[Bid]:
    """The other bids for which the role's organisation has been asked since the quarter began."""
    found = (
        select(Bid)
        .join(PartnerRole, PartnerRole.bid_id == Bid.id)
        .join(Ask, Ask.role_id == PartnerRole.id)
        .join(AskedLine, AskedLine.ask_id == Ask.id)
        .where(
            PartnerRole.organisation_id == role.organisation_id,
            PartnerRole.bid_id != role.bid_id,
            AskedLine.added_at >= _quarter_began(now),
        )
    )
    return list(db.session.scalars(found.distinct().order_by(Bid.id)))


def warning_before_asking(organisation: Organisation, others: list[Bid]) -> str:
    """Said when one more would be more than its share; empty where it would not."""
    if len(others) < most_a_quarter(organisation):
        return ""
    names = ", ".join(f"“{bid.short_name}”" for bid in others)
    return (
        f"{organisation.short_name} has been asked for {these(len(others), 'other bid')} this "
        f"quarter ({names}). Could another organisation bring this?"
    )


def shares(now: datetime) -> list[Share]:
    """Every organisation that was ever asked, led or won, those asked most this quarter first."""
    parts = (_asked(now), _answered(), _led(), _won())
    known = {number for part in parts for number in part}
    organisations = db.session.scalars(
        select(Organisation).where(
            Organisation.id.in_(known), Organisation.kind != OrganisationKind.CONSORTIUM
        )
    )
    found = [_share(each, parts) for each in organisations]
    return sorted(
        found, key=lambda each: (-each.this_quarter, -each.lines_asked, each.organisation.name)
    )


def _share(organisation: Organisation, parts: Iterable[Mapping[int, Mapping[str, Any]]]) -> Share:
    facts: dict[str, Any] = {}
    for part in parts:
        facts |= part.get(organisation.id, {})
    return Share(organisation, **facts)


def _asked(now: datetime) -> dict[int, dict[str, int]]:
    """A line that two colleagues were asked about counts once."""
    bids = func.count(PartnerRole.bid_id.distinct())
    rows = db.session.execute(
        select(
            PartnerRole.organisation_id, bids, func.count(AskedLine.contribution_id.distinct()),
            bids.filter(AskedLine.added_at >= _quarter_began(now)),
        )
        .join(Ask, Ask.role_id == PartnerRole.id)
        .join(AskedLine, AskedLine.ask_id == Ask.id)
        .group_by(PartnerRole.organisation_id)
    )  # fmt: skip
    return {
        number: {"bids_asked": bids, "lines_asked": lines, "this_quarter": lately}
        for number, bids, lines, lately in rows
    }


def _answered() -> dict[int, dict[str, int | float | None]]:
    """Lines that were answered, how long that took from the first asking, what stands confirmed."""
    by_organisation: dict[int, list[tuple[int, int]]] = {}
    for number, asked_at, answered_at, state, pence in db.session.execute(_first_answers()):
        took = working_days_between(local_date(asked_at), local_date(answered_at))
        gave = pence if state is LineState.CONFIRMED else 0
        by_organisation.setdefault(number, []).append((max(took, 0), gave))
    return {
        number: {
            "lines_answered": len(found),
            "working_days_to_answer": median(took for took, _ in found),
            "confirmed_pence": sum(gave for _, gave in found),
        }
        for number, found in by_organisation.items()
    }


def _first_answers() -> "Found":
    """For each line answered: whose, first asked, first answered, its state and value now."""
    first_asked = (
        select(AskedLine.contribution_id, func.min(AskedLine.added_at).label("at"))
        .group_by(AskedLine.contribution_id)
        .subquery()
    )
    first_answered = (
        select(Answer.contribution_id, func.min(Answer.at).label("at"))
        .group_by(Answer.contribution_id)
        .subquery()
    )
    standing = and_(
        ContributionRevision.contribution_id == Contribution.id,
        ContributionRevision.number == Contribution.standing_number,
    )
    return (
        select(
            PartnerRole.organisation_id, first_asked.c.at, first_answered.c.at,
            Contribution.state, ContributionRevision.value_pence,
        )
        .join(Contribution, Contribution.role_id == PartnerRole.id)
        .join(first_asked, first_asked.c.contribution_id == Contribution.id)
        .join(first_answered, first_answered.c.contribution_id == Contribution.id)
        .join(ContributionRevision, standing)
    )  # fmt: skip


def _led() -> dict[int, dict[str, int]]:
    rows = db.session.execute(
        select(Bid.lead_organisation_id, func.count()).group_by(Bid.lead_organisation_id)
    )
    return {number: {"led": led} for number, led in rows}


def _won() -> dict[int, dict[str, int]]:
    """Bids that were won with the organisation on them, in whatever position."""
    rows = db.session.execute(
        select(PartnerRole.organisation_id, func.count())
        .join(Bid, Bid.id == PartnerRole.bid_id)
        .where(Bid.stage == Stage.WON)
        .group_by(PartnerRole.organisation_id)
    )
    return {number: {"won": won} for number, won in rows}


def _quarter_began(now: datetime) -> datetime:
    first = quarter_of(local_date(now))
    return instant_of(datetime.combine(first, datetime.min.time()), UK)


def quarter_said(now: datetime) -> str:
    """Since when the quarter counts, for the page."""
    return day(quarter_of(local_date(now)))
