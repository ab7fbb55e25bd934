"""Dates as people in England write them, found in a text."""

import re
from calendar import monthrange
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import islice

MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
MONTH = (
    r"(?P<month>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\b\.?"
)
DAY = r"(?<!\d)(?P<day>\d{1,2})"
YEAR = r"(?P<year>\d{4}|(?<=[-/.’'])\d{2})(?!\d)"
FORMS = tuple(
    re.compile(form, re.IGNORECASE | re.ASCII)
    for form in (
        rf"{DAY}\s*(?:st|nd|rd|th)?(?:\s+day)?(?:\s+of)?[\s./-]{{0,3}}{MONTH},?[\s./’'-]{{0,3}}{YEAR}",
        rf"\b{MONTH}\s*(?P<day>\d{{1,2}})(?:st|nd|rd|th)?,?\s+{YEAR}",
        r"(?<!\d)(?P<year>\d{4})-(?P<month>\d{1,2})-(?P<day>\d{1,2})(?!\d)",
        rf"{DAY}\s?[/.-]\s?(?P<month>\d{{1,2}})\s?[/.-]\s?{YEAR}",
    )
)
SALUTATION = re.compile(r"^\s*(dear\b|to whom it may concern|to the )", re.I | re.M)
FAREWELL = re.compile(
    r"\b(yours(?:\s+(?:faithfully|sincerely|truly)\b|\s*,)|(?:kind|best|warm)\s+(?:regards|wishes)"
    r"|with best wishes|sincerely|faithfully|signed)\b",
    re.IGNORECASE,
)
LABEL = re.compile(r"\bdated?\s*(?:of\s+letter\s*)?:?\s*$", re.IGNORECASE)
OF_A_PERIOD = re.compile(
    r"(?:\b(?:from|to|until|till|between|by|before|after|since|starts?|starting|begins?|beginning"
    r"|ends?|ending|closes?|closing|deadline|due|period)|\d{4}\s?(?:and|–|—|-))"
    r"\s*:?\s*(?:on\s+)?(?:\w+day,?\s+)?$",
    re.IGNORECASE,
)
REST_OF_A_PERIOD = re.compile(r" ?(?:to|until|till|–|—|-)\s*(?:\w+day,?\s+)?\d", re.IGNORECASE)
MOST_DATES = 300  # of one form; a letter has five
FEW_LINES = 400  # letters
NEAR = 40  # letters before and after a date
TOP_LINES = 15
TOP_SHARE = 0.6  # a letter whose greeting comes later than this has none


@dataclass(frozen=True)
class Found:
    """A date and where it stands."""

    day: date
    start: int
    end: int


def dates_in(text: str) -> list[Found]:
    """Every date, in the order they stand; 03/04/2027 is 3 April."""
    found: list[Found] = []
    for form in FORMS:
        for match in islice(form.finditer(text), MOST_DATES):
            day = _day_of(match)
            taken = any(match.start() < each.end and each.start < match.end() for each in found)
            if day is not None and not taken:
                found.append(Found(day, match.start(), match.end()))
    return sorted(found, key=lambda each: each.start)


def date_of_letter(text: str) -> date | None:
    """The date a letter bears. Of several, in this order: the first above the greeting; the one
    after the word “Date”; the first below the farewell; the first anywhere. Dates that belong to a
    period (“from … to …”, “closes on …”) do not count.
    """
    found = [each for each in dates_in(text) if not _belongs_to_a_period(text, each)]
    top, bottom = end_of_top(text), start_of_bottom(text)
    places: tuple[Callable[[Found], bool], ...] = (
        lambda each: each.end <= top,
        lambda each: LABEL.search(text[max(0, each.start - NEAR) : each.start]) is not None,
        lambda each: each.start >= bottom,
        lambda each: True,
    )
    ranked = (each.day for is_there in places for each in found if is_there(each))
    return next(ranked, None)


def end_of_top(text: str) -> int:
    """Where the letter proper begins: at its greeting, else after its first lines."""
    greeting = SALUTATION.search(text)
    if greeting and greeting.start() <= len(text) * TOP_SHARE:
        return greeting.start()
    ends = [match.end() for match in re.finditer(r"\S[^\n]*(?:\n|$)", text)]
    return ends[min(TOP_LINES, len(ends)) - 1] if ends else 0


def start_of_bottom(text: str) -> int:
    """Where one signs: at the last farewell, else in the last third, and never less than a few
    lines.
    """
    farewells = list(FAREWELL.finditer(text))
    late = [each.start() for each in farewells if each.start() >= len(text) // 3]
    return late[-1] if late else max(0, min(len(text) * 2 // 3, len(text) - FEW_LINES))


def months_before(day: date, months: int) -> date:
    """31 August less six months is 28 February."""
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def _day_of(match: re.Match[str]) -> date | None:
    said = match["month"].casefold()
    day = int(match["day"])
    month = int(said) if said.isdecimal() else MONTHS.index(said[:3]) + 1
    year = int(match["year"]) + (2000 if len(match["year"]) == 2 else 0)
    return next(_that_exist(year, ((month, day), (day, month))), None)


def _that_exist(year: int, pairs: tuple[tuple[int, int], ...]) -> Iterator[date]:
    """As the English write it, and failing that, as Americans do."""
    for month, day in pairs:
        try:
            yield date(year, month, day)
        except ValueError:
            continue


def _belongs_to_a_period(text: str, found: Found) -> bool:
    before = text[max(0, found.start - NEAR) : found.start].rpartition("\n\n")[2]
    after = text[found.end : found.end + NEAR]
    return bool(OF_A_PERIOD.search(before) or REST_OF_A_PERIOD.match(after))
