"""What a line of the ledger says, what it is worth, and how that was reckoned. Pure."""

import re
from dataclasses import dataclass, fields
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from bidapp.contributions.models import ContributionRevision, Form, Thing
from bidapp.errors import RuleBroken
from bidapp.wording import plain_day, pounds

MOST_VALUE_PENCE = 100_000_000_00  # no partner brings more than a hundred million pounds


class WorthRefused(RuleBroken):
    """A value that no line can have, or one that its own reckoning contradicts."""


@dataclass(frozen=True)
class LineFacts:
    """Everything a revision says. Two lines that say the same are equal."""

    title: str
    form: Form
    value_pence: int
    thing: Thing | None = None
    quantity: Decimal | None = None
    unit: str = ""
    rate_pence: int | None = None
    rate_source: str = ""
    rate_year: str = ""
    starts_on: date | None = None
    ends_on: date | None = None
    description: str = ""


def facts_of(revision: ContributionRevision) -> LineFacts:
    return LineFacts(**{each.name: getattr(revision, each.name) for each in fields(LineFacts)})


def reckoned_pence(quantity: Decimal, rate_pence: int) -> int:
    """So many units at so much each, to the penny, half a penny up."""
    return int((quantity * rate_pence).quantize(Decimal(1), ROUND_HALF_UP))


def worth(quantity: Decimal | None, rate_pence: int | None, stated_pence: int | None) -> int:
    """The value of a line in pence: reckoned where quantity and rate are known, else as stated.

    Raises WorthRefused where both are given and differ, where neither is, and for a value outside
    nothing to a hundred million pounds.
    """
    reckoned = None
    if quantity is not None and rate_pence is not None:
        reckoned = reckoned_pence(quantity, rate_pence)
    value = stated_pence if reckoned is None else reckoned
    if value is None:
        raise WorthRefused("Enter the value, or a quantity and a rate to reckon it from.")
    if stated_pence is not None and stated_pence != value:
        raise WorthRefused(
            f"Quantity and rate make {pounds(value)}, not {pounds(stated_pence)}. "
            "Leave the value empty, or mend the quantity or the rate."
        )
    if not 0 <= value <= MOST_VALUE_PENCE:
        raise WorthRefused(f"Enter a value from £0 to {pounds(MOST_VALUE_PENCE)}.")
    return value


def weaknesses(facts: LineFacts) -> list[str]:
    """Why a funder could doubt the value of an in-kind line, which its letter has to justify."""
    if facts.form is Form.CASH:
        return []
    missing = {
        "quantity": facts.quantity is None,
        "rate": facts.rate_pence is None,
        "source of the rate": not facts.rate_source,
        "year of the rate": not facts.rate_year,
    }
    lacking = [f"no {name}" for name, is_missing in missing.items() if is_missing]
    if not lacking:
        return []
    *most, last = lacking
    said = f"{', '.join(most)} and {last}" if most else last
    return [f"It has {said}: a funder may ask how its value was reckoned."]


def reckoning(facts: LineFacts) -> str:
    """330 hours at £38.20 an hour; 12 at £500 each; as much of it as is known."""
    parts = (_amount(facts), _rate(facts))
    return " at ".join(filter(None, parts))


def _amount(facts: LineFacts) -> str:
    if facts.quantity is None:
        return f"by the {facts.unit}" if facts.unit and facts.rate_pence is None else ""
    count = f"{facts.quantity.normalize():,f}"
    return f"{count} {facts.unit if facts.quantity == 1 else _many(facts.unit)}".rstrip()


def _rate(facts: LineFacts) -> str:
    return "" if facts.rate_pence is None else f"{pounds(facts.rate_pence)} {_one(facts.unit)}"


def rate_basis(facts: LineFacts) -> str:
    """Where the rate is from: NPCC charging table, 2026–27."""
    return ", ".join(filter(None, (facts.rate_source, facts.rate_year)))


def what_it_is(facts: LineFacts) -> str:
    """Cash; in kind: staff hours."""
    return f"{facts.form}: {facts.thing}" if facts.thing else str(facts.form)


def period(facts: LineFacts) -> str:
    """From when to when, as far as it is known."""
    if facts.starts_on and facts.ends_on:
        return f"{plain_day(facts.starts_on)} to {plain_day(facts.ends_on)}"
    if facts.starts_on:
        return f"from {plain_day(facts.starts_on)}"
    return f"until {plain_day(facts.ends_on)}" if facts.ends_on else ""


def _many(unit: str) -> str:
    """Hours, bodies, analyses; the units that people write are common words."""
    if unit.endswith("sis"):
        return f"{unit[:-2]}es"
    if re.search(r"[^aeiou]y$", unit):
        return f"{unit[:-1]}ies"
    if unit.endswith(("s", "x", "ch", "sh")):
        return f"{unit}es"
    return f"{unit}s" if unit else ""


def _one(unit: str) -> str:
    """An hour, a day; each, where nobody said of what."""
    if not unit:
        return "each"
    silent_h = unit.lower().startswith(("hour", "honor"))
    return f"{'an' if silent_h or unit[:1].lower() in 'aeio' else 'a'} {unit}"
