from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import joinedload

from bidapp.accounts.models import Person
from bidapp.bids.models import Bid, bid_deadline_person
from bidapp.bids.queries import OF_BID
from bidapp.bids.stages import BEING_WRITTEN
from bidapp.calls.models import Call
from bidapp.database import db
from bidapp.drafting.models import BlockUse, Conflict, Section, SectionState, SectionVersion
from bidapp.errors import NotFound
from bidapp.library.models import BlockVersion
from bidapp.text.content import Node, empty_document, walk


@dataclass(frozen=True)
class BlockInDraft:
    """A library block that still stands in a section, and whether a newer text of it exists."""

    title: str
    block_id: int
    number: int
    newest: int

    @property
    def has_aged(self) -> bool:
        return self.newest > self.number


@dataclass(frozen=True)
class Neighbours:
    """Where a section stands among its bid's."""

    place: int
    count: int
    before: Section | None
    after: Section | None


def section_with_bid(section_id: int) -> Section:
    """A section with what its page says of its bid and call, in one statement."""
    section = db.session.scalar(
        select(Section)
        .where(Section.id == section_id)
        .options(
            joinedload(Section.bid).joinedload(Bid.call).joinedload(Call.funder),
            joinedload(Section.group),
            joinedload(Section.writer),
        )
    )
    if section is None:
        raise NotFound(f"There is no section number {section_id}.")
    return section


def sections_of(bid: Bid) -> list[Section]:
    return list(
        db.session.scalars(
            select(Section)
            .where(Section.bid_id == bid.id)
            .options(joinedload(Section.writer))
            .order_by(Section.position, Section.id)
        )
    )


def latest_version(section: Section) -> SectionVersion | None:
    return db.session.scalar(
        select(SectionVersion).where(
            SectionVersion.section_id == section.id, SectionVersion.number == section.latest_number
        )
    )


def text_of(section: Section) -> Node:
    """What the section says now; an empty document before anybody wrote."""
    version = latest_version(section)
    return version.content if version else empty_document()


def latest_texts(bid: Bid) -> dict[int, Node]:
    """The current text of every section of a bid, by the section's number, in one trip."""
    rows = db.session.execute(
        select(SectionVersion.section_id, SectionVersion.content)
        .join(SectionVersion.section)
        .where(Section.bid_id == bid.id, SectionVersion.number == Section.latest_number)
    )
    return dict(rows.all())


def last_save(section: Section) -> tuple[datetime | None, str | None]:
    """When the newest version was saved, and by whom; without its text."""
    found = db.session.execute(
        select(SectionVersion.saved_at, Person.name)
        .join(Person, Person.id == SectionVersion.saved_by_id)
        .where(
            SectionVersion.section_id == section.id, SectionVersion.number == section.latest_number
        )
    ).first()
    return (found[0], found[1]) if found else (None, None)


def version_saved_as(section: Section, key: str) -> SectionVersion | None:
    """The version that a save with this key made, if it arrived before."""
    return db.session.scalar(
        select(SectionVersion).where(
            SectionVersion.section_id == section.id, SectionVersion.save_key == key
        )
    )


def text_at(section: Section, number: int) -> Node:
    """What a version says; an empty document for number 0, before anybody wrote."""
    return version_numbered(section, number).content if number else empty_document()


def people_since(section: Section, number: int, *, besides: int) -> list[Person]:
    """Who else saved after a version, whoever saved last first."""
    last = func.max(SectionVersion.number)
    return list(
        db.session.scalars(
            select(Person)
            .join(SectionVersion, SectionVersion.saved_by_id == Person.id)
            .where(
                SectionVersion.section_id == section.id,
                SectionVersion.number > number,
                Person.id != besides,
            )
            .group_by(Person.id)
            .order_by(last.desc())
        )
    )


def version_numbered(section: Section, number: int) -> SectionVersion:
    version = db.session.scalar(
        select(SectionVersion).where(
            SectionVersion.section_id == section.id, SectionVersion.number == number
        )
    )
    if version is None:
        raise NotFound(f"{section.title} has no version {number}.")
    return version


def neighbours(section: Section) -> Neighbours:
    sections = sections_of(section.bid)
    place = sections.index(section)
    return Neighbours(
        place=place + 1,
        count=len(sections),
        before=sections[place - 1] if place else None,
        after=sections[place + 1] if place + 1 < len(sections) else None,
    )


def blocks_in(section: Section, document: Node) -> list[BlockInDraft]:
    """The library blocks of which something still stands in this text."""
    uses = db.session.scalars(
        select(BlockUse)
        .where(BlockUse.section_id == section.id)
        .options(joinedload(BlockUse.block_version).joinedload(BlockVersion.block))
        .order_by(BlockUse.id)
    ).all()
    if not uses:
        return []
    standing = {node.get("attrs", {}).get("id") for node in walk(document)}
    return [
        BlockInDraft(
            use.block_version.block.title,
            use.block_version.block_id,
            use.block_version.number,
            use.block_version.block.latest_number,
        )
        for use in uses
        if standing.intersection(use.placed_ids)
    ]


def sections_to_write(person_id: int) -> list[Section]:
    """This person's sections of bids that are still being written."""
    return list(
        db.session.scalars(
            select(Section)
            .join(Section.bid)
            .where(Section.writer_id == person_id, Bid.stage.in_(BEING_WRITTEN))
            .options(joinedload(Section.bid))
            .order_by(Section.bid_id, Section.position)
        )
    )


def sections_to_review(person_id: int) -> list[Section]:
    """What waits for this person's review: theirs by name, or of a bid they own and nobody's."""
    mine = Section.reviewer_id == person_id
    nobodys = Section.reviewer_id.is_(None) & (Bid.owner_id == person_id)
    return list(
        db.session.scalars(
            select(Section)
            .join(Section.bid)
            .where(Section.state == SectionState.IN_REVIEW, mine | nobodys)
            .where(Bid.stage.in_(BEING_WRITTEN))
            .options(joinedload(Section.bid), joinedload(Section.writer))
            .order_by(Section.state_since)
        )
    )


def concern(person_id: int) -> ColumnElement[bool]:
    """Which deadlines of bids (`OF_BID`) are a person's: of bids they own or write for, those they
    look after, and those they are named for.
    """
    writes = select(Section.bid_id).where(Section.writer_id == person_id)
    named = select(bid_deadline_person.c.bid_deadline_id).where(
        bid_deadline_person.c.person_id == person_id
    )
    return or_(
        Bid.owner_id == person_id,
        OF_BID.owner_id == person_id,
        Bid.id.in_(writes),
        OF_BID.bid_deadline_id.in_(named),
    )


def conflicts_in(section: Section) -> list[Conflict]:
    """Those that wait for a person, oldest first."""
    return list(
        db.session.scalars(
            select(Conflict)
            .where(Conflict.section_id == section.id, Conflict.settled_at.is_(None))
            .options(joinedload(Conflict.theirs_by), joinedload(Conflict.mine_by))
            .order_by(Conflict.id)
        )
    )


def open_conflicts_in(section: Section) -> int:
    return (
        db.session.scalar(
            select(func.count(Conflict.id)).where(
                Conflict.section_id == section.id, Conflict.settled_at.is_(None)
            )
        )
        or 0
    )


def conflict_in(section: Section, conflict_id: int) -> Conflict:
    conflict = db.session.get(Conflict, conflict_id)
    if conflict is None or conflict.section_id != section.id:
        raise NotFound(f"{section.title} has no such pair of texts.")
    return conflict
