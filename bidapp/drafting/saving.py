"""Keeping what somebody wrote: on top of the newest version, or joined with what others saved."""

from dataclasses import dataclass
from datetime import datetime
from typing import cast

from sqlalchemy import Table, bindparam, inspect, select
from sqlalchemy.orm.attributes import set_committed_value

from bidapp.audit.actions import note
from bidapp.database import db
from bidapp.drafting.models import (
    Conflict,
    NotKeptAsText,
    Section,
    SectionLocked,
    SectionState,
    SectionVersion,
    VersionKind,
)
from bidapp.drafting.queries import people_since, text_at, text_of, version_saved_as
from bidapp.errors import RuleBroken
from bidapp.files.queries import missing_pictures
from bidapp.text.content import Node, pictures_in
from bidapp.text.counting import count
from bidapp.text.merging import Clash, as_document, merged

GOES_BY = ("id", "kind", "state", "latest_number", "count_rule", "limit_kind")
_SECTIONS, _VERSIONS = cast(Table, Section.__table__), cast(Table, SectionVersion.__table__)
_TURN = (
    select(*(_SECTIONS.c[name] for name in GOES_BY))
    .where(_SECTIONS.c.id == bindparam("its_id"))
    .with_for_update(key_share=True)
)
_INSERT = _VERSIONS.insert()
_UPDATE = _SECTIONS.update().where(_SECTIONS.c.id == bindparam("its_id"))


class PictureMissing(RuleBroken):
    """A text names a picture that is not stored here."""


@dataclass(frozen=True)
class Save:
    """What a save says about itself. `key` makes one that arrives twice a single one."""

    based_on: int
    by: int
    at: datetime
    kind: VersionKind = VersionKind.SAVED
    key: str | None = None
    note: str = ""


@dataclass(frozen=True)
class Kept:
    """What came of a save: the number of the newest version, 0 where the section has none still.

    `mine` is the number under which just what was sent is kept: the next save of whoever goes on
    writing is based on that. `joined` is the newest text where it says more than what was sent;
    `others` wrote the rest of it, and `clashes` of its places need a person.
    """

    number: int
    mine: int
    is_new: bool = True
    joined: Node | None = None
    others: tuple[str, ...] = ()
    clashes: int = 0


def save_text(section: Section, document: Node, save: Save) -> Kept:
    """Keep a checked document. Whatever was saved meanwhile, nothing that anybody wrote is lost.

    Raises SectionLocked, NotKeptAsText, PictureMissing, and NotFound for a base that never was.
    """
    section = take_turn(section)
    if save.key and (known := version_saved_as(section, save.key)):
        return Kept(section.latest_number, known.number, is_new=False, joined=text_of(section))
    _check_it_may_be_written(section, document)
    if save.based_on != section.latest_number:
        return _join(section, document, save)
    if save.kind is not VersionKind.AS_TYPED and document == text_of(section):
        return Kept(section.latest_number, section.latest_number, is_new=False)
    number = _add(section, document, save)
    return Kept(number, number)


def take_turn(section: Section) -> Section:
    """The section as it is now, and nobody else's to change until this unit of work ends. Only what
    a save goes by is read anew; the rest is when somebody asks for it.
    """
    db.session.flush()
    identity = inspect(section).identity  # asking the row for its id would read all of it
    assert identity is not None
    row = db.session.execute(_TURN, {"its_id": identity[0]}).one()
    for name, value in row._mapping.items():
        set_committed_value(section, name, value)
    return section


def _check_it_may_be_written(section: Section, document: Node) -> None:
    if not section.is_written_here:
        raise NotKeptAsText(
            f"{section.title} is given to the funder as a file or form, not as text."
        )
    if section.state is SectionState.LOCKED:
        raise SectionLocked(
            f"{section.title} is locked: its text is what goes to the funder. "
            "Ask a coordinator to unlock it."
        )
    wanted = pictures_in(document)
    if wanted and missing_pictures(wanted):
        raise PictureMissing(
            "The text names a picture that is not here. Add it with “Add a picture”."
        )


def _join(section: Section, document: Node, save: Save) -> Kept:
    """What was written on an older version, put together with all that was saved since."""
    base, standing, newest = (
        text_at(section, save.based_on),
        text_of(section),
        section.latest_number,
    )
    if document == base:
        return Kept(newest, save.based_on, is_new=False, joined=standing)
    both = merged(base, standing, document)
    if not both.clashes and both.document == document:
        number = _add(section, document, save)
        return Kept(number, number)
    others = people_since(section, save.based_on, besides=save.by)
    aside = _store(section, newest + 1, document, save, is_aside=True)
    number = _add(section, both.document, _joint(save, newest, aside), number=aside + 1)
    them = others[0].id if others else save.by
    db.session.add_all(
        _conflict(section, number, clash, save, theirs_by=them) for clash in both.clashes
    )
    names = tuple(person.name for person in others)
    return Kept(number, aside, joined=both.document, others=names, clashes=len(both.clashes))


def _joint(save: Save, newest: int, aside: int) -> Save:
    said = f"Versions {newest} and {aside} put together"
    return Save(newest, save.by, save.at, VersionKind.MERGED, note=said)


def _add(section: Section, document: Node, save: Save, *, number: int | None = None) -> int:
    """One more version, the newest from now on; its number."""
    number = _store(section, number or section.latest_number + 1, document, save)
    _follow_in_state(section, save)
    if save.kind is not VersionKind.AS_TYPED:  # of those the versions themselves tell enough
        said = f"saved version {number} of {section.title}"
        note(said, by=save.by, at=save.at, about=section)
    return number


def _store(
    section: Section, number: int, document: Node, save: Save, *, is_aside: bool = False
) -> int:
    """Written row by row and not through the session, which would take as long as all the rest."""
    counted = count(document, section.counts_with)
    version = {
        "section_id": section.id,
        "number": number,
        "kind": save.kind,
        "based_on": save.based_on,
        "is_aside": is_aside,
        "save_key": save.key,
        "content": document,
        "count": counted,
        "saved_by_id": save.by,
        "saved_at": save.at,
        "note": save.note,
    }
    db.session.execute(_INSERT, version)
    if not is_aside:
        standing = {"latest_number": number, "latest_count": counted, "latest_at": save.at}
        db.session.execute(_UPDATE, standing | {"its_id": section.id})
        for name, value in standing.items():
            set_committed_value(section, name, value)
    return number


def _follow_in_state(section: Section, save: Save) -> None:
    """A first text begins the drafting; a change of what was done opens it again."""
    by, at = save.by, save.at
    if section.state is SectionState.NOT_STARTED:
        db.session.add(section.move_to(SectionState.DRAFTING, by=by, at=at))
    elif section.state is SectionState.DONE:
        why = "The text changed after it was done."
        db.session.add(section.move_to(SectionState.DRAFTING, by=by, at=at, note=why))


def _conflict(
    section: Section, number: int, clash: Clash, save: Save, *, theirs_by: int
) -> Conflict:
    return Conflict(
        section_id=section.id,
        number=number,
        block_id=clash.block_id,
        base=as_document(clash.base),
        theirs=as_document(clash.theirs),
        mine=as_document(clash.mine),
        theirs_by_id=theirs_by,
        mine_by_id=save.by,
        made_at=save.at,
    )
