"""What a drafted letter says, and the Word file it is."""

from datetime import date
from decimal import Decimal
from io import BytesIO
from zipfile import ZipFile

import pytest
from docx import Document
from docx.enum.section import WD_SECTION

from bidapp.bids.models import Marking
from bidapp.contributions.models import Form, Thing
from bidapp.contributions.totals import Total
from bidapp.files.docx_gate import check_docx
from bidapp.letters.checks import Expected, check_letter
from bidapp.letters.draft import FILL_IN, draft_of, sums_said
from bidapp.letters.word import write_letter
from bidapp.organisations.models import OrganisationKind
from bidapp.partners.models import Position
from tests.builders import a_bid, a_call, a_contact, a_funder, a_line, a_role, an_organisation
from tests.files.packages import a_word_file
from tests.letters.written import a_read

TODAY = date(2027, 1, 5)
TITLE = "ADAPT: red teaming and adaptability"


def a_partner(**changes):
    """A force on a marked bid with a contact there."""
    funder = a_funder(name="Economic and Social Research Council", short_name="ESRC")
    facts = {
        "title": TITLE,
        "call": a_call(funder=funder, title="Policing and crime research", reference="OPP1042"),
        "lead_organisation": an_organisation("De Montfort University"),
        "starts_on": date(2027, 6, 1),
        "ends_on": date(2029, 5, 31),
        "marking": Marking.NONE,
    }
    bid = a_bid(**facts | changes.pop("bid", {}))
    force = an_organisation(
        changes.pop("name", "Nottinghamshire Police"), OrganisationKind.POLICE_FORCE
    )
    contact = a_contact(force, name="Jordan Hale", email="jordan@example.org")
    return a_role(bid, force, **{"contact": contact, "summary": ""} | changes)


def three_lines(role):
    period = {"starts_on": date(2027, 9, 1), "ends_on": date(2028, 3, 31)}
    data = dict.fromkeys(("quantity", "rate_pence")) | {"unit": "", "thing": Thing.DATA_ACCESS}
    return [
        a_line(role, title="Interview time", description="Twenty-four investigators", **period),
        a_line(role, title="Case data", value_pence=8_206_00, **data),
        a_line(role, title="Field exercise", form=Form.CASH, value_pence=3_000_00),
    ]


def a_signatory(role):
    return a_contact(role.organisation, name="Alex Smith", position="Assistant Chief Constable")


def drafted(role, lines=None, signatory=None):
    lines = three_lines(role) if lines is None else lines
    return draft_of(role, lines, signatory=signatory, today=TODAY)


def written(draft, letterhead=None):
    return write_letter(draft, letterhead, made_on=TODAY)


def lines_in(content):
    document = Document(BytesIO(content))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return [paragraph.text for paragraph in document.paragraphs] + cells


def test_it_says_what_the_ledger_says():
    draft = drafted(a_partner())
    assert (draft.total.in_kind_pence, draft.total.cash_pence) == (13_606_00, 3_000_00)
    assert draft.commitment == (
        "If the bid is funded, we commit, from 1 June 2027 to 31 May 2029, what follows: £13,606 "
        "in kind and £3,000 in cash, £16,606 together."
    )
    interviews, data, exercise = draft.promises
    assert interviews.reckoning == "In kind: 120 hours at £45 an hour (force pay scales, 2029–30)"
    assert interviews.more == ("Twenty-four investigators", "1 September 2027 to 31 March 2028")
    assert data.reckoning == "In kind: force pay scales, 2029–30"
    assert exercise.reckoning == "Cash"


def test_it_names_the_funder_the_call_and_the_bid():
    draft = drafted(a_partner())
    assert draft.dated == "5 January 2027"
    assert draft.addressee == (
        "Economic and Social Research Council",
        "Policing and crime research (OPP1042)",
    )
    assert draft.subject == f"Letter of support for: {TITLE}"
    assert "led by De Montfort University. We take part as a project partner." in draft.opening


@pytest.mark.parametrize("position", Position)
def test_it_says_the_position_in_the_funders_words(position):
    draft = drafted(a_partner(position=position))
    words = {
        Position.LEAD: "We lead this bid.",
        Position.CORE_TEAM: "core team",
        Position.PROJECT_PARTNER: "as a project partner",
        Position.SUBCONTRACTOR: "as a subcontractor",
        Position.ADVISORY: "in an advisory role",
    }
    assert words[position] in draft.opening
    is_additional = any("additional to the funding" in words for words in draft.closing)
    assert is_additional is (position is Position.PROJECT_PARTNER)


def test_it_leaves_the_reason_to_the_partner():
    assert drafted(a_partner()).reason.startswith(FILL_IN)


def test_what_is_not_known_is_a_place_to_fill_in():
    draft = drafted(a_partner(contact=None), lines=[])
    assert draft.commitment.startswith(FILL_IN)
    assert draft.closing[-1].startswith(FILL_IN)
    assert draft.signed_by[0].startswith(FILL_IN)
    assert draft.promises == ()


def test_it_is_signed_by_whom_we_know_with_their_rank():
    role = a_partner()
    draft = drafted(role, signatory=a_signatory(role))
    assert draft.signed_by == (
        "Alex Smith",
        "Assistant Chief Constable",
        "For and on behalf of Nottinghamshire Police",
        "Date:",
    )


def test_it_reckons_in_the_words_of_the_ledger():
    role = a_partner()
    numbers = (Decimal(1), Decimal("0.5"), Decimal(12_000))
    lines = [a_line(role, quantity=number, unit="analysis") for number in numbers]
    reckoned = [promise.reckoning.split(" at ")[0] for promise in drafted(role, lines).promises]
    assert reckoned == ["In kind: 1 analysis", "In kind: 0.5 analyses", "In kind: 12,000 analyses"]


@pytest.mark.parametrize(
    ("in_kind", "cash", "said"),
    [
        (13_606_00, 3_000_00, "£13,606 in kind and £3,000 in cash, £16,606 together"),
        (4_320_00, 0, "£4,320 in kind"),
        (0, 3_000_50, "£3,000.50 in cash"),
        (0, 0, ""),
    ],
)
def test_a_part_that_is_nought_is_left_out(in_kind, cash, said):
    assert sums_said(Total(in_kind_pence=in_kind, cash_pence=cash)) == said


@pytest.mark.parametrize(
    ("starts_on", "ends_on", "said"),
    [
        (date(2027, 6, 1), None, "we commit, from 1 June 2027, what follows"),
        (None, date(2029, 5, 31), "we commit, until 31 May 2029, what follows"),
        (None, None, "we commit what follows"),
    ],
)
def test_it_says_of_the_time_what_is_known(starts_on, ends_on, said):
    draft = drafted(a_partner(bid={"starts_on": starts_on, "ends_on": ends_on}))
    assert said in draft.commitment


def test_the_word_file_says_all_of_it():
    role = a_partner()
    lines = lines_in(written(drafted(role, signatory=a_signatory(role))))
    for words in (
        "5 January 2027", "Dear members of the panel,", f"Letter of support for: {TITLE}",
        "Interview time\nTwenty-four investigators\n1 September 2027 to 31 March 2028",
        "£16,606", "Together", "Alex Smith", "Date:",
    ):  # fmt: skip
        assert words in lines


def test_the_subject_is_a_heading_and_places_to_fill_in_can_be_seen():
    document = Document(BytesIO(written(drafted(a_partner()))))
    styles = {paragraph.text[:12]: paragraph.style.name for paragraph in document.paragraphs}
    assert styles["Letter of su"] == "Letter Subject"
    assert styles[FILL_IN[:12]] == "Letter To Fill In"
    outline = document.styles["Letter Subject"].element.find(".//{*}outlineLvl")
    assert outline is not None


def test_it_tells_nothing_of_who_made_it_and_is_british():
    content = written(drafted(a_partner()))
    facts = Document(BytesIO(content)).core_properties
    assert (facts.author, facts.last_modified_by, facts.language) == ("", "", "en-GB")
    assert facts.title == f"Letter of support for: {TITLE} (Nottinghamshire Police)"
    with ZipFile(BytesIO(content)) as package:
        assert b"en-GB" in package.read("word/styles.xml")
        assert "docProps/app.xml" not in package.namelist()


def test_the_same_letter_is_the_same_file():
    role = a_partner()
    draft = drafted(role)
    assert written(draft) == written(draft)


def test_it_passes_our_own_gate():
    assert check_docx(written(drafted(a_partner())))


@pytest.mark.parametrize(
    "name",
    ["<w:p>&amp; Police", "Police\x00\x0b\x1f", "Police\r\nof\nX", "Police \ud800", "\u202epolice",
     "x" * 500],
    ids=["markup", "controls", "lines", "half a character", "turned round", "long"],
)  # fmt: skip
def test_names_can_hold_anything(name):
    role = a_partner(name=name, bid={"title": f"Bid {name}"})
    line = a_line(role, title=name, description=name, rate_source=name, unit=name)
    content = written(drafted(role, lines=[line], signatory=a_contact(name=name, position=name)))
    assert check_docx(content)
    assert any("olice" in line or "xxx" in line for line in lines_in(content))


@pytest.mark.parametrize("marking", [Marking.OFFICIAL, Marking.OFFICIAL_SENSITIVE])
def test_a_marked_bid_marks_its_letters_above_and_below(marking):
    section = Document(BytesIO(written(drafted(a_partner(bid={"marking": marking}))))).sections[0]
    assert [each.text for each in section.header.paragraphs] == [marking.value]
    assert [each.text for each in section.footer.paragraphs] == [marking.value]


def test_an_unmarked_bid_marks_nothing():
    section = Document(BytesIO(written(drafted(a_partner())))).sections[0]
    assert section.header.is_linked_to_previous


def a_letterhead(*, first_page=False, sections=1):
    def dress(document):
        section = document.sections[0]
        section.different_first_page_header_footer = first_page
        section.header.paragraphs[0].text = "Sherwood Lodge"
        section.footer.paragraphs[0].text = "www.example.org"
        if first_page:
            section.first_page_header.paragraphs[0].text = "Crest"
        for _ in range(sections - 1):
            document.add_section(WD_SECTION.CONTINUOUS)
        document.core_properties.author = "A. Person"

    return a_word_file("Kept words", save=dress)


def test_a_letterhead_keeps_what_it_holds_and_the_letter_comes_after():
    lines = lines_in(written(drafted(a_partner()), a_letterhead()))
    assert lines[:2] == ["Kept words", "5 January 2027"]
    assert "Nottinghamshire Police" not in lines[:5]  # its paper says who writes


def test_a_letterhead_keeps_its_margins_and_loses_its_makers_name():
    content = written(drafted(a_partner()), a_letterhead())
    document = Document(BytesIO(content))
    assert document.sections[0].header.paragraphs[0].text == "Sherwood Lodge"
    assert document.core_properties.author == ""
    with ZipFile(BytesIO(content)) as package:
        everything = b"".join(package.read(name) for name in package.namelist())
        assert b'w:lang w:val="en-GB"' in package.read("word/styles.xml")
    assert b"A. Person" not in everything
    assert check_docx(content)


def test_the_marking_stands_around_a_letterhead_on_every_page():
    role = a_partner(bid={"marking": Marking.OFFICIAL})
    content = written(drafted(role), a_letterhead(first_page=True, sections=2))
    section = Document(BytesIO(content)).sections[0]
    assert [each.text for each in section.header.paragraphs] == ["OFFICIAL", "Sherwood Lodge"]
    assert [each.text for each in section.footer.paragraphs] == ["www.example.org", "OFFICIAL"]
    assert [each.text for each in section.first_page_header.paragraphs] == ["OFFICIAL", "Crest"]


def test_filled_in_and_signed_it_passes_its_own_checks():
    role = a_partner()
    signatory = a_signatory(role)
    draft = drafted(role, signatory=signatory)
    text = "\n".join(lines_in(written(draft)))
    filled = text.replace(draft.reason, "It answers the first priority of our plan.")
    expected = Expected(
        today=TODAY, closes_on=date(2027, 1, 14), most_months=6, most_pages=2,
        signatory=signatory.name, capacity=signatory.position,
        organisation=("Nottinghamshire Police", ""),
        funder=("Economic and Social Research Council",),
        title=TITLE, acronym="", total=draft.total,
        known_pence=frozenset({16_606_00, 13_606_00, 3_000_00, 8_206_00, 5_400_00, 45_00}),
    )  # fmt: skip
    findings = check_letter(a_read(filled), expected)
    assert {each.what: each.words for each in findings if each.state != "ok"} == {}
    assert [e.what for e in check_letter(a_read(text), expected) if e.state == "bad"] == [
        "Places to fill in"
    ]
