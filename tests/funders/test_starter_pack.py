"""Loading the pack again refreshes what is still its own, and nothing that people made theirs."""

import shutil

import pytest
from sqlalchemy import func, select

from bidapp.database import db, unit_of_work
from bidapp.funders import actions, pack
from bidapp.funders.actions import load_starter_pack, save_funder, save_template_section
from bidapp.funders.models import Funder, SectionTemplate, TemplateSection
from tests.builders import a_funder, saved
from tests.conftest import NOON


@pytest.fixture
def files(tmp_path, monkeypatch):
    """A copy of the pack that a test may change, as a new version of bidapp would."""
    folder = tmp_path / "pack"
    folder.mkdir()
    for name in ("esrc.toml", "nihr.toml"):
        shutil.copy(pack.PACK / name, folder)
    monkeypatch.setattr(actions, "read_pack", lambda: pack.read_pack(folder))
    return folder


def load():
    with unit_of_work():
        return load_starter_pack(at=NOON)


def change(folder, name, old, new):
    file = folder / name
    text = file.read_text("utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), "utf-8")


def esrc():
    return db.session.scalars(select(Funder).where(Funder.pack_key == "esrc")).one()


def standard_grant():
    found = select(SectionTemplate).where(SectionTemplate.pack_key == "esrc_standard")
    return db.session.scalars(found).one()


def how_many():
    tables = (Funder, SectionTemplate, TemplateSection)
    return [db.session.scalar(select(func.count()).select_from(table)) for table in tables]


def test_the_whole_pack_is_loaded_once(app, now):
    first, counts = load(), how_many()
    assert len(first.added) == counts[0] + counts[1]
    again = load()
    assert (again.added, again.refreshed, again.left_alone) == ([], [], [])
    assert how_many() == counts


def test_what_nobody_touched_follows_the_pack(app, files):
    load()
    change(files, "esrc.toml", 'default_closing_time = "16:00"', 'default_closing_time = "15:00"')
    change(files, "esrc.toml", "limit = 150", "limit = 160")
    report = load()
    assert report.refreshed == ["ESRC", standard_grant().name]
    assert esrc().default_closing_time.hour == 15
    assert standard_grant().sections[0].limit == 160


def test_a_section_the_pack_drops_or_gains_follows_too(app, files):
    load()
    count = len(standard_grant().sections)
    change(files, "esrc.toml", '[[templates.sections]]\nkey = "title"', "[[templates.old]]\nk = 1")
    load()
    assert len(standard_grant().sections) == count - 1
    assert [section.position for section in standard_grant().sections] == list(range(1, count))


def test_a_funder_people_changed_stays_as_they_left_it(app, files, coordinator):
    load()
    with unit_of_work():
        save_funder(esrc(), {"notes": "Ours."}, by=coordinator.id, at=NOON)
    change(files, "esrc.toml", 'default_closing_time = "16:00"', 'default_closing_time = "15:00"')
    assert load().left_alone == ["ESRC"]
    assert (esrc().notes, esrc().default_closing_time.hour) == ("Ours.", 16)


def test_a_template_section_people_changed_stays_as_they_left_it(app, files, coordinator):
    load()
    with unit_of_work():
        template = standard_grant()
        facts = {"limit": 99}
        save_template_section(template, template.sections[0], facts, by=coordinator.id, at=NOON)
    change(files, "esrc.toml", "limit = 150", "limit = 160")
    assert load().left_alone == [standard_grant().name]
    assert standard_grant().sections[0].limit == 99


@pytest.mark.parametrize(
    "names",
    [{"name": "Economic and Social Research Council"}, {"short_name": "ESRC"}],
    ids=["by name", "by short name"],
)
def test_a_funder_people_had_added_already_is_left_alone(app, files, names):
    own = saved(a_funder(notes="Ours.", **names))
    report = load()
    assert own.short_name in report.left_alone
    assert (own.notes, own.pack_key) == ("Ours.", None)
    assert "esrc_standard" in {template.pack_key for template in own.templates}
    assert load().added == []


def test_people_are_told_in_words_how_sure_a_limit_is(app, files):
    load()
    sources = [section.source for section in standard_grant().sections]
    assert sources[0].startswith("Unsure: 150 characters")
    assert not any(source[:2] in {"U:", "V:", "R:"} for source in sources)
