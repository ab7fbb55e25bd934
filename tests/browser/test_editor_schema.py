"""The editor holds exactly what the server keeps, and every block keeps its id."""

import json
from pathlib import Path

import pytest

from bidapp.text.content import checked
from bidapp.text.vocabulary import BLOCKS_IN, INLINE, PLAIN_MARKS
from tests.browser.writing import (
    EDITOR,
    caret_at,
    caret_at_end,
    click_on,
    document,
    json_of,
    wait_until,
    write,
)

CONSTRUCTS = json.loads(
    (Path(__file__).parent.parent / "text" / "constructs.json").read_text(encoding="utf-8")
)


def ids_in(node):
    own = [node["attrs"]["id"]] if "id" in node.get("attrs", {}) else []
    return own + [found for child in node.get("content", ()) for found in ids_in(child)]


def test_the_editor_knows_the_same_nodes_and_marks_as_the_server(open_editor):
    page, _ = open_editor()
    assert set(page.evaluate(f"Object.keys({EDITOR}.schema.nodes)")) == BLOCKS_IN.keys() | INLINE
    assert set(page.evaluate(f"Object.keys({EDITOR}.schema.marks)")) == PLAIN_MARKS | {"link"}


def test_every_construct_comes_back_from_the_editor_as_it_was(open_editor):
    page, server = open_editor(CONSTRUCTS)
    write(page, "!")
    wait_until(page, lambda: server.saves)
    expected = json.loads(json.dumps(CONSTRUCTS))
    expected["content"][-1]["content"][-1]["text"] += "!"
    assert server.saves[-1]["content"] == expected
    assert checked(server.saves[-1]["content"]) == expected


def test_opening_a_text_changes_and_saves_nothing(open_editor):
    page, server = open_editor(CONSTRUCTS)
    wait_until(page, lambda: server.beats)
    page.locator("#text").click()
    page.wait_for_timeout(2_000)
    assert server.saves == []


def test_the_second_half_of_a_divided_block_gets_an_id_of_its_own(open_editor):
    page, _ = open_editor(document("one two"))
    caret_at(page, 5)
    page.keyboard.press("Enter")
    first, second = json_of(page)["content"]
    assert first["attrs"]["id"] == "block000"
    assert second["attrs"]["id"] not in (None, "block000")


def test_what_is_copied_gets_new_ids_and_what_is_cut_keeps_them(open_editor):
    page, _ = open_editor(document("one", "two", "three"))
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    caret_at(page, {"from": 1, "to": 9})
    page.keyboard.press("Control+c")
    caret_at_end(page)
    page.keyboard.press("Enter")
    page.keyboard.press("Control+v")
    ids = ids_in(json_of(page))
    assert len(ids) == len(set(ids)) == 5
    assert ids[:3] == ["block000", "block001", "block002"]


@pytest.mark.parametrize("key", ["Tab", "Shift+Tab"])
def test_lists_that_change_their_levels_never_repeat_an_id(key, open_editor):
    page, server = open_editor(CONSTRUCTS)
    click_on(page, "Thermal")
    page.keyboard.press(key)
    click_on(page, "Patrols")
    page.keyboard.press("Tab")
    ids = ids_in(json_of(page))
    assert None not in ids
    assert len(ids) == len(set(ids))
    wait_until(page, lambda: server.saves)
    assert checked(server.saves[-1]["content"]) == server.saves[-1]["content"]
