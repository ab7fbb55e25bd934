"""The example is one story: everything it names exists, and nothing is left lying about."""

import re
import tomllib
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from markdown_it import MarkdownIt

BIDAPP = Path(__file__).parents[2] / "bidapp"
TEXTS = BIDAPP / "example" / "texts"
Row = dict[str, Any]

STORY: Row = tomllib.loads((BIDAPP / "example" / "story.toml").read_text("utf-8"))
PACK = [
    tomllib.loads(file.read_text("utf-8"))
    for file in sorted((BIDAPP / "funders" / "starter_pack").glob("*.toml"))
]
TEMPLATES: dict[str, Row] = {
    template["key"]: {"funder": funder["key"], **template}
    for funder in PACK
    for template in funder["templates"]
}

ORGANISATION_KINDS = {
    "university", "police_force", "local_policing_body", "regional_unit", "consortium",
    "national_policing_body", "government", "nhs", "business", "third_sector",
}  # fmt: skip
PERSON_ROLES = {"administrator", "coordinator", "writer", "reader"}
CALL_STATUSES = {"upcoming", "open", "paused", "closed", "withdrawn"}
STAGE_KINDS = {"eoi", "outline", "full", "response", "interview", "decision"}
BID_ROLES = {
    "project_lead", "project_co_lead_uk", "project_co_lead_international", "researcher_co_lead",
    "specialist", "grant_manager", "professional_enabling_staff", "technician", "fellow",
    "research_and_innovation_associate", "visiting_researcher", "doctoral_student",
}  # fmt: skip
POSITIONS = {"lead", "core_team", "project_partner", "subcontractor", "advisory"}
NEXT_STAGES = {
    "idea": {"drafting"}, "drafting": {"review"}, "review": {"submitted"},
    "submitted": {"won", "lost"}, "won": set(), "lost": set(),
}  # fmt: skip
SECTION_STATUSES = {"not_started", "in_progress", "in_review", "complete"}
LETTERS = {"not_needed", "drafted", "requested", "in_sign_off", "received"}

BIDS: list[Row] = STORY["bids"]
CALLS: dict[str, Row] = {call["key"]: call for call in STORY["calls"]}
PARTNERS: list[Row] = [partner for bid in BIDS for partner in bid["partners"]]


def keys(table: str) -> set[str]:
    return {row["key"] for row in STORY[table]}


def template_sections(bid: Row) -> dict[str, Row]:
    template = TEMPLATES[CALLS[bid["call"]]["template"]]
    return {section["key"]: section for section in template["sections"]}


def written() -> Iterator[tuple[str, Row]]:
    """Each text of a bid, with the section of the template that it answers."""
    for bid in BIDS:
        for section in bid["sections"]:
            if "file" in section:
                yield section["file"], template_sections(bid)[section["key"]]


def length(file: str, limit_kind: str) -> int:
    """Words between white space and em dashes, as UKRI counts; or characters."""
    markup = MarkdownIt("commonmark").enable("table").render((TEXTS / file).read_text("utf-8"))
    text = re.sub(r"<[^>]+>", " ", re.sub(r"</?(em|strong)>", "", markup)).strip()
    return len(text) if limit_kind == "characters" else len(re.split(r"[\u2014\s]+", text))


@pytest.mark.parametrize(
    "table", ["organisations", "contacts", "people", "themes", "calls", "bids", "blocks"]
)
def test_no_key_is_used_twice(table: str) -> None:
    assert max(Counter(row["key"] for row in STORY[table]).values()) == 1


def test_organisations_are_of_a_known_kind_and_members_of_one_that_is_there() -> None:
    consortia = {each["key"] for each in STORY["organisations"] if each["kind"] == "consortium"}
    for each in STORY["organisations"]:
        assert each["kind"] in ORGANISATION_KINDS
        assert each.get("member_of", "empac") in consortia
        assert ("member_of" in each) == ("joined_on" in each)
        assert each["can_sign"] == (each["kind"] != "consortium")


def test_the_consortium_has_the_members_of_the_programme() -> None:
    members = [each["kind"] for each in STORY["organisations"] if each.get("member_of") == "empac"]
    assert Counter(members) == {
        "university": 8, "police_force": 5, "local_policing_body": 5, "regional_unit": 1,
    }  # fmt: skip


def test_de_montfort_university_leads_by_default() -> None:
    lead = next(each for each in STORY["organisations"] if each["key"] == STORY["default_lead"])
    assert lead["ror_id"] == "0312pnr83"


def test_people_and_contacts_have_safe_addresses() -> None:
    for each in [*STORY["people"], *STORY["contacts"]]:
        assert each["email"].endswith("@example.org")
        assert each["organisation"] in keys("organisations")
    assert {each["role"] for each in STORY["people"]} == PERSON_ROLES


def test_calls_belong_to_a_funder_and_one_of_its_templates() -> None:
    for call in STORY["calls"]:
        assert TEMPLATES[call["template"]]["funder"] == call["funder"]
        assert call["status"] in CALL_STATUSES
        assert call["award_basis"] in {"fec_100", "funder_share"}
        assert set(call["allowed_roles"]) <= BID_ROLES
        assert set(call["themes"]) <= keys("themes")
        assert call["source"].startswith("Example")


def test_deadlines_stand_in_a_stage_of_their_call_and_say_the_day() -> None:
    for call in STORY["calls"]:
        stages = {stage["kind"]: stage for stage in call["stages"]}
        assert stages.keys() <= STAGE_KINDS
        for deadline in call["deadlines"]:
            assert deadline["kind"] in {"funder", "internal"}
            assert "{date}" in deadline["wording"]
            assert re.fullmatch(r"\d\d:\d\d", deadline["time"])
            closes = stages[deadline["stage"]].get("closes_days", deadline["days"])
            assert deadline["days"] <= closes
            assert deadline["kind"] == "internal" or deadline["days"] == closes


def test_one_call_closes_soon_after_an_earlier_stage_and_one_never_closes() -> None:
    assert [stage["kind"] for stage in CALLS["star"]["stages"]][:2] == ["eoi", "full"]
    assert CALLS["star"]["stages"][1]["closes_days"] == 6
    assert all("closes_days" not in stage for stage in CALLS["leverhulme"]["stages"])


def test_the_policing_call_is_as_published() -> None:
    pace = CALLS["pace"]
    assert (pace["award_max_pounds"], pace["fec_percent"]) == (600_000, 80)
    assert (pace["duration_min_months"], pace["duration_max_months"]) == (36, 36)
    assert pace["deadlines"][0]["time"] == "16:00"


@pytest.mark.parametrize("bid", BIDS, ids=lambda bid: bid["key"])
def test_a_bid_names_only_what_is_there(bid: Row) -> None:
    assert bid["call"] in CALLS
    assert bid["owner"] in keys("people")
    assert set(bid["themes"]) <= keys("themes")
    assert bid["asked_pounds"] <= CALLS[bid["call"]]["award_max_pounds"]
    for section in bid["sections"]:
        assert section["key"] in template_sections(bid)
        assert section["writer"] in keys("people")
        assert section["status"] in SECTION_STATUSES
        assert ("file" in section) == ("saved_days" in section)
        assert ("file" in section) == (section["status"] != "not_started")


@pytest.mark.parametrize("bid", BIDS, ids=lambda bid: bid["key"])
def test_a_bid_has_moved_through_its_stages_in_order(bid: Row) -> None:
    moves = bid["history"]
    assert moves[0]["days"] == bid["opened_days"]
    assert moves[-1]["stage"] == bid["stage"]
    for earlier, later in pairwise(moves):
        assert later["stage"] in NEXT_STAGES[earlier["stage"]]
        assert earlier["days"] < later["days"] <= 0
    assert {move["by"] for move in moves} <= keys("people")


def test_there_is_a_bid_at_every_stage() -> None:
    assert {bid["stage"] for bid in BIDS} == NEXT_STAGES.keys()


@pytest.mark.parametrize("bid", BIDS, ids=lambda bid: bid["key"])
def test_a_bid_has_one_lead_and_each_organisation_once(bid: Row) -> None:
    assert [partner["position"] for partner in bid["partners"]].count("lead") == 1
    assert max(Counter(partner["organisation"] for partner in bid["partners"]).values()) == 1


def test_partners_are_known_and_asked_for_something() -> None:
    organisation_of = {each["key"]: each["organisation"] for each in STORY["contacts"]}
    for partner in PARTNERS:
        assert partner["organisation"] in keys("organisations")
        assert partner["position"] in POSITIONS
        assert partner["ask"].endswith(".")
        assert partner.get("letter", "not_needed") in LETTERS
        if "contact" in partner:
            assert organisation_of[partner["contact"]] == partner["organisation"]


def test_a_contribution_is_worth_its_hours_at_its_rate() -> None:
    for each in [line for partner in PARTNERS for line in partner.get("contributions", [])]:
        assert each["kind"] in {"cash", "in_kind"}
        assert each["answer"] in {"asked", "confirmed", "declined"}
        assert each["hours"] * each["rate_pounds"] == each["value_pounds"]
        assert each["basis"]


def test_blocks_have_an_owner_and_known_themes() -> None:
    assert 8 <= len(STORY["blocks"]) <= 10
    for block in STORY["blocks"]:
        assert block["owner"] in keys("people")
        assert set(block["themes"]) <= keys("themes")


def test_every_text_is_there_and_used_once() -> None:
    used = [file for file, _ in written()] + [block["file"] for block in STORY["blocks"]]
    assert sorted(used) == sorted(file.name for file in TEXTS.iterdir())


def test_the_drafting_bid_is_half_written() -> None:
    adapt = next(bid for bid in BIDS if bid["key"] == "adapt")
    drafted = [section["key"] for section in adapt["sections"] if "file" in section]
    assert len(drafted) >= 8
    assert len(drafted) < len(template_sections(adapt))


def test_only_the_approach_is_over_its_limit_and_by_little() -> None:
    over = {
        file: length(file, section["limit_kind"]) - section["limit"]
        for file, section in written()
        if "limit" in section and length(file, section["limit_kind"]) > section["limit"]
    }
    assert over.keys() == {"adapt_approach.md"}
    assert over["adapt_approach.md"] < 20


def test_the_costs_in_the_text_are_the_sum_that_is_asked_for() -> None:
    rows = (TEXTS / "adapt_resources.md").read_text("utf-8").splitlines()
    costs = [row.split("|")[3] for row in rows if row.startswith(("| Directly", "| Indirect"))]
    adapt = next(bid for bid in BIDS if bid["key"] == "adapt")
    assert sum(int(cost.replace(",", "")) for cost in costs) == adapt["asked_pounds"]
