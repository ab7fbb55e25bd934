"""The words of a line as a partner is shown them: what a confirmation keeps, with its digest. Pure.

The page, the copy that goes by mail and the Word record all say these facts, so that what was
confirmed is what was read.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from hashlib import sha256

from bidapp.contributions.models import Contribution, ContributionRevision
from bidapp.contributions.worth import (
    LineFacts,
    facts_of,
    period,
    rate_basis,
    reckoning,
    what_it_is,
)
from bidapp.wording import capitalised, pounds

Fact = tuple[str, str]


@dataclass(frozen=True)
class Difference:
    """One fact that differs between two revisions."""

    name: str
    before: str
    after: str


def line_facts(facts: LineFacts) -> list[Fact]:
    """What one revision says, name by name; what it does not say is left out."""
    said = (
        ("What", facts.title),
        ("Kind", capitalised(what_it_is(facts))),
        ("Reckoned as", reckoning(facts)),
        ("Rate from", rate_basis(facts)),
        ("Value", pounds(facts.value_pence)),
        ("When", period(facts)),
        ("As it will stand in the bid", facts.description),
    )
    return [(name, words) for name, words in said if words]


def shown_words(line: Contribution, revision: ContributionRevision) -> str:
    """The full text of what is confirmed: whose, for which bid, and every fact of the line."""
    return "\n".join(f"{name}: {words}" for name, words in _all_facts(line, revision))


def digest_of_words(words: str) -> str:
    """SHA-256 of the text, as 64 hexadecimal digits."""
    return sha256(words.encode()).hexdigest()


def differences(before: LineFacts, after: LineFacts) -> list[Difference]:
    """What a reader of both would see changed, in the order in which it is shown."""
    old, new = dict(line_facts(before)), dict(line_facts(after))
    return [
        Difference(name, old.get(name, "not said"), new.get(name, "not said"))
        for name in _in_order(old, new)
        if old.get(name) != new.get(name)
    ]


def _all_facts(line: Contribution, revision: ContributionRevision) -> Iterator[Fact]:
    role = line.role
    yield "Bid", role.bid.title
    yield "Funder and call", f"{role.bid.call.funder.name}, {role.bid.call.title}"
    yield "Brought by", f"{role.organisation.name}, {role.position}"
    yield from line_facts(facts_of(revision))


def _in_order(*mappings: Iterable[str]) -> list[str]:
    """Names in the order in which `line_facts` has them."""
    order = (
        "What", "Kind", "Reckoned as", "Rate from", "Value", "When", "As it will stand in the bid",
    )  # fmt: skip
    present = set().union(*mappings)
    return [name for name in order if name in present]
