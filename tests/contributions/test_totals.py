"""Sums of a ledger: what counts, what is confirmed, what lies outside the full economic cost."""

import csv
from datetime import date
from decimal import Decimal
from io import StringIO

import pytest

from bidapp.contributions.ledger import ledger_of, ledger_rows, verdict
from bidapp.contributions.models import Form, Thing
from bidapp.contributions.states import STANDING, LineState
from bidapp.contributions.totals import Total, is_outside_fec, total, totals
from bidapp.partners.models import Position
from bidapp.spreadsheet import csv_file
from tests.builders import a_bid, a_line, a_role, an_organisation

OUT = {Position.PROJECT_PARTNER, Position.ADVISORY}
DECLINED, WITHDRAWN = LineState.DECLINED, LineState.WITHDRAWN


def cash(role, pence, state=LineState.DRAFT):
    return a_line(role, form=Form.CASH, value_pence=pence, state=state)


def kind(role, pence, state=LineState.DRAFT, **changes):
    return a_line(role, value_pence=pence, state=state, **changes)


@pytest.mark.parametrize("position", Position)
def test_partners_and_advisers_bring_outside_the_full_economic_cost_others_inside(position):
    role = a_role(position=position)
    found = totals([cash(role, 7_00), kind(role, 5_00)])
    full, nothing = Total(7_00, 5_00, lines=2), Total()
    assert is_outside_fec(position) is (position in OUT)
    assert (found.outside_fec, found.inside_fec) == (
        (full, nothing) if position in OUT else (nothing, full)
    )
    assert found.whole == full


@pytest.mark.parametrize("state", [DECLINED, WITHDRAWN])
def test_lines_declined_or_withdrawn_are_in_no_sum(state):
    role = a_role()
    found = totals([kind(role, 5_00), kind(role, 900_00, state), cash(role, 900_00, state)])
    assert found.whole == found.outside_fec == Total(0, 5_00, 0, 1, 0)
    assert found.by_organisation == {role.organisation: found.whole}
    assert found.by_kind == {"staff hours": found.whole}


@pytest.mark.parametrize("state", [each for each in LineState if each in STANDING])
def test_every_other_line_counts_and_only_a_confirmed_one_as_confirmed(state):
    found = total([kind(a_role(), 5_00, state)])
    is_confirmed = state is LineState.CONFIRMED
    assert (found.pence, found.confirmed_pence) == (5_00, 5_00 if is_confirmed else 0)
    assert found.is_confirmed is is_confirmed


def test_sums_by_organisation_and_by_kind():
    bid = a_bid()
    force, body = a_role(bid), a_role(bid, position=Position.ADVISORY)
    found = totals(
        [
            kind(force, 1_00), kind(force, 2_00, thing=Thing.ROOMS), cash(force, 4_00),
            kind(body, 8_00, LineState.CONFIRMED), cash(body, 16_00),
        ]
    )  # fmt: skip
    assert {each.name: sums.pence for each, sums in found.by_organisation.items()} == {
        force.organisation.name: 7_00,
        body.organisation.name: 24_00,
    }
    assert {name: sums.pence for name, sums in found.by_kind.items()} == {
        "staff hours": 9_00, "rooms": 2_00, "cash": 20_00,
    }  # fmt: skip
    assert (found.whole.cash_pence, found.whole.in_kind_pence) == (20_00, 11_00)


def test_nothing_is_not_confirmed():
    assert total([]) == Total()
    assert not total([]).is_confirmed


@pytest.mark.parametrize(
    ("whole", "said"),
    [
        (
            Total(0, 61_240_00, 41_300_00, 3, 2),
            "£61,240 in all, of which £41,300 is confirmed; £19,940 is still open.",
        ),
        (Total(5_00, 5_00, 10_00, 2, 2), "£10 in all, and all of it is confirmed."),
        (Total(5_00, 5_00, 0, 2, 0), "£10 in all; none of it is confirmed yet."),
        (Total(0, 10_00, 10_00, 2, 1), "£10 in all, and confirmed; one line is still open."),
        (Total(0, 10_00, 10_00, 4, 1), "£10 in all, and confirmed; 3 lines are still open."),
        (Total(), "Nothing counts: every line is withdrawn or declined."),
    ],
)
def test_the_answer_in_a_sentence(whole, said):
    assert verdict(whole) == said


def a_ledger(*names):
    bid = a_bid()
    roles = [a_role(bid, an_organisation(name)) for name in names]
    for number, role in enumerate(roles, 1):
        role.id = number
    return roles


def in_ledger(line, role):
    line.role_id = role.id
    return line


def test_a_ledger_keeps_the_order_of_roles_and_names_those_that_bring_nothing():
    force, body, third = a_ledger("Force", "Body", "Third")
    lines = [in_ledger(kind(body, 5_00), body), in_ledger(kind(force, 9_00, WITHDRAWN), force)]
    ledger = ledger_of([force, body, third], lines)
    assert [each.role for each in ledger.roles] == [force, body]
    assert [each.total.pence for each in ledger.roles] == [0, 5_00]
    assert ledger.without == [third]
    assert ledger.verdict == "£5 in all; none of it is confirmed yet."


def test_a_line_that_counts_no_more_is_not_scolded():
    [force] = a_ledger("Force")
    weak = [in_ledger(kind(force, 5_00, state, rate_source=""), force) for state in LineState]
    [found] = ledger_of([force], weak).roles
    assert {each.state for each in found.lines if not each.weaknesses} == {DECLINED, WITHDRAWN}


def test_the_spreadsheet_holds_numbers_as_numbers_and_runs_nothing():
    [force] = a_ledger("=Force")
    line = kind(
        force, 12_606_05, title="@SUM(A1)", quantity=Decimal("7.50"), rate_pence=38_20,
        starts_on=date(2027, 10, 1), description="+1\nand more",
    )  # fmt: skip
    gone = in_ledger(cash(force, 5_000_00, WITHDRAWN), force)
    written = csv_file(ledger_rows(ledger_of([force], [in_ledger(line, force), gone])))
    heads, first, second = csv.reader(StringIO(written.removeprefix("\ufeff"), newline=""))
    assert dict(zip(heads, first, strict=True)) == {
        "organisation": "'=Force", "position": "project partner", "full economic cost": "outside",
        "what": "'@SUM(A1)", "form": "in kind", "thing": "staff hours", "quantity": "7.5",
        "unit": "hour", "rate in pounds": "38.20", "rate from": "force pay scales",
        "year of the rate": "2029–30", "value in pounds": "12606.05", "from": "2027-10-01",
        "until": "", "as it will stand in the bid": "'+1\nand more", "state": "draft",
        "counts in the totals": "yes",
    }  # fmt: skip
    assert second[7:12] == ["", "", "", "", "5000.00"]
    assert second[-2:] == ["withdrawn", "no"]
