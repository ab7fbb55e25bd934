from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, case, func, select
from sqlalchemy.orm import contains_eager, joinedload, selectinload
from sqlalchemy.orm.interfaces import ORMOption

from bidapp.bids.models import Bid
from bidapp.bids.stages import LIVE
from bidapp.calls.models import TeamRole
from bidapp.database import db
from bidapp.organisations.models import Organisation
from bidapp.organisations.queries import closed_days_of_each
from bidapp.partners.findings import Finding, Share, findings
from bidapp.partners.lineup import LineUp
from bidapp.partners.models import PartnerRole, Position, RoleContact, SignOff, TeamMember
from bidapp.wording import local_date
from bidapp.working_days import NO_DAYS, working_days_between


def roles_on(bid: Bid) -> list[PartnerRole]:
    """The lead first, then by position and name."""
    return _roles(bid, joinedload(PartnerRole.organisation))


def line_up(bid: Bid) -> LineUp:
    """Organisations and people of a bid with all that the rules about them look at."""
    organisation = joinedload(PartnerRole.organisation)
    roles = _roles(
        bid,
        organisation.joinedload(Organisation.successor),
        organisation.selectinload(Organisation.memberships),
        joinedload(PartnerRole.contact),
        selectinload(PartnerRole.asked).joinedload(RoleContact.contact),
        joinedload(PartnerRole.consortium),
    )
    return LineUp(bid, roles, team_of(bid))


def _roles(bid: Bid, *loaded: ORMOption) -> list[PartnerRole]:
    order = case(
        {position: place for place, position in enumerate(Position)}, value=PartnerRole.position
    )
    return list(
        db.session.scalars(
            select(PartnerRole)
            .where(PartnerRole.bid_id == bid.id)
            .options(*loaded)
            .order_by(order, PartnerRole.id)
        )
    )


@dataclass(frozen=True)
class Signers:
    """Who can sign for a consortium on a bid: members that are on it, and that could be."""

    role: PartnerRole
    on_bid: list[Organisation]
    free: list[Organisation]


def signers(on_bid: LineUp, now: datetime) -> list[Signers]:
    """For each consortium on the bid, by its members today."""
    found = []
    for role in on_bid.roles:
        if role.organisation.is_consortium:
            members = role.organisation.members_on(local_date(now))
            there = [each for each in members if on_bid.role_of(each.id)]
            found.append(Signers(role, there, [each for each in members if each not in there]))
    return found


def team_of(bid: Bid) -> list[TeamMember]:
    """In the order of the funder's roles, the project lead first; then as they joined."""
    order = case({role: place for place, role in enumerate(TeamRole)}, value=TeamMember.role)
    return list(
        db.session.scalars(
            select(TeamMember)
            .where(TeamMember.bid_id == bid.id)
            .options(joinedload(TeamMember.organisation))
            .order_by(order, TeamMember.id)
        )
    )


def findings_about(on_bid: LineUp, now: datetime) -> list[Finding]:
    """What to put right, then what to look at, in who is on a bid."""
    return findings(on_bid, shares_of(on_bid.named()), local_date(now))


def shares_of(people: Iterable[TeamMember]) -> dict[str, list[Share]]:
    """By folded address, what each gives to bids that are not decided, this one among them."""
    addresses = {each.folded_email for each in people} - {""}
    found = db.session.execute(
        select(
            TeamMember.folded_email, Bid.id, func.coalesce(Bid.acronym, Bid.title),
            TeamMember.share_percent, func.coalesce(TeamMember.starts_on, Bid.starts_on),
            func.coalesce(TeamMember.ends_on, Bid.ends_on),
        )
        .join(TeamMember.bid)
        .where(
            TeamMember.folded_email.in_(addresses),
            Bid.stage.in_(LIVE),
        )
        .order_by(Bid.id)
    )  # fmt: skip
    shares: dict[str, list[Share]] = {}
    for address, bid_id, name, percent, starts_on, ends_on in found:
        if percent:
            share = Share(bid_id, name, percent, starts_on, ends_on)
            shares.setdefault(address, []).append(share)
    return shares


def hold(bid: Bid) -> None:
    """Whoever else changes who is on this bid waits until this is done; what only refers to it,
    such as a deadline of it, does not.
    """
    db.session.execute(select(Bid.id).where(Bid.id == bid.id).with_for_update(key_share=True))


def hold_with_roles(bid: Bid) -> None:
    """So does whoever asks one of its organisations for something."""
    hold(bid)
    roles = select(PartnerRole.id).where(PartnerRole.bid_id == bid.id).order_by(PartnerRole.id)
    db.session.execute(roles.with_for_update())


@dataclass(frozen=True)
class SignOffPlace:
    """How far what we ask has come inside a partner, on one day."""

    steps: list[SignOff]  # at least one
    current: SignOff | None  # none when every step has passed
    been_there: int  # working days, by the partner's calendar
    left: int  # working days that what remains takes

    @property
    def label(self) -> str:
        return self.current.label if self.current else "Signed off"

    @property
    def since(self) -> datetime | None:
        last = self.current or self.steps[-1]
        return last.reached_at if self.current else last.passed_at

    @property
    def working_days(self) -> int:
        return self.current.working_days if self.current else 0

    @property
    def is_late(self) -> bool:
        return self.current is not None and self.been_there > self.current.working_days

    @property
    def passed(self) -> list[SignOff]:
        return [step for step in self.steps if step.passed_at is not None]


def where_it_is(role: PartnerRole, now: datetime) -> SignOffPlace | None:
    """Where what we ask of this organisation stands inside it; None before it has started."""
    steps = _sign_offs(SignOff.role_id == role.id)
    closed = closed_days_of_each([role.organisation_id]) if steps else {}
    return _place(steps, now, closed.get(role.organisation_id, NO_DAYS))


def places_on(bid: Bid, now: datetime) -> dict[int, SignOffPlace]:
    """By organisation, where what we ask on this bid stands inside those in which it started."""
    steps: dict[int, list[SignOff]] = {}
    for step in _sign_offs(PartnerRole.bid_id == bid.id):
        steps.setdefault(step.role.organisation_id, []).append(step)
    closed = closed_days_of_each(steps) if steps else {}
    places = {each: _place(own, now, closed.get(each, NO_DAYS)) for each, own in steps.items()}
    return {organisation_id: place for organisation_id, place in places.items() if place}


def _sign_offs(condition: ColumnElement[bool]) -> list[SignOff]:
    """Step by step, each with its role."""
    return list(
        db.session.scalars(
            select(SignOff)
            .join(SignOff.role)
            .where(condition)
            .options(contains_eager(SignOff.role))
            .order_by(SignOff.role_id, SignOff.position)
        )
    )


def _place(steps: list[SignOff], now: datetime, closed: frozenset[date]) -> SignOffPlace | None:
    if not steps:
        return None
    ahead = [step for step in steps if step.passed_at is None]
    current = ahead[0] if ahead else None
    been_there = _working_days_since(current.reached_at, now, closed) if current else 0
    days = [step.working_days for step in ahead]
    left = max(days[0] - been_there, 0) + sum(days[1:]) if days else 0
    return SignOffPlace(steps, current, been_there, left)


def _working_days_since(then: datetime | None, now: datetime, closed: frozenset[date]) -> int:
    return working_days_between(local_date(then or now), local_date(now), closed)
