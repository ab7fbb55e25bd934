"""What is refused on a bid: of organisations, of the people in its team, of whom we ask."""

from datetime import date

from bidapp.bids.models import Bid
from bidapp.calls.models import TeamRole
from bidapp.errors import RuleBroken
from bidapp.organisations.models import Contact, Organisation
from bidapp.partners.lineup import (
    HAVE_PEOPLE,
    MUST_BE_NAMED,
    LineUp,
    is_allowed,
    is_same_person,
    names_of,
    who_acts_for,
)
from bidapp.partners.models import PartnerRole, Position, TeamMember
from bidapp.partners.queries import line_up
from bidapp.wording import capitalised, day


class RoleRefused(RuleBroken):
    """What an organisation cannot be on a bid. `about` names the fact that is wrong."""

    def __init__(self, words: str, *, about: str = "position") -> None:
        super().__init__(words)
        self.about = about


class TeamRefused(RuleBroken):
    """Who cannot be in the team of a bid, or not as that. `about` names the fact that is wrong."""

    def __init__(self, words: str, *, about: str) -> None:
        super().__init__(words)
        self.about = about


def check_contact_may_be_asked(bid: Bid, contact: Contact) -> None:
    """A partner speaks for itself: whom we ask there is nobody of the team."""
    check_contact(contact, line_up(bid))


def check_is_there(contact: Contact, organisation: Organisation, today: date) -> None:
    """Who has left can stay until somebody else is chosen, and is not chosen anew."""
    if contact.organisation_id != organisation.id or not contact.is_there_on(today):
        raise RoleRefused(f"Choose somebody who is at {organisation.name} now.", about="contact_id")


def check_contact(contact: Contact, on_bid: LineUp) -> None:
    for member in on_bid.named():
        if is_same_person(member, contact):
            raise RoleRefused(
                f"{contact.name} is in the team of this bid as {member.role}, so the partner needs "
                "another contact. Choose somebody else there.",
                about="contact_id",
            )


def check_it_exists(organisation: Organisation, today: date) -> None:
    """A body that has ended is asked for nothing: its successor is."""
    if organisation.has_ended_by(today):
        ended = f"{organisation.name} ended on {_end_of(organisation)}."
        successor = who_acts_for(organisation, today)
        what_to_do = (
            f"Choose its successor, {successor.name}."
            if successor
            else "Who follows it is not known here: say so on its page, and choose that body."
        )
        raise RoleRefused(f"{ended} {what_to_do}", about="organisation_id")
    if not organisation.exists_on(today):
        begins = organisation.valid_from
        raise RoleRefused(
            f"{organisation.name} does not exist before {day(begins) if begins else 'then'}. "
            "Choose the body that acts until then.",
            about="organisation_id",
        )


def _end_of(organisation: Organisation) -> str:
    return day(organisation.valid_to) if organisation.valid_to else "a day unknown"


def check_position(role: PartnerRole, position: Position, team: list[TeamMember]) -> None:
    """Nobody is made lead here, and a partner has nobody in the team."""
    if role.position is position:
        return
    if Position.LEAD in (role.position, position):
        raise RoleRefused(
            "The lead is set with the bid’s facts. Change the bid to change who leads."
        )
    if position not in HAVE_PEOPLE and team:
        raise RoleRefused(
            f"{role.organisation.name} has people in the team ({names_of(team)}), and only the "
            f"lead and the core team can. Take them off before it becomes {position}."
        )


def check_member(member: TeamMember, others: LineUp, today: date) -> None:
    """Whether somebody can be in the team as that, beside the others who are on the bid."""
    _check_role(member, others)
    if member.role is TeamRole.PROJECT_LEAD:
        _check_project_lead(member, others)
    _check_house(member, others)
    if member.is_named:
        _check_is_nobody_else(member, others)
        _check_speaks_for_nobody(member, others, today)


def _check_role(member: TeamMember, others: LineUp) -> None:
    if not is_allowed(member.role, others.bid):
        allowed = ", ".join(others.bid.call.allowed_roles)
        raise TeamRefused(
            f"The call does not list {member.role} among its roles. Choose one of: {allowed}.",
            about="role",
        )
    if member.role in MUST_BE_NAMED and not member.is_named:
        raise TeamRefused(
            f"{capitalised(member.role)}: a named person only. Enter the name, or choose another "
            "role for a post.",
            about="is_post",
        )


def _check_project_lead(member: TeamMember, others: LineUp) -> None:
    if standing := others.project_lead():
        raise TeamRefused(
            f"{standing.name} is project lead, and a bid has one. Give {standing.name} another "
            "role first.",
            about="role",
        )
    if member.organisation_id != others.bid.lead_organisation_id:
        raise TeamRefused(
            f"The project lead belongs to the organisation that leads, "
            f"{others.bid.lead_organisation.name}. Choose it, or another role.",
            about="organisation_id",
        )


def _check_house(member: TeamMember, others: LineUp) -> None:
    role = others.role_of(member.organisation_id)
    if role is None:
        raise TeamRefused(
            "This organisation is not on the bid. Add it first.", about="organisation_id"
        )
    if role.position not in HAVE_PEOPLE:
        raise TeamRefused(
            f"{role.organisation.name} is {role.position} on this bid, and only the lead and the "
            "core team have people in the team. Change its position first.",
            about="organisation_id",
        )
    if role.organisation.is_consortium:
        raise TeamRefused(
            f"{role.organisation.name} is a consortium. Choose the member that employs them.",
            about="organisation_id",
        )


def _check_is_nobody_else(member: TeamMember, others: LineUp) -> None:
    if twin := next((each for each in others.named() if is_same_person(member, each)), None):
        raise TeamRefused(
            f"{twin.name} is on this bid already, as {twin.role}. One person has one role: change "
            "that entry instead.",
            about=_what_is_the_same(member, twin),
        )


def _check_speaks_for_nobody(member: TeamMember, others: LineUp, today: date) -> None:
    for role, contact in others.speakers(today):
        if is_same_person(member, contact):
            raise TeamRefused(
                f"{_speaks_as(contact, role)}, and cannot be in the team as well. "
                f"{_way_out(contact, role)}",
                about=_what_is_the_same(member, contact),
            )


def _speaks_as(contact: Contact, role: PartnerRole) -> str:
    whose = f"{role.organisation.name}, a project partner on this bid"
    if role.has_asked(contact):
        return f"{contact.name} was asked for {whose}"
    return f"{contact.name} is the contact of {whose}"


def _way_out(contact: Contact, role: PartnerRole) -> str:
    """Who was asked stays on record as who speaks for the partner."""
    if role.has_asked(contact):
        return "Choose somebody else."
    return "Give the partner another contact first."


def _what_is_the_same(one: TeamMember, other: TeamMember | Contact) -> str:
    has_address = bool(one.folded_email) and one.folded_email == other.folded_email
    return "email" if has_address else "name"
