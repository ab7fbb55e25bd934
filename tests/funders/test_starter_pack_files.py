"""The starter pack is data that people lean on: complete, and honest about what was not checked."""

import tomllib
from collections import Counter
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

PACK = Path(__file__).parents[2] / "bidapp" / "funders" / "starter_pack"
FILES = sorted(PACK.glob("*.toml"))
FUNDERS: list[dict[str, Any]] = [tomllib.loads(file.read_text("utf-8")) for file in FILES]
TEMPLATES = [template for funder in FUNDERS for template in funder["templates"]]
SECTIONS = [section for template in TEMPLATES for section in template["sections"]]

COUNT_RULES = {"ukri", "innovate_uk", "whitespace", "characters", "none"}
KINDS = {"text", "text_only", "upload", "structured"}
LIMIT_KINDS = {"words", "characters", "pages", "items", "none"}
FUNDER_KEYS = {"key", "name", "short_name", "count_rule", "timezone", "provenance", "checked_on"}
SECTION_KEYS = {"key", "title", "guidance", "kind", "limit_kind", "required", "source"}


def template(key: str) -> dict[str, dict[str, Any]]:
    found = next(each for each in TEMPLATES if each["key"] == key)
    return {section["key"]: section for section in found["sections"]}


def test_every_funder_of_the_pack_is_there() -> None:
    assert {funder["key"] for funder in FUNDERS} == {
        "esrc", "nihr", "british_academy", "leverhulme",
        "horizon_europe", "innovate_uk", "police_star", "n8",
    }  # fmt: skip
    assert [file.stem for file in FILES] == [funder["key"] for funder in FUNDERS]


def test_no_key_is_used_twice() -> None:
    assert max(Counter(each["key"] for each in TEMPLATES).values()) == 1
    for each in TEMPLATES:
        assert max(Counter(section["key"] for section in each["sections"]).values()) == 1


def test_keys_are_plain() -> None:
    for each in [*FUNDERS, *TEMPLATES, *SECTIONS]:
        assert each["key"].replace("_", "").isalnum()
        assert each["key"] == each["key"].lower()


@pytest.mark.parametrize("funder", FUNDERS, ids=lambda funder: funder["key"])
def test_a_funder_says_how_it_counts_and_where_that_comes_from(funder: dict[str, Any]) -> None:
    assert funder.keys() >= FUNDER_KEYS
    assert funder["count_rule"] in COUNT_RULES
    assert ZoneInfo(funder["timezone"])
    assert isinstance(funder["unconfirmed"], bool)


def test_every_template_says_its_version_and_is_to_be_confirmed() -> None:
    for each in TEMPLATES:
        assert each["version"] == "2026-11"
        assert each["provenance"]
        assert each["checked_on"]
        assert each["unconfirmed"] is True


def test_every_section_is_complete_and_uses_known_words() -> None:
    for section in SECTIONS:
        assert section.keys() >= SECTION_KEYS
        assert section["kind"] in KINDS
        assert section["limit_kind"] in LIMIT_KINDS
        for flag in ("required", "allows_images", "public", "unconfirmed"):
            assert isinstance(section[flag], bool)


def test_a_limit_and_its_kind_come_together() -> None:
    for section in SECTIONS:
        assert ("limit" in section) == (section["limit_kind"] != "none")
        assert section.get("limit", 1) > 0


def test_what_is_not_verified_is_marked_so() -> None:
    for section in SECTIONS:
        certainty = section["source"][0]
        assert certainty in "VRU"
        assert section["unconfirmed"] or certainty == "V"


@pytest.mark.parametrize(
    ("key", "limit", "unconfirmed"),
    [
        ("title", 150, True),
        ("summary", 550, False),
        ("vision", 500, True),
        ("approach", 2000, False),
        ("team_capability", 1650, True),
        ("facilities", 250, False),
        ("data_management", 500, True),
        ("ethics", 500, False),
        ("human_participation", 700, True),
        ("genetic_biological_risk", 700, True),
        ("resources", 1000, False),
        ("references", 1000, False),
        ("sensitive_information", 250, False),
    ],
)
def test_the_esrc_standard_grant_has_its_limits(key: str, limit: int, unconfirmed: bool) -> None:
    section = template("esrc_standard")[key]
    assert (section["limit"], section["unconfirmed"]) == (limit, unconfirmed)


def test_only_the_summary_of_an_esrc_grant_is_public() -> None:
    sections = template("esrc_standard")
    assert [key for key, section in sections.items() if section["public"]] == ["summary"]


@pytest.mark.parametrize(
    ("name", "key", "limit", "limit_kind"),
    [
        ("esrc_standard_pdf", "vision_and_approach", 6, "pages"),
        ("esrc_standard_pdf", "workplan", 1, "pages"),
        ("esrc_jes_legacy", "data_management_plan", 3, "pages"),
        ("esrc_applicant_response", "response", 500, "words"),
        ("nihr_stage1", "title", 300, "characters"),
        ("nihr_stage1", "research_plan", 3000, "words"),
        ("nihr_stage2", "detailed_plan", 5000, "words"),
        ("ba_small_research_grant", "research_programme", 1500, "words"),
        ("leverhulme_outline", "why_leverhulme", 200, "words"),
        ("horizon_ria_ia", "part_b", 45, "pages"),
        ("horizon_stage1", "part_b", 10, "pages"),
        ("innovate_uk_collaborative", "adding_value", 400, "words"),
        ("police_star_full", "approach", 600, "words"),
        ("n8_small_grant", "questions_and_method", 800, "words"),
    ],
)
def test_other_templates_have_the_limits_of_the_pack(
    name: str, key: str, limit: int, limit_kind: str
) -> None:
    section = template(name)[key]
    assert (section["limit"], section["limit_kind"]) == (limit, limit_kind)


def test_horizon_stage_one_says_that_it_is_blind() -> None:
    sections = template("horizon_stage1")
    assert all("blind" in sections[key]["guidance"] for key in ("abstract", "excellence", "part_b"))
