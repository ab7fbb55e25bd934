"""Sums of a bid's ledger: by organisation, by kind, inside and outside the full economic cost."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import TypeVar

from bidapp.contributions.models import Contribution, Form
from bidapp.contributions.states import STANDING, LineState
from bidapp.organisations.models import Organisation
from bidapp.partners.models import Position

Key = TypeVar("Key")

# What project partners bring is additional to and outside the full economic cost (UKRI, BBSRC and
# the Je-S handbook); what the lead and the core team put in is their share of it. A subcontractor
# is paid out of it, and who advises gives beside it.
OUTSIDE_FEC = frozenset({Position.PROJECT_PARTNER, Position.ADVISORY})


@dataclass(frozen=True)
class Total:
    """Sums in pence of some lines that stand, and how much of them somebody has confirmed."""

    cash_pence: int = 0
    in_kind_pence: int = 0
    confirmed_pence: int = 0
    lines: int = 0
    confirmed_lines: int = 0

    @property
    def pence(self) -> int:
        return self.cash_pence + self.in_kind_pence

    @property
    def is_confirmed(self) -> bool:
        return self.lines > 0 and self.lines == self.confirmed_lines


@dataclass(frozen=True)
class Totals:
    """Every sum that the ledger's page shows. Lines declined or withdrawn are in none."""

    whole: Total = Total()
    inside_fec: Total = Total()
    outside_fec: Total = Total()
    by_organisation: dict[Organisation, Total] = field(default_factory=dict)
    by_kind: dict[str, Total] = field(default_factory=dict)


def is_outside_fec(position: Position) -> bool:
    return position in OUTSIDE_FEC


def total(lines: Iterable[Contribution]) -> Total:
    standing = [line for line in lines if line.state in STANDING]
    confirmed = [line for line in standing if line.state is LineState.CONFIRMED]
    return Total(
        cash_pence=sum(_value(line) for line in standing if line.standing.form is Form.CASH),
        in_kind_pence=sum(_value(line) for line in standing if line.standing.form is Form.IN_KIND),
        confirmed_pence=sum(map(_value, confirmed)),
        lines=len(standing),
        confirmed_lines=len(confirmed),
    )


def totals(lines: Iterable[Contribution]) -> Totals:
    standing = [line for line in lines if line.state in STANDING]
    outside = [line for line in standing if is_outside_fec(line.role.position)]
    inside = [line for line in standing if not is_outside_fec(line.role.position)]
    return Totals(
        whole=total(standing),
        inside_fec=total(inside),
        outside_fec=total(outside),
        by_organisation=_by(standing, lambda line: line.role.organisation),
        by_kind=_by(standing, lambda line: str(line.standing.thing or line.standing.form)),
    )


def _value(line: Contribution) -> int:
    return line.standing.value_pence


def _by(lines: list[Contribution], key: Callable[[Contribution], Key]) -> dict[Key, Total]:
    groups: dict[Key, list[Contribution]] = {}
    for line in lines:
        groups.setdefault(key(line), []).append(line)
    return {name: total(group) for name, group in groups.items()}
