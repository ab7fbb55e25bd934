"""What a letter of support says, as plain data: made from the ledger, knowing nothing of Word.

Two things it leaves to the partner, as places to fill in: why the work matters to them, which only
they know and funders look for, and whatever the ledger does not tell.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from bidapp.bids.models import Bid, Marking
from bidapp.contributions.models import Contribution
from bidapp.contributions.totals import Total, total
from bidapp.contributions.worth import LineFacts, facts_of, period, rate_basis, reckoning
from bidapp.organisations.models import Contact
from bidapp.partners.models import PartnerRole, Position
from bidapp.wording import capitalised, plain_day, pounds

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
    total: Total
    closing: tuple[str, ...]
    signed_by: tuple[str, ...]
    marking: str


def draft_of(
    role: PartnerRole, lines: Iterable[Contribution], *, signatory: Contact | None, today: date
) -> Draft:
    """The letter of this organisation for this bid, about these lines."""
    lines, bid, sender = list(lines), role.bid, role.organisation.name
    value = total(lines)
    return Draft(
        sender=sender,
        dated=plain_day(today),
        addressee=tuple(_addressee(bid)),
        subject=f"Letter of support for: {bid.title}",
        opening=_opening(role),
        reason=(
            f"{FILL_IN} why this work matters to {sender}. Name the plan, the priority or the "
            "problem that it answers, and what will be different for you. Two or three sentences "
            "of your own: funders set general letters aside.]"
        ),
        commitment=_commitment(value, _while_it_runs(bid)),
        promises=tuple(_promise(facts_of(line.standing)) for line in lines),
        total=value,
        closing=tuple(_closing(role, value)),
        signed_by=tuple(_signed_by(sender, signatory)),
        marking="" if bid.marking is Marking.NONE else bid.marking.value,
    )


def sums_said(value: Total) -> str:
    """£13,606 in kind and £3,000 in cash, £16,606 together; a part that is nought is left out."""
    parts = ((value.in_kind_pence, "in kind"), (value.cash_pence, "in cash"))
    said = [f"{pounds(pence)} {how}" for pence, how in parts if pence]
    together = f", {pounds(value.pence)} together" if len(said) > 1 else ""
    return " and ".join(said) + together


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


def _commitment(value: Total, when: str) -> str:
    if not value.pence:
        return f"{FILL_IN} what you commit to this work, with its value in pounds and its period.]"
    when = f", {when}," if when else ""
    return f"If the bid is funded, we commit{when} what follows: {sums_said(value)}."


def _while_it_runs(bid: Bid) -> str:
    begins = f"from {plain_day(bid.starts_on)}" if bid.starts_on else ""
    ends = f"{'to' if begins else 'until'} {plain_day(bid.ends_on)}" if bid.ends_on else ""
    return f"{begins} {ends}".strip()


def _promise(facts: LineFacts) -> Promise:
    return Promise(
        what=facts.title,
        more=tuple(filter(None, (facts.description.strip(), period(facts)))),
        reckoning=_how(facts),
        value_pence=facts.value_pence,
    )


def _how(facts: LineFacts) -> str:
    """In kind: 120 hours at £45 an hour (force pay scales, 2029–30)."""
    form, how, basis = capitalised(facts.form), reckoning(facts), rate_basis(facts)
    known = f"{how} ({basis})" if how and basis else how or basis
    return f"{form}: {known}" if known else form


def _closing(role: PartnerRole, value: Total) -> Iterator[str]:
    if value.pence and role.position is Position.PROJECT_PARTNER:
        yield (
            "What we bring is additional to the funding asked for, and none of it is paid for by "
            "the grant."
        )
    if value.in_kind_pence:
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
