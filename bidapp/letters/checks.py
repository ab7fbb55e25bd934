"""What a returned letter is looked at for. Findings inform the person who decides, and no more."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Literal

from bidapp.contributions.totals import Total
from bidapp.files.reading import Read
from bidapp.letters.amounts import amounts_in
from bidapp.letters.dates import date_of_letter, end_of_top, months_before, start_of_bottom
from bidapp.letters.draft import FILL_IN, sums_said
from bidapp.letters.folding import Text, tidy
from bidapp.letters.people import Likeness, likeness, says_rank, says_rank_in_one
from bidapp.wording import plain_day, pounds, these

State = Literal["bad", "warn", "ok"]
LEFT_TO_FILL_IN = re.compile(
    rf"{re.escape(FILL_IN)}|\[\s*(?:insert|name|date|your|rank|add|tbc|xx)\b|\b[X]{{3,}}\b",
    re.IGNORECASE,
)
GENERIC = re.compile(
    r"\b(?:we|i|us|force|police|constabulary|council|university|office|commissioner|trust|team)\b"
    r"(?:\W+\w+){0,4}?\W+(interested in|keen to (?:hear|learn|follow|be kept)|happy to be kept)\b",
    re.IGNORECASE,
)
MOST_NAMED = 5


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at: what was found, what was wanted and what to do."""

    state: State
    what: str
    words: str


@dataclass(frozen=True)
class Share:
    """What its sender alone was asked for, where somebody else there was asked for more."""

    name: str
    total: Total


@dataclass(frozen=True)
class Expected:
    """What a letter should say, from the bid, its call and the ledger."""

    today: date
    closes_on: date | None
    most_months: int
    most_pages: int
    signatory: str
    capacity: str
    organisation: tuple[str, ...]
    funder: tuple[str, ...]
    title: str
    acronym: str
    total: Total
    known_pence: frozenset[int]
    share: Share | None = None

    @property
    def oldest(self) -> date:
        return months_before(self.closes_on or self.today, self.most_months)


def check_letter(read: Read, expected: Expected) -> list[Finding]:
    """Everything a funder asks of a letter and a program can see. A signature it cannot see."""
    if read.is_scanned:
        return [_check_pages(read, expected), _scanned(expected)]
    words = tidy(read.text)
    text = Text(words)
    findings = [
        _check_date(words, expected),
        _check_signatory(words, expected),
        _check_capacity(words, expected),
        _check_pages(read, expected),
        *_check_sums(words, expected),
        _check_addressee(text, expected),
        _check_title(text, expected),
        _check_organisation(text, expected),
        *_check_wording(words),
    ]
    return sorted(findings, key=lambda each: ("bad", "warn", "ok").index(each.state))


def _scanned(expected: Expected) -> Finding:
    sums, share = sums_said(expected.total), expected.share
    signed_by = expected.signatory or "somebody named"
    naming = f", naming {sums}" if sums else ""
    alone = f" (or {sums_said(share.total)}, the lines asked of {share.name})" if share else ""
    return Finding(
        "warn",
        "A scan",
        "It is a picture of a letter, so nothing in it could be compared. Read it yourself: dated "
        f"{plain_day(expected.oldest)} or later, signed by {signed_by} "
        f"in the capacity of {expected.capacity or 'their position'}, to {expected.funder[0]}, "
        f"about “{expected.title}”{naming}{alone}.",
    )


def _check_date(text: str, expected: Expected) -> Finding:
    dated = date_of_letter(text)
    wanted = f"It has to be dated {plain_day(expected.oldest)} or later"
    if dated is None:
        return Finding("bad", "Date", f"No date was found. {wanted}. Ask for a dated letter.")
    if dated > expected.today:
        return Finding(
            "bad", "Date", f"It is dated {plain_day(dated)}, which is still to come. Ask for its "
            "date to be put right.",
        )  # fmt: skip
    if dated < expected.oldest:
        before = f"at most {these(expected.most_months, 'month')} before the call closes"
        return Finding(
            "bad", "Date", f"It is dated {plain_day(dated)}, which is too old. {wanted}, {before}. "
            "Ask for a new letter.",
        )  # fmt: skip
    return Finding("ok", "Date", f"It is dated {plain_day(dated)}.")


def _check_signatory(text: str, expected: Expected) -> Finding:
    name, bottom = expected.signatory, text[start_of_bottom(text) :]
    if not name:
        return Finding(
            "warn", "Signature", "Nobody is set as who signs for this partner. See who signed it, "
            "and whether they may.",
        )  # fmt: skip
    match likeness(name, bottom, organisation=expected.organisation):
        case Likeness.FULL:
            return Finding("ok", "Signature", f"{name} is named where one signs.")
        case Likeness.SURNAME:
            words = f"Only the surname of {name} stands where one signs. See whether it is they."
            return Finding("warn", "Signature", words)
    if likeness(name, text, organisation=expected.organisation) is Likeness.FULL:
        words = f"{name} is named, but not at the end, where one signs. See who signed it."
        return Finding("warn", "Signature", words)
    words = (
        f"{name} was expected to sign and is not named. See who signed it, and whether they may."
    )
    return Finding("bad", "Signature", words)


def _check_capacity(text: str, expected: Expected) -> Finding:
    wanted = expected.capacity
    if not wanted:
        return Finding(
            "warn", "Capacity", "We do not know the rank or position of who signs. See whether "
            "the letter states it.",
        )  # fmt: skip
    bottom = text[start_of_bottom(text) :]
    if says_rank(wanted, bottom) or says_rank_in_one(wanted, text):
        return Finding("ok", "Capacity", f"It names the capacity: {wanted}.")
    return Finding(
        "warn", "Capacity", f"“{wanted}” does not stand with the signature. Funders want the "
        "capacity in which a letter is signed. Ask for it, unless it says so in other words.",
    )  # fmt: skip


def _check_pages(read: Read, expected: Expected) -> Finding:
    most = these(expected.most_pages, "page")
    if read.pages is None:
        words = f"A Word file does not tell its pages. See that it prints on {most} at most."
        return Finding("warn", "Pages", words)
    found = these(read.pages, "page")
    if read.pages > expected.most_pages:
        state: State = "bad" if read.pages_are_certain else "warn"
        return Finding(
            state, "Pages", f"It has {found}; the call allows {most}. Ask for a shorter one."
        )
    return Finding("ok", "Pages", f"It has {found}; the call allows {most}.")


def _check_sums(text: str, expected: Expected) -> Iterator[Finding]:
    """It names what the whole ledger comes to, or at least what its sender was asked for."""
    named, total, share = amounts_in(text), expected.total, expected.share
    if not total.pence:
        words = "Nothing was asked of this partner, so no sum could be compared."
        yield Finding("warn", "Sum", words)
    elif total.pence in named:
        yield Finding(
            "ok", "Sum", f"It names {pounds(total.pence)}, as the ledger did when it came."
        )
        yield from _check_rest(named, total, expected)
    elif share and share.total.pence in named:
        yield _share_alone(share, expected)
        yield from _check_rest(named, share.total, expected)
    else:
        yield _no_total(named, expected)


def _share_alone(share: Share, expected: Expected) -> Finding:
    return Finding(
        "warn", "Sum", f"It names {pounds(share.total.pence)}, the lines asked of {share.name}; "
        f"the ledger of {expected.organisation[0]} comes to {pounds(expected.total.pence)} in all. "
        "Ask for one letter, or take one from each.",
    )  # fmt: skip


def _no_total(named: list[int], expected: Expected) -> Finding:
    found = f"it names {_listed(named)}" if named else "it names no sum at all"
    share = expected.share
    alone = f", what {share.name} was asked for to {pounds(share.total.pence)}" if share else ""
    return Finding(
        "bad", "Sum", f"The ledger comes to {pounds(expected.total.pence)}{alone}; {found}. Have "
        "the letter or the ledger put right, so that both say the same.",
    )  # fmt: skip


def _check_rest(named: list[int], agreed: Total, expected: Expected) -> Iterator[Finding]:
    """The parts of the sum that it names, and whatever else it names."""
    parts = ((agreed.in_kind_pence, "in kind"), (agreed.cash_pence, "in cash"))
    for part, words in parts:
        if part and part not in named:
            yield Finding(
                "warn", f"Sum {words}", f"The ledger says {pounds(part)} {words}; the letter does "
                "not name that sum. Ask for it to be stated.",
            )  # fmt: skip
    if unknown := [each for each in named if each not in expected.known_pence]:
        yield Finding(
            "warn", "Other sums", f"It names {_listed(unknown)}, which the ledger does not hold; "
            f"the ledger comes to {pounds(expected.total.pence)}. See what is meant.",
        )  # fmt: skip


def _check_addressee(text: Text, expected: Expected) -> Finding:
    if any(map(text.says, expected.funder)):
        return Finding("ok", "Addressee", f"It is addressed to {expected.funder[0]}.")
    top = " ".join(text.text[: end_of_top(text.text)].split())[:80]
    return Finding(
        "warn", "Addressee", f"{expected.funder[0]} is not named; the letter begins “{top}”. Ask "
        "for it to be addressed to the funder.",
    )  # fmt: skip


def _check_title(text: Text, expected: Expected) -> Finding:
    title = expected.title
    if text.says(title):
        return Finding("ok", "Title of the bid", f"It names “{title}”.")
    if text.says_all(title) or text.says(expected.acronym):
        return Finding(
            "warn", "Title of the bid", f"“{title}” does not stand in it word for word. See "
            "whether the bid is meant, and ask for the full title.",
        )  # fmt: skip
    return Finding(
        "bad", "Title of the bid", f"“{title}” is not named, so the letter could be about any bid. "
        "Ask for the title to be put in.",
    )  # fmt: skip


def _check_organisation(text: Text, expected: Expected) -> Finding:
    name = expected.organisation[0]
    if any(map(text.says, expected.organisation)):
        return Finding("ok", "Organisation", f"It speaks for {name}.")
    words = f"{name} is not named. See whose letter it is, and ask for headed paper."
    return Finding("bad", "Organisation", words)


def _check_wording(text: str) -> Iterator[Finding]:
    if left := LEFT_TO_FILL_IN.search(text):
        place = " ".join(text[left.start() : left.start() + 60].split()).rstrip(".,")
        words = f"“{place}…” was to be filled in and still stands there. Ask for it to be done."
        yield Finding("bad", "Places to fill in", words)
    if generic := GENERIC.search(text):
        phrase = " ".join(generic[0].split())
        words = (
            f"“{phrase}” reads as interest, not as a commitment; funders set such letters aside. "
            "Ask what this partner will do."
        )
        yield Finding("warn", "Wording", words)


def _listed(amounts: list[int]) -> str:
    shown = [pounds(each) for each in amounts[:MOST_NAMED]]
    more = [f"{len(amounts) - MOST_NAMED} more"] if len(amounts) > MOST_NAMED else []
    *first, last = shown + more
    return f"{', '.join(first)} and {last}" if first else last
