"""Who has a section open just now, and where in it their caret stands."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert  # its ON CONFLICT is SQLite's too
from sqlalchemy.orm import joinedload

from bidapp.database import db
from bidapp.drafting.models import Presence, Section
from bidapp.wording import initials

STAYS_FOR = timedelta(seconds=35)  # three silences of a page that speaks every ten seconds
FORGOTTEN_AFTER = timedelta(hours=1)
MOST_SHOWN = 50


@dataclass(frozen=True)
class Place:
    """One page of one person's: the tab it is open in, and the block its caret stands in."""

    person_id: int
    tab: str
    block_id: str | None = None


@dataclass(frozen=True)
class Here:
    """Somebody else who is here."""

    person: int
    name: str
    initials: str
    block: str | None


def be_here(section_id: int, place: Place, *, at: datetime) -> None:
    """Say that the page is open. One statement, so that two of one page never meet."""
    said = {"block_id": place.block_id, "seen_at": at}
    whose = {"section_id": section_id, "person_id": place.person_id, "tab": place.tab}
    db.session.execute(
        insert(Presence)
        .values(**whose, **said)
        .on_conflict_do_update(index_elements=list(whose), set_=said)
    )


def leave(section_id: int, place: Place) -> None:
    db.session.execute(
        delete(Presence).where(
            Presence.section_id == section_id,
            Presence.person_id == place.person_id,
            Presence.tab == place.tab,
        )
    )


def forget_absent(*, at: datetime) -> int:
    """Rows of pages that were closed without a word; how many."""
    gone = db.session.execute(delete(Presence).where(Presence.seen_at < at - FORGOTTEN_AFTER))
    return int(gone.rowcount)  # type: ignore[attr-defined]


def here_now(section: Section, *, besides: int, at: datetime) -> list[Here]:
    """Everybody else, each once: where they were heard of last."""
    rows = db.session.scalars(
        select(Presence)
        .where(
            Presence.section_id == section.id,
            Presence.person_id != besides,
            Presence.seen_at >= at - STAYS_FOR,
        )
        .options(joinedload(Presence.person))
        .order_by(Presence.seen_at)
        .limit(MOST_SHOWN)
    )
    last = {row.person_id: row for row in rows}
    return [
        Here(row.person_id, row.person.name, initials(row.person.name), row.block_id)
        for row in last.values()
    ]
