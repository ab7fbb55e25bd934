"""Rules about the code itself that no single feature can test."""

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest
from jinja2 import Environment, nodes

from bidapp import FEATURES

ROOT = Path(__file__).parent.parent
BIDAPP, TEMPLATES = ROOT / "bidapp", ROOT / "templates"
LONGEST_MODULE = 300
MODULES = [file for file in BIDAPP.rglob("*.py") if "node_modules" not in file.parts]
MAILS = TEMPLATES / "emails"
PAGES = sorted(page for page in TEMPLATES.rglob("*.html") if MAILS not in page.parents)
INLINE = {
    "a style sheet": r"<style\b",
    "a style": r"\sstyle\s*=",
    "a script": r"<script\b(?![^>]*\bsrc=)",
    "an event handler": r"""\son[a-z]+\s*=\s*["'{]""",
    "htmx's event handler": r"\shx-on\b",
    "a script's address": r"javascript:",
}


def name_of(template):
    return str(template.relative_to(TEMPLATES))


def parsed(template):
    return Environment(extensions=["jinja2.ext.do"]).parse(template.read_text())


def mentioned_by_templates(kinds=(nodes.Extends, nodes.Include, nodes.Import, nodes.FromImport)):
    """The names of templates that other templates extend, include or import."""
    found = [each.template for page in PAGES for each in parsed(page).find_all(kinds)]
    return {constant.value for name in found for constant in constants_in(name)}


def constants_in(name):
    return [name] if isinstance(name, nodes.Const) else name.find_all(nodes.Const)


def words_in_code():
    """Every string constant of the application."""
    for module in MODULES:
        for node in ast.walk(ast.parse(module.read_text())):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                yield node.value


def test_only_the_unit_of_work_commits():
    committing = [file for file in MODULES if ".commit(" in file.read_text()]
    assert [file.name for file in committing] == ["database.py"]


def test_only_the_clock_asks_the_time():
    asking = [
        file for file in MODULES if re.search(r"\bnow\(UTC\)|utcnow|today\(\)", file.read_text())
    ]
    assert {file.name for file in asking} == {"clock.py", "scheduler.py"}


def test_no_module_is_longer_than_anybody_reads():
    lengths = {file: len(file.read_text().splitlines()) for file in MODULES}
    assert {file: length for file, length in lengths.items() if length > LONGEST_MODULE} == {}


def test_every_blueprint_is_registered():
    made = {file for file in MODULES if "= Blueprint(" in file.read_text()}
    assert made == {Path(feature.__file__) for feature in FEATURES}


# Pages of the menu behind the initials, and those that strangers and machines open.
OUTSIDE_THE_MASTHEAD = {
    "accounts", "comments_live", "files", "health", "live", "mail", "partner_door",
    "partner_drafts", "partner_files", "partner_page", "people", "rules", "unsubscribing", "wishes",
}  # fmt: skip


def test_the_masthead_shows_where_every_page_of_the_house_stands(app):
    shown = (TEMPLATES / "components" / "page.html").read_text()
    rooms = set(app.blueprints) - OUTSIDE_THE_MASTHEAD
    assert [room for room in sorted(rooms) if f'"{room}' not in shown] == []


def test_every_partial_says_what_it_needs():
    included = mentioned_by_templates(nodes.Include)
    partials = [page for page in PAGES if page.name.startswith("_") or name_of(page) in included]
    assert partials
    silent = [name_of(page) for page in partials if "Needs" not in page.read_text().splitlines()[0]]
    assert silent == []


def test_every_page_is_used_somewhere():
    used = mentioned_by_templates() | set(words_in_code())
    assert [name_of(page) for page in PAGES if name_of(page) not in used] == []


def test_every_template_that_is_asked_for_is_there():
    there = {name_of(page) for page in PAGES}
    rendered = {word for word in words_in_code() if re.fullmatch(r"[a-z_/]+\.html", word)}
    assert (rendered | mentioned_by_templates()) - there == set()


def test_every_letter_is_sent_by_somebody():
    letters = {each.name for each in MAILS.iterdir() if each.is_dir()}
    assert letters - set(words_in_code()) == set()


@pytest.mark.parametrize("what", INLINE)
def test_no_template_holds_inline(what):
    """The content security policy would make the browser leave it aside without a word."""
    holding = [name_of(page) for page in PAGES if re.search(INLINE[what], page.read_text(), re.I)]
    assert holding == []


@pytest.mark.slow
def test_the_contracts_about_imports_are_kept(tmp_path):
    program = Path(sys.executable).with_name("lint-imports")
    command = [program, "--cache-dir", tmp_path]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout
