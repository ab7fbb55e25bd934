"""What to put right or look at in who is on a bid, in sentences. Pure; nothing here refuses."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from bidapp.organisations.models import Organisation
from bidapp.partners.lineup import (
    HAVE_PEOPLE,
    LineUp,
    is_allowed,
    is_same_person,
    successors,
    who_acts_for,
)
from bidapp.partners.models import PartnerRole, Position, TeamMember
from bidapp.wording import day

FULL_TIME = Decimal(100)


@dataclass(frozen=True)
class Finding:
    """A sentence about a bid's line-up; `about` is the place on its page: role-3, member-7."""

    state: str  # bad or warn
    words: str
    about: str


@dataclass(frozen=True)
class Share:
    """What somebody gives one live bid, of full time in percent; without dates, all the time."""

    bid_id: int
    bid_name: str
    percent: Decimal
    starts_on: date | None = None
    ends_on: date | None = None

    def holds_on(self, when: date) -> bool:
        begun = self.starts_on is None or self.starts_on <= when
        return begun and (self.ends_on is None or when <= self.ends_on)


Shares = Mapping[str, list[Share]]


def findings(line_up: LineUp, shares: Shares, today: date) -> list[Finding]:
    """What has to be put right first, then what to look at."""
    found = [
        *_about_who_leads(line_up),
        *_about_organisations(line_up, today),
        *_about_people(line_up),
        *_about_full_time(line_up.team, shares),
    ]
    return sorted(found, key=lambda finding: finding.state != "bad")


def _about_who_leads(line_up: LineUp) -> Iterator[Finding]:
    bid, call = line_up.bid, line_up.bid.call
    if call.lead_organisation is not None and call.lead_organisation_id != bid.lead_organisation_id:
        words = (
            f"The call must be led by {call.lead_organisation.name}, and "
            f"{bid.lead_organisation.name} leads this bid."
        )
        yield Finding("warn", words, _place(line_up.role_of(bid.lead_organisation_id)))
    if call.lead_note:
        words = f"Check who may lead. The call says: {call.lead_note}"
        yield Finding("warn", words, _place(line_up.role_of(bid.lead_organisation_id)))
    lead = line_up.project_lead()
    if lead is None:
        yield Finding("warn", "Nobody is project lead yet. A bid needs one, by name.", "people")
    elif lead.organisation_id != bid.lead_organisation_id:
        words = (
            f"{lead.name} is project lead and belongs to {lead.organisation.name}, but "
            f"{bid.lead_organisation.name} leads. Name a project lead there."
        )
        yield Finding("bad", words, _place(lead))


def _about_organisations(line_up: LineUp, today: date) -> Iterator[Finding]:
    until = line_up.needed_until()
    yield from _about_speakers(line_up, today)
    for role in line_up.roles:
        yield from _about_its_end(role, today, until)
        yield from _about_its_signing(role, line_up, today)
        yield from _about_its_contact(role, today)
        yield from _about_its_successor(role, line_up)


def _about_its_end(role: PartnerRole, today: date, until: date | None) -> Iterator[Finding]:
    organisation = role.organisation
    ends = organisation.valid_to
    if ends is None:
        return
    if organisation.has_ended_by(today):
        words = f"{organisation.name} ended on {day(ends)}. {_next_body(organisation, today)}"
        yield Finding("bad", words, _place(role))
    elif until is not None and ends < until:
        words = (
            f"{organisation.name} ends on {day(ends)}, before the work does on {day(until)}. "
            f"{_next_body(organisation, ends)}"
        )
        yield Finding("warn", words, _place(role))


def _next_body(organisation: Organisation, on: date) -> str:
    successor = who_acts_for(organisation, on)
    return f"Its successor is {successor.name}." if successor else "Nobody is known to follow it."


def _about_its_signing(role: PartnerRole, line_up: LineUp, today: date) -> Iterator[Finding]:
    if not role.organisation.is_consortium:
        return
    members = {member.id for member in role.organisation.members_on(today)}
    others = [each for each in line_up.roles if each.organisation_id in members]
    through = [each for each in line_up.roles if each.consortium_id == role.organisation_id]
    if not others and not through:
        words = (
            f"{role.organisation.name} never signs, and none of its members is on the bid. "
            "Choose the member that signs."
        )
        yield Finding("warn", words, _place(role))


def _about_its_contact(role: PartnerRole, today: date) -> Iterator[Finding]:
    contact = role.contact
    if contact is not None and contact.left_on is not None and not contact.is_there_on(today):
        words = f"{contact.name} left {role.organisation.name} on {day(contact.left_on)}."
        yield Finding("warn", f"{words} Choose another contact.", _place(role))


def _about_speakers(line_up: LineUp, today: date) -> Iterator[Finding]:
    for role, contact in line_up.speakers(today):
        twin = next((each for each in line_up.named() if is_same_person(each, contact)), None)
        if twin is not None:
            words = (
                f"{contact.name} speaks for {role.organisation.name}, a project partner, and is in "
                f"the team as {twin.role}. One of the two has to change."
            )
            yield Finding("bad", words, _place(role))


def _about_its_successor(role: PartnerRole, line_up: LineUp) -> Iterator[Finding]:
    """One body after the other, told as two: it cannot be in the team and a partner at once."""
    followers = map(line_up.role_of, (each.id for each in successors(role.organisation)))
    for later in filter(None, followers):
        positions = {role.position, later.position}
        if Position.PROJECT_PARTNER in positions and positions & HAVE_PEOPLE:
            words = (
                f"{role.organisation.name} is {role.position} and its successor, "
                f"{later.organisation.name}, is {later.position}. They are one body in the end, "
                "and one body cannot be in the team and a project partner."
            )
            yield Finding("warn", words, _place(role))


def _about_people(line_up: LineUp) -> Iterator[Finding]:
    for member in line_up.team:
        if not is_allowed(member.role, line_up.bid):
            words = f"{member.name}: the call does not list {member.role} among its roles."
            yield Finding("bad", f"{words} Choose another.", _place(member))
        role = line_up.role_of(member.organisation_id)
        if role is None or role.position not in HAVE_PEOPLE:
            words = (
                f"{member.name} belongs to {member.organisation.name}, which is neither the lead "
                "nor in the core team."
            )
            yield Finding("bad", words, _place(member))


def _about_full_time(team: Iterable[TeamMember], shares: Shares) -> Iterator[Finding]:
    for member in team:
        at_once = busiest(shares.get(member.folded_email, []))
        total = sum((share.percent for share in at_once), Decimal(0))
        if total > FULL_TIME:
            parts = ", ".join(
                f"{percent(share.percent)} to {_said(share, member)}" for share in at_once
            )
            words = (
                f"{member.name} gives {percent(total)} of full time to bids that are not decided: "
                f"{parts}."
            )
            yield Finding("warn", words, _place(member))


def busiest(shares: list[Share]) -> list[Share]:
    """Those that hold at the same time and come to most; the sum only grows where one begins."""
    begins = {share.starts_on or date.min for share in shares}
    at_once = [[share for share in shares if share.holds_on(when)] for when in sorted(begins)]
    return max(at_once, key=lambda some: sum(share.percent for share in some), default=[])


def _said(share: Share, member: TeamMember) -> str:
    return "this one" if share.bid_id == member.bid_id else share.bid_name


def percent(share: Decimal) -> str:
    """60%; 12.5%."""
    return f"{share.normalize():f}%"


def _place(thing: PartnerRole | TeamMember | None) -> str:
    if thing is None:
        return "organisations"
    return f"{'role' if isinstance(thing, PartnerRole) else 'member'}-{thing.id}"
