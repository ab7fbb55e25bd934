"""Run by `make test`: are the programs here that some tests drive? Installs them where it may."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from tests.postgres import folder_of_programs


@dataclass(frozen=True)
class Program:
    """Something from outside Python, the Debian package it is in, and the tests that need it."""

    name: str
    package: str
    tests: str
    is_here: Callable[[], bool]


def on_path(*names: str) -> Callable[[], bool]:
    return lambda: any(shutil.which(name) for name in names)


NEEDED = (
    Program(
        "a browser (chromium)",
        "chromium",
        "those in a real browser",
        on_path("chromium", "chromium-browser", "google-chrome"),
    ),
    Program(
        "LibreOffice (soffice)",
        "libreoffice-writer-nogui",
        "those that open documents in LibreOffice",
        on_path("soffice"),
    ),
    Program("pdftotext", "poppler-utils", "those that read PDF pages", on_path("pdftotext")),
    Program(
        "PostgreSQL (initdb, pg_ctl)",
        "postgresql",
        "every one that asks a PostgreSQL database",
        lambda: bool(os.environ.get("BIDAPP_TEST_POSTGRES_URL") or folder_of_programs()),
    ),
)


def missing() -> list[Program]:
    return [program for program in NEEDED if not program.is_here()]


def may_install() -> bool:
    return os.getuid() == 0 and shutil.which("apt-get") is not None


def install(programs: list[Program]) -> None:
    """Says what it does, and never stops the tests when it fails: they say what they lack."""
    packages = [program.package for program in programs]
    say(f"Installing {', '.join(packages)} with apt-get; this takes a few minutes…")
    quietly = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    for step in (["update"], ["install", "-y", "--no-install-recommends", *packages]):
        done = subprocess.run(
            ["apt-get", "-q", *step], env=quietly, capture_output=True, text=True, check=False
        )
        if done.returncode:
            last_words = (done.stderr or done.stdout).strip().splitlines()[-1:]
            say(f"apt-get {step[0]} failed: {' '.join(last_words)}")


def say(sentence: str) -> None:
    sys.stdout.write(f"{sentence}\n")
    sys.stdout.flush()


def main() -> int:
    if missing() and may_install():
        install(missing())
    for program in missing():
        say(
            f"{program.name} is missing, so {program.tests} are skipped. "
            f"On Debian: apt-get install {program.package}"
        )
    if missing() and os.environ.get("CI") == "true":
        say("On a build server every test has to run, so this stops here.")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
