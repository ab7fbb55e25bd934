"""A bid's ledger as its page and its spreadsheet show it: lines by role, and their sums. Pure."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from bidapp.contributions.models import Contribution
from bidapp.contributions.states import STANDING, LineState
from bidapp.contributions.totals import Total, Totals, is_outside_fec, total, totals
from bidapp.contributions.worth import (
    LineFacts,
    facts_of,
    period,
    rate_basis,
    reckoning,
    weaknesses,
    what_it_is,
)
from bidapp.partners.models import PartnerRole, Position
from bidapp.spreadsheet import Cell
from bidapp.wording import pounds, these


@dataclass(frozen=True)
class LedgerLine:
    """One line as it stands."""

    id: int
    state: LineState
    facts: LineFacts

    @property
    def counts(self) -> bool:
        return self.state in STANDING

    @property
    def kind(self) -> str:
        return what_it_is(self.facts)

    @property
    def reckoning(self) -> str:
        return reckoning(self.facts)

    @property
    def rate_basis(self) -> str:
        return rate_basis(self.facts)

    @property
    def period(self) -> str:
        return period(self.facts)

    @property
    def weaknesses(self) -> list[str]:
        return weaknesses(self.facts) if self.counts else []


@dataclass(frozen=True)
class RoleInLedger:
    """What one organisation brings."""

    role: PartnerRole
    lines: list[LedgerLine]
    total: Total

    @property
    def is_outside_fec(self) -> bool:
        return is_outside_fec(self.role.position)


@dataclass(frozen=True)
class Ledger:
    """The lines of a bid by role, in the order of the roles, and every sum."""

    roles: list[RoleInLedger]  # those with lines, also with lines that count no more
    without: list[PartnerRole]  # those that were asked for nothing
    totals: Totals

    @property
    def verdict(self) -> str:
        return verdict(self.totals.whole)

    @property
    def begins_with(self) -> PartnerRole | None:
        """Whose line to write first; a consortium never signs, and the lead is ourselves."""
        partners = (each for each in self.without if each.position is not Position.LEAD)
        return next((each for each in partners if not each.organisation.is_consortium), None)


def ledger_of(roles: Iterable[PartnerRole], lines: Iterable[Contribution]) -> Ledger:
    by_role: dict[int, list[Contribution]] = {}
    for line in lines:
        by_role.setdefault(line.role_id, []).append(line)
    roles = list(roles)
    return Ledger(
        roles=[_in_ledger(role, by_role[role.id]) for role in roles if role.id in by_role],
        without=[role for role in roles if role.id not in by_role],
        totals=totals(line for each in by_role.values() for line in each),
    )


def verdict(whole: Total) -> str:
    """£61,240 in all, of which £41,300 is confirmed; £19,940 is still open."""
    still_open = whole.lines - whole.confirmed_lines
    if not whole.lines:
        return "Nothing counts: every line is withdrawn or declined."
    if whole.is_confirmed:
        return f"{pounds(whole.pence)} in all, and all of it is confirmed."
    if not whole.confirmed_lines:
        return f"{pounds(whole.pence)} in all; none of it is confirmed yet."
    if whole.pence == whole.confirmed_pence:
        open_lines = "one line is" if still_open == 1 else f"{these(still_open, 'line')} are"
        return f"{pounds(whole.pence)} in all, and confirmed; {open_lines} still open."
    return (
        f"{pounds(whole.pence)} in all, of which {pounds(whole.confirmed_pence)} is confirmed; "
        f"{pounds(whole.pence - whole.confirmed_pence)} is still open."
    )


def ledger_rows(ledger: Ledger) -> Iterator[tuple[Cell, ...]]:
    """The ledger for a spreadsheet, a row a line; the first names the columns. Values in pounds."""
    yield (
        "organisation", "position", "full economic cost", "what", "form", "thing", "quantity",
        "unit", "rate in pounds", "rate from", "year of the rate", "value in pounds", "from",
        "until", "as it will stand in the bid", "state", "counts in the totals",
    )  # fmt: skip
    for each in ledger.roles:
        fec = "outside" if each.is_outside_fec else "inside"
        whose = (each.role.organisation.name, each.role.position, fec)
        for line in each.lines:
            yield (*whose, *_cells(line.facts), line.state, "yes" if line.counts else "no")


def _in_ledger(role: PartnerRole, lines: list[Contribution]) -> RoleInLedger:
    said = [LedgerLine(line.id, line.state, facts_of(line.standing)) for line in lines]
    return RoleInLedger(role, said, total(lines))


def _cells(facts: LineFacts) -> tuple[Cell, ...]:
    quantity = "" if facts.quantity is None else f"{facts.quantity.normalize():f}"
    return (
        facts.title, facts.form, facts.thing or "", quantity, facts.unit,
        _in_pounds(facts.rate_pence), facts.rate_source, facts.rate_year,
        _in_pounds(facts.value_pence), _iso(facts.starts_on), _iso(facts.ends_on),
        facts.description,
    )  # fmt: skip


def _in_pounds(pence: int | None) -> Cell:
    return "" if pence is None else Decimal(pence).scaleb(-2)


def _iso(day: date | None) -> str:
    return day.isoformat() if day else ""
