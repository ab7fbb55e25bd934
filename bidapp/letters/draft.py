"""What a letter of support says, as plain data: made from the ledger, knowing nothing of Word.

Two things it leaves to the partner, as places to fill in: why the work matters to them, which only
they know and funders look for, and whatever the ledger does not tell.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from bidapp.bids.models import Bid, Marking
from bidapp.contributions.models import Contribution, ContributionRevision, Form
from bidapp.organisations.models import Contact
from bidapp.partners.models import PartnerRole, Position
from bidapp.wording import pounds

FILL_IN = "[Write here:"
SALUTATION = "Dear members of the panel,"
TAKES_PART = {
    Position.LEAD: "We lead this bid.",
    Position.CORE_TEAM: "We are part of its core team.",
    Position.PROJECT_PARTNER: "We take part as a project partner.",
    Position.SUBCONTRACTOR: "We take part as a subcontractor.",
    Position.ADVISORY: "We take part in an advisory role.",
}


@dataclass(frozen=True)
class Promise:
    """One line of the ledger as the letter tells it."""

    what: str
    more: tuple[str, ...]
    reckoning: str
    value_pence: int


@dataclass(frozen=True)
class Sums:
    """What the lines come to."""

    in_kind: int
    cash: int

    @property
    def together(self) -> int:
        return self.in_kind + self.cash


@dataclass(frozen=True)
class Draft:
    """A letter to be put on headed paper, filled in and signed."""

    sender: str
    dated: str
    addressee: tuple[str, ...]
    subject: str
    opening: str
    reason: str
    commitment: str
    promises: tuple[Promise, ...]
    sums: Sums
    closing: tuple[str, ...]
    signed_by: tuple[str, ...]
    marking: str


def draft_of(
    role: PartnerRole, lines: Iterable[Contribution], *, signatory: Contact | None, today: date
) -> Draft:
    """The letter of this organisation for this bid, from the lines that stand."""
    revisions = [line.standing for line in lines]
    sums, bid, sender = sums_of(revisions), role.bid, role.organisation.name
    return Draft(
        sender=sender,
        dated=said(today),
        addressee=tuple(_addressee(bid)),
        subject=f"Letter of support for: {bid.title}",
        opening=_opening(role),
        reason=(
            f"{FILL_IN} why this work matters to {sender}. Name the plan, the priority or the "
            "problem that it answers, and what will be different for you. Two or three sentences "
            "of your own: funders set general letters aside.]"
        ),
        commitment=_commitment(sums, _period(bid.starts_on, bid.ends_on)),
        promises=tuple(map(_promise, revisions)),
        sums=sums,
        closing=tuple(_closing(role, sums)),
        signed_by=tuple(_signed_by(sender, signatory)),
        marking="" if bid.marking is Marking.NONE else bid.marking.value,
    )


def sums_of(revisions: Iterable[ContributionRevision]) -> Sums:
    values = {Form.IN_KIND: 0, Form.CASH: 0}
    for each in revisions:
        values[each.form] += each.value_pence
    return Sums(in_kind=values[Form.IN_KIND], cash=values[Form.CASH])


def said(day: date) -> str:
    """14 January 2027, as one dates a letter."""
    return f"{day.day} {day:%B %Y}"


def _addressee(bid: Bid) -> Iterator[str]:
    yield bid.call.funder.name
    yield f"{bid.call.title} ({bid.call.reference})" if bid.call.reference else bid.call.title


def _opening(role: PartnerRole) -> str:
    bid = role.bid
    sentences = [
        f"{role.organisation.name} supports the bid “{bid.title}”, led by "
        f"{bid.lead_organisation.name}." if role.position is not Position.LEAD else "",
        TAKES_PART[role.position],
        f"We belong to {role.consortium.name}." if role.consortium else "",
        role.summary.strip(),
    ]  # fmt: skip
    return " ".join(filter(None, sentences))


def _commitment(sums: Sums, period: str) -> str:
    if not sums.together:
        return f"{FILL_IN} what you commit to this work, with its value in pounds and its period.]"
    when = f", {period}," if period else ""
    return (
        f"If the bid is funded, we commit{when} what follows: {pounds(sums.in_kind)} in kind and "
        f"{pounds(sums.cash)} in cash, {pounds(sums.together)} together."
    )


def _promise(revision: ContributionRevision) -> Promise:
    more = (revision.description.strip(), _period(revision.starts_on, revision.ends_on))
    return Promise(
        what=revision.title,
        more=tuple(filter(None, more)),
        reckoning=_reckoning(revision),
        value_pence=revision.value_pence,
    )


def _reckoning(revision: ContributionRevision) -> str:
    """In kind: 120 hours × £45 (force pay scales, 2029–30)."""
    quantity = _quantity(revision.quantity, revision.unit)
    times = " × ".join(filter(None, (quantity, pounds(revision.rate_pence))))
    source = ", ".join(filter(None, (revision.rate_source, revision.rate_year)))
    how = f"{times} ({source})" if times and source else times or source
    return f"{revision.form.value.capitalize()}: {how}" if how else revision.form.value.capitalize()


def _quantity(quantity: Decimal | None, unit: str) -> str:
    if quantity is None:
        return ""
    number = f"{Decimal(quantity):,f}"
    number = number.rstrip("0").rstrip(".") if "." in number else number
    return f"{number} {unit}{'' if quantity == 1 or not unit else 's'}".strip()


def _period(starts_on: date | None, ends_on: date | None) -> str:
    if starts_on and ends_on:
        return f"from {said(starts_on)} to {said(ends_on)}"
    if starts_on:
        return f"from {said(starts_on)} on"
    return f"until {said(ends_on)}" if ends_on else ""


def _closing(role: PartnerRole, sums: Sums) -> Iterator[str]:
    if sums.together and role.position is Position.PROJECT_PARTNER:
        yield (
            "What we bring is additional to the funding asked for, and none of it is paid for by "
            "the grant."
        )
    if sums.in_kind:
        yield (
            "What we bring in kind is valued at our own rates, as stated with each line. They are "
            "reasonable and in line with those that we use elsewhere."
        )
    contact = role.contact
    if contact is None:
        yield f"{FILL_IN} who is your single point of contact for this work, with rank and e-mail.]"
        return
    who = f"{contact.name}, {contact.position}" if contact.position else contact.name
    yield (
        f"Our single point of contact for this work, who also reports on it here, is {who} "
        f"({contact.email})."
    )


def _signed_by(sender: str, signatory: Contact | None) -> Iterator[str]:
    if signatory is None:
        yield f"{FILL_IN} name and rank or position of who signs]"
    else:
        yield signatory.name
        yield signatory.position or f"{FILL_IN} rank or position]"
    yield f"For and on behalf of {sender}"
    yield "Date:"
