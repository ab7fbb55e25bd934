"""Letters written for the purpose: one that passes all checks, and one for each fault alone."""

import time
from dataclasses import replace
from datetime import date

import pytest

from bidapp.contributions.totals import Total
from bidapp.letters.checks import Share, check_letter
from bidapp.letters.draft import FILL_IN
from tests.letters.written import EXPECTED, GOOD, a_read, changed, found, said

DATE = "4 December 2026"
NAME = "Alex O’Neill-Smith"
RANK = "Assistant Chief Constable"
TITLE = "ADAPT: red teaming and adaptability in organised crime investigation"


def test_a_good_letter_passes_every_check():
    findings = check_letter(a_read(), EXPECTED)
    assert {each.state for each in findings} == {"ok"}
    assert [each.what for each in findings] == [
        "Date", "Signature", "Capacity", "Pages", "Sum", "Addressee", "Title of the bid",
        "Organisation",
    ]  # fmt: skip


FAULTS = {
    "no date": (changed((f"{DATE}\n\n", "")), {"Date": "bad"}),
    "a date that is too old": (changed((DATE, "13 July 2026")), {"Date": "bad"}),
    "a date still to come": (changed((DATE, "6 January 2027")), {"Date": "bad"}),
    "a draft's empty date": (changed((DATE, "Date:")), {"Date": "bad"}),
    "another person's name": (changed((NAME, "Robin Field")), {"Signature": "bad"}),
    "only the surname": (changed((NAME, "O’Neill-Smith")), {"Signature": "warn"}),
    "another given name": (changed((NAME, "Kim O’Neill-Smith")), {"Signature": "warn"}),
    "a name not at the end": (
        changed((f"{NAME}\n", ""), ("Our\nPolice", f"I, {NAME}, add that our\nPolice")),
        {"Signature": "warn"},
    ),
    "no capacity": (changed((f"{RANK}\n", "")), {"Capacity": "warn"}),
    "another rank": (changed((RANK, "Chief Inspector")), {"Capacity": "warn"}),
    "no sum": (
        changed(
            ("£13,606 in kind and £3,000 in cash, £16,606 together", "what follows"),
            (": £5,400", ""), (": £8,206", ""), (": £3,000", ""), (" at £45 an hour", ""),
        ),
        {"Sum": "bad"},
    ),
    "another total": (changed(("£16,606", "£16,660")), {"Sum": "bad"}),
    "the total missing": (changed((", £16,606 together", "")), {"Sum": "bad"}),
    "the cash missing": (
        changed((" and £3,000 in cash,", ","), (", in cash: £3,000", "")),
        {"Sum in cash": "warn"},
    ),
    "the value in kind missing": (
        changed(("£13,606 in kind and £3,000 in cash,", "£3,000 in cash,")),
        {"Sum in kind": "warn"},
    ),
    "a line of another value": (changed(("£8,206", "£8,260")), {"Other sums": "warn"}),
    "another rate": (changed(("£45 an hour", "£54 an hour")), {"Other sums": "warn"}),
    "another funder": (
        changed(("Economic and Social Research Council", "The Leverhulme Trust")),
        {"Addressee": "warn"},
    ),
    "another bid": (changed((TITLE, "Safer streets at night")), {"Title of the bid": "bad"}),
    "only the short name of the bid": (
        changed((TITLE, "the ADAPT bid")),
        {"Title of the bid": "warn"},
    ),
    "another organisation": (
        changed(("Nottinghamshire Police", "Derbyshire Constabulary")),
        {"Organisation": "bad"},
    ),
    "a place to fill in": (
        changed(("Our\nPolice", f"{FILL_IN} why this work matters to you.] Our\nPolice")),
        {"Places to fill in": "bad"},
    ),
    "an insert from another template": (
        changed(("Our\nPolice", "[insert priority] Our\nPolice")),
        {"Places to fill in": "bad"},
    ),
    "interest instead of commitment": (
        changed(("Our\nPolice", "We are very much interested in the results. Our\nPolice")),
        {"Wording": "warn"},
    ),
    "curiosity instead of commitment": (
        changed(("Our\nPolice", "The force is keen to hear of the findings. Our\nPolice")),
        {"Wording": "warn"},
    ),
}  # fmt: skip


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_alone_is_found_and_nothing_else(fault):
    text, expected = FAULTS[fault]
    assert found(text) == expected


HARMLESS = {
    "th": (DATE, "4th December 2026"),
    "weekday": (DATE, "Friday, 4th of December 2026"),
    "numbers": (DATE, "04/12/2026"),
    "numbers with points": (DATE, "4.12.2026"),
    "short numbers": (DATE, "4/12/26"),
    "American words": (DATE, "December 4, 2026"),
    "ISO": (DATE, "2026-12-04"),
    "short month": (DATE, "4 Dec 2026"),
    "hyphens": (DATE, "4-Dec-26"),
    "label": (DATE, "Date: 4 December 2026"),
    "our reference beside it": (DATE, "Our ref: NP/1042/26   Date: 4 December 2026"),
    "the day of the oldest": (DATE, "14 July 2026"),
    "today": (DATE, "5 January 2027"),
    "initial": (NAME, "A. O'Neill-Smith"),
    "two initials": (NAME, "A J O'Neill Smith"),
    "initials in one": (NAME, "AJ O’Neill-Smith"),
    "capitals": (NAME, "ALEX O’NEILL-SMITH QPM"),
    "rank before the name": (NAME, "ACC Alex O'Neill-Smith, KPM, MBA"),
    "surname first": (NAME, "O'Neill-Smith, Alex"),
    "accents": (NAME, "Álex O’Néill-Smith"),
    "rank in short": (f"\n{RANK}\n", "\nACC (Crime)\n"),
    "temporary rank": (f"\n{RANK}\n", "\nTemporary Assistant Chief Constable\n"),
    "farewell": ("Yours faithfully", "Yours sincerely"),
    "kind regards": ("Yours faithfully", "With kind regards"),
    "no greeting": ("Dear members of the panel,\n\n", ""),
    "to whom it may concern": ("Dear members of the panel,", "To whom it may concern"),
    "short name of the funder": ("Economic and Social Research Council", "ESRC"),
    "parent of the funder": ("Economic and Social Research Council", "UKRI"),
    "title in quotes": (TITLE, f"“{TITLE}”"),
    "title in capitals": (TITLE, TITLE.upper()),
    "title over lines": ("red teaming and adaptability", "red teaming\nand   adaptability"),
    "title with an ampersand": ("teaming and adapt", "teaming & adapt"),
    "title broken in a word": ("organised crime invest", "organ-\nised crime in-\nvest"),
    "a PDF without its spaces": (TITLE, TITLE.replace(" ", "")),
    "pence": ("£16,606", "£16,606.00"),
    "a blank after the pound": ("£16,606", "£ 16,606"),
    "no comma": ("£16,606", "£16606"),
    "a fixed blank": ("£16,606", "£16\u00a0606"),
    "GBP": ("£16,606", "GBP 16,606"),
    "thousands": ("£3,000", "£3k"),
    "people who are interested": ("Our\nPolice", "Those interested in careers gain. Our\nPolice"),
    "priorities of interest": ("Our\nPolice", "It is in the public interest. Our\nPolice"),
    "until and from": ("From 1 June 2027 to 31 May 2029", "Between 1 June 2027 and 31 May 2029"),
    "with a dash": ("From 1 June 2027 to 31 May 2029", "1 June 2027 – 31 May 2029:"),
    "another date in its text": ("Our\nPolice", "On 3 March 2025 we adopted it. Our\nPolice"),
    "the possessive": ("\nFor and on behalf", "\nNottinghamshire Police’s seal\nFor and on behalf"),
}  # fmt: skip


@pytest.mark.parametrize("how", HARMLESS)
def test_what_is_only_written_otherwise_is_no_fault(how):
    assert found(changed(HARMLESS[how])) == {}


def test_the_date_is_the_one_above_the_greeting():
    text = changed(("Yours faithfully", "We met on 1 March 2026.\n\nYours faithfully"))
    assert "dated 4 December 2026" in said(text)["Date"]


def test_without_one_there_it_is_the_one_with_the_signature():
    text = changed((f"{DATE}\n\n", "")) + "Date: 1 December 2026\n"
    assert "dated 1 December 2026" in said(text)["Date"]


def test_the_dates_of_the_work_are_not_the_letters():
    text = changed((f"{DATE}\n\n", ""), ("2027", "2026"))  # the period begins on a day that fits
    assert found(text) == {"Date": "bad"}


def test_without_a_closing_date_the_months_count_from_today():
    text = changed((DATE, "4 July 2026"))
    assert found(text, closes_on=None) == {"Date": "bad"}
    assert found(changed((DATE, "5 July 2026")), closes_on=None) == {}


def test_a_call_may_want_a_younger_letter():
    words = said(changed((DATE, "13 October 2026")), most_months=3)["Date"]
    assert "dated 13 October 2026, which is too old" in words
    assert "14 October 2026 or later, at most 3 months before the call closes" in words


def test_pages_of_a_pdf_are_certain_and_of_a_word_file_are_not():
    def state(read):
        findings = check_letter(read, replace(EXPECTED, most_pages=1))
        return next(each for each in findings if each.what == "Pages").state

    assert state(a_read(pages=1)) == "ok"
    assert state(a_read(pages=2)) == "bad"
    assert state(a_read(pages=2, pages_are_certain=False)) == "warn"
    assert state(a_read(pages=None, pages_are_certain=False)) == "warn"


def test_both_sums_are_named_where_they_differ():
    words = said(changed(("£16,606", "£16,660")))["Sum"]
    assert "The ledger comes to £16,606; it names £13,606, £3,000, £16,660" in words
    words = said(changed(("£8,206", "£8,260")))["Other sums"]
    assert "£8,260" in words
    assert "£16,606" in words


def test_without_lines_in_the_ledger_no_sum_is_compared():
    assert found(total=Total()) == {"Sum": "warn"}


def test_where_all_is_in_kind_nobody_asks_for_cash():
    text = changed(("£13,606 in kind and £3,000 in cash, £16,606 together", "£5,400"))
    assert found(text, total=Total(in_kind_pence=5_400_00)) == {}


SHARE = Share("Sam Field", Total(in_kind_pence=5_400_00))


def test_a_letter_for_what_its_sender_alone_was_asked_is_for_a_person_to_weigh():
    text = changed(("£13,606 in kind and £3,000 in cash, £16,606 together", "£5,400"))
    assert found(text, share=SHARE) == {"Sum": "warn"}
    assert said(text, share=SHARE)["Sum"] == (
        "It names £5,400, the lines asked of Sam Field; the ledger of Nottinghamshire Police comes "
        "to £16,606 in all. Ask for one letter, or take one from each."
    )
    assert found(text) == {"Sum": "bad"}


def test_a_letter_for_everything_is_good_whoever_sends_it():
    assert found(share=SHARE) == {}


def test_a_sum_that_is_neither_has_to_be_put_right():
    text = changed(("£16,606", "£16,660"), ("£5,400", "£5,040"))
    assert found(text, share=SHARE) == {"Sum": "bad"}
    words = said(text, share=SHARE)["Sum"]
    assert "comes to £16,606, what Sam Field was asked for to £5,400; it names" in words


def test_without_a_signatory_a_person_looks():
    assert found(signatory="", capacity="") == {"Signature": "warn", "Capacity": "warn"}


def test_where_only_the_organisation_stands_with_the_signature_nobody_has_signed():
    text = changed((f"{NAME}\n", ""))
    who = "Superintendent, Nottinghamshire"
    assert found(text, signatory=who)["Signature"] == "bad"
    assert f"{who} was expected to sign" in said(text, signatory=who)["Signature"]


def test_a_scan_is_for_a_person_to_read():
    findings = check_letter(a_read("", is_scanned=True), EXPECTED)
    assert [each.what for each in findings] == ["Pages", "A scan"]
    words = findings[1].words
    for each in ("14 July 2026 or later", "O’Neill-Smith", "£16,606 together", "Read it yourself"):
        assert each in words
    (_, scan) = check_letter(a_read("", is_scanned=True), replace(EXPECTED, share=SHARE))
    assert "(or £5,400 in kind, the lines asked of Sam Field)" in scan.words
    (_, scan) = check_letter(a_read("", is_scanned=True), replace(EXPECTED, total=Total()))
    assert scan.words.endswith(f"about “{TITLE}”.")


def test_what_has_to_be_put_right_comes_first():
    text = changed((DATE, "13 July 2026"), ("£8,206", "£8,260"))
    states = [each.state for each in check_letter(a_read(text), EXPECTED)]
    assert states == sorted(states, key=("bad", "warn", "ok").index)


@pytest.mark.parametrize(
    "piece",
    ["1 January 2027 ", "1 ", "£1,000 ", "we ", " \n", "[", "1.", "Dear ", "from 1/1/2027 to ",
     "yours faithfully ", "£1" + ",000" * 50, "a’s ", "1" + " " * 50, "date ", "\t1 \u00a0\n \n"],
)  # fmt: skip
def test_no_text_takes_long(piece):
    text = (GOOD + piece * 200_000)[:200_000]
    began = time.perf_counter()
    check_letter(a_read(text), EXPECTED)
    assert time.perf_counter() - began < 3


def test_the_letter_drafted_by_us_lacks_only_what_is_left_to_the_partner():
    text = changed(("Our\nPolice", f"{FILL_IN} why.] Our\nPolice"))
    assert found(text, today=date(2026, 12, 4)) == {"Places to fill in": "bad"}
