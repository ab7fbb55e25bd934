"""Sums of money named in a text, in pence."""

import re
from decimal import Decimal

NUMBER = r"(\d{1,3}(?:,\s?\d{3}|[\u00a0\u202f\u2009]\d{3})+|\d{1,12})(?:\.(\d{1,6}))?"
SCALE = r"\s?(k|m|bn|thousand|million|billion)?\b"
FORMS = (
    re.compile(rf"(?:£|\bGBP)\s?{NUMBER}(?:{SCALE})?", re.IGNORECASE | re.ASCII),
    re.compile(rf"(?<![£\d.,]){NUMBER}{SCALE}\s?(?:GBP|pounds)\b", re.IGNORECASE | re.ASCII),
)
TIMES = {"k": 1_000, "thousand": 1_000, "m": 10**6, "million": 10**6, "bn": 10**9}
TIMES["billion"] = TIMES["bn"]


def amounts_in(text: str) -> list[int]:
    """Each sum once, in the order they first stand."""
    found = sorted(
        (match.start(), _pence(match)) for form in FORMS for match in form.finditer(text)
    )
    return list(dict.fromkeys(pence for _, pence in found))


def _pence(match: re.Match[str]) -> int:
    whole, rest, scale = match.groups()
    number = Decimal(f"{re.sub(r'[^0-9]', '', whole)}.{rest or 0}")
    return int(number * TIMES.get((scale or "").casefold(), 1) * 100)
