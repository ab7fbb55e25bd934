"""Saving a section of 2,000 words while one types, beside the bare SQL that this takes: the section
read and locked, a version put in, the section changed; with the same pragmas.
"""

import json
import sqlite3
from collections.abc import Callable, Iterator
from itertools import count

from bidapp.database import db, unit_of_work
from bidapp.drafting.models import Section, VersionKind
from bidapp.drafting.saving import Save, save_text
from bidapp.text.content import Node
from bidapp.text.html import from_html
from tests.benchmarks.application import NOW, an_application
from tests.benchmarks.timing import compared, medians
from tests.builders import a_section, saved

ROUNDS, PARAGRAPHS = 101, 40
SENTENCE = "knife crime among young people fell by a fifth in the pilot area over eighteen months "
PRAGMAS = ("journal_mode=WAL", "synchronous=FULL", "busy_timeout=10000", "foreign_keys=ON")
SECTION = "SELECT * FROM section WHERE id = ?"
INSERT = (
    "INSERT INTO section_version (section_id, number, kind, based_on, is_aside, content, count, "
    "saved_by_id, saved_at, note)"
    " VALUES (?, ?, 'as typed', 1, false, ?, 2000, ?, '2030-03-01 12:00:00', '')"
)
UPDATE = (
    "UPDATE section SET latest_number = ?, latest_count = 2000, latest_at = '2030-03-01 12:00:00'"
    " WHERE id = ?"
)


def report() -> str:
    with an_application():
        ours, plain = saved(a_section(limit=3000)), saved(a_section(limit=3000))
        by = ours.bid.owner_id
        rival = sqlite3.connect(db.engine.url.database or "", isolation_level=None)
        for pragma in PRAGMAS:
            rival.execute(f"PRAGMA {pragma}")
        ids = plain.id
        db.session.rollback()
        saving, writing = medians(ROUNDS, _our_save(ours, by), _bare_save(rival, ids, by))
        rival.close()
    return compared("Saving 2,000 words", saving, writing, "the bare SQL")


def _a_text(turn: int) -> Node:
    """2,000 words in paragraphs that differ; one word changes from turn to turn."""
    words = " ".join((SENTENCE * 4).split()[:48])
    told = [f"<p>{place} {words} {turn if place == 20 else 0}</p>" for place in range(PARAGRAPHS)]
    return from_html("".join(told)).document


def _our_save(section: Section, by: int) -> Callable[[], object]:
    texts, numbers = _texts(), count()

    def save() -> None:
        document, number = next(texts), next(numbers)
        with unit_of_work():
            save_text(section, document, Save(number, by, NOW, VersionKind.AS_TYPED))

    return save


def _bare_save(rival: sqlite3.Connection, section_id: int, by: int) -> Callable[[], object]:
    texts, numbers = _texts(), count(1)

    def save() -> None:
        document, number = json.dumps(next(texts)), next(numbers)
        rival.execute("BEGIN IMMEDIATE")
        rival.execute(SECTION, (section_id,)).fetchone()
        rival.execute(INSERT, (section_id, number, document, by))
        rival.execute(UPDATE, (number, section_id))
        rival.execute("COMMIT")

    return save


def _texts() -> Iterator[Node]:
    """Made before the clock runs."""
    return iter([_a_text(turn) for turn in range(ROUNDS + 1)])
