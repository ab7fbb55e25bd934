"""The example is one story: everything it names exists, and nothing is left lying about."""

import re
import tomllib
from collections import Counter
from collections.abc import Iterator
from enum import StrEnum
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from markdown_it import MarkdownIt

from bidapp.accounts.permissions import Kind
from bidapp.bids.stages import NEXT_STAGES, Stage
from bidapp.calls.models import AwardBasis, StageKind, TeamRole
from bidapp.organisations.models import OrganisationKind
from bidapp.partners.models import Position

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

BIDS: list[Row] = STORY["bids"]
CALLS: dict[str, Row] = {call["key"]: call for call in STORY["calls"]}
BLOCKS: dict[str, Row] = {block["key"]: block for block in STORY["blocks"]}


def names(choices: type[StrEnum]) -> set[str]:
    """An enumeration as the story writes it."""
    return {choice.name.lower() for choice in choices}


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


@pytest.mark.parametrize("table", ["organisations", "people", "themes", "calls", "bids", "blocks"])
def test_no_key_is_used_twice(table: str) -> None:
    assert max(Counter(row["key"] for row in STORY[table]).values()) == 1


def test_organisations_are_of_a_known_kind_and_stand_after_their_consortium() -> None:
    seen: set[str] = set()
    for each in STORY["organisations"]:
        assert each["kind"] in names(OrganisationKind)
        assert each.get("member_of", "empac") in seen | {each["key"]}
        assert ("member_of" in each) == ("joined_on" in each)
        seen.add(each["key"])


def test_the_consortium_has_the_members_of_the_programme() -> None:
    members = [each["kind"] for each in STORY["organisations"] if each.get("member_of") == "empac"]
    assert Counter(members) == {
        "university": 8, "police_force": 5, "local_policing_body": 5, "regional_unit": 1,
    }  # fmt: skip


def test_de_montfort_university_leads_and_empac_is_partner_by_default() -> None:
    leads = [each["ror_id"] for each in STORY["organisations"] if each.get("is_default_lead")]
    partners = [each["key"] for each in STORY["organisations"] if each.get("is_default_partner")]
    assert (leads, partners) == (["0312pnr83"], ["empac"])


def test_there_is_somebody_of_every_kind_with_a_safe_address() -> None:
    kind_of = {each["email"]: each["kind"] for each in STORY["people"]}
    assert all(email.endswith("@example.org") for email in kind_of)
    assert {(kind_of.get(f"{kind}@example.org"), kind) for kind in Kind} == {
        (kind, kind) for kind in Kind
    }


def test_calls_belong_to_a_funder_and_one_of_its_templates() -> None:
    for call in STORY["calls"]:
        assert TEMPLATES[call["template"]]["funder"] == call["funder"]
        assert call["award_basis"] in names(AwardBasis)
        assert set(call.get("allowed_roles", ())) <= names(TeamRole)
        assert call["notes"].startswith("Example")


def test_deadlines_stand_in_a_stage_of_their_call_and_the_funders_words_say_the_day() -> None:
    for call in STORY["calls"]:
        stages = {stage["kind"]: stage for stage in call["stages"]}
        assert stages.keys() <= names(StageKind)
        for deadline in call["deadlines"]:
            assert "{date}" in deadline.get("wording", "{date}")
            assert re.fullmatch(r"\d\d:\d\d", deadline["time"])
            assert deadline["days"] > stages[deadline["stage"]]["opens_days"]


def test_one_call_closes_soon_after_an_earlier_stage_and_one_never_closes() -> None:
    star = {(each["stage"], each["days"]) for each in CALLS["star"]["deadlines"]}
    assert {("eoi", -38), ("full", 6)} <= star
    assert CALLS["leverhulme"]["deadlines"] == []


def test_the_policing_call_is_as_published() -> None:
    pace = CALLS["pace"]
    assert (pace["award_max_pounds"], pace["fec_percent"]) == (600_000, 80)
    assert (pace["duration_min_months"], pace["duration_max_months"]) == (36, 36)
    assert pace["deadlines"][0]["time"] == "16:00"


@pytest.mark.parametrize("bid", BIDS, ids=lambda bid: bid["key"])
def test_a_bid_names_only_what_is_there(bid: Row) -> None:
    assert {bid["owner"], bid["opened_by"]} <= keys("people")
    assert set(bid["themes"]) <= keys("themes")
    assert bid["asked_pounds"] <= CALLS[bid["call"]]["award_max_pounds"]
    assert bid["opened_days"] > CALLS[bid["call"]]["opens_days"]
    for section in bid["sections"]:
        assert section["key"] in template_sections(bid)
        assert section["writer"] in keys("people")
        assert ("file" in section) == ("saved_days" in section)
        assert section.get("saved_days", 0) > bid["opened_days"]


def test_a_block_is_put_in_after_its_first_text_was_saved() -> None:
    placed = [each for bid in BIDS for each in bid["sections"] if "block" in each]
    assert len(placed) >= 2
    for section in placed:
        first = BLOCKS[section["block"]]["versions"][0]
        assert first["saved_days"] < section["placed_days"]
        assert section.get("saved_days", first["saved_days"]) < section["placed_days"]


@pytest.mark.parametrize("bid", BIDS, ids=lambda bid: bid["key"])
def test_a_bid_moves_through_its_stages_in_order(bid: Row) -> None:
    begun = {"stage": "idea", "days": bid["opened_days"], "by": bid["opened_by"]}
    for earlier, later in pairwise([begun, *bid["moves"]]):
        current, following = (Stage[move["stage"].upper()] for move in (earlier, later))
        assert following in NEXT_STAGES[current]
        assert earlier["days"] < later["days"] <= 0
        assert later["by"] in keys("people")


@pytest.mark.parametrize("bid", BIDS, ids=lambda bid: bid["key"])
def test_each_organisation_is_on_a_bid_once(bid: Row) -> None:
    taking_part = [bid["lead"], *(partner["organisation"] for partner in bid["partners"])]
    assert set(taking_part) <= keys("organisations")
    assert max(Counter(taking_part).values()) == 1
    assert {partner["position"] for partner in bid["partners"]} <= names(Position) - {"lead"}


def test_blocks_have_an_owner_and_known_themes() -> None:
    assert 8 <= len(BLOCKS) <= 10
    for block in BLOCKS.values():
        assert block["owner"] in keys("people")
        assert set(block["themes"]) <= keys("themes")
        saved = [version["saved_days"] for version in block["versions"]]
        assert saved == sorted(saved)


def test_every_text_is_there_and_used_once() -> None:
    blocks = [version["file"] for block in BLOCKS.values() for version in block["versions"]]
    used = [file for file, _ in written()] + blocks
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
