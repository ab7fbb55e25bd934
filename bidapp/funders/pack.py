"""The starter pack as plain data: what its files say, and the fingerprints of that."""

import hashlib
import json
import tomllib
from dataclasses import dataclass
from datetime import date, time
from pathlib import Path
from typing import Any

from bidapp.funders.models import ASKED, LimitKind, SectionKind
from bidapp.text.counting import CountRule

PACK = Path(__file__).resolve().parent / "starter_pack"
FUNDER_FACTS = (
    "name", "short_name", "parent", "ror_id", "crossref_funder_id", "portal_name", "portal_url",
    "count_rule", "default_closing_time", "timezone", "notes", "provenance", "checked_on",
    "is_unconfirmed",
)  # fmt: skip
HOW_SURE = {"V": "Read in the source", "R": "Known, not read again", "U": "Unsure"}
TEMPLATE_FACTS = ("name", "version", "provenance", "checked_on", "is_unconfirmed")


@dataclass(frozen=True)
class PackTemplate:
    """One template of the pack: its own facts, and one set of facts a section."""

    key: str
    facts: dict[str, Any]
    sections: tuple[dict[str, Any], ...]


@dataclass(frozen=True)
class PackFunder:
    key: str
    facts: dict[str, Any]
    templates: tuple[PackTemplate, ...]


def read_pack(folder: Path = PACK) -> list[PackFunder]:
    return [
        _funder(tomllib.loads(file.read_text("utf-8"))) for file in sorted(folder.glob("*.toml"))
    ]


def fingerprint(facts: dict[str, Any], sections: tuple[dict[str, Any], ...] = ()) -> str:
    """Tells whether people changed a row since the pack wrote it."""
    plain = json.dumps([facts, *sections], sort_keys=True, default=str)
    return hashlib.sha256(plain.encode()).hexdigest()


def _funder(data: dict[str, Any]) -> PackFunder:
    facts = {name: data.get(name, "") for name in FUNDER_FACTS}
    facts |= {
        "count_rule": CountRule(data["count_rule"]),
        "default_closing_time": _clock(data.get("default_closing_time")),
        "timezone": data.get("timezone", "Europe/London"),
        "checked_on": _day(data.get("checked_on")),
        "is_unconfirmed": data["unconfirmed"],
    }
    return PackFunder(data["key"], facts, tuple(map(_template, data.get("templates", ()))))


def _template(data: dict[str, Any]) -> PackTemplate:
    facts = {
        "name": data["name"],
        "version": data.get("version", ""),
        "provenance": data.get("provenance", ""),
        "checked_on": _day(data.get("checked_on")),
        "is_unconfirmed": data["unconfirmed"],
    }
    sections = (_section(section, position) for position, section in enumerate(data["sections"], 1))
    return PackTemplate(data["key"], facts, tuple(sections))


def _section(data: dict[str, Any], position: int) -> dict[str, Any]:
    facts = {
        "key": data["key"],
        "title": data["title"],
        "position": position,
        "question": data.get("question", "").strip(),
        "criteria": "\n".join(data.get("criteria", [])),
        "guidance": data.get("guidance", "").strip(),
        "kind": SectionKind(data["kind"].replace("_", " ")),
        "limit": data.get("limit"),
        "limit_kind": LimitKind(data.get("limit_kind", "none")),
        "limit_is_soft": data.get("limit_is_soft", False),
        "is_required": data["required"],
        "allows_images": data["allows_images"],
        "is_public": data["public"],
        "is_unconfirmed": data["unconfirmed"],
        "source": _in_words(data.get("source", "")),
    }
    return {name: facts[name] for name in ASKED}


def _in_words(source: str) -> str:
    """The files say how sure each limit is by a letter; people are told in words."""
    for letter, words in HOW_SURE.items():
        source = source.replace(f"; {letter}:", f"; {words.lower()}:")
    letter, rest = source[:1], source[1:]
    return HOW_SURE[letter] + rest if letter in HOW_SURE and rest[:1] in {":", ","} else source


def _clock(said: str | None) -> time | None:
    return time.fromisoformat(said) if said else None


def _day(said: date | str | None) -> date | None:
    return date.fromisoformat(said) if isinstance(said, str) else said
