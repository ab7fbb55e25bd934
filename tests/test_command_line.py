"""The `bidapp` command as people type it: numbers alone, one clear line, the right exit code."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner
from docx import Document

from bidapp import create_app
from bidapp.cli import commands
from bidapp.database import db
from bidapp.funders.models import Funder
from tests.builders import a_bid, a_section, saved, written
from tests.conftest import settings_for

BIDAPP = Path(sys.executable).with_name("bidapp")


def run(*arguments, typed=None, **environment):
    """One run of the command, with nothing of this machine's settings."""
    clean = {"PATH": os.environ["PATH"], **environment}
    return subprocess.run(
        [BIDAPP, *map(str, arguments)], input=typed, capture_output=True, text=True, env=clean
    )


@pytest.fixture(scope="module")
def instance(tmp_path_factory):
    """An embedded database made by the command itself, with one bid in it."""
    folder = tmp_path_factory.mktemp("instance")
    assert run("upgrade", BIDAPP_INSTANCE=str(folder)).returncode == 0
    app = create_app(settings_for(f"sqlite:///{folder / 'bidapp.sqlite'}", folder))
    with app.app_context():
        bid = saved(a_bid(acronym="ADAPT"))
        written(saved(a_section(bid)), "<p>We ask what works.</p>")
        db.session.remove()
        db.engine.dispose()
    return str(folder)


def refused(done, words, code=1):
    """One line on standard error, no traceback."""
    assert done.returncode == code, done.stderr
    assert words in done.stderr
    assert "Traceback" not in done.stderr
    return code == 2 or len(done.stderr.strip().splitlines()) == 1


@pytest.mark.parametrize(
    ("rule", "html", "number"),
    [
        ("ukri", "<p>evidence—based practice</p>", "3"),
        ("innovate_uk", "<p>evidence—based practice</p>", "2"),
        ("whitespace", "<p>a</p><p>b</p>", "2"),
        ("characters", "<p>ab</p><p>cd</p>", "5"),
        ("none", "<p>a b</p>", "0"),
        ("ukri", "", "0"),
    ],
)
def test_count_prints_a_number_alone(rule, html, number):
    done = run("count", "--rule", rule, typed=html)
    assert (done.returncode, done.stdout) == (0, f"{number}\n")


def test_count_reads_a_file_also_one_that_old_word_saved(tmp_path):
    file = tmp_path / "draft.html"
    file.write_bytes("<p>caf\xe9 \x96 bar</p>".encode("latin-1"))
    assert run("count", "--rule", "ukri", file).stdout == "3\n"


def test_wrong_usage_ends_with_two():
    assert refused(run("count", "--rule", "mine", typed=""), "is not one of", code=2)
    assert refused(run("count", "--rule", "ukri", "/no/such/file"), "No such file", code=2)
    assert refused(run("add-person", "nobody", "--name", "N", "--role", "reader"), "e-mail", code=2)


def test_a_bid_is_assembled_by_number_or_short_name(instance, tmp_path):
    for name in ("1", "ADAPT", "adapt"):
        file = tmp_path / f"{name}.docx"
        assert run("assemble", name, "-o", file, BIDAPP_INSTANCE=instance).returncode == 0
        texts = [paragraph.text for paragraph in Document(file).paragraphs]
        assert "We ask what works." in texts


@pytest.mark.parametrize("name", ["NONE", "999", "99999999999999999999", "’ OR 1=1"])
def test_an_unknown_bid_is_refused_in_a_line(instance, tmp_path, name):
    done = run("assemble", name, "-o", tmp_path / "x.docx", BIDAPP_INSTANCE=instance)
    assert refused(done, f"no bid with the number or short name “{name}”")
    assert not (tmp_path / "x.docx").exists()


def test_a_place_that_cannot_be_written_is_refused_in_a_line(instance):
    done = run("assemble", "1", "-o", "/proc/x.docx", BIDAPP_INSTANCE=instance)
    assert refused(done, "/proc/")


def test_a_person_is_added_once_with_a_link_that_sets_the_password(instance):
    words = ("add-person", "Sam@Example.org", "--name", "Sam", "--role", "administrator")
    done = run(*words, BIDAPP_INSTANCE=instance, BIDAPP_BASE_URL="https://bids.example.org")
    assert done.returncode == 0
    assert "https://bids.example.org/set-password/" in done.stdout
    assert refused(run(*words, BIDAPP_INSTANCE=instance), "belongs to somebody already")


def test_the_starter_pack_is_loaded_once(instance):
    assert "0 added" not in run("load-starter-pack", BIDAPP_INSTANCE=instance).stdout
    assert "0 added, 0 refreshed" in run("load-starter-pack", BIDAPP_INSTANCE=instance).stdout
    app = create_app(settings_for(f"sqlite:///{instance}/bidapp.sqlite", Path(instance)))
    with app.app_context():
        assert db.session.query(Funder).filter_by(short_name="ESRC").count() == 1
        db.session.remove()
        db.engine.dispose()


def test_upgrading_twice_changes_nothing(instance):
    assert "already" in run("upgrade", BIDAPP_INSTANCE=instance).stdout


def test_one_pass_of_the_jobs_says_what_it_did(instance):
    assert run("tick", BIDAPP_INSTANCE=instance).returncode == 0


def test_serving_without_a_secret_says_what_to_set(instance):
    assert refused(run("serve", BIDAPP_INSTANCE=instance), "Set BIDAPP_SECRET_KEY")


@pytest.mark.parametrize(
    ("setting", "value"),
    [
        ("BIDAPP_DATABASE_URL", "mysql://db"),
        ("BIDAPP_SECRET_KEY", "short"),
        ("BIDAPP_PORT", "many"),
        ("BIDAPP_BASE_URL", "bids.example.org"),
        ("BIDAPP_SMTP_URL", "mail.example.org"),
    ],
)
def test_a_bad_setting_is_refused_by_its_name(instance, setting, value):
    assert refused(run("tick", **{"BIDAPP_INSTANCE": instance, setting: value}), setting)


def test_a_database_that_was_never_made_is_told_how_to_be_made(tmp_path):
    done = run("assemble", "1", "-o", tmp_path / "x.docx", BIDAPP_INSTANCE=str(tmp_path))
    assert refused(done, "bidapp upgrade")


@pytest.mark.parametrize("command", sorted(commands.commands))
def test_each_command_has_help(command):
    done = CliRunner().invoke(commands, [command, "--help"])
    assert done.exit_code == 0
    assert "Usage" in done.output


def test_these_are_the_commands():
    assert set(commands.commands) == {
        "demo", "serve", "worker", "tick", "upgrade", "add-person", "load-starter-pack", "count",
        "assemble", "reminders", "mail",
    }  # fmt: skip
