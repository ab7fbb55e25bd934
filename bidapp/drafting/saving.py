"""Keeping what somebody wrote: on top of the newest version, or joined with what others saved."""

from dataclasses import dataclass
from datetime import datetime

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
from bidapp.drafting.queries import latest_version, people_since, text_at, version_saved_as
from bidapp.errors import RuleBroken
from bidapp.files.queries import missing_pictures
from bidapp.text.content import Node, digest, pictures_in
from bidapp.text.counting import count
from bidapp.text.merging import Clash, as_document, merged


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
    """What came of a save: the newest version, None where the section has none still.

    `mine` is the number under which just what was sent is kept: the next save of whoever goes on
    writing is based on that. `others` wrote what it was joined with, and `clashes` of the places
    need a person.
    """

    newest: SectionVersion | None
    mine: int
    is_new: bool
    others: tuple[str, ...] = ()
    clashes: int = 0


def save_text(section: Section, document: Node, save: Save) -> Kept:
    """Keep a checked document. Whatever was saved meanwhile, nothing that anybody wrote is lost.

    Raises SectionLocked, NotKeptAsText, PictureMissing, and NotFound for a base that never was.
    """
    section = take_turn(section)
    if save.key and (known := version_saved_as(section, save.key)):
        return Kept(latest_version(section), known.number, is_new=False)
    _check_it_may_be_written(section, document)
    newest = latest_version(section)
    number = newest.number if newest else 0
    if save.based_on != number:
        return _join(section, document, save, newest)
    if newest and digest(newest.content) == digest(document):
        return Kept(newest, number, is_new=False)
    version = _add(section, document, save)
    return Kept(version, version.number, is_new=True)


def take_turn(section: Section) -> Section:
    """The section as it is now, and nobody else's to change until this unit of work ends."""
    db.session.flush()
    locked = db.session.get(Section, section.id, with_for_update=True, populate_existing=True)
    assert locked is not None
    return locked


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


def _join(section: Section, document: Node, save: Save, newest: SectionVersion | None) -> Kept:
    """What was written on an older version, put together with all that was saved since."""
    base = text_at(section, save.based_on)
    assert newest is not None  # else there is no other version to be based on
    if digest(document) == digest(base):
        return Kept(newest, save.based_on, is_new=False)
    both = merged(base, newest.content, document)
    others = people_since(section, save.based_on, besides=save.by)
    if not both.clashes and both.document == document:
        version = _add(section, document, save)
        return Kept(version, version.number, is_new=True)
    aside = _version(section, section.latest_number + 1, document, save)
    aside.is_aside = True
    db.session.add(aside)
    version = _add(section, both.document, _joint(save, newest, aside), number=aside.number + 1)
    them = others[0].id if others else newest.saved_by_id
    db.session.add_all(_conflict(section, version, clash, theirs_by=them) for clash in both.clashes)
    names = tuple(person.name for person in others)
    return Kept(version, aside.number, is_new=True, others=names, clashes=len(both.clashes))


def _joint(save: Save, newest: SectionVersion, aside: SectionVersion) -> Save:
    said = f"Versions {newest.number} and {aside.number} put together"
    return Save(newest.number, save.by, save.at, VersionKind.MERGED, note=said)


def _add(
    section: Section, document: Node, save: Save, *, number: int | None = None
) -> SectionVersion:
    """One more version, the newest from now on."""
    version = _version(section, number or section.latest_number + 1, document, save)
    db.session.add(version)
    section.latest_number = version.number
    section.latest_count, section.latest_at = version.count, version.saved_at
    _follow_in_state(section, version)
    if save.kind is not VersionKind.AS_TYPED:  # of those the versions themselves tell enough
        said = f"saved version {version.number} of {section.title}"
        note(said, by=save.by, at=save.at, about=section)
    return version


def _version(section: Section, number: int, document: Node, save: Save) -> SectionVersion:
    return SectionVersion(
        section_id=section.id,
        number=number,
        kind=save.kind,
        based_on=save.based_on,
        save_key=save.key,
        content=document,
        count=count(document, section.counts_with),
        saved_by_id=save.by,
        saved_at=save.at,
        note=save.note,
    )


def _follow_in_state(section: Section, version: SectionVersion) -> None:
    """A first text begins the drafting; a change of what was done opens it again."""
    by, at = version.saved_by_id, version.saved_at
    if section.state is SectionState.NOT_STARTED:
        db.session.add(section.move_to(SectionState.DRAFTING, by=by, at=at))
    elif section.state is SectionState.DONE:
        why = "The text changed after it was done."
        db.session.add(section.move_to(SectionState.DRAFTING, by=by, at=at, note=why))


def _conflict(
    section: Section, version: SectionVersion, clash: Clash, *, theirs_by: int
) -> Conflict:
    return Conflict(
        section_id=section.id,
        number=version.number,
        block_id=clash.block_id,
        base=as_document(clash.base),
        theirs=as_document(clash.theirs),
        mine=as_document(clash.mine),
        theirs_by_id=theirs_by,
        mine_by_id=version.saved_by_id,
        made_at=version.saved_at,
    )
