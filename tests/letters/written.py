"""Letters as partners write them, and what the bid they belong to expects."""

from dataclasses import replace
from datetime import date

from bidapp.contributions.totals import Total
from bidapp.files.reading import Read
from bidapp.letters.checks import Expected, check_letter

EXPECTED = Expected(
    today=date(2027, 1, 5),
    closes_on=date(2027, 1, 14),
    most_months=6,
    most_pages=2,
    signatory="Alex O’Neill-Smith",
    capacity="Assistant Chief Constable",
    organisation=("Nottinghamshire Police", "Notts Police"),
    funder=("Economic and Social Research Council", "ESRC", "UKRI"),
    title="ADAPT: red teaming and adaptability in organised crime investigation",
    acronym="ADAPT",
    total=Total(in_kind_pence=13_606_00, cash_pence=3_000_00),
    known_pence=frozenset({13_606_00, 3_000_00, 16_606_00, 5_400_00, 8_206_00, 45_00}),
)
GOOD = """\
Nottinghamshire Police
Sherwood Lodge, Arnold, Nottingham NG5 8PP

4 December 2026

Economic and Social Research Council
Policing and crime research (OPP1042)

Dear members of the panel,

Letter of support for: ADAPT: red teaming and adaptability in organised crime investigation

Nottinghamshire Police supports this bid, led by De Montfort University, as a project partner. Our
Police and Crime Plan names organised crime as its first priority, and our investigators lack a
tested way to question their own assumptions.

From 1 June 2027 to 31 May 2029 we commit £13,606 in kind and £3,000 in cash, £16,606 together:
- interview time of investigators, 120 hours at £45 an hour (force pay scales, 2026–27): £5,400
- access to case data: £8,206
- the field exercise, in cash: £3,000

The in-kind values are at our own rates. Chief Inspector Jordan Hale is our single point of contact.

Yours faithfully,

Alex O’Neill-Smith
Assistant Chief Constable
For and on behalf of Nottinghamshire Police
"""


def a_read(text=GOOD, **changes):
    facts = {
        "media_type": "application/pdf", "text": text, "pages": 1, "pages_are_certain": True,
        "is_scanned": False,
    }  # fmt: skip
    return Read(**facts | changes)


def changed(*pairs):
    """The good letter with some of its words exchanged."""
    text = GOOD
    for old, new in pairs:
        assert old in text, old
        text = text.replace(old, new)
    return text


def found(text=GOOD, **changes):
    """What is not as it should be, as {what: state}."""
    findings = check_letter(a_read(text), replace(EXPECTED, **changes))
    return {each.what: each.state for each in findings if each.state != "ok"}


def said(text=GOOD, **changes):
    findings = check_letter(a_read(text), replace(EXPECTED, **changes))
    return {each.what: each.words for each in findings}
