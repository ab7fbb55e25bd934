"""Who is on one bid, organisations and people, as the rules about them need it. Pure."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date

from bidapp.bids.models import Bid
from bidapp.calls.models import TeamRole
from bidapp.organisations.models import Contact, Organisation
from bidapp.partners.models import PartnerRole, Position, TeamMember

HAVE_PEOPLE = frozenset({Position.LEAD, Position.CORE_TEAM})
MUST_BE_NAMED = frozenset(
    {
        TeamRole.PROJECT_LEAD,
        TeamRole.PROJECT_CO_LEAD_UK,
        TeamRole.PROJECT_CO_LEAD_INTERNATIONAL,
        TeamRole.RESEARCHER_CO_LEAD,
    }
)


@dataclass(frozen=True)
class LineUp:
    """One bid with its organisations and its people."""

    bid: Bid
    roles: list[PartnerRole]
    team: list[TeamMember]

    def role_of(self, organisation_id: int | None) -> PartnerRole | None:
        return next((each for each in self.roles if each.organisation_id == organisation_id), None)

    def people_of(self, organisation_id: int) -> list[TeamMember]:
        return [each for each in self.team if each.organisation_id == organisation_id]

    def named(self) -> list[TeamMember]:
        """The people in the team, without the posts that nobody is named for."""
        return [each for each in self.team if each.is_named]

    def speakers(self, today: date) -> list[tuple[PartnerRole, Contact]]:
        """Who speaks for each project partner, without those who have left it."""
        return [
            (role, contact)
            for role in self.roles
            if role.position is Position.PROJECT_PARTNER
            for contact in role.speakers
            if contact.is_there_on(today)
        ]

    def project_lead(self) -> TeamMember | None:
        leads = (each for each in self.team if each.role is TeamRole.PROJECT_LEAD)
        return next(leads, None)

    def without(self, member: TeamMember) -> "LineUp":
        return replace(self, team=[each for each in self.team if each is not member])

    def needed_until(self) -> date | None:
        """The day on which the work ends; while nobody knows it, the close of the call."""
        closing = self.bid.call.closing
        return self.bid.ends_on or (closing.due_local.date() if closing else None)


def is_allowed(role: TeamRole, bid: Bid) -> bool:
    """A call that lists no roles allows all of them."""
    return not bid.call.allowed_roles or role in bid.call.allowed_roles


def is_same_person(one: TeamMember | Contact, other: TeamMember | Contact) -> bool:
    """The same address, or the same name in the same organisation."""
    same_address = bool(one.folded_email) and one.folded_email == other.folded_email
    same_house = one.organisation_id == other.organisation_id
    return same_address or (same_house and one.name.casefold() == other.name.casefold())


def successors(organisation: Organisation) -> Iterator[Organisation]:
    """The body that follows it, the one that follows that, and so on."""
    seen, following = {organisation}, organisation.successor
    while following is not None and following not in seen:
        yield following
        seen.add(following)
        following = following.successor


def who_acts_for(organisation: Organisation, day: date) -> Organisation | None:
    """Of those that follow it, the first that has not ended as well."""
    return next((each for each in successors(organisation) if not each.has_ended_by(day)), None)


def names_of(people: Iterable[TeamMember]) -> str:
    return ", ".join(each.name for each in people)
