"""Runs the reading of an untrusted document in a process of its own, with little to break."""

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from tempfile import TemporaryFile
from threading import BoundedSemaphore
from typing import Any

from bidapp.files.refusals import BUSY, TOOK_TOO_MUCH, DocumentRefused
from bidapp.paths import PACKAGE

SECONDS = 30
MOST_SAID = 4 * 1024 * 1024
MOST_AT_ONCE = 2  # cages; more would be a way to take the machine from everybody
# `bidapp` as its folder alone: importing the package itself would bring the whole web application.
START = f"""\
import sys, types
package = types.ModuleType("bidapp")
package.__path__ = [{str(PACKAGE)!r}]
sys.modules["bidapp"] = package
from importlib import import_module
from bidapp.files import caged
"""
WORK = "import_module(sys.argv[2]).main()"
LETTERS = "bidapp.files.caged"
_places = BoundedSemaphore(MOST_AT_ONCE)


def in_cage(job: str, content: bytes, module: str = LETTERS) -> dict[str, Any]:
    """What a module's job says of the content; a crash, too much memory or too long is a refusal.

    The module has a main() that does one job, as in files/caged.py.
    """
    with _a_place(), TemporaryFile() as answer:
        try:
            done = subprocess.run(
                [sys.executable, "-I", "-B", "-c", START + WORK, job, module],
                input=content,
                stdout=answer,
                stderr=subprocess.DEVNULL,
                env={"PYTHONHASHSEED": "random"},
                timeout=SECONDS,
                check=False,
            )
        except (subprocess.TimeoutExpired, BrokenPipeError) as fault:
            raise DocumentRefused(TOOK_TOO_MUCH) from fault
        answer.seek(0)
        return _understood(done.returncode, answer.read(MOST_SAID))


@contextmanager
def _a_place() -> Iterator[None]:
    """Wait for one of the few cages, and not for ever."""
    if not _places.acquire(timeout=SECONDS):
        raise DocumentRefused(BUSY)
    try:
        yield
    finally:
        _places.release()


def _understood(code: int, answer: bytes) -> dict[str, Any]:
    try:
        told = json.loads(answer) if code == 0 else {}
    except ValueError:
        told = {}
    if "refused" in told:
        raise DocumentRefused(str(told["refused"]))
    if "said" not in told:
        raise DocumentRefused(TOOK_TOO_MUCH)
    said: dict[str, Any] = told["said"]
    return said
