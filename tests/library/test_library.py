"""Text blocks: versions, finding, taking out of use."""

import pytest

from bidapp.database import unit_of_work
from bidapp.library.actions import BlockRefused, save_block
from bidapp.library.models import BlockHasMovedOn, TextBlock
from bidapp.library.queries import block_choices, blocks, latest_text_of, versions_of_block
from bidapp.organisations.models import Theme
from bidapp.text.html import from_html
from tests.builders import LONG_AGO, a_block, a_person, saved


def save(block, html, *, based_on, title=None, themes=()):
    facts = {
        "title": title or block.title, "owner_id": block.owner_id, "theme_ids": list(themes),
        "based_on": based_on,
    }  # fmt: skip
    with unit_of_work():
        save_block(block, facts, from_html(html).document, by=block.owner_id, at=LONG_AGO)


def test_each_new_text_is_a_version_and_the_old_one_stays(app):
    block = a_block("<p>Five forces.</p>")
    save(block, "<p>Five forces, one region.</p>", based_on=1)
    assert [version.number for version in versions_of_block(block)] == [2, 1]
    assert latest_text_of(block).number == 2


def test_saving_the_same_text_makes_no_version(app):
    block = a_block("<p>Five forces.</p>")
    save(block, "<p>Five <b></b>forces.</p>", based_on=1)
    assert block.latest_number == 1


def test_block_ids_stay_with_their_blocks(app):
    block = a_block("<p>One.</p><p>Two.</p>")
    before = [each["attrs"]["id"] for each in latest_text_of(block).content["content"]]
    save(block, "<p>One.</p><p>In between.</p><p>Two.</p>", based_on=1)
    after = [each["attrs"]["id"] for each in latest_text_of(block).content["content"]]
    assert [after[0], after[2]] == before


def test_a_save_from_an_old_page_is_refused(app):
    block = a_block()
    save(block, "<p>Newer.</p>", based_on=1)
    with pytest.raises(BlockHasMovedOn, match="Version 2 was saved"):
        save(block, "<p>From the old page.</p>", based_on=1)


def test_two_blocks_never_share_a_title(app):
    a_block(title="Five forces")
    owner = saved(a_person())
    with pytest.raises(BlockRefused, match="Choose another"):
        save(TextBlock(owner_id=owner.id), "<p>Twin.</p>", based_on=0, title="Five forces")


def test_blocks_are_found_by_all_their_words_in_title_or_text(app):
    a_block("<p>Eight exercises with two forces each.</p>", title="Red teaming")
    a_block("<p>Nothing of the kind.</p>", title="Data")
    assert [line.block.title for line in blocks("red EXERCISES")] == ["Red teaming"]
    assert blocks("red nothing") == []


def test_blocks_are_found_by_theme(app):
    theme = saved(Theme(name="A more agile mindset"))
    block, _ = a_block(), a_block()
    save(block, "<p>With a theme.</p>", based_on=1, themes=[theme.id])
    assert [line.block for line in blocks(theme_id=theme.id)] == [block]


def test_a_block_out_of_use_is_offered_to_nobody_and_can_come_back(signed_in):
    block = a_block()
    signed_in.post(f"/library/{block.id}/retire")
    assert block_choices() == []
    assert block.title in signed_in.get("/library?retired=yes").text
    signed_in.post(f"/library/{block.id}/retire")
    assert block_choices() == [(block.id, block.title)]


def test_a_person_adds_a_block_and_reads_it(signed_in, coordinator):
    form = {
        "title": "EMPAC in one paragraph", "source": "EMPAC began in **2015**.",
        "written_as": "markdown", "owner_id": coordinator.id, "based_on": 0,
    }  # fmt: skip
    page = signed_in.post("/library/add", data=form, follow_redirects=True)
    assert "<strong>2015</strong>" in page.text


def test_a_block_without_text_is_refused_beside_its_field(signed_in, coordinator):
    form = {"title": "Empty", "source": "  ", "written_as": "html", "owner_id": coordinator.id}
    page = signed_in.post("/library/add", data=form | {"based_on": 0})
    assert "Write the text of the block." in page.text


def test_script_in_a_pasted_block_never_reaches_the_page(signed_in):
    block = a_block(
        "<p onclick='x()'>Safe<script>alert(1)</script><a href='javascript:x'>!</a></p>"
    )
    page = signed_in.get(f"/library/{block.id}")
    assert "alert(1)" not in page.text
    assert "javascript:" not in page.text
